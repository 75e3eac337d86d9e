# The command-line program for the build machine, of the files that it is made of.
{ lib }:
let
  src = builtins.path {
    name = "crossflake";
    path = ../.;
    filter =
      path: _:
      let
        relative = builtins.substring (builtins.stringLength (toString ../.) + 1) (-1) path;
        top = builtins.head (builtins.filter builtins.isString (builtins.split "/" relative));
      in
      builtins.elem top [
        "Cargo.lock"
        "Cargo.toml"
        "build.rs"
        "src"
        "targets.json"
        "tests"
      ];
  };
in
{
  package = system: lib.mkPackage { inherit src system; };
  tests = system: lib.mkCheck { inherit src system; };
}
