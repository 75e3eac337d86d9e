/**
  A shell in which cargo builds, links and tests for one target or several.

  It is a native shell: `cc`, `pkg-config` and cargo are the build machine's, and each target comes with variables that
  carry its triple. With one target, `cargo build` without `--target` is for it.

  # Inputs

  docs/options.md

  # Type

  ```
  mkShell :: Options -> Derivation
  ```

  # Examples

  ```nix
  mkShell { system = "x86_64-linux"; targets = [ "aarch64" ]; libraries = pkgs: [ pkgs.openssl ]; }
  ```
*/
{
  environment,
  lockFolder,
  options,
  packageSet,
  targets,
  toolset,
}:
let
  inherit (targets) find name;
in
given:
let
  stated = options.check "mkShell" given;
  rows = map find (if stated.targets == null then [ ] else stated.targets);
  pkgs = packageSet stated;
  source = lockFolder stated;
  # What is no option is the shell's; a function takes the package set.
  rest = builtins.mapAttrs (
    _: value: if builtins.isFunction value then value pkgs else value
  ) stated.rest;
  rust =
    if stated.toolchain != null then
      stated.toolchain pkgs
    else
      toolset.rust {
        inherit pkgs rows;
        src = source;
        extensions = [
          "clippy"
          "rust-src"
          "rustfmt"
        ]
        ++ stated.extraComponents;
      };
  overrides = builtins.mapAttrs (_: options.override) (targets.byTriple stated.perTarget);
  common = environment {
    inherit pkgs rows rust;
    inherit (stated) fromCargoLock;
    src = source;
    tools = stated.buildTools;
    compiler = row: overrides.${row.triple}.withCC or stated.withCC;
    libraries = row: overrides.${row.triple}.libraries or stated.libraries;
  };
  # rust-analyzer asks cargo for the one target that it reads the project for: in a shell of several, the first.
  analyzer = pkgs.stdenv.mkDerivation {
    name = "rust-analyzer-${name (builtins.head rows)}";
    preferLocalBuild = true;
    env = { inherit (builtins.head rows) triple; };
    buildCommand = ''
      mkdir -p $out/bin
      if [[ -x ${rust}/bin/rust-analyzer ]]; then
        printf '#!%s\nexport CARGO_BUILD_TARGET=''${CARGO_BUILD_TARGET-%s}\nexec %s "$@"\n' \
          "$SHELL" "$triple" ${rust}/bin/rust-analyzer >$out/bin/rust-analyzer
        chmod +x $out/bin/rust-analyzer
      fi
    '';
  };
  mayAnalyze = builtins.elem "rust-analyzer" stated.extraComponents || stated.toolchain != null;
  saying =
    if common.unknown == [ ] then
      result: result
    else
      builtins.trace "crossflake: its table does not know these crates of Cargo.lock: ${builtins.concatStringsSep ", " common.unknown}; if one links a C library, add that to `libraries`";
  names = builtins.concatStringsSep "-" (
    if builtins.length rows > 3 then [ "all" ] else map name rows
  );
in
saying (
  pkgs.mkShell (
    rest
    // {
      name = "crossflake-${if rows == [ ] then "host" else names}";
      nativeBuildInputs =
        (if builtins.length rows > 1 && mayAnalyze then [ analyzer ] else [ ])
        ++ common.inputs
        ++ rest.nativeBuildInputs or [ ];
      buildInputs = stated.buildLibraries pkgs ++ common.hostLibraries ++ rest.buildInputs or [ ];
      strictDeps = true;
      inherit (stated) shellHook;
      # The program asks for these files' contents before it enters a shell that it has kept.
      env =
        (
          if stated.watch == [ ] then
            { }
          else
            { CROSSFLAKE_WATCH = builtins.concatStringsSep " " stated.watch; }
        )
        // stated.env;
      passthru = {
        env = common.env // stated.env;
        inherit (common) tools;
      };
    }
  )
)
