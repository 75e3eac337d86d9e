/**
  Rust with the std of the targets: the toolchain that the project's rust-toolchain.toml names, or the newest stable one.

  # Inputs

  docs/options.md

  # Type

  ```
  toolchain :: Options -> Derivation
  ```

  # Examples

  ```nix
  toolchain { inherit pkgs; targets = [ "aarch64" "riscv64" ]; src = ./.; extraComponents = [ "clippy" ]; }
  ```
*/
{
  lockFolder,
  options,
  packageSet,
  targets,
  toolset,
}:
given:
let
  args = options.checkWithPkgs "toolchain" given;
in
toolset.rust {
  pkgs = packageSet args;
  rows = map targets.find (if args.targets == null then [ ] else args.targets);
  src = lockFolder args;
  extensions = args.extraComponents;
}
