/**
  Run cargo for one target in a derivation, with the crates of Cargo.lock and no network.

  # Inputs

  As mkPackage; and `suffix` (of the derivation's name), `capability` (the row's field that must be true: `link` or `test`),
  `cargo` and `install` (shell code; `strip` is the target's).

  # Type

  ```
  cargoDerivation :: { … } -> Derivation
  ```
*/
{
  environment,
  targets,
  toolset,
}:
let
  inherit (targets) find;
in
{
  system,
  src,
  capability,
  suffix,
  cargo,
  install,
  pkgs ? toolset.packages system,
  target ? toolset.hostTriple pkgs,
  libraries ? _: [ ],
  hostLibraries ? _: [ ],
  tools ? _: [ ],
  toolchain ? null,
  env ? { },
  name ? null,
}:
let
  inherit (builtins)
    fromTOML
    match
    pathExists
    readFile
    toJSON
    ;

  row =
    let
      found = find target;
    in
    if found.${capability} == true || found.triple == toolset.hostTriple pkgs then
      found
    else
      throw "crossflake: ${capability} of ${targets.name found} (${found.triple}) is not possible: ${found.${capability}}";
  rust =
    if toolchain != null then
      toolchain pkgs
    else
      toolset.rust {
        inherit pkgs src;
        rows = [ row ];
        extensions = [ ];
      };
  common = environment {
    inherit
      libraries
      pkgs
      rust
      src
      tools
      ;
    rows = [ row ];
  };

  manifest =
    if pathExists (src + "/Cargo.toml") then
      fromTOML (readFile (src + "/Cargo.toml"))
    else
      throw "crossflake: `src` (${toString src}) holds no Cargo.toml, but it should be the folder of a Rust project";
  lockFile =
    if pathExists (src + "/Cargo.lock") then
      src + "/Cargo.lock"
    else
      throw ''
        crossflake: `src` (${toString src}) holds no Cargo.lock, which names the crates to fetch.
        Make one: cargo generate-lockfile
        and let git know it: git add Cargo.lock'';

  stated = if name != null then name else manifest.package.name or "workspace";
  # A store name has few letters; whatever else stands in Cargo.toml must not end in Nix's hands.
  safe =
    if match "[A-Za-z0-9_-]+" stated != null then
      stated
    else
      throw "crossflake: the package's name is ${toJSON stated}, but it should be letters, digits, - and _";
in
pkgs.stdenv.mkDerivation {
  name = "${safe}-${targets.name row}${suffix}";
  inherit src;
  nativeBuildInputs = common.inputs;
  buildInputs = hostLibraries pkgs;
  strictDeps = true;
  cargoVendorDir = pkgs.rustPlatform.importCargoLock { inherit lockFile; };
  env =
    common.env
    // {
      CARGO_BUILD_TARGET = row.triple;
      CARGO_NET_OFFLINE = "true";
      # What rustc links by itself has no C toolchain, and so no strip.
      strip = if row.linker == "cc" then "${row.config}-strip" else "true";
    }
    // env;
  # A tool's setup hook (cmake's) would configure the project in cargo's place.
  dontConfigure = true;
  # nixpkgs' own would take the build machine's strip; see mkPackage.
  dontStrip = true;
  buildPhase = ''
    runHook preBuild
    export HOME=$TMPDIR/home CARGO_HOME=$TMPDIR/cargo CARGO_TARGET_DIR=$TMPDIR/target
    mkdir -p $HOME $CARGO_HOME
    # Panic messages name their source file: by its store path, the program would keep its crates' sources alive.
    ln -s $cargoVendorDir $TMPDIR/cargo-vendor-dir
    sed "s|cargo-vendor-dir|$TMPDIR/cargo-vendor-dir|" $cargoVendorDir/.cargo/config.toml >$CARGO_HOME/config.toml
    ${cargo}
    runHook postBuild
  '';
  installPhase = ''
    runHook preInstall
    ${install}
    runHook postInstall
  '';
}
