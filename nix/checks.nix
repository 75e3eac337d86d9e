/**
  The checks that a project can ask for beside its tests, each by its name in the option `checks`.

  # Inputs of each

  `cargo`: the arguments of cargo that all builds share
  `advisories`: the option `advisoryDatabase`

  # Type

  ```
  checks :: { String = {
    command :: { arguments :: String; advisories :: Path; } -> String;
    components :: [String];  # of the toolchain
    tools :: Pkgs -> [Derivation];
    start :: "nothing" | "tests" | "check" | "own";  # the dependencies that it starts from
    capability :: "link" | "test";
  }; }
  ```
*/
let
  none = _: [ ];
  plain = {
    components = [ ];
    tools = none;
    start = "nothing";
    capability = "link";
  };
in
{
  audit = plain // {
    tools = pkgs: [ pkgs.cargo-audit ];
    command = { advisories, ... }: "cargo-audit audit --no-fetch --db ${advisories}";
  };
  clippy = plain // {
    components = [ "clippy" ];
    start = "check";
    command =
      { arguments, ... }:
      "cargo clippy --target $CARGO_BUILD_TARGET --all-targets ${arguments} -- --deny warnings";
  };
  coverage = plain // {
    components = [ "llvm-tools" ];
    tools = pkgs: [ pkgs.cargo-llvm-cov ];
    capability = "test";
    command =
      { arguments, ... }:
      "mkdir -p $out; cargo llvm-cov --target $CARGO_BUILD_TARGET ${arguments} --lcov --output-path $out/lcov.info";
  };
  deny = plain // {
    tools = pkgs: [ pkgs.cargo-deny ];
    command =
      { advisories, ... }:
      ''
        mkdir -p $CARGO_HOME/advisory-dbs
        cp -r --no-preserve=mode ${advisories} $CARGO_HOME/advisory-dbs/advisory-db
        cargo-deny --offline check --disable-fetch'';
  };
  doc = plain // {
    # As clippy, with which it shares what is built.
    components = [ "clippy" ];
    start = "check";
    command =
      { arguments, ... }:
      ''RUSTDOCFLAGS="''${RUSTDOCFLAGS-} --deny warnings" cargo doc --no-deps --target $CARGO_BUILD_TARGET ${arguments}'';
  };
  fmt = plain // {
    components = [ "rustfmt" ];
    command = _: "cargo fmt --all -- --check";
  };
  nextest = plain // {
    tools = pkgs: [ pkgs.cargo-nextest ];
    start = "tests";
    capability = "test";
    command =
      { arguments, ... }:
      "cargo nextest run --target $CARGO_BUILD_TARGET ${
        builtins.replaceStrings [ "--profile" ] [ "--cargo-profile" ] arguments
      }";
  };
}
