/**
  The public library: `crossflake.lib`.

  `nixpkgs` and `rust-overlay` are forced by the functions that make derivations, and not by a name.
*/
{ nixpkgs, rust-overlay }:
let
  call =
    file: arguments:
    let
      function = import file;
      wanted = builtins.intersectAttrs (builtins.functionArgs function) (library // internal);
    in
    function (wanted // arguments);

  internal = {
    inherit nixpkgs rust-overlay;
    cargoDerivation = call ./cargoDerivation.nix { };
    checks = import ./checks.nix;
    crates = call ./crates.nix { };
    localCrates = call ./localCrates.nix { };
    described = call ./described.nix { };
    distance = import ./distance.nix;
    environment = call ./environment.nix { };
    genAttrs = import ./genAttrs.nix;
    glibcFloor = call ./glibcFloor.nix { };
    mkApp = import ./mkApp.nix;
    lockFolder = import ./lockFolder.nix;
    mkArchive = import ./mkArchive.nix;
    mkImage = import ./mkImage.nix;
    nearest = import ./nearest.nix;
    packageSet = call ./packageSet.nix { };
    paths = import ./paths.nix;
    runner = import ./runner.nix;
    sources = call ./sources.nix { };
    targetTools = call ./targetTools.nix { };
    toToml = import ./toToml.nix;
    toolset = call ./toolset.nix { };
    vendored = call ./vendored.nix { };
  };

  library = {
    cargoEnv = import ./cargoEnv.nix;
    ciMatrix = call ./ciMatrix.nix { };
    hydraJobs = call ./hydraJobs.nix { };
    mkCargoDerivation = call ./mkCargoDerivation.nix { };
    mkCheck = call ./mkCheck.nix { };
    mkDeployable = call ./mkDeployable.nix { };
    mkPackage = call ./mkPackage.nix { };
    mkProject = call ./mkProject.nix { };
    mkShell = call ./mkShell.nix { };
    options = call ./options.nix { };
    systems = import ./systems.nix;
    targets = call ./targets.nix { };
    toolchain = call ./toolchain.nix { };
    tools = call ./tools.nix { };
  };
in
library
