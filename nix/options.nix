/**
  The options of the `mk*` functions: their types, defaults, examples and descriptions, which are also docs/options.md; and
  the check of what a user gives, by name.

  # Type

  ```
  options :: {
    check :: String -> AttrSet -> AttrSet;
    override :: AttrSet -> AttrSet;
    every :: { String = Option; };
    markdown :: String;
    names :: { String = [String]; };
  }
  ```

  `check function given` is `given` with the defaults; it throws on an unknown name, a missing option and a wrong type. `override`
  checks one target's `overrides`, and adds no defaults: these are the project's.

  # Examples

  ```nix
  (options.check "mkShell" { system = "x86_64-linux"; }).targets
  => [ ]
  ```
*/
{
  distance,
  genAttrs,
  nearest,
  systems,
}:
let
  inherit (builtins)
    all
    attrNames
    concatMap
    concatStringsSep
    elem
    filter
    foldl'
    intersectAttrs
    isAttrs
    isBool
    isFunction
    isList
    isPath
    isString
    listToAttrs
    mapAttrs
    match
    stringLength
    substring
    toJSON
    typeOf
    ;

  types = {
    anything = {
      name = "anything";
      holds = _: true;
    };
    bool = {
      name = "bool";
      holds = isBool;
    };
    path = {
      name = "path";
      # A flake's input and a derivation are sets that stand for their paths.
      holds =
        value:
        isPath value || isString value && substring 0 1 value == "/" || isAttrs value && value ? outPath;
    };
    string = {
      name = "string";
      holds = isString;
    };
    strings = {
      name = "list of strings";
      holds = value: isList value && all isString value;
    };
    list = {
      name = "list";
      holds = isList;
    };
    set = {
      name = "attribute set";
      holds = isAttrs;
    };
    function = {
      name = "function";
      # A set with __functor is one too.
      holds = value: isFunction value || value ? __functor;
    };
    # Its result is checked as well.
    packages = types.function // {
      of =
        check: function: argument:
        let
          packages = function argument;
        in
        if isList packages then packages else check packages;
    };
    nullOr = type: {
      name = "null or ${type.name}";
      holds = value: value == null || type.holds value;
    };
  };

  of = default: { inherit default; };

  every = {
    src = {
      type = types.path;
      example = "./.";
      description = "The folder with Cargo.toml and Cargo.lock. Its rust-toolchain.toml (or rust-toolchain), where there is one, chooses the toolchain.";
    };
    targets = {
      type = types.list;
      default = null;
      example = ''[ "aarch64" "x86_64-musl" ]'';
      description = "Aliases or triples of the table. For `mkProject` the common ones unless stated, for `mkShell` none: the build machine alone.";
    };
    cargoRoot = of "" // {
      type = types.string;
      example = ''"app"'';
      description = "The folder with Cargo.toml and Cargo.lock, in `src`, where that holds more than the project: crates beside it, for example.";
    };
    keepFiles = of [ ] // {
      type = types.strings;
      example = ''[ "README.md" ]'';
      description = "Files and folders that builds need and the filter of sources leaves out: flake.nix and other Nix files, README, CHANGELOG, licences, what belongs to git and editors. What a crate's first file or its build script names, as `include_str!` does, is there anyhow.";
    };
    leaveOut = of [ ] // {
      type = types.strings;
      example = ''[ "docs" "site" ]'';
      description = "Files and folders, relative to the folder with Cargo.toml, that no build needs, beside those that the filter of sources knows: a change of theirs builds nothing anew.";
    };
    cargoExtraArgs = of "" // {
      type = types.string;
      example = ''"--bins"'';
      description = "Further arguments of cargo, in packages and checks.";
    };
    extraRegistries = of { } // {
      type = types.set;
      example = ''{ "sparse+https://crates.example.org/index/" = "https://crates.example.org/api/v1/crates"; }'';
      description = "Registries beside crates.io: from the index, as Cargo.lock names it, to the address of downloads, the `dl` of the registry's config.json. As of nixpkgs' `importCargoLock`.";
    };
    overlays = of [ ] // {
      type = types.list;
      example = "[ (final: prev: { openssl = prev.openssl_3; }) ]";
      description = "Overlays of nixpkgs, for the build machine's packages and every target's.";
    };
    target = {
      type = types.anything;
      default = null;
      example = ''"riscv64"'';
      description = "An alias or a triple of the table; the build machine's own unless stated.";
    };
    system = {
      type = types.string;
      example = ''"x86_64-linux"'';
      description = "The build machine's system.";
    };
    systems = of systems // {
      type = types.strings;
      example = ''[ "x86_64-linux" ]'';
      description = "The systems of the build machines.";
    };
    pkgs = of null // {
      type = types.anything;
      example = "system: import nixpkgs { inherit system; config.allowUnfree = true; }";
      description = "The build machine's package set in place of the flake's nixpkgs, or a function from the system to it.";
    };
    nixpkgsConfig = of { } // {
      type = types.set;
      example = "{ allowUnfree = true; android_sdk.accept_license = true; }";
      description = "nixpkgs' `config`. Android's targets need the one of the example: the NDK's licence is the user's to accept.";
    };
    libraries = of (_: [ ]) // {
      type = types.packages;
      example = "pkgs: [ pkgs.openssl pkgs.sqlite ]";
      description = "From a target's package set to the libraries that the project links for it.";
    };
    fromCargoLock = of true // {
      type = types.bool;
      example = "false";
      description = "Whether what the crates of Cargo.lock want is added to `libraries` and `buildTools`: docs/libraries.md names it. What nixpkgs does not have for a target is left out, and a line says so.";
    };
    withCC = of false // {
      type = types.bool;
      example = "true";
      description = "Whether targets that rustc links by itself (bare metal, WebAssembly) have a C compiler too, for crates with C code. Theirs are rarely in a binary cache.";
    };
    buildLibraries = of (_: [ ]) // {
      type = types.packages;
      example = "pkgs: [ pkgs.openssl ]";
      description = "From the build machine's package set to the libraries of build scripts and proc-macros.";
    };
    buildTools = of (_: [ ]) // {
      type = types.packages;
      example = "pkgs: [ pkgs.protobuf pkgs.cmake ]";
      description = "From the build machine's package set to the programs that run while building.";
    };
    toolchain = of null // {
      type = types.nullOr types.function;
      example = "pkgs: let rust = fenix.packages.\${pkgs.stdenv.hostPlatform.system}; in rust.combine [ rust.stable.toolchain rust.targets.aarch64-unknown-linux-gnu.stable.rust-std ]";
      description = "From the build machine's package set to the Rust toolchain, in place of rust-overlay's: one of fenix, for example. It must hold rust-std of the targets.";
    };
    extraComponents = of [ ] // {
      type = types.strings;
      example = ''[ "rust-analyzer" ]'';
      description = "Components of the toolchain in shells, beside clippy, rustfmt and rust-src. In a shell of several targets, rust-analyzer is for the first of them; CARGO_BUILD_TARGET names another.";
    };
    env = of { } // {
      type = types.set;
      example = ''{ SQLX_OFFLINE = "true"; }'';
      description = "Further environment variables. They win over the ones that crossflake sets.";
    };
    shellHook = of "" // {
      type = types.string;
      example = "\"echo welcome\"";
      description = "Shell code that runs on entry of a shell.";
    };
    watch = of [ ] // {
      type = types.strings;
      example = ''[ "versions/clang.txt" ]'';
      description = "Files beside flake.nix that the shell depends on, and that are not Nix files: `crossflake test` keeps a shell's environment until one of them changes.";
    };
    name = of null // {
      type = types.nullOr types.string;
      example = ''"my-tool"'';
      description = "The derivations' name: the package's in Cargo.toml unless stated, `workspace` where there is none.";
    };
    cargoPackages = of [ ] // {
      type = types.strings;
      example = ''[ "server" "client" ]'';
      description = "The packages of the workspace to build and test; all of its default members unless stated.";
    };
    features = of [ ] // {
      type = types.strings;
      example = ''[ "tls" ]'';
      description = "Features to enable.";
    };
    defaultFeatures = of true // {
      type = types.bool;
      example = "false";
      description = "Whether the default features are enabled.";
    };
    profile = of "release" // {
      type = types.string;
      example = ''"dev"'';
      description = "Cargo's profile, of packages and checks alike: so they share the built dependencies.";
    };
    deployable = of { } // {
      type = types.set;
      example = "{ glibc = \"2.28\"; }";
      description = "What `mkDeployable` takes beyond the options of the project: `glibc`, `package` and `removeReferencesTo`.";
    };
    package = of null // {
      type = types.anything;
      example = "inputs.other.packages.x86_64-linux.armv7";
      description = "A derivation of the target in place of mkPackage's.";
    };
    removeReferencesTo = of (_: [ ]) // {
      type = types.packages;
      example = "pkgs: [ pkgs.openssl.etc ]";
      description = "From the target's package set to packages that the program names and does without: their store paths are overwritten, as nixpkgs' `removeReferencesTo` does. A static OpenSSL names its configuration, `pkgs.openssl.etc`.";
    };
    glibc = of null // {
      type = types.nullOr types.string;
      example = ''"2.28"'';
      description = "The newest glibc that the program may ask for. It is linked by zig (cargo-zigbuild), which has the symbols of each glibc, and its C code compiled by it; the build fails if a library brings the need of a newer one. Given to mkPackage, the result runs where the target's usual interpreter is.";
    };
    outputHashes = of { } // {
      type = types.set;
      example = ''{ "serde-1.0.0" = "sha256-…"; }'';
      description = "Hashes of git dependencies by name and version. Without one, Nix fetches the locked commit itself.";
    };
    stdLockFile = of null // {
      type = types.nullOr types.path;
      example = "./std-Cargo.lock";
      description = "For packages and checks of targets that have no prebuilt std: a copy of the toolchain's `lib/rustlib/src/rust/library/Cargo.lock`, which names the crates that std is built of.";
    };
    perTarget = of { } // {
      type = types.set;
      example = "{ riscv64 = { features = [ \"small\" ]; }; }";
      description = "Options by target that replace the ones above for that target; `env` is merged. Of a shell of several targets, `libraries` and `withCC` only.";
    };
    checks = of { } // {
      type = types.set;
      example = ''{ clippy = true; fmt = true; nextest = [ "aarch64" ]; }'';
      description = "Checks beside the tests: `audit`, `clippy`, `coverage`, `deny`, `doc`, `fmt`, `nextest`. `true` is for the build machine (`checks.<system>.clippy`); a list names targets (`checks.<system>.aarch64-clippy`).";
    };
    check = of null // {
      type = types.nullOr types.string;
      example = ''"clippy"'';
      description = "The check that `mkCheck` makes, by its name in `checks`; the tests unless stated.";
    };
    advisoryDatabase = of null // {
      type = types.nullOr types.path;
      example = "inputs.advisory-db";
      description = "For the checks `audit` and `deny`: the database of advisories, an input of the flake.";
    };
    prefix = of "" // {
      type = types.string;
      example = ''"server-"'';
      description = "What the names of all outputs begin with, so that several projects share a flake: `packages.<system>.server-aarch64`.";
    };
    extraShells = of { } // {
      type = types.set;
      example = ''{ boards = [ "aarch64" "armv7" ]; }'';
      description = "Further shells of several targets. CARGO_BUILD_TARGET is set in none of them: name a target with --target.";
    };
  };

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
  # A shell needs no project around it.
  mayMiss =
    function: name:
    every.${name} ? default
    ||
      name == "src"
      && elem function [
        "mkShell"
        "toolchain"
        "tools"
      ];

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
  # Older Nix has none.
  warn = builtins.warn or (message: builtins.trace "evaluation warning: ${message}");
  rename =
    function: given:
    foldl' (
      given: old:
      let
        new = renamed.${old};
      in
      if !given ? ${old} || !elem new names.${function} then
        given
      else if given ? ${new} then
        fail function old "is `${new}` by its old name, which is given too: leave it out"
      else
        warn "crossflake: ${function}: `${old}` is called `${new}` now" (
          removeAttrs given [ old ] // { ${new} = given.${old}; }
        )
    ) given (attrNames renamed);

  fail =
    function: name: text:
    throw "crossflake: ${function}: `${name}` ${text}";
  value =
    function: name: given:
    let
      inherit (every.${name}) type;
    in
    if type.holds given then
      (type.of or (_: value: value)) (
        packages:
        fail function name "gives a ${typeOf packages}, but it should give a list: ${every.${name}.example}"
      ) given
    else
      fail function name
        "is a ${typeOf given}, but it should be a ${type.name}: ${every.${name}.example}";
  # Of another name, the nearest of ours where it is a slip of the pen: what is no option is the derivation's.
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
  # The distance is much work: that of names of another length is greater.
  misspelt =
    function: name:
    let
      length = stringLength name;
      near = filter (
        option:
        let
          difference = stringLength option - length;
        in
        difference <= 2 && difference >= -2 && distance name option <= 2
      ) names.${function};
    in
    if elem name ofDerivations || near == [ ] then null else builtins.head near;

  stated =
    function: given:
    let
      current = rename function given;
      mine = intersectAttrs (genAttrs names.${function} (_: null)) current;
      rest = removeAttrs current names.${function};
      slips = filter (name: misspelt function name != null) (attrNames rest);
      slip = builtins.head slips;
    in
    if !isAttrs given then
      throw "crossflake: ${function} is given a ${typeOf given}, but it should be a set of options"
    else if slips != [ ] then
      fail function slip "is no option; the nearest: ${misspelt function slip}"
    else
      mapAttrs (value function) mine // { inherit rest; };

  defaults = mapAttrs (
    function: _:
    listToAttrs (
      map (name: {
        inherit name;
        value =
          every.${name}.default or (
            if mayMiss function name then
              null
            else
              fail function name "is missing; for example ${name} = ${every.${name}.example}"
          );
      }) names.${function}
    )
  ) names;

  withDefaults = function: given: defaults.${function} // stated function given;

  # For docs/options.md.
  shown =
    default:
    if isFunction default then
      "_: [ ]"
    else if isList default then
      "[ ${concatStringsSep " " (map toJSON default)} ]"
    else if default == { } then
      "{ }"
    else
      toJSON default;
  section =
    name:
    let
      option = every.${name};
      functions = filter (function: elem name names.${function}) [
        "mkProject"
        "mkShell"
        "mkPackage"
        "mkCheck"
        "mkDeployable"
        "tools"
        "toolchain"
      ];
      default =
        if !option ? default then
          "none, it must be given"
          + (if mayMiss "mkShell" name then ", but for mkShell, tools and toolchain" else "")
        else if option.default == null then
          "see above"
        else
          "`${builtins.replaceStrings [ "[  ]" ] [ "[ ]" ] (shown option.default)}`";
    in
    ''

      ## ${name}

      ${option.description}

      - Type: ${option.type.name}
      - Default: ${default}
      - Example: `${name} = ${option.example};`
      - Of: ${concatStringsSep ", " functions}
    '';
  markdown = ''
    <!-- Made by `nix eval --raw .#lib.options.markdown`. -->

    # Options

    Of `lib.mkProject`, `lib.mkShell`, `lib.mkPackage`, `lib.mkCheck`, `lib.mkDeployable`, and of `lib.tools` and `lib.toolchain`, which take no other attributes and know `system` from `pkgs`. A value of another type is an error, and so is a name that is nearly an option's. Every other attribute is the derivation's: packages, checks and their dependencies take it (`nativeBuildInputs`, `preBuild`, `patches` …; a function is given the build machine's package set), and the package alone what is for its installation (`postInstall`, `meta`, `doCheck` …). `buildInputs` are the build machine's.
  ''
  + concatStringsSep "" (concatMap (name: [ (section name) ]) (attrNames every));
in
{
  inherit
    changeSources
    every
    markdown
    names
    ofPackageAlone
    ;
  # For functions whose result is not made of further attributes; the package set knows its system.
  checkWithPkgs =
    function: given:
    let
      whole = withDefaults function (
        (
          if isAttrs (given.pkgs or null) && given.pkgs ? stdenv.buildPlatform then
            { inherit (given.pkgs.stdenv.buildPlatform) system; }
          else
            { }
        )
        // given
      );
      unknown = attrNames whole.rest;
    in
    if unknown == [ ] then
      whole
    else
      throw "crossflake: ${function}: `${builtins.head unknown}` is no option; it has ${
        concatStringsSep ", " names.${function}
      }";
  # For flake-parts: how definitions of several modules are merged.
  moduleTypes = lib: {
    "attribute set" = lib.types.lazyAttrsOf lib.types.raw;
    bool = lib.types.bool;
    function = lib.types.functionTo (lib.types.listOf lib.types.raw);
    list = lib.types.listOf lib.types.raw;
    "list of strings" = lib.types.listOf lib.types.str;
    string = lib.types.str;
  };
  check = withDefaults;
  override = stated "perTarget";
}
