# The outputs of mkProject: names and laziness. No name may depend on an input: the library is given inputs that throw.
{ lib }:
let
  lazy = import ../. {
    nixpkgs = throw "nixpkgs was forced";
    rust-overlay = throw "rust-overlay was forced";
  };
  project = lazy.mkProject {
    src = throw "src was forced";
    targets = [
      "aarch64"
      "riscv64"
    ];
    systems = [ "x86_64-linux" ];
  };
  outputs = project.devShells.x86_64-linux;
in
{
  testShellNamesForceNoInput = {
    expr = builtins.attrNames outputs;
    expected = [
      "aarch64"
      "all"
      "default"
      "riscv64"
    ];
  };
  testPackageNamesForceNoInput = {
    expr = builtins.attrNames project.packages.x86_64-linux;
    expected = [
      "aarch64"
      "aarch64-deployable"
      "default"
      "riscv64"
      "riscv64-deployable"
    ];
  };
  testAppsAreThoseOfTheTestedTargetsAndForceNoInput = {
    expr = builtins.attrNames project.apps.x86_64-linux;
    expected = [
      "aarch64"
      "riscv64"
    ];
  };
  testAPrefixIsOfEveryName = {
    expr =
      let
        project = lazy.mkProject {
          src = throw "src was forced";
          targets = [ "aarch64" ];
          systems = [ "x86_64-linux" ];
          prefix = "server-";
        };
        names = kind: builtins.attrNames project.${kind}.x86_64-linux;
      in
      map names [
        "apps"
        "checks"
        "devShells"
        "packages"
      ]
      ++ [ (project.legacyPackages.x86_64-linux.packages ? server-riscv64) ];
    expected = [
      [ "server-aarch64" ]
      [ "server-aarch64" ]
      [
        "server-aarch64"
        "server-all"
        "server-default"
      ]
      [
        "server-aarch64"
        "server-aarch64-deployable"
        "server-default"
      ]
      true
    ];
  };
  testProjectForBoardsAloneHasNoDefaultPackage = {
    expr =
      (lazy.mkProject {
        src = throw "src was forced";
        targets = [ "thumbv6m" ];
      }).packages.x86_64-linux
        ? default;
    expected = false;
  };
  testLegacyPackagesHoldEveryTarget = {
    expr = builtins.attrNames project.legacyPackages.x86_64-linux.packages;
    expected = builtins.sort (a: b: a < b) (
      builtins.concatMap (
        row:
        map (suffix: lib.targets.name row + suffix) [
          ""
          "-deployable"
        ]
      ) lib.targets.rows
    );
  };
  testDarwinHasNoEmulatedChecks = {
    expr =
      (lazy.mkProject {
        src = ../.;
        targets = [
          "aarch64"
          "windows"
        ];
      }).checks.aarch64-darwin;
    expected = { };
  };
}
