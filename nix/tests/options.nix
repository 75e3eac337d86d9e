# What is no option, or of the wrong type, throws; the defaults are filled in.
{ lib }:
let
  throws = value: !(builtins.tryEval value).success;
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
  testNearlyAnOptionThrows = {
    expr = throws (check "mkProject" (project // { target = "aarch64"; }));
    expected = true;
  };
  testNearlyAnOptionOfManyWordsThrows = {
    expr = throws (check "mkProject" (project // { buildLibrarys = _: [ ]; }));
    expected = true;
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
        stated = check "mkPackage" {
          src = ./.;
          system = "x86_64-linux";
          members = [ "a" ];
          compiler = true;
        };
      in
      [
        stated.cargoPackages
        stated.withCC
        stated.rest
      ];
    expected = [
      [ "a" ]
      true
      { }
    ];
  };
  testAnOldNameBesideItsNewOneThrows = {
    expr = throws (
      check "mkProject" (
        project
        // {
          tools = _: [ ];
          buildTools = _: [ ];
        }
      )
    );
    expected = true;
  };
  testWrongTypeThrows = {
    expr = throws (check "mkProject" (project // { libraries = [ ]; })).libraries;
    expected = true;
  };
  testLibrariesThatAreNoListThrow = {
    expr = throws (
      (check "mkProject" (project // { libraries = pkgs: pkgs.openssl; })).libraries { openssl = { }; }
    );
    expected = true;
  };
  testRelativeSourceThrows = {
    expr = throws (check "mkProject" (project // { src = "./."; })).src;
    expected = true;
  };
  testMissingOptionThrows = {
    expr = throws (check "mkPackage" { src = ./.; }).system;
    expected = true;
  };
  testShellNeedsNoSource = {
    expr = (check "mkShell" { system = "x86_64-linux"; }).src;
    expected = null;
  };
  testPerTargetOfAnUnknownTargetThrow = {
    expr =
      throws
        (lib.mkProject (project // { perTarget.aarch46 = { }; })).packages.x86_64-linux.aarch64.drvPath;
    expected = true;
  };
  testPerTargetThatAreNoSetThrow = {
    expr =
      throws
        (lib.mkProject (project // { perTarget.aarch64 = [ ]; })).packages.x86_64-linux.aarch64.drvPath;
    expected = true;
  };
  testPerTargetOfOneTargetByTwoNamesThrow = {
    expr = throws (
      lib.targets.byTriple {
        aarch64 = { };
        aarch64-unknown-linux-gnu = { };
      }
    );
    expected = true;
  };
  testPerTargetAreCheckedInAShellOfSeveralTargets = {
    expr =
      throws
        (lib.mkProject (project // { perTarget.aarch64.librares = 5; })).devShells.x86_64-linux.all.drvPath;
    expected = true;
  };
  testPerTargetHasNoOptionsOfTheProject = {
    expr = throws (check "perTarget" { cargoRoots = [ ]; });
    expected = true;
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
