# The command-line program for the build machine, of the files that it is made of.
{ lib }:
let
  source =
    wanted:
    builtins.path {
      name = "crossflake";
      path = ../.;
      filter =
        path: _:
        let
          relative = builtins.substring (builtins.stringLength (toString ../.) + 1) (-1) path;
          top = builtins.head (builtins.filter builtins.isString (builtins.split "/" relative));
        in
        builtins.elem top wanted && relative != "tests/flake";
    };
  program = [
    "Cargo.lock"
    "Cargo.toml"
    "build.rs"
    "src"
    "targets.json"
  ];
in
{
  package =
    system:
    lib.mkPackage {
      inherit system;
      src = source program;
    };
  tests =
    system:
    lib.mkCheck {
      inherit system;
      env.CROSSFLAKE_FUZZ_SECONDS = "60";
      src = source (
        program
        ++ [
          "docs"
          "tests"
        ]
      );
    };
}
