/**
  One target's tools as one package: its compiler, pkg-config and emulator under the names that a committed
  `.cargo/config.toml` uses, and a setup hook that sets all variables of the target (environment.json), with the flags of its
  libraries.

  The libraries go through nixpkgs' own setup hooks, inside this derivation and in the target's stdenv; what the hooks
  collect is kept under the names that end in the compiler's `suffixSalt`, which only that compiler's wrapper reads. So any
  number of these packages can stand in one native shell, and no variable without suffix belongs to a target.

  A target that rustc links by itself has no C toolchain, and its package only a runner.

  # Inputs

  `set`: what the toolset knows of the target
  `libraries`: packages for the target
  `extra`: further variables, which crates of the project want
  `libclang`: the folder of the build machine's libclang, null where the project needs none
  `prefix`: the name before the tools; null for the row's `config`. With another one, two targets with one `config` do not get
  into each other's way: the programs carry their flags themselves.

  # Type

  ```
  targetTools :: { pkgs :: Pkgs; row :: Row; set :: Toolset; libraries :: [Derivation]; libclang :: String | Null;
    prefix :: String | Null; } -> Derivation
  ```

  The result has `env`, the variables that evaluation knows, `triple`, `runner` (a path, or null) and `cc` (the compiler
  package, or null). The flags of libraries exist only once it is built.
*/
{ cargoEnv, targets }:
{
  pkgs,
  row,
  set,
  libraries,
  extra ? { },
  libclang ? null,
  prefix ? null,
}:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    mapAttrs
    readFile
    removeAttrs
    replaceStrings
    ;
  inherit (set) cc pkg-config runner;
  name = "crossflake-tools-${targets.name row}";
  named = if prefix == null then row.config else prefix;

  programs =
    if cc == null then
      mapAttrs (_: _: null) set.buildTools
    else if row.triple == set.buildTriple then
      set.buildTools
    else
      mapAttrs (_: program: "${named}-${program}") set.tools;
  runnerAt = root: if runner.needed then "${root}/bin/${runner.name}" else null;

  # Of this package, at its place.
  variables =
    root: exclusive:
    extra
    // cargoEnv {
      inherit exclusive libclang row;
      inherit (set) buildTools buildTriple;
      tools = programs // {
        inherit (set) clangArgs;
        cmakeToolchainFile = "${root}/share/cmake/${row.triple}.cmake";
        openssl = set.openssl libraries;
        sdk = set.sdk or null;
        runner = runnerAt root;
      };
    };

  quoted = text: "'${replaceStrings [ "'" ] [ "'\\''" ] text}'";
  calls =
    function: values:
    concatStringsSep "" (
      map (name: "${function} ${name} ${quoted values.${name}}\n") (attrNames values)
    );
  hook =
    let
      root = builtins.placeholder "out";
      always = variables root false;
      linker = programs.linker or (if row.linker == "cc" then programs.cc else row.linker);
    in
    ''
      crossflakeTarget ${row.triple} ${linker} ${quoted (toString (runnerAt root))} ${root}/bin/${runner.name}
    ''
    + calls "crossflakeSet" always
    + calls "crossflakeSetAlone" (removeAttrs (variables root true) (attrNames always));

  common = {
    inherit name;
    preferLocalBuild = true;
    # The build machine's compiler and pkg-config, for build scripts and proc-macros.
    depsOfBuild = [
      pkgs.stdenv.cc
      pkgs.pkg-config
    ];
    env = {
      inherit hook;
      functions = "${./hook.sh}";
      runner = runner.name;
      runnerScript = runner.script;
      emulator = if runner.needed then runner.name else "";
    };
    passthru = {
      inherit cc;
      env = variables "${package}" true;
      # Without what holds for the only target of a shell.
      sharedEnv = variables "${package}" false;
      runner = runnerAt "${package}";
      inherit (row) triple;
    };
  };

  package =
    if cc == null then
      pkgs.stdenv.mkDerivation (common // { buildCommand = readFile ./targetTools.sh; })
    else
      set.target.stdenv.mkDerivation (
        common
        // {
          # In a cross stdenv, nixpkgs adds the platform.
          nativeBuildInputs = [ pkg-config ];
          buildInputs = libraries;
          strictDeps = true;
          env = common.env // {
            inherit cc;
            inherit (row) triple;
            inherit (cc) bintools suffixSalt targetPrefix;
            pkgConfig = pkg-config;
            pkgConfigPrefix = pkg-config.targetPrefix;
            # Not this package's own lib folder: it does not exist.
            NIX_NO_SELF_RPATH = "1";
            toolPrefix = named;
            scoped = if prefix == null then "" else "1";
            compilerName = set.tools.cc;
            archiver = set.tools.ar;
            # Further programs, by CMake's names.
            forCMake =
              if set.tools ? linker then
                "LINKER=${set.tools.linker} MAKE_PROGRAM=ninja MT=${set.tools.mt} RC_COMPILER=${set.tools.rc}"
              else
                "";
            # CMake's word for a platform without an operating system.
            systemName = if set.platform.uname.system == null then "Generic" else set.platform.uname.system;
            systemProcessor = set.platform.uname.processor;
            libcRoots = set.libcRoots;
          };
          buildCommand = readFile ./targetTools.sh;
        }
      );
in
package
