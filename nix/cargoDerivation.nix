/**
  Run cargo for one target in a derivation, with the crates of Cargo.lock and no network.

  The project's dependencies are built by a derivation of their own, from the manifests alone, which package and check
  share and which a change of the project's sources leaves alone.

  # Inputs

  `function`: whose options these are (`mkPackage`, `mkCheck`)
  `capability`: the row's field that must be true, `link` or `test`
  `suffix`: of the derivation's name
  `cargo`: function from the command that builds, and cargo's arguments, to shell code
  `install`: shell code; `strip` is the target's, `built` the folder of the profile

  # Type

  ```
  cargoDerivation :: { … } -> Options -> Derivation
  ```
*/
{
  environment,
  glibcFloor,
  options,
  targets,
  toolset,
}:
{
  function,
  capability,
  suffix,
  cargo,
  install,
}:
given:
let
  inherit (builtins)
    any
    concatMap
    concatStringsSep
    filter
    fromTOML
    isString
    match
    pathExists
    readFile
    replaceStrings
    split
    stringLength
    substring
    toJSON
    ;

  stated = options.check function given;
  inherit (stated) src system;
  pkgs =
    if stated.pkgs != null then
      stated.pkgs
    else
      toolset.packages {
        inherit system;
        config = stated.nixpkgsConfig;
      };

  row =
    let
      found =
        if stated.target == null then
          targets.find (toolset.hostTriple pkgs)
        else
          targets.find stated.target;
      reason = toolset.obstacle {
        inherit capability pkgs;
        row = found;
      };
    in
    if reason == null then
      found
    else
      throw "crossflake: ${capability} of ${targets.name found} (${found.triple}) is not possible on ${pkgs.stdenv.buildPlatform.system}: ${reason}";
  rust =
    if stated.toolchain != null then
      stated.toolchain pkgs
    else
      toolset.rust {
        inherit pkgs src;
        rows = [ row ];
        extensions = [ ];
      };
  common = environment {
    inherit pkgs rust src;
    inherit (stated) fromCargoLock tools;
    compiler = _: stated.compiler;
    libraries = _: stated.libraries;
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

  # A store name has few letters; whatever else stands in Cargo.toml must not end in Nix's hands.
  name =
    let
      wanted = if stated.name != null then stated.name else manifest.package.name or "workspace";
    in
    if match "[A-Za-z0-9_-]+" wanted != null then
      wanted
    else
      throw "crossflake: the package's name is ${toJSON wanted}, but it should be letters, digits, - and _; the option `name` is one for Nix alone";

  crates = pkgs.rustPlatform.importCargoLock {
    inherit lockFile;
    inherit (stated) outputHashes;
    allowBuiltinFetchGit = true;
  };
  stdLockFile =
    if stated.stdLockFile != null then
      stated.stdLockFile
    else
      throw ''
        crossflake: ${row.triple} has no prebuilt std, and `stdLockFile`, which names the crates that it is built of, is missing.
        Make it in the target's shell: cp $(rustc --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock std-Cargo.lock
        and set stdLockFile = ./std-Cargo.lock;'';
  # Of another release's crates, cargo would say no more than that one is missing.
  compareStdLock = ''
    for lock in $(rustc --print sysroot)/lib/rustlib/src/rust{/library,}/Cargo.lock; do
      if [[ -e $lock ]]; then break; fi
    done
    if ! cmp -s ${stdLockFile} $lock; then
      printf 'error: `stdLockFile` is not the lock of the std of %s\n\nhint: ' "$(rustc --version)"
      if [[ -e $lock ]]; then
        echo "copy it anew, in the shell of ${targets.name row}: cp $lock ${baseNameOf stdLockFile}"
      else
        echo 'add the component rust-src to the toolchain: ${row.triple} has no prebuilt std'
      fi
      exit 1
    fi >&2
  '';
  # Cargo takes the place of a crate into account: one folder, the same in every derivation.
  cargoVendorDir =
    if !common.buildsStd then
      crates
    else
      pkgs.stdenv.mkDerivation {
        name = "${name}-crates-with-std";
        inherit crates;
        stdCrates = pkgs.rustPlatform.importCargoLock { lockFile = stdLockFile; };
        buildCommand = ''
          mkdir -p $out
          for folder in $stdCrates $crates; do
            for crate in $folder/*; do ln -sfn $crate $out/; done
          done
          cp -r $crates/.cargo $out/
        '';
      };

  quoted = text: "'${replaceStrings [ "'" ] [ "'\\''" ] text}'";
  arguments = concatStringsSep " " (
    [
      # Before the project's own .cargo/config.toml, which may name another place for crates.
      "--config"
      "$CARGO_HOME/config.toml"
      "--locked"
      "--profile"
      (quoted stated.profile)
    ]
    ++ (if stated.defaultFeatures then [ ] else [ "--no-default-features" ])
    ++ concatMap (feature: [
      "--features"
      (quoted feature)
    ]) stated.features
    ++ concatMap (member: [
      "--package"
      (quoted member)
    ]) stated.members
  );

  # A check has none: its programs run here, with the package set's libc.
  floor = glibcFloor {
    inherit row;
    glibc = stated.glibc or null;
  };
  build =
    if floor == null then
      "cargo build --target $CARGO_BUILD_TARGET"
    else
      "cargo zigbuild --target $CARGO_BUILD_TARGET.${floor}";

  shared = {
    nativeBuildInputs = common.inputs ++ (if floor == null then [ ] else [ (toolset.zigbuild pkgs) ]);
    buildInputs = stated.hostLibraries pkgs;
    strictDeps = true;
    inherit cargoVendorDir;
    env = {
      CARGO_BUILD_TARGET = row.triple;
      CARGO_NET_OFFLINE = "true";
      # What rustc links by itself has no C toolchain, and so no strip.
      strip = if row.linker == "cc" then "${row.config}-strip" else "true";
      # For Windows' DLLs.
      dumpImports = "${toString row.config}-objdump";
      folder =
        {
          bench = "release";
          dev = "debug";
          test = "debug";
        }
        .${stated.profile} or stated.profile;
    }
    // stated.env;
    # A tool's setup hook (cmake's) would configure the project in cargo's place.
    dontConfigure = true;
    # nixpkgs' own would take the build machine's strip; see mkPackage.
    dontStrip = true;
  };
  setUp = ''
    export HOME=$TMPDIR/home CARGO_HOME=$TMPDIR/cargo CARGO_TARGET_DIR=$TMPDIR/target CARGO_BUILD_BUILD_DIR=$TMPDIR/target
    mkdir -p $HOME $CARGO_HOME
    sed "s|cargo-vendor-dir|$cargoVendorDir|" $cargoVendorDir/.cargo/config.toml >$CARGO_HOME/config.toml
    built=$CARGO_TARGET_DIR/$CARGO_BUILD_TARGET/$folder
    ${if floor == null then "" else readFile ./forZig.sh}
    ${if common.buildsStd then compareStdLock else ""}
  '';

  # Crates of the registry may build on a crate that a patch puts in the place of one of theirs: it is not an empty one.
  patches =
    let
      text = readFile (src + "/Cargo.toml");
      tables = builtins.attrValues (manifest.patch or { });
      paths = map (crate: crate.path or null) (concatMap builtins.attrValues tables);
      parts = path: filter (part: isString part && part != "" && part != ".") (split "/" path);
    in
    # A manifest that Nix does not read, with a date for example, can do without where it has a `name`.
    if split "patch" text == [ text ] then
      [ ]
    else
      map (path: concatStringsSep "/" (parts path)) (filter isString paths);

  dependencies = pkgs.stdenv.mkDerivation (
    shared
    // {
      name = "${name}-${targets.name row}-dependencies";
      src = builtins.path {
        name = "${name}-manifests";
        path = src;
        filter =
          path: type:
          let
            file = baseNameOf path;
            relative = substring (stringLength (toString src) + 1) (-1) path;
            within = folder: substring 0 (stringLength folder + 1) "${relative}/" == "${folder}/";
          in
          if type == "directory" then
            # What cargo builds in has a tag; a crate may be called so too.
            file != ".git" && !(file == "target" && pathExists (path + "/CACHEDIR.TAG"))
          else
            match "Cargo[.](toml|lock)|rust-toolchain([.]toml)?" file != null
            || any within patches
            # A crate that stands elsewhere.
            || type == "symlink" && pathExists (path + "/Cargo.toml")
            || match ".*/[.]cargo/config([.]toml)?" path != null;
      };
      # The bare-metal targets' prebuilt std is core and alloc.
      noStd = if row.std == "none" then "not(proc_macro)" else ''target_os = "none"'';
      # Of libraries alone, nothing is linked: without an operating system, that takes more than an empty program.
      buildPhase = ''
        runHook preBuild
        ${setUp}
        ${toolset.python pkgs}/bin/python3 ${./emptyCrates.py}
        ${build} --lib ${arguments}
        runHook postBuild
      '';
      # The project's own programs and libraries are the empty ones.
      installPhase = ''
        runHook preInstall
        find $CARGO_TARGET_DIR/$folder $built -maxdepth 1 -type f -delete
        cp -r $CARGO_TARGET_DIR $out
        runHook postInstall
      '';
      dontFixup = true;
    }
  );
in
pkgs.stdenv.mkDerivation (
  shared
  // {
    name = "${name}-${targets.name row}${suffix}";
    inherit src;
    inherit dependencies;
    # Cargo compares times: what was built must be of one time, and the project's sources newer.
    buildPhase = ''
      runHook preBuild
      ${setUp}
      cp -r $dependencies $CARGO_TARGET_DIR
      chmod -R u+w $CARGO_TARGET_DIR
      find $CARGO_TARGET_DIR -type f -exec touch -r $CARGO_HOME/config.toml {} +
      find . -type f -exec touch {} +
      ${cargo build arguments}
      runHook postBuild
    '';
    installPhase = ''
      runHook preInstall
      ${install}
      runHook postInstall
    '';
    passthru = {
      inherit dependencies;
      inherit (common) tools;
      env = common.env // stated.env;
    };
    # What `nix run` starts.
    meta.mainProgram =
      manifest.package.default-run
        or (if stated.members == [ ] then name else builtins.head stated.members);
  }
)
