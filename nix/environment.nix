/**
  What a shell, a package and a check have in common: the tools of some targets, the Rust toolchain, and the variables.

  # Inputs

  `pkgs`: the build machine's package set
  `rows`: the targets; the unsuffixed variables speak of the only one, where there is one
  `compiler`: function from a row to whether it has a C compiler even if rustc links it by itself
  `libraries`: function from a row to a function from the target's package set to its libraries
  `tools`: function from the build machine's package set to programs
  `src`: the project's folder or null; whether bindgen needs libclang, and the version of wasm-bindgen, are read from its Cargo.lock
  `fromCargoLock`: whether the libraries and tools that its crates want are added
  `rust`: the Rust toolchain

  # Type

  ```
  environment :: { … } -> {
    inputs, hostLibraries :: [Derivation]; env :: { String = String; }; buildsStd :: Bool; unknown :: [String];
  }
  ```
*/
{
  cargoEnv,
  crates,
  targets,
  targetTools,
  toolset,
}:
{
  pkgs,
  rows,
  compiler,
  libraries,
  tools,
  rust,
  src,
  fromCargoLock,
}:
let
  lockedPackages = crates.locked src;
  crate = name: builtins.filter (crate: crate.name == name) lockedPackages;
  # bindgen opens it at run time, through the crate clang-sys.
  libclang = if crate "clang-sys" != [ ] then toolset.libclang pkgs else null;
  # The runner of WebAssembly's tests must be of the same version, which becomes part of a script.
  wasmBindgen =
    let
      versions = builtins.filter (version: builtins.match "[0-9.]+" version != null) (
        map (crate: crate.version) (crate "wasm-bindgen")
      );
    in
    if versions == [ ] then null else builtins.head versions;

  wanted = crates.found {
    inherit pkgs;
    packages = if fromCargoLock then lockedPackages else [ ];
    # Without targets, the shell is for the build machine itself.
    rows = if rows == [ ] then [ hostRow ] else rows;
  };
  hostRow = targets.find (toolset.hostTriple pkgs);

  forRow =
    row:
    let
      set = toolset.forTarget {
        inherit pkgs row wasmBindgen;
        compiler = compiler row;
      };
      linked = set.libraries (packages: libraries row packages ++ wanted.libraries row packages);
      package = targetTools {
        inherit pkgs row set;
        libraries = linked;
      };
      program = name: if set.cc == null then null else "${package}/bin/${row.config}-${name}";
    in
    {
      inherit package;
      env =
        wanted.env row
        // cargoEnv {
          inherit libclang row;
          inherit (set) buildTools buildTriple;
          exclusive = builtins.length rows == 1;
          tools = {
            cc = program "cc";
            cxx = program "c++";
            ar = program "ar";
            ranlib = program "ranlib";
            pkgConfig = program "pkg-config";
            runner =
              if set.runner != null && set.runner.needed then "${package}/bin/${set.runner.name}" else null;
            cmakeToolchainFile = "${package}/share/cmake/${row.triple}.cmake";
            inherit (set) clangArgs;
            openssl = set.openssl linked;
          };
        };
    };
  each = map forRow rows;
  env = builtins.foldl' (all: { env, ... }: all // env) { } each;
in
{
  inherit env;
  inherit (wanted) unknown;
  hostLibraries = if rows == [ ] then wanted.libraries hostRow pkgs else [ ];
  buildsStd = env ? CARGO_UNSTABLE_BUILD_STD;
  inputs = [
    rust
    pkgs.pkg-config
  ]
  ++ map ({ package, ... }: package) each
  ++ tools pkgs
  ++ wanted.tools;
}
