# Each option once: its type, default, example and description.
{ systems }:
let
  types = import ./types.nix;
in
{
  src = {
    type = types.path;
    example = "./.";
    description = "The folder with Cargo.toml and Cargo.lock. Its rust-toolchain.toml (or rust-toolchain), where there is one, chooses the toolchain.";
  };
  targets = {
    type = types.list;
    default = null;
    example = ''[ "aarch64" "x86_64-musl" ]'';
    description = "Aliases or triples of the table. By default, `mkProject` takes the common ones, and `mkShell` takes only the build machine.";
  };
  cargoRoot = {
    default = "";
    type = types.string;
    example = ''"app"'';
    description = "The folder with Cargo.toml and Cargo.lock, in `src`, where that holds more than the project: crates beside it, for example.";
  };
  keepFiles = {
    default = [ ];
    type = types.strings;
    example = ''[ "README.md" ]'';
    description = "Files and folders that builds need and the filter of sources leaves out: flake.nix and other Nix files, README, CHANGELOG, licences, what belongs to git and editors. What a crate's first file or its build script names, as `include_str!` does, is there anyhow.";
  };
  leaveOut = {
    default = [ ];
    type = types.strings;
    example = ''[ "docs" "site" ]'';
    description = "Files and folders, relative to the folder with Cargo.toml, that no build needs, beside those that the filter of sources knows: a change of theirs builds nothing anew.";
  };
  cargoExtraArgs = {
    default = "";
    type = types.string;
    example = ''"--bins"'';
    description = "Further arguments of cargo, in packages and checks.";
  };
  extraRegistries = {
    default = { };
    type = types.set;
    example = ''{ "sparse+https://crates.example.org/index/" = "https://crates.example.org/api/v1/crates"; }'';
    description = "Registries beside crates.io: from the index, as Cargo.lock names it, to the address of downloads, the `dl` of the registry's config.json. As of nixpkgs' `importCargoLock`.";
  };
  overlays = {
    default = [ ];
    type = types.list;
    example = "[ (final: prev: { openssl = prev.openssl_3; }) ]";
    description = "Overlays of nixpkgs, for the build machine's packages and every target's.";
  };
  target = {
    type = types.anything;
    default = null;
    example = ''"riscv64"'';
    description = "An alias or a triple of the table; by default the build machine's own.";
  };
  system = {
    type = types.string;
    example = ''"x86_64-linux"'';
    description = "The build machine's system.";
  };
  systems = {
    default = systems;
    type = types.strings;
    example = ''[ "x86_64-linux" ]'';
    description = "The systems of the build machines.";
  };
  pkgs = {
    default = null;
    type = types.anything;
    example = "system: import nixpkgs { inherit system; config.allowUnfree = true; }";
    description = "The build machine's package set in place of the flake's nixpkgs, or a function from the system to it.";
  };
  nixpkgsConfig = {
    default = { };
    type = types.set;
    example = "{ allowUnfree = true; android_sdk.accept_license = true; }";
    description = "nixpkgs' `config`. Android's targets need the one of the example, `*-pc-windows-msvc` needs `allowUnfree` and `microsoftVisualStudioLicenseAccepted`: the licences are the user's to accept.";
  };
  libraries = {
    default = _: [ ];
    type = types.packages;
    example = "pkgs: [ pkgs.openssl pkgs.sqlite ]";
    description = "From a target's package set to the libraries that the project links for it.";
  };
  fromCargoLock = {
    default = true;
    type = types.bool;
    example = "false";
    description = "Whether what the crates of Cargo.lock want is added to `libraries` and `buildTools`: docs/libraries.md names it. What nixpkgs does not have for a target is left out, and a line says so.";
  };
  withCC = {
    default = false;
    type = types.bool;
    example = "true";
    description = "Whether targets that rustc links by itself (bare metal, WebAssembly) have a C compiler too, for crates with C code. Theirs are rarely in a binary cache.";
  };
  buildLibraries = {
    default = _: [ ];
    type = types.packages;
    example = "pkgs: [ pkgs.openssl ]";
    description = "From the build machine's package set to the libraries of build scripts and proc-macros.";
  };
  buildTools = {
    default = _: [ ];
    type = types.packages;
    example = "pkgs: [ pkgs.protobuf pkgs.cmake ]";
    description = "From the build machine's package set to the programs that run while building.";
  };
  toolchain = {
    default = null;
    type = types.nullOr types.package;
    example = "pkgs: let rust = fenix.packages.\${pkgs.stdenv.hostPlatform.system}; in rust.combine [ rust.stable.toolchain rust.targets.aarch64-unknown-linux-gnu.stable.rust-std ]";
    description = "From the build machine's package set to the Rust toolchain, in place of rust-overlay's: one of fenix, for example. It must hold rust-std of the targets.";
  };
  extraComponents = {
    default = [ ];
    type = types.strings;
    example = ''[ "rust-analyzer" ]'';
    description = "Components of the toolchain in shells, beside clippy, rustfmt and rust-src. In a shell of several targets, rust-analyzer is for the first of them; CARGO_BUILD_TARGET names another.";
  };
  env = {
    default = { };
    type = types.set;
    example = ''{ SQLX_OFFLINE = "true"; }'';
    description = "Further environment variables. They win over the ones that crossflake sets.";
  };
  shellHook = {
    default = "";
    type = types.string;
    example = "\"echo welcome\"";
    description = "Shell code that runs on entry of a shell.";
  };
  watch = {
    default = [ ];
    type = types.strings;
    example = ''[ "versions/clang.txt" ]'';
    description = "Files beside flake.nix that the shell depends on, and that are not Nix files: `crossflake test` keeps a shell's environment until one of them changes.";
  };
  name = {
    default = null;
    type = types.nullOr types.string;
    example = ''"my-tool"'';
    description = "The derivations' name: by default the package's name in Cargo.toml, or `workspace` without one.";
  };
  cargoPackages = {
    default = [ ];
    type = types.strings;
    example = ''[ "server" "client" ]'';
    description = "The packages of the workspace to build and test; by default all of its default members.";
  };
  features = {
    default = [ ];
    type = types.strings;
    example = ''[ "tls" ]'';
    description = "Features to enable.";
  };
  defaultFeatures = {
    default = true;
    type = types.bool;
    example = "false";
    description = "Whether the default features are enabled.";
  };
  profile = {
    default = "release";
    type = types.string;
    example = ''"dev"'';
    description = "Cargo's profile, of packages and checks alike: so they share the built dependencies.";
  };
  deployable = {
    default = { };
    type = types.set;
    example = "{ glibc = \"2.28\"; }";
    description = "What `mkDeployable` takes beyond the options of the project: `glibc`, `package` and `removeReferencesTo`.";
  };
  package = {
    default = null;
    type = types.anything;
    example = "inputs.other.packages.x86_64-linux.armv7";
    description = "A derivation of the target in place of mkPackage's.";
  };
  removeReferencesTo = {
    default = _: [ ];
    type = types.packages;
    example = "pkgs: [ pkgs.openssl.etc ]";
    description = "From the target's package set to packages that the program names and does without: their store paths are overwritten, as nixpkgs' `removeReferencesTo` does. A static OpenSSL names its configuration, `pkgs.openssl.etc`.";
  };
  glibc = {
    default = null;
    type = types.nullOr types.string;
    example = ''"2.28"'';
    description = "The newest glibc that the program may ask for. It is linked by zig (cargo-zigbuild), which has the symbols of each glibc, and its C code compiled by it; the build fails if a library brings the need of a newer one. Given to mkPackage, the result runs where the target's usual interpreter is.";
  };
  outputHashes = {
    default = { };
    type = types.set;
    example = ''{ "serde-1.0.0" = "sha256-…"; }'';
    description = "Hashes of git dependencies by name and version. Without one, Nix fetches the locked commit itself.";
  };
  stdLockFile = {
    default = null;
    type = types.nullOr types.path;
    example = "./std-Cargo.lock";
    description = "For packages and checks of targets that have no prebuilt std: a copy of the toolchain's `lib/rustlib/src/rust/library/Cargo.lock`, which names the crates that std is built of.";
  };
  perTarget = {
    default = { };
    type = types.set;
    example = "{ riscv64 = { features = [ \"small\" ]; }; }";
    description = "Options by target that replace the ones above for that target; `env` is merged. Of a shell of several targets, `libraries` and `withCC` only.";
  };
  checks = {
    default = { };
    type = types.set;
    example = ''{ clippy = true; fmt = true; nextest = [ "aarch64" ]; }'';
    description = "Checks beside the tests: `audit`, `clippy`, `coverage`, `deny`, `doc`, `fmt`, `nextest`. `true` is for the build machine (`checks.<system>.clippy`); a list names targets (`checks.<system>.aarch64-clippy`).";
  };
  check = {
    default = null;
    type = types.nullOr types.string;
    example = ''"clippy"'';
    description = "The check that `mkCheck` makes, by its name in `checks`; by default the tests.";
  };
  command = {
    type = types.function;
    example = ''arguments: "cargo build --examples ''${arguments}"'';
    description = "From cargo's arguments (profile, features, packages, configuration) to the shell code that `mkCargoDerivation` runs. CARGO_BUILD_TARGET is the target's; `$built` is the folder of what cargo builds. The derivation's own `installPhase` says what stays.";
  };
  dependencies = {
    default = "package";
    type = types.dependencies;
    example = ''"tests"'';
    description = "The built dependencies that a `command` starts from: those of the `package`, of `tests` (with dev-dependencies), of `check` (`cargo check`, clippy, doc: nothing is linked), or `nothing`.";
  };
  runs = {
    default = false;
    type = types.bool;
    example = "true";
    description = "Whether the `command` runs the target's programs; then a target without an emulator is an error.";
  };
  suffix = {
    default = "-cargo";
    type = types.string;
    example = ''"-examples"'';
    description = "The end of the name of mkCargoDerivation's result.";
  };
  advisoryDatabase = {
    default = null;
    type = types.nullOr types.path;
    example = "inputs.advisory-db";
    description = "For the checks `audit` and `deny`: the database of advisories, an input of the flake.";
  };
  prefix = {
    default = "";
    type = types.string;
    example = ''"server-"'';
    description = "What the names of all outputs begin with, so that several projects share a flake: `packages.<system>.server-aarch64`.";
  };
  extraShells = {
    default = { };
    type = types.set;
    example = ''{ boards = [ "aarch64" "armv7" ]; }'';
    description = "Further shells of several targets. CARGO_BUILD_TARGET is set in none of them: name a target with --target.";
  };
}
