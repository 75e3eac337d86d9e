/**
  One target's tools as one package, for any shell or derivation of the build machine: compiler, pkg-config, emulator and
  libraries, and a setup hook that sets all variables of the target. In a shell that runs no hooks, source `env.sh` of it.

  The result has `env` (the variables that evaluation knows), `triple`, `runner` and `cc`.

  # Inputs

  docs/options.md

  # Type

  ```
  tools :: Options -> Derivation
  ```

  # Examples

  ```nix
  pkgs.mkShell {
    packages = [
      (tools { inherit pkgs; target = "aarch64"; src = ./.; })
      (toolchain { inherit pkgs; targets = [ "aarch64" ]; })
    ];
  }
  ```
*/
{
  environment,
  lockFolder,
  options,
  packageSet,
  targets,
  toolset,
}:
given:
let
  args = options.checkWithPkgs "tools" given;
  pkgs = packageSet args;
  row = targets.find (if args.target == null then toolset.hostTriple pkgs else args.target);
  common = environment {
    inherit pkgs;
    inherit (args) fromCargoLock;
    rows = [ row ];
    src = lockFolder args;
    rust = throw "crossflake: tools hold no Rust";
    tools = _: [ ];
    compiler = _: args.withCC;
    libraries = _: args.libraries;
  };
in
builtins.head common.tools
