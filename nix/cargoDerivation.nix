/**
  Run cargo for one target in a derivation, with the crates of Cargo.lock and no network.

  The project's dependencies are built by a derivation of their own, of empty crates in the place of the project's (see
  sources.nix), which package and check share and which a change of the project's sources leaves alone. What tests need
  beyond these has a derivation that starts from there.

  # Inputs

  `function`: whose options these are (`mkPackage`, `mkCheck`, `mkCargoDerivation`)
  `capability`: the row's field that must be true, `link` or `test`
  `suffix`: of the derivation's name
  `cargo`: function from the command that builds, and cargo's arguments, to shell code
  `install`: shell code; `strip` is the target's, `built` the folder of the profile
  `start`: the dependencies that it starts from: of the `package`, of `tests`, of `check` (nothing is linked), or `nothing`
  `components`: further ones of the toolchain
  `programs`: function from the package set to further programs

  # Type

  ```
  cargoDerivation :: { … } -> Options -> Derivation
  ```
*/
{
  cargoDerivation,
  described,
  environment,
  glibcFloor,
  localCrates,
  options,
  packageSet,
  sources,
  targets,
  toolset,
  vendored,
}:
{
  function,
  capability,
  suffix,
  cargo,
  install,
  start ? "package",
  components ? [ ],
  programs ? _: [ ],
}@kind:
given:
let
  inherit (builtins)
    any
    concatMap
    concatStringsSep
    elem
    filter
    foldl'
    isFunction
    match
    readFile
    ;

  args = options.check function given;
  inherit (args) src;
  # What is no option is the derivation's; a function takes the package set.
  rest = builtins.mapAttrs (_: value: if isFunction value then value pkgs else value) args.rest;
  pkgs = packageSet args;
  inherit (pkgs.lib)
    escapeShellArg
    optional
    optionalAttrs
    optionalString
    optionals
    ;

  row =
    let
      found =
        if args.target == null then targets.find (toolset.hostTriple pkgs) else targets.find args.target;
      reason = toolset.unsupportedReason {
        inherit capability pkgs;
        row = found;
      };
    in
    if reason == null then
      found
    else
      throw "crossflake: ${capability} of ${targets.name found} (${found.triple}) is not possible on ${pkgs.stdenv.buildPlatform.system}: ${reason}";

  project =
    let
      found = localCrates {
        inherit src;
        inherit (args) cargoRoot;
      };
      shown = toString (found.at found.root);
    in
    if !found.hasManifest then
      throw "crossflake: `src` (${shown}) holds no Cargo.toml, but it should be the folder of a Rust project"
    else if !found.hasLock then
      throw ''
        crossflake: `src` (${shown}) holds no Cargo.lock, which names the crates to fetch.
        Make one: cargo generate-lockfile
        and let git know it: git add Cargo.lock''
    else
      found;
  about = described {
    crates = project;
    inherit (args) cargoPackages name;
  };
  name = about.pname;
  files = sources {
    inherit pkgs src;
    inherit (args) keepFiles leaveOut;
    crates = project;
  };

  # The project's own configuration may build std of a target that has a prebuilt one too.
  asksForStd = any ({ value, ... }: value ? unstable.build-std) project.configs;
  buildsStd = common.buildsStd || asksForStd;
  rust =
    if args.toolchain != null then
      args.toolchain pkgs
    else
      toolset.rust {
        inherit pkgs;
        src = project.at project.root;
        rows = [ row ];
        extensions = components ++ optional asksForStd "rust-src";
      };
  common = environment {
    inherit pkgs rust;
    src = project.at project.root;
    inherit (args) fromCargoLock;
    tools = args.buildTools;
    compiler = _: args.withCC;
    libraries = _: args.libraries;
    rows = [ row ];
  };

  stdLockFile =
    if args.stdLockFile != null then
      args.stdLockFile
    else
      throw ''
        crossflake: std of ${row.triple} is built from source${optionalString asksForStd ", as .cargo/config.toml says"}, and `stdLockFile`, which names the crates that it is built of, is missing.
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
        echo 'add the component rust-src to the toolchain: std of ${row.triple} is built from source'
      fi
      exit 1
    fi >&2
  '';
  vendor = vendored {
    inherit pkgs;
    crates = project;
    inherit (args) extraRegistries outputHashes;
    stdLockFile = if buildsStd then stdLockFile else null;
  };

  arguments = concatStringsSep " " (
    [
      # Before the project's own .cargo/config.toml, which may name another place for crates.
      "--config"
      "$CARGO_HOME/config.toml"
      "--config"
      "$CARGO_HOME/more.toml"
      "--locked"
      "--profile"
      (escapeShellArg args.profile)
    ]
    ++ optional (!args.defaultFeatures) "--no-default-features"
    ++ concatMap (feature: [
      "--features"
      (escapeShellArg feature)
    ]) args.features
    ++ concatMap (member: [
      "--package"
      (escapeShellArg member)
    ]) args.cargoPackages
    ++ optional (args.cargoExtraArgs != "") args.cargoExtraArgs
  );

  # A check has none: its programs run here, with the package set's libc.
  floor = glibcFloor {
    inherit row;
    glibc = args.glibc or null;
  };
  build =
    if floor == null then
      "cargo build --target $CARGO_BUILD_TARGET"
    else
      "cargo zigbuild --target $CARGO_BUILD_TARGET.${floor}";

  # What the derivation's own attributes are for: each of the builds, or the package alone.
  shared = removeAttrs rest options.ofPackageAlone;
  own = if function == "mkCheck" then shared else rest;
  # Then the manifests that cargo reads are not those that Nix sees.
  changesSources = any (name: rest ? ${name}) options.changeSources;
  buildInputs =
    if rest ? buildInputs then
      pkgs.lib.warn "crossflake: ${function}: `buildInputs` are the build machine's, for build scripts and proc-macros (`buildLibraries` says so); what the target links belongs into `libraries`" rest.buildInputs
    else
      [ ];

  all = shared // {
    nativeBuildInputs =
      common.inputs
      ++ optional (floor != null) (toolset.zigbuild pkgs)
      ++ programs pkgs
      ++ rest.nativeBuildInputs or [ ];
    buildInputs = args.buildLibraries pkgs ++ buildInputs;
    strictDeps = true;
    cargoVendorDir = vendor.folder;
    env = {
      CARGO_BUILD_TARGET = row.triple;
      CARGO_NET_OFFLINE = "true";
      cargoMore = vendor.config;
      # What rustc links by itself has no C toolchain, and so no strip.
      strip = if row.linker == "cc" && !keepsSymbols then "${row.config}-strip" else "true";
      # After some bytes of a program that zig has signed were overwritten.
      signAnew = optionalString (toolset.isLinkedByZig pkgs row) "${toolset.python pkgs}/bin/python3 ${./machO.py} sign";
      # For Windows' DLLs.
      dumpImports = "${toString row.config}-objdump";
      folder =
        {
          bench = "release";
          dev = "debug";
          test = "debug";
        }
        .${args.profile} or args.profile;
    }
    // args.env;
    # A tool's setup hook (cmake's) would configure the project in cargo's place.
    dontConfigure = !rest ? configurePhase;
    # nixpkgs' own would take the build machine's strip; see mkPackage.
    dontStrip = true;
  };
  # Whether the profile asks for symbols: then cargo itself removes what it is told to.
  keepsSymbols =
    let
      said =
        name: key:
        foldl' (found: value: if found == null then value.profile.${name}.${key} or null else found) null (
          map ({ value, ... }: value) project.configs ++ [ project.manifest ]
        );
      settingOf =
        name: key:
        let
          own = said name key;
          parent = said name "inherits";
        in
        if own != null || parent == null then own else settingOf parent key;
      strip = settingOf args.profile "strip";
      debug = settingOf args.profile "debug";
    in
    if strip != null then
      strip != true && strip != "symbols"
    else if debug != null then
      !elem debug [
        0
        false
        "none"
      ]
    else
      elem args.profile [
        "dev"
        "test"
      ];
  wrappers = filter builtins.isString (
    concatMap (
      { value, ... }:
      [
        (value.build.rustc-wrapper or null)
        (value.build.rustc-workspace-wrapper or null)
      ]
    ) project.configs
  );
  setUp = ''
    export HOME=$TMPDIR/home CARGO_HOME=$TMPDIR/cargo CARGO_TARGET_DIR=$TMPDIR/target CARGO_BUILD_BUILD_DIR=$TMPDIR/target
    mkdir -p $HOME $CARGO_HOME
    if [[ -e $cargoVendorDir/.cargo/config.toml ]]; then
      sed "s|cargo-vendor-dir|$cargoVendorDir|" $cargoVendorDir/.cargo/config.toml >$CARGO_HOME/config.toml
    else
      touch $CARGO_HOME/config.toml
    fi
    printf '%s' "''${cargoMore//cargo-vendor-dir/$cargoVendorDir}" >$CARGO_HOME/more.toml
    built=$CARGO_TARGET_DIR/$CARGO_BUILD_TARGET/$folder
    ${optionalString (floor != null) (readFile ./forZig.sh)}
    ${optionalString buildsStd compareStdLock}
    ${optionalString (wrappers != [ ]) ''
      for wrapper in ${pkgs.lib.escapeShellArgs wrappers}; do
        if ! command -v "$wrapper" >/dev/null; then
          echo "crossflake: $wrapper, which .cargo/config.toml names as rustc's wrapper, is not there: built without it" >&2
          export RUSTC_WRAPPER= RUSTC_WORKSPACE_WRAPPER=
        fi
      done
    ''}
  '';
  place = escapeShellArg files.folder;

  # Of libraries alone, nothing is linked: without an operating system, that takes more than an empty program.
  dependenciesOf =
    {
      suffix,
      before,
      command,
    }:
    pkgs.stdenv.mkDerivation (
      all
      // {
        name = "${name}-${targets.name row}-${suffix}";
        buildPhase = ''
          cd ${place}
          ${setUp}
          ${before}
          runHook preBuild
          ${command} --lib ${arguments}
          runHook postBuild
        '';
        # The project's own programs and libraries are the empty ones.
        installPhase = ''
          runHook preInstall
          find $CARGO_TARGET_DIR/$folder $built -maxdepth 1 -type f -delete
          mv $CARGO_TARGET_DIR $out
          runHook postInstall
        '';
        dontFixup = true;
      }
      // (
        if changesSources then
          {
            src = files.full;
            postPatch = rest.postPatch or "" + ''

              source ${files.overlay}
              ${toolset.python pkgs}/bin/python3 ${./emptyCrates.py}
            '';
            # The bare-metal targets' prebuilt std is core and alloc.
            noStd = if row.std == "none" then "not(proc_macro)" else "target_os = \"none\"";
          }
        else
          {
            unpackPhase = ''
              mkdir source
              pushd source >/dev/null
              ${concatStringsSep "" (
                map (
                  { folder, source }:
                  ''
                    mkdir -p ${escapeShellArg folder}
                    cp -r --no-preserve=mode,ownership --preserve=timestamps ${source}/. ${escapeShellArg folder}
                  ''
                ) files.real
              )}
              source ${files.empty}
              popd >/dev/null
              sourceRoot=source
            '';
          }
      )
    );
  dependencies = dependenciesOf {
    suffix = "dependencies";
    before = "";
    command = build;
  };
  # Without std there is no harness of tests.
  hasHarness = row.std != "none" && match ".*-none(-.*)?" row.triple == null;
  testDependencies = dependenciesOf {
    suffix = "test-dependencies";
    before = "dependencies=${dependencies}\n" + readFile ./inherit.sh;
    command = "cargo test --target $CARGO_BUILD_TARGET --no-run";
  };
  checkDependencies = dependenciesOf {
    suffix = "check-dependencies";
    before = "";
    command = "cargo check --target $CARGO_BUILD_TARGET${optionalString hasHarness " --tests"}";
  };
  starts = {
    check = checkDependencies;
    nothing = null;
    package = dependencies;
    tests = if files.hasTests && hasHarness then testDependencies else dependencies;
  };
in
pkgs.stdenv.mkDerivation (
  {
    src = files.full;
    dependencies = starts.${start};
    # Cargo compares times: what is built is of one time, and the project's sources are newer.
    buildPhase = ''
      top=$PWD
      cd ${place}
      ${setUp}
      ${optionalString (start != "nothing") (readFile ./inherit.sh)}
      ${readFile ./advised.sh}
      find "$top" -type f ${
        concatStringsSep " " (
          map ({ folder, ... }: "! -path \"$top\"/${escapeShellArg "${folder}/*"}") files.real
        )
      } -exec touch {} +
      runHook preBuild
      ${cargo build arguments}
      runHook postBuild
    '';
    installPhase = ''
      runHook preInstall
      ${install}
      runHook postInstall
    '';
    # A check is not a program that could be repaired.
    dontFixup = function != "mkPackage";
    checkPhase = ''
      runHook preCheck
      advised cargo test --target $CARGO_BUILD_TARGET ${arguments}
      runHook postCheck
    '';
  }
  // (
    if about.version == null then
      { name = "${name}-${targets.name row}${suffix}"; }
    else
      {
        pname = "${name}-${targets.name row}${suffix}";
        inherit (about) version;
      }
  )
  // all
  // own
  // {
    inherit (all) buildInputs env nativeBuildInputs;
    passthru = {
      inherit dependencies;
      inherit (common) tools;
      env = common.env // args.env;
      # Each package of the workspace alone.
      members = pkgs.lib.genAttrs about.packages (
        package:
        cargoDerivation kind (
          removeAttrs given [ "members" ]
          // {
            cargoPackages = [ package ];
            name = package;
          }
        )
      );
    }
    // rest.passthru or { };
    meta = about.meta // rest.meta or { };
  }
)
