/**
  What a shell, a package and a check have in common: the tools of some targets, the Rust toolchain, and the variables.

  # Inputs

  `pkgs`: the build machine's package set
  `rows`: the targets; the unsuffixed variables speak of the only one, where there is one
  `compiler`: function from a row to whether it has a C compiler even if rustc links it by itself
  `libraries`: function from a row to a function from the target's package set to its libraries
  `tools`: function from the build machine's package set to programs
  `src`: the project's folder or null; whether bindgen needs libclang, and the version of wasm-bindgen, are read from its Cargo.lock
  `rust`: the Rust toolchain

  # Type

  ```
  environment :: { … } -> { inputs :: [Derivation]; env :: { String = String; }; buildsStd :: Bool; }
  ```
*/
{
  cargoEnv,
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
}:
let
  lockFile = src + "/Cargo.lock";
  crates =
    if src != null && builtins.pathExists lockFile then
      (builtins.fromTOML (builtins.readFile lockFile)).package or [ ]
    else
      [ ];
  crate = name: builtins.filter (crate: crate.name == name) crates;
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

  forRow =
    row:
    let
      set = toolset.forTarget {
        inherit pkgs row wasmBindgen;
        compiler = compiler row;
      };
      wanted = set.libraries (libraries row);
      package = targetTools {
        inherit pkgs row set;
        libraries = wanted;
      };
      program = name: if set.cc == null then null else "${package}/bin/${row.config}-${name}";
    in
    {
      inherit package;
      env = cargoEnv {
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
          openssl = set.openssl wanted;
        };
      };
    };
  each = map forRow rows;
  env = builtins.foldl' (all: { env, ... }: all // env) { } each;
in
{
  inherit env;
  buildsStd = env ? CARGO_UNSTABLE_BUILD_STD;
  inputs = [
    rust
    pkgs.pkg-config
  ]
  ++ map ({ package, ... }: package) each
  ++ tools pkgs;
}
