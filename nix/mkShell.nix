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
  args = options.check "mkShell" given;
  rows = map find (if args.targets == null then [ ] else args.targets);
  pkgs = packageSet args;
  source = lockFolder args;
  # What is no option is the shell's; a function takes the package set.
  rest = builtins.mapAttrs (
    _: value: if builtins.isFunction value then value pkgs else value
  ) args.rest;
  rust =
    if args.toolchain != null then
      args.toolchain pkgs
    else
      toolset.rust {
        inherit pkgs rows;
        src = source;
        extensions = [
          "clippy"
          "rust-src"
          "rustfmt"
        ]
        ++ args.extraComponents;
      };
  overrides = builtins.mapAttrs (_: options.override) (targets.byTriple args.perTarget);
  common = environment {
    inherit pkgs rows rust;
    inherit (args) fromCargoLock;
    src = source;
    tools = args.buildTools;
    compiler = row: overrides.${row.triple}.withCC or args.withCC;
    libraries = row: overrides.${row.triple}.libraries or args.libraries;
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
  mayAnalyze = builtins.elem "rust-analyzer" args.extraComponents || args.toolchain != null;
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
      buildInputs = args.buildLibraries pkgs ++ common.hostLibraries ++ rest.buildInputs or [ ];
      strictDeps = true;
      inherit (args) shellHook;
      # The program asks for these files' contents before it enters a shell that it has kept.
      env =
        (
          if args.watch == [ ] then { } else { CROSSFLAKE_WATCH = builtins.concatStringsSep " " args.watch; }
        )
        // args.env;
      passthru = {
        env = common.env // args.env;
        inherit (common) tools;
      };
    }
  )
)
