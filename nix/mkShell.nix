/**
  A shell in which cargo builds, links and tests for one target or several.

  It is a native shell: `cc`, `pkg-config` and cargo are the build machine's, and each target comes with variables that
  carry its triple. With one target, `cargo build` without `--target` is for it.

  # Inputs

  `system`: the build machine's system, for example `x86_64-linux`
  `targets`: aliases or triples
  `libraries`: function from a target's package set to the libraries to link (default: none)
  `hostLibraries`: the same for build scripts and proc-macros, from the build machine's set (default: none)
  `tools`: function from the build machine's package set to programs (default: none)
  `src`: the project's folder; its rust-toolchain.toml and Cargo.lock count (default: null)
  `toolchain`: function from the build machine's set to a Rust toolchain, in place of the default one (default: null)
  `env`: further variables (default: none)
  `shellHook`: shell code to run on entry (default: empty)
  `pkgs`: the build machine's package set (default: the flake's nixpkgs for `system`)

  # Type

  ```
  mkShell :: { … } -> Derivation
  ```

  # Examples

  ```nix
  mkShell { system = "x86_64-linux"; targets = [ "aarch64" ]; libraries = pkgs: [ pkgs.openssl ]; }
  ```
*/
{
  environment,
  targets,
  toolset,
}:
let
  inherit (targets) find name;
in
{
  system,
  pkgs ? toolset.packages system,
  targets ? [ ],
  libraries ? _: [ ],
  hostLibraries ? _: [ ],
  tools ? _: [ ],
  src ? null,
  toolchain ? null,
  env ? { },
  shellHook ? "",
}:
let
  rows = map find targets;
  rust =
    if toolchain != null then
      toolchain pkgs
    else
      toolset.rust {
        inherit pkgs rows src;
        extensions = [
          "clippy"
          "rust-src"
          "rustfmt"
        ];
      };
  common = environment {
    inherit
      libraries
      pkgs
      rows
      rust
      src
      tools
      ;
  };
  names = builtins.concatStringsSep "-" (
    if builtins.length rows > 3 then [ "all" ] else map name rows
  );
in
pkgs.mkShell {
  name = "crossflake-${if rows == [ ] then "host" else names}";
  nativeBuildInputs = common.inputs;
  buildInputs = hostLibraries pkgs;
  strictDeps = true;
  env = common.env // env;
  inherit shellHook;
}
