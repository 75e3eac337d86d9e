/**
  The environment in which cargo, the cc crate, pkg-config-rs, openssl-sys, cmake-rs, bindgen and aws-lc-sys build for one
  target on one build machine. Data in, data out: it builds nothing.

  # Inputs

  `row`
  : the target's row of targets.json

  `buildTriple`
  : Rust's triple of the build machine

  `tools`
  : the target's: `cc`, `cxx`, `ar`, `ranlib`, `pkgConfig` (paths of programs), `runner` (a command or null),
    `cmakeToolchainFile` (a path or null), `clangArgs` (a string or null), `openssl` (`{ lib, include, static }` or null).
    Of a target without a C toolchain, `cc` is null.

  `buildTools`
  : the build machine's: `cc`, `cxx`, `ar`, `ranlib`, `pkgConfig` (paths of programs)

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
  (cargoEnv { row = targets.find "armv7"; … }).CC_armv7_unknown_linux_gnueabihf
  => "/nix/store/…/bin/armv7l-unknown-linux-gnueabihf-cc"
  ```
*/
{
  row,
  buildTriple,
  tools,
  buildTools,
  exclusive,
  libclang ? null,
}:
let
  inherit (builtins)
    concatStringsSep
    filter
    genList
    listToAttrs
    mapAttrs
    replaceStrings
    stringLength
    substring
    ;

  lower = replaceStrings [ "-" "." ] [ "_" "_" ];
  letters = text: genList (index: substring index 1 text) (stringLength text);
  alphabet = "abcdefghijklmnopqrstuvwxyz";
  upper =
    triple: replaceStrings (letters alphabet) (letters "ABCDEFGHIJKLMNOPQRSTUVWXYZ") (lower triple);

  t = lower row.triple;
  T = upper row.triple;
  b = lower buildTriple;
  B = upper buildTriple;
  native = row.triple == buildTriple;

  optional = condition: attributes: if condition then attributes else { };
  withoutNull =
    attributes:
    listToAttrs (
      filter (pair: pair.value != null) (
        map (name: {
          inherit name;
          value = attributes.${name};
        }) (builtins.attrNames attributes)
      )
    );

  compilers = triple: of: {
    "CC_${triple}" = of.cc;
    "CXX_${triple}" = of.cxx;
    "AR_${triple}" = of.ar;
    "RANLIB_${triple}" = of.ranlib;
  };

  forBuild = compilers b buildTools // {
    "CARGO_TARGET_${B}_LINKER" = buildTools.cc;
    "AWS_LC_SYS_TARGET_CC_${b}" = buildTools.cc;
    "AWS_LC_SYS_TARGET_CXX_${b}" = buildTools.cxx;
    HOST_CC = buildTools.cc;
    HOST_CXX = buildTools.cxx;
    HOST_AR = buildTools.ar;
    HOST_PKG_CONFIG = buildTools.pkgConfig;
    LIBCLANG_PATH = libclang;
  };

  forTarget =
    optional (tools.cc != null) (
      compilers t tools
      // {
        "CARGO_TARGET_${T}_LINKER" = if row.linker == "cc" then tools.cc else null;
        "PKG_CONFIG_${t}" = tools.pkgConfig;
        # bindgen and cmake-rs replace `-` alone; a dotted triple has no such name that a shell could export.
        "CMAKE_TOOLCHAIN_FILE_${t}" = tools.cmakeToolchainFile;
        "BINDGEN_EXTRA_CLANG_ARGS_${t}" = tools.clangArgs;
      }
    )
    // {
      "CARGO_TARGET_${T}_RUNNER" = if native then null else tools.runner;
      # The project's own `target.<triple>.rustflags` are merged with these, not replaced, as RUSTFLAGS would.
      "CARGO_TARGET_${T}_RUSTFLAGS" =
        if row.rustflags == [ ] then null else concatStringsSep " " row.rustflags;
    }
    // optional (tools.openssl != null) {
      "${T}_OPENSSL_LIB_DIR" = tools.openssl.lib;
      "${T}_OPENSSL_INCLUDE_DIR" = tools.openssl.include;
      "${T}_OPENSSL_STATIC" = if tools.openssl.static then "1" else "0";
      OPENSSL_NO_VENDOR = "1";
    };

  # It speaks of every target of the environment.
  forStd = optional (row.std != "prebuilt" && !native) {
    # A released cargo takes its unstable options too.
    RUSTC_BOOTSTRAP = "1";
    CARGO_UNSTABLE_BUILD_STD = if row.std == "none" then "core,alloc" else "std,panic_abort";
    CARGO_UNSTABLE_BUILD_STD_FEATURES = if row.std == "none" then "compiler-builtins-mem" else null;
    # Else tests would unwind where the profile says that a panic aborts, and want a second std:
    # https://github.com/rust-lang/cargo/issues/7359
    CARGO_UNSTABLE_PANIC_ABORT_TESTS = "true";
  };

  forOne = forStd // {
    CARGO_BUILD_TARGET = row.triple;
    TARGET_CC = tools.cc;
    TARGET_CXX = tools.cxx;
    TARGET_AR = tools.ar;
    # What cmake-rs reads where the triple has a dot.
    TARGET_CMAKE_TOOLCHAIN_FILE = if tools.cc == null then null else tools.cmakeToolchainFile;
  };
in
mapAttrs (_: toString) (withoutNull (forBuild // forTarget // optional exclusive forOne))
