# Which function takes which option, and which attributes are a derivation's.
let
  inherit (builtins) elem filter;

  # What describes a build, for any number of targets.
  ofBuild = [
    "cargoRoot"
    "overlays"
    "pkgs"
    "withCC"
    "env"
    "fromCargoLock"
    "buildLibraries"
    "libraries"
    "nixpkgsConfig"
    "src"
    "toolchain"
    "buildTools"
  ];
  # Of these, what a target's tools do without, and what a toolchain does.
  ofRust = [
    "buildLibraries"
    "buildTools"
    "env"
    "toolchain"
  ];
  ofLibraries = [
    "fromCargoLock"
    "libraries"
    "withCC"
  ];
  ofShell = ofBuild ++ [
    "extraComponents"
    "shellHook"
    "watch"
  ];
  ofPackage = ofBuild ++ [
    "cargoExtraArgs"
    "extraRegistries"
    "keepFiles"
    "leaveOut"
    "defaultFeatures"
    "features"
    "cargoPackages"
    "name"
    "outputHashes"
    "profile"
    "stdLockFile"
  ];
  names = {
    mkCargoDerivation = names.mkPackage ++ [
      "command"
      "dependencies"
      "runs"
      "suffix"
    ];
    mkCheck = filter (name: name != "glibc") names.mkPackage ++ [
      "advisoryDatabase"
      "check"
    ];
    mkDeployable = names.mkPackage ++ [
      "package"
      "removeReferencesTo"
    ];
    mkPackage = ofPackage ++ [
      "glibc"
      "system"
      "target"
    ];
    mkProject =
      ofPackage
      ++ filter (name: !elem name ofPackage) ofShell
      ++ [
        "deployable"
        "advisoryDatabase"
        "checks"
        "perTarget"
        "prefix"
        "extraShells"
        "systems"
        "targets"
      ];
    mkShell = ofShell ++ [
      "perTarget"
      "system"
      "targets"
    ];
    tools = filter (name: !elem name ofRust) ofBuild ++ [
      "system"
      "target"
    ];
    toolchain = filter (name: !elem name (ofRust ++ ofLibraries)) ofBuild ++ [
      "extraComponents"
      "system"
      "targets"
    ];
    # What a target of mkProject can have for itself.
    perTarget = [
      "deployable"
    ]
    ++ filter (name: name != "src") (ofPackage ++ filter (name: !elem name ofPackage) ofShell);
  };
  # Attributes of a derivation that the dependencies and the check do not share with the package.
  ofPackageAlone = [
    "buildPhase"
    "checkInputs"
    "checkPhase"
    "doCheck"
    "doInstallCheck"
    "fixupPhase"
    "installCheckPhase"
    "installPhase"
    "meta"
    "nativeCheckInputs"
    "nativeInstallCheckInputs"
    "outputs"
    "passthru"
    "pname"
    "postBuild"
    "postCheck"
    "postFixup"
    "postInstall"
    "postInstallCheck"
    "preCheck"
    "preFixup"
    "preInstall"
    "preInstallCheck"
    "shellHook"
    "version"
  ];
  # Those that may change what cargo reads.
  changeSources = [
    "patchPhase"
    "patches"
    "postPatch"
    "postUnpack"
    "prePatch"
    "preUnpack"
    "unpackPhase"
  ];

  # What is not taken for a misspelt option.
  ofDerivations =
    ofPackageAlone
    ++ changeSources
    ++ [
      "buildInputs"
      "configurePhase"
      "inputsFrom"
      "nativeBuildInputs"
      "packages"
      "preBuild"
      "srcs"
    ];
in
{
  inherit
    changeSources
    names
    ofDerivations
    ofPackageAlone
    ;
  # The names that options had.
  renamed = {
    compiler = "withCC";
    components = "extraComponents";
    hostLibraries = "buildLibraries";
    members = "cargoPackages";
    overrides = "perTarget";
    shells = "extraShells";
    tools = "buildTools";
  };
}
