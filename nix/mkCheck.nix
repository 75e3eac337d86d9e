/**
  The project's tests (unit, integration, doc) for one target, built and run under the target's emulator.

  # Inputs

  As mkPackage.

  # Type

  ```
  mkCheck :: { … } -> Derivation
  ```

  # Examples

  ```nix
  mkCheck { system = "x86_64-linux"; target = "riscv64"; src = ./.; libraries = pkgs: [ pkgs.openssl ]; }
  ```
*/
{ cargoDerivation }:
arguments:
cargoDerivation (
  arguments
  // {
    capability = "test";
    suffix = "-tests";
    cargo = "cargo test --locked";
    install = "touch $out";
  }
)
