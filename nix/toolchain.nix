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
  stated = options.checkWithPkgs "toolchain" given;
in
toolset.rust {
  pkgs = packageSet stated;
  rows = map targets.find (if stated.targets == null then [ ] else stated.targets);
  src = lockFolder stated;
  extensions = stated.extraComponents;
}
