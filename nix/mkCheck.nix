/**
  The project's tests (unit, integration, doc) for one target, built and run under the target's emulator.

  # Inputs

  docs/options.md

  # Type

  ```
  mkCheck :: Options -> Derivation
  ```

  # Examples

  ```nix
  mkCheck { system = "x86_64-linux"; target = "riscv64"; src = ./.; libraries = pkgs: [ pkgs.openssl ]; }
  ```
*/
{ cargoDerivation }:
cargoDerivation {
  function = "mkCheck";
  capability = "test";
  suffix = "-tests";
  cargo = _: arguments: "advised cargo test --target $CARGO_BUILD_TARGET ${arguments}";
  forTests = true;
  install = "touch $out";
}
