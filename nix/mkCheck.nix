/**
  A check of the project for one target: its tests (unit, integration, doc), built and run under the target's emulator, or what
  the option `check` names.

  # Inputs

  docs/options.md

  # Type

  ```
  mkCheck :: Options -> Derivation
  ```

  # Examples

  ```nix
  mkCheck { system = "x86_64-linux"; target = "riscv64"; src = ./.; libraries = pkgs: [ pkgs.openssl ]; }
  ```
*/
{ cargoDerivation, checks }:
options:
let
  wanted = options.check or null;
  check =
    checks.${wanted}
      or (throw "crossflake: mkCheck: `check` is ${builtins.toJSON wanted}, but it should be one of ${builtins.concatStringsSep ", " (builtins.attrNames checks)}");
  advisories =
    if options.advisoryDatabase or null != null then
      options.advisoryDatabase
    else
      throw ''
        crossflake: the check ${wanted} needs the database of advisories, which a build cannot download. In flake.nix:
        inputs.advisory-db = { url = "github:rustsec/advisory-db"; flake = false; };
        and among the options: advisoryDatabase = inputs.advisory-db;'';
in
if wanted == null then
  cargoDerivation {
    function = "mkCheck";
    capability = "test";
    suffix = "-tests";
    cargo = _: arguments: "advised cargo test --target $CARGO_BUILD_TARGET ${arguments}";
    start = "tests";
    install = "touch $out";
  } options
else
  cargoDerivation {
    inherit (check) capability components start;
    function = "mkCheck";
    suffix = "-${wanted}";
    programs = check.tools;
    cargo =
      _: arguments:
      check.command {
        inherit advisories arguments;
        profile = options.profile or "release";
      };
    install = "[[ -e $out ]] || touch $out";
  } options
