{ lib }:
let
  tools = prefix: {
    cc = "${prefix}cc";
    cxx = "${prefix}c++";
    ar = "${prefix}ar";
    ranlib = "${prefix}ranlib";
    pkgConfig = "${prefix}pkg-config";
  };
  environment =
    changes:
    lib.cargoEnv (
      {
        row = lib.targets.find "armv7";
        buildTriple = "x86_64-unknown-linux-gnu";
        buildTools = tools "/host/";
        exclusive = true;
        tools = tools "/armv7l-" // {
          clangArgs = "--target=armv7l";
          cmakeToolchainFile = "/armv7.cmake";
          openssl = {
            include = "/openssl-dev/include";
            lib = "/openssl/lib";
            static = false;
          };
          runner = "/qemu-arm";
        };
      }
      // changes
    );
  bare = tools "x-" // {
    clangArgs = null;
    cmakeToolchainFile = null;
    openssl = null;
    runner = "qemu";
  };
in
{
  testEverythingOfOneTarget = {
    expr = environment { };
    expected = {
      ARMV7_UNKNOWN_LINUX_GNUEABIHF_OPENSSL_INCLUDE_DIR = "/openssl-dev/include";
      ARMV7_UNKNOWN_LINUX_GNUEABIHF_OPENSSL_LIB_DIR = "/openssl/lib";
      ARMV7_UNKNOWN_LINUX_GNUEABIHF_OPENSSL_STATIC = "0";
      AR_armv7_unknown_linux_gnueabihf = "/armv7l-ar";
      AR_x86_64_unknown_linux_gnu = "/host/ar";
      AWS_LC_SYS_TARGET_CC_x86_64_unknown_linux_gnu = "/host/cc";
      AWS_LC_SYS_TARGET_CXX_x86_64_unknown_linux_gnu = "/host/c++";
      BINDGEN_EXTRA_CLANG_ARGS_armv7_unknown_linux_gnueabihf = "--target=armv7l";
      CARGO_BUILD_TARGET = "armv7-unknown-linux-gnueabihf";
      CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_LINKER = "/armv7l-cc";
      CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_RUNNER = "/qemu-arm";
      CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER = "/host/cc";
      CC_armv7_unknown_linux_gnueabihf = "/armv7l-cc";
      CC_x86_64_unknown_linux_gnu = "/host/cc";
      CMAKE_TOOLCHAIN_FILE_armv7_unknown_linux_gnueabihf = "/armv7.cmake";
      CXX_armv7_unknown_linux_gnueabihf = "/armv7l-c++";
      CXX_x86_64_unknown_linux_gnu = "/host/c++";
      HOST_PKG_CONFIG = "/host/pkg-config";
      OPENSSL_NO_VENDOR = "1";
      PKG_CONFIG_armv7_unknown_linux_gnueabihf = "/armv7l-pkg-config";
      RANLIB_armv7_unknown_linux_gnueabihf = "/armv7l-ranlib";
      RANLIB_x86_64_unknown_linux_gnu = "/host/ranlib";
    };
  };
  testOneOfSeveralHasNoUnsuffixedVariable = {
    expr =
      builtins.filter
        (name: builtins.match "(TARGET_.*|CARGO_BUILD_TARGET|CC|CXX|AR|RUSTFLAGS|CFLAGS)" name != null)
        (
          builtins.attrNames (environment {
            exclusive = false;
          })
        );
    expected = [ ];
  };
  # A runner applies to the build machine's own programs too, build scripts among them: none there.
  testNativeTargetHasNoRunner = {
    expr =
      environment {
        row = lib.targets.find "x86_64";
        tools = bare;
      }
      ? CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER;
    expected = false;
  };
  # The cmake crate has no other name for it that a shell could export.
  testDottedTripleHasItsToolchainFileWithoutTriple = {
    expr =
      map
        (
          triple:
          environment {
            row = lib.targets.find "armv7" // {
              inherit triple;
            };
          }
          ? TARGET_CMAKE_TOOLCHAIN_FILE
        )
        [
          "thumbv8m.main-none-eabi"
          "thumbv7m-none-eabi"
        ];
    expected = [
      true
      false
    ];
  };
  # Makefiles take these as their own variables.
  testNoToolHasANameWithoutTriple = {
    expr = builtins.filter (
      name: builtins.match "(TARGET|HOST)_(CC|CXX|AR|RANLIB)|CC|CXX|AR" name != null
    ) (builtins.attrNames (environment { }));
    expected = [ ];
  };
  # bash cannot export a name with `-` or `.`; cargo reads `_` for both.
  testDottedTripleHasShellNames = {
    expr = builtins.filter (name: builtins.match "[A-Za-z0-9_]+" name == null) (
      builtins.attrNames (environment {
        row = lib.targets.find "armv7" // {
          triple = "thumbv8m.main-none-eabi";
        };
      })
    );
    expected = [ ];
  };
  testTargetWithoutCompilerNamesNone = {
    expr = builtins.filter (name: builtins.match "(CC|CXX|AR|TARGET)_.*(armv7.*|C+X?)" name != null) (
      builtins.attrNames (environment {
        tools = bare // {
          ar = null;
          cc = null;
          cxx = null;
        };
      })
    );
    expected = [ ];
  };
  # With the option `compiler`: C code is compiled, rustc links as before.
  testCompilerOfATargetThatRustcLinksIsNoLinker = {
    expr =
      let
        variables = environment { row = lib.targets.find "thumbv7em-hf"; };
      in
      [
        variables.CC_thumbv7em_none_eabihf
        (variables ? CARGO_TARGET_THUMBV7EM_NONE_EABIHF_LINKER)
      ];
    expected = [
      "/armv7l-cc"
      false
    ];
  };
  testFlagsOfTheTableAreTheTargetsAlone = {
    expr =
      let
        variables = environment {
          row = lib.targets.find "armv7" // {
            rustflags = [
              "-C"
              "target-cpu=cortex-a7"
            ];
          };
        };
      in
      [
        variables.CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_RUSTFLAGS
        (variables ? RUSTFLAGS)
      ];
    expected = [
      "-C target-cpu=cortex-a7"
      false
    ];
  };
  testLibclangIsTheBuildMachinesOrNone = {
    expr = [
      (environment { libclang = "/libclang/lib"; }).LIBCLANG_PATH
      (environment { } ? LIBCLANG_PATH)
    ];
    expected = [
      "/libclang/lib"
      false
    ];
  };
}
