# The defaults are filled in, and what is given stays. tests/flake/test_bad_input.py has what throws, since it reads the message.
{ lib }:
let
  check = lib.options.check;
  project = {
    src = ./.;
    targets = [ "aarch64" ];
    systems = [ "x86_64-linux" ];
  };
in
{
  testDefaultsAreFilledIn = {
    expr = (check "mkShell" { system = "x86_64-linux"; }).extraComponents;
    expected = [ ];
  };
  testWhatIsGivenStays = {
    expr = (check "mkProject" (project // { features = [ "tls" ]; })).features;
    expected = [ "tls" ];
  };
  testWhatIsNoOptionIsTheDerivations = {
    expr =
      (check "mkPackage" {
        src = ./.;
        system = "x86_64-linux";
        preBuild = "true";
        pname = "a";
        srcs = [ ];
      }).rest;
    expected = {
      preBuild = "true";
      pname = "a";
      srcs = [ ];
    };
  };
  testAnOldNameIsItsNewOne = {
    expr =
      let
        args = check "mkPackage" {
          src = ./.;
          system = "x86_64-linux";
          members = [ "a" ];
          compiler = true;
        };
      in
      [
        args.cargoPackages
        args.withCC
        args.rest
      ];
    expected = [
      [ "a" ]
      true
      { }
    ];
  };
  testShellNeedsNoSource = {
    expr = (check "mkShell" { system = "x86_64-linux"; }).src;
    expected = null;
  };
  testFurtherShellsAreNamed = {
    expr =
      builtins.attrNames
        (lib.mkProject (
          project
          // {
            extraShells.boards = [
              "aarch64"
              "armv7"
            ];
          }
        )).devShells.x86_64-linux;
    expected = [
      "aarch64"
      "all"
      "boards"
      "default"
    ];
  };
  testEveryOptionIsDescribed = {
    expr = builtins.filter (
      name:
      let
        option = lib.options.every.${name};
      in
      !(option ? type && option ? example && option ? description)
    ) (builtins.attrNames lib.options.every);
    expected = [ ];
  };
}
