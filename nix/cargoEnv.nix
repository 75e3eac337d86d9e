/**
  The environment in which cargo and the crates that ask for C build for one target on one build machine, as
  environment.json lists it. Data in, data out: it builds nothing.

  # Inputs

  `row`
  : the target's row of targets.json

  `buildTriple`
  : Rust's triple of the build machine

  `tools`
  : the target's: `cc`, `cxx`, `ar`, `ranlib`, `pkgConfig` (programs), `runner` (a command or null),
    `cmakeToolchainFile` (a path or null), `clangArgs` (a string or null), `openssl` (`{ lib, include, static }` or null), `sdk` (the folder of
    Apple's SDK; may be missing), `linker` and `rc` (programs, where the compiler is not the linker; may be missing).
    Without a C toolchain, `cc` and the other programs are null.

  `buildTools`
  : the build machine's: `cc`, `cxx`, `ar`, `ranlib`, `pkgConfig` (programs)

  `libclang`
  : the folder of the build machine's libclang, for bindgen (default: null, none)

  `exclusive`
  : whether this is the only target of the environment; only then a variable without a triple may speak of it

  # Type

  ```
  cargoEnv :: { row :: Row; buildTriple :: String; tools :: Tools; buildTools :: Tools; exclusive :: Bool;
    libclang :: String | Null; } -> { String = String; }
  ```

  # Examples

  ```nix
  (cargoEnv { row = targets.find "wasi"; … }).CARGO_BUILD_TARGET
  => "wasm32-wasip1"
  ```
*/
let
  inherit (builtins)
    concatMap
    concatStringsSep
    elem
    filter
    fromJSON
    genList
    listToAttrs
    match
    readFile
    replaceStrings
    stringLength
    substring
    ;

  variables = fromJSON (readFile ../environment.json);
  variablesOf = side: filter (variable: elem side variable.for) variables;
  ofBuild = variablesOf "build";
  ofTarget = variablesOf "target";

  lower = replaceStrings [ "-" "." ] [ "_" "_" ];
  letters = text: genList (index: substring index 1 text) (stringLength text);
  upper = replaceStrings (letters "abcdefghijklmnopqrstuvwxyz") (
    letters "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
  );
in
{
  row,
  buildTriple,
  tools,
  buildTools,
  exclusive,
  libclang ? null,
}:
let
  native = row.triple == buildTriple;

  # A variable without value is left out; so is one that speaks of a single target where there are several.
  set =
    variables: triple: values:
    let
      t = lower triple;
      named = replaceStrings [ "{t}" "{T}" ] [ t (upper t) ];
    in
    listToAttrs (
      concatMap (
        variable:
        if variable.alone or false && !exclusive || variable ? when && values.${variable.when} == null then
          [ ]
        else
          let
            value = variable.text or values.${variable.is};
          in
          if value == null then
            [ ]
          else
            [
              {
                name = named variable.name;
                value = toString value;
              }
            ]
      ) variables
    );

  inherit (tools) openssl;
  builtStd = if native || row.std == "prebuilt" then null else row.std;
in
set ofBuild buildTriple (
  buildTools
  // {
    inherit libclang;
    linker = buildTools.cc;
  }
)
// set ofTarget row.triple (
  tools
  // {
    inherit (row) triple;
    linker = if row.linker == "cc" then tools.cc else tools.linker or null;
    rc = tools.rc or null;
    # cargo would start the build machine's own programs with it too.
    runner = if native then null else tools.runner;
    rustflags = if row.rustflags == [ ] then null else concatStringsSep " " row.rustflags;
    std =
      {
        none = "core,alloc";
        source = "std,panic_abort";
      }
      .${toString builtStd} or null;
    stdFeatures = if builtStd == "none" then "compiler-builtins-mem" else null;
    dotted = match ".*[.].*" row.triple;
    sdk = tools.sdk or null;
    cmakeToolchainFile = if tools.cc == null then null else tools.cmakeToolchainFile;
    clangArgs = if tools.cc == null then null else tools.clangArgs;
    opensslLib = if openssl == null then null else openssl.lib;
    opensslInclude = if openssl == null then null else openssl.include;
    opensslStatic =
      if openssl == null then
        null
      else if openssl.static then
        "1"
      else
        "0";
  }
)
