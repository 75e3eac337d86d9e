/**
  The flake outputs of a Rust project for some targets, on every build machine.

  # Inputs

  `src`: the folder with Cargo.toml and Cargo.lock
  `targets`: aliases or triples (default: the table's common ones)
  `systems`: build machines (default: lib.systems)
  `libraries`, `hostLibraries`, `tools`, `toolchain`, `env`: as for mkShell, and given to packages and checks too
  `shellHook`: shell code to run on entry of each shell
  `name`: as for mkPackage
  `deployable`: what mkDeployable takes beyond that: `{ glibc; removeReferencesTo; }` (default: none)

  # Type

  ```
  mkProject :: { … } -> { devShells; packages; legacyPackages; checks; }
  ```

  `devShells.<system>.<target>`, `.all` (every one of `targets` at once) and `.default` (the build machine alone);
  `packages.<system>.<target>` and `.<target>-deployable`; `checks.<system>.<target>` where the tests can run; and under `legacyPackages.<system>`
  `packages`, `devShells` and `checks` for every target of the table, the packages also by their names alone. No name depends on an input.

  # Examples

  ```nix
  mkProject { src = ./.; targets = [ "aarch64" "riscv64" ]; libraries = pkgs: [ pkgs.openssl ]; }
  ```
*/
{
  genAttrs,
  mkCheck,
  mkDeployable,
  mkPackage,
  mkShell,
  systems,
  targets,
}:
let
  table = targets;
  allSystems = systems;
in
{
  src,
  targets ? map table.name table.common,
  systems ? allSystems,
  libraries ? _: [ ],
  hostLibraries ? _: [ ],
  tools ? _: [ ],
  toolchain ? null,
  env ? { },
  shellHook ? "",
  name ? null,
  deployable ? { },
}:
let
  # What is no string is no target either; `find` says so.
  names = map (given: if builtins.isString given then given else table.find given) targets;

  shared = {
    inherit
      env
      hostLibraries
      libraries
      src
      toolchain
      tools
      ;
  };
  build =
    function: system: target:
    function (shared // { inherit name system target; });
  # Each target's package, and the same for a device without Nix.
  packagesOf =
    names: system:
    genAttrs names (build mkPackage system)
    // builtins.listToAttrs (
      map (target: {
        name = "${target}-deployable";
        value = build (arguments: mkDeployable (arguments // deployable)) system target;
      }) names
    );
  shell = system: targets: mkShell (shared // { inherit shellHook system targets; });

  everyTarget = map table.name table.rows;
in
{
  devShells = genAttrs systems (
    system:
    genAttrs names (target: shell system [ target ])
    // {
      all = shell system targets;
      default = shell system [ ];
    }
  );
  packages = genAttrs systems (packagesOf names);
  checks = genAttrs systems (
    system:
    genAttrs (builtins.filter (target: table.tested system (table.find target)) targets) (
      build mkCheck system
    )
  );
  # Every target by the same short commands, `nix build .#NAME` and `nix develop .#NAME`; `nix flake check` leaves them alone.
  legacyPackages = genAttrs systems (
    system:
    let
      every = packagesOf everyTarget system;
    in
    every
    // {
      packages = every;
      checks = genAttrs everyTarget (build mkCheck system);
      devShells = genAttrs everyTarget (target: shell system [ target ]);
    }
  );
}
