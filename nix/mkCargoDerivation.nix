/**
  A cargo command of one's own for one target, in a derivation: with the project's crates and no network, starting from the
  built dependencies that package and checks share.

  # Inputs

  docs/options.md

  # Type

  ```
  mkCargoDerivation :: Options -> Derivation
  ```

  # Examples

  ```nix
  mkCargoDerivation {
    system = "x86_64-linux";
    target = "aarch64";
    src = ./.;
    command = arguments: "cargo build --examples ${arguments}";
    installPhase = "mkdir -p $out/bin; find $built/examples -maxdepth 1 -type f -executable -exec cp {} $out/bin/ \\;";
  }
  ```
*/
{ cargoDerivation, options }:
given:
let
  args = options.check "mkCargoDerivation" given;
in
cargoDerivation {
  function = "mkCargoDerivation";
  capability = if args.runs then "test" else "link";
  suffix = args.suffix;
  start = args.dependencies;
  cargo = _: args.command;
  install = "[[ -e $out ]] || touch $out";
} given
