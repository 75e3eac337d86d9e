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
    expr = (check "mkShell" { system = "x86_64-linux"; }).components;
    expected = [ ];
  };
  testWhatIsGivenStays = {
    expr = (check "mkProject" (project // { features = [ "tls" ]; })).features;
    expected = [ "tls" ];
  };
  testUnknownOptionThrows = {
    expr = throws (check "mkProject" (project // { target = "aarch64"; }));
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
  testOverridesOfAnUnknownTargetThrow = {
    expr =
      throws
        (lib.mkProject (project // { overrides.aarch46 = { }; })).packages.x86_64-linux.aarch64.drvPath;
    expected = true;
  };
  testOverridesThatAreNoSetThrow = {
    expr =
      throws
        (lib.mkProject (project // { overrides.aarch64 = [ ]; })).packages.x86_64-linux.aarch64.drvPath;
    expected = true;
  };
  testOverridesOfOneTargetByTwoNamesThrow = {
    expr = throws (
      lib.targets.byTriple {
        aarch64 = { };
        aarch64-unknown-linux-gnu = { };
      }
    );
    expected = true;
  };
  testOverridesAreCheckedInAShellOfSeveralTargets = {
    expr =
      throws
        (lib.mkProject (project // { overrides.aarch64.librares = 5; })).devShells.x86_64-linux.all.drvPath;
    expected = true;
  };
  testOverridesHaveNoOptionsOfTheProject = {
    expr = throws (check "overrides" { targets = [ ]; });
    expected = true;
  };
  testFurtherShellsAreNamed = {
    expr =
      builtins.attrNames
        (lib.mkProject (
          project
          // {
            shells.boards = [
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
