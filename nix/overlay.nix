/**
  An overlay: `pkgs.crossflake`, the library's functions with this package set as the build machine's, and
  `pkgs.crossflake.program`, the command-line program.

  # Type

  ```
  overlay :: Lib -> (System -> Derivation) -> Overlay
  ```

  # Examples

  ```nix
  pkgs.crossflake.mkShell { targets = [ "aarch64" ]; libraries = pkgs: [ pkgs.openssl ]; }
  ```
*/
lib: program: final: _:
let
  inherit (final.stdenv.buildPlatform) system;
  here =
    function: options:
    function (
      {
        pkgs = final;
        inherit system;
      }
      // options
    );
in
{
  crossflake = {
    mkCargoDerivation = here lib.mkCargoDerivation;
    mkCheck = here lib.mkCheck;
    mkDeployable = here lib.mkDeployable;
    mkPackage = here lib.mkPackage;
    mkShell = here lib.mkShell;
    program = program system;
    toolchain = here lib.toolchain;
    tools = here lib.tools;
    inherit (lib) cargoEnv targets;
  };
}
