/**
  The checks that a project can ask for beside its tests, each by its name in the option `checks`.

  # Inputs of each

  `cargo`: the arguments of cargo that all builds share
  `advisories`: the option `advisoryDatabase`
  `profile`: cargo's

  # Type

  ```
  checks :: { String = {
    command :: { arguments :: String; advisories :: Path; profile :: String; } -> String;
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
      { arguments, profile, ... }:
      # By its own `test`, it knows few of cargo's arguments.
      ''
        eval "$(cargo-llvm-cov llvm-cov show-env --export-prefix)"
        cargo test --target $CARGO_BUILD_TARGET ${arguments}
        mkdir -p $out
        cargo-llvm-cov llvm-cov report --target $CARGO_BUILD_TARGET --profile ${profile} --lcov --output-path $out/lcov.info'';
  };
  deny = plain // {
    tools = pkgs: [
      pkgs.cargo-deny
      pkgs.gitMinimal
    ];
    command =
      { advisories, ... }:
      # It reads a clone of the database, in the folder of the one address that it asks by default.
      ''
        database=$CARGO_HOME/advisory-dbs/advisory-db-3157b0e258782691
        mkdir -p $database
        cp -r --no-preserve=mode ${advisories}/. $database
        for command in "init --quiet" "add --all" "commit --quiet --message database"; do
          git -C $database -c user.name=nobody -c user.email=nobody@localhost -c gc.auto=0 -c maintenance.auto=false $command
        done
        git -C $database rev-parse HEAD >$database/.git/FETCH_HEAD
        cargo-deny --offline check'';
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
