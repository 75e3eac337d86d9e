/**
  What a shell, a package and a check have in common: the tools of some targets, whose setup hooks set the variables, and the
  Rust toolchain. `env` of the result has what evaluation knows of the variables.

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
    inputs, hostLibraries, tools :: [Derivation]; env :: { String = String; }; buildsStd :: Bool; unknown :: [String];
  }
  ```
*/
{
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

  # Of several rows with one `config`, only the first can have tools of that name.
  prefixOf =
    row:
    let
      first = builtins.head (builtins.filter (other: other.config == row.config) rows);
    in
    if first.triple == row.triple then null else row.triple;
  toolsOf =
    row:
    let
      set = toolset.forTarget {
        inherit pkgs row wasmBindgen;
        compiler = compiler row;
      };
    in
    targetTools {
      inherit
        libclang
        pkgs
        row
        set
        ;
      extra = wanted.env row;
      libraries = set.libraries (packages: libraries row packages ++ wanted.libraries row packages);
      prefix = prefixOf row;
    };
  packages = map toolsOf rows;
  env = builtins.foldl' (
    all: package: all // (if builtins.length rows == 1 then package.env else package.sharedEnv)
  ) { } packages;
in
{
  inherit env;
  inherit (wanted) unknown;
  hostLibraries = if rows == [ ] then wanted.libraries hostRow pkgs else [ ];
  tools = packages;
  buildsStd = env ? CARGO_UNSTABLE_BUILD_STD;
  inputs = [
    rust
    pkgs.pkg-config
  ]
  ++ packages
  ++ tools pkgs
  ++ wanted.tools;
}
