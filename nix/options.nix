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
{ nearest, systems }:
let
  inherit (builtins)
    all
    attrNames
    concatMap
    concatStringsSep
    elem
    filter
    isAttrs
    isBool
    isFunction
    isList
    isPath
    isString
    listToAttrs
    mapAttrs
    match
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
      example = "import nixpkgs { inherit system; overlays = [ … ]; }";
      description = "The build machine's package set, in place of the flake's nixpkgs.";
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
      description = "Whether what the crates of Cargo.lock want is added to `libraries` and `tools`: docs/libraries.md names it. What nixpkgs does not have for a target is left out, and a line says so.";
    };
    compiler = of false // {
      type = types.bool;
      example = "true";
      description = "Whether targets that rustc links by itself (bare metal, WebAssembly) have a C compiler too, for crates with C code. Theirs are rarely in a binary cache.";
    };
    hostLibraries = of (_: [ ]) // {
      type = types.packages;
      example = "pkgs: [ pkgs.openssl ]";
      description = "From the build machine's package set to the libraries of build scripts and proc-macros.";
    };
    tools = of (_: [ ]) // {
      type = types.packages;
      example = "pkgs: [ pkgs.protobuf pkgs.cmake ]";
      description = "From the build machine's package set to the programs that run while building.";
    };
    toolchain = of null // {
      type = types.nullOr types.function;
      example = "pkgs: let rust = fenix.packages.\${pkgs.stdenv.hostPlatform.system}; in rust.combine [ rust.stable.toolchain rust.targets.aarch64-unknown-linux-gnu.stable.rust-std ]";
      description = "From the build machine's package set to the Rust toolchain, in place of rust-overlay's: one of fenix, for example. It must hold rust-std of the targets.";
    };
    components = of [ ] // {
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
    name = of null // {
      type = types.nullOr types.string;
      example = ''"my-tool"'';
      description = "The derivations' name: the package's in Cargo.toml unless stated, `workspace` where there is none.";
    };
    members = of [ ] // {
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
    overrides = of { } // {
      type = types.set;
      example = "{ riscv64 = { features = [ \"small\" ]; }; }";
      description = "Options by target that replace the ones above for that target; `env` is merged. Of a shell of several targets, `compiler` and `libraries` only.";
    };
    shells = of { } // {
      type = types.set;
      example = ''{ boards = [ "aarch64" "armv7" ]; }'';
      description = "Further shells of several targets. CARGO_BUILD_TARGET is set in none of them: name a target with --target.";
    };
  };

  # What describes a build, for any number of targets.
  ofBuild = [
    "compiler"
    "env"
    "fromCargoLock"
    "hostLibraries"
    "libraries"
    "nixpkgsConfig"
    "src"
    "toolchain"
    "tools"
  ];
  ofShell = ofBuild ++ [
    "components"
    "shellHook"
  ];
  ofPackage = ofBuild ++ [
    "defaultFeatures"
    "features"
    "members"
    "name"
    "outputHashes"
    "profile"
    "stdLockFile"
  ];
  names = {
    mkCheck = filter (name: name != "glibc") names.mkPackage;
    mkDeployable = names.mkPackage ++ [
      "package"
      "removeReferencesTo"
    ];
    mkPackage = ofPackage ++ [
      "glibc"
      "pkgs"
      "system"
      "target"
    ];
    mkProject =
      ofPackage
      ++ filter (name: !elem name ofPackage) ofShell
      ++ [
        "deployable"
        "overrides"
        "shells"
        "systems"
        "targets"
      ];
    mkShell = ofShell ++ [
      "overrides"
      "pkgs"
      "system"
      "targets"
    ];
    # What a target of mkProject can have for itself.
    overrides = [
      "deployable"
    ]
    ++ filter (name: name != "src") (ofPackage ++ filter (name: !elem name ofPackage) ofShell);
  };
  # A shell needs no project around it.
  mayMiss = function: name: every.${name} ? default || function == "mkShell" && name == "src";

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
  unknown =
    function: name:
    let
      near = nearest name names.${function};
    in
    fail function name (
      "is no option; "
      + (
        if near == [ ] then
          "the options are ${concatStringsSep ", " (sorted names.${function})}"
        else
          "the nearest: ${concatStringsSep ", " near}"
      )
    );
  sorted = builtins.sort (a: b: a < b);

  stated =
    function: given:
    let
      strangers = filter (name: !elem name names.${function}) (attrNames given);
    in
    if !isAttrs given then
      throw "crossflake: ${function} is given a ${typeOf given}, but it should be a set of options"
    else if strangers != [ ] then
      unknown function (builtins.head strangers)
    else
      mapAttrs (value function) given;

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
      ];
      default =
        if !option ? default then
          "none, it must be given" + (if mayMiss "mkShell" name then ", but for mkShell" else "")
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

    Of `lib.mkProject`, `lib.mkShell`, `lib.mkPackage`, `lib.mkCheck` and `lib.mkDeployable`. An unknown option and a value of another type are errors.
  ''
  + concatStringsSep "" (concatMap (name: [ (section name) ]) (attrNames every));
in
{
  inherit every markdown names;
  check = function: given: defaults.${function} // stated function given;
  override = stated "overrides";
}
