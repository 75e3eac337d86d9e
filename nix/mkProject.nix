/**
  The flake outputs of a Rust project for some targets, on every build machine.

  # Inputs

  docs/options.md

  # Type

  ```
  mkProject :: Options -> { apps; checks; devShells; legacyPackages; packages; }
  ```

  `devShells.<system>.<target>`, `.all` (every one of `targets` at once), `.default` (the build machine alone) and the
  ones of `extraShells`; `packages.<system>.<target>`, `.<target>-deployable` and `.default` (the build machine's own); `checks.<system>.<target>` and `apps.<system>.<target>` (the program, by the
  target's emulator) where the tests can run; and under
  `legacyPackages.<system>` `packages`, `devShells` and `checks` for every target of the table, the packages also by their
  names alone. No name depends on an input.

  # Examples

  ```nix
  mkProject { src = ./.; targets = [ "aarch64" "riscv64" ]; libraries = pkgs: [ pkgs.openssl ]; }
  ```
*/
{
  checks,
  genAttrs,
  mkApp,
  mkCheck,
  mkDeployable,
  mkPackage,
  mkShell,
  options,
  packageSet,
  targets,
}:
given:
let
  inherit (builtins) intersectAttrs isString listToAttrs;

  args = options.check "mkProject" given;
  inherit (options) names;
  inherit (args) systems;
  chosen = if args.targets == null then map targets.name targets.common else args.targets;

  # What is no string is no target either; `find` says so.
  outputs = map (name: if isString name then name else targets.find name) chosen;

  perTarget = targets.byTriple args.perTarget;
  for =
    target:
    let
      own = options.override (perTarget.${(targets.find target).triple} or { });
    in
    args
    // own
    // {
      env = args.env // (own.env or { });
      rest = args.rest // (own.rest or { });
    };
  only =
    function: options:
    options.rest
    // intersectAttrs (listToAttrs (
      map (name: {
        inherit name;
        value = null;
      }) names.${function}
    )) options;

  # Of a derivation's attributes, a shell has the inputs.
  ofShell =
    options:
    only "mkShell" (
      options
      // {
        rest = intersectAttrs {
          buildInputs = null;
          inputsFrom = null;
          nativeBuildInputs = null;
          packages = null;
        } options.rest;
      }
    );

  package = system: target: mkPackage (only "mkPackage" (for target) // { inherit system target; });
  deployable =
    package: system: target:
    mkDeployable (
      only "mkPackage" (for target)
      // {
        inherit system target;
      }
      # One with a glibc of its own is built for it.
      // (if (for target).deployable ? glibc then { } else { package = package system target; })
      // (for target).deployable
    );
  # `nix develop .#NAME` finds the package of a target that is not listed, which is not its shell.
  unlisted =
    system: target:
    mkPackage (
      only "mkPackage" (for target)
      // {
        inherit system target;
        shellHook = "echo 'note: this is the environment of the package; the shell is: nix develop .#devShells.${targets.name (targets.find target)}' >&2";
      }
    );
  # Each target's package, and the same for a device without Nix.
  packagesOf =
    package: names: system:
    genAttrs names (package system)
    // listToAttrs (
      map (target: {
        name = "${target}-deployable";
        value = deployable package system target;
      }) names
    );
  check = system: target: mkCheck (only "mkCheck" (for target) // { inherit system target; });
  shell =
    system: target:
    mkShell (
      ofShell (for target)
      // {
        inherit system;
        targets = [ target ];
      }
    );
  shellOf = system: targets: mkShell (ofShell args // { inherit system targets; });

  app =
    system: target:
    mkApp {
      pkgs = packageSet (for target // { inherit system; });
      package = package system target;
      name = target;
    };

  everyTarget = map targets.name targets.rows;
  tested = system: builtins.filter (target: targets.tested system (targets.find target)) chosen;

  # From a check's name to what makes it: for the build machine, or for each target that is named.
  furtherChecks = listToAttrs (
    builtins.concatMap (
      kind:
      let
        wanted = args.checks.${kind};
        make =
          options: system:
          mkCheck (
            only "mkCheck" options
            // {
              inherit system;
              inherit (args) advisoryDatabase;
              check = kind;
            }
          );
      in
      if !checks ? ${kind} then
        throw "crossflake: mkProject: `checks` has no ${kind}; it has ${builtins.concatStringsSep ", " (builtins.attrNames checks)}"
      else if wanted == true then
        [
          {
            name = kind;
            value = make args;
          }
        ]
      else if wanted == false then
        [ ]
      else
        map (target: {
          name = "${target}-${kind}";
          value = make (for target // { inherit target; });
        }) wanted
    ) (builtins.attrNames args.checks)
  );

  # Two shells of one name would hide one another.
  extraShells =
    let
      taken = builtins.filter (
        name:
        builtins.elem name (
          outputs
          ++ [
            "all"
            "default"
          ]
        )
      ) (builtins.attrNames args.extraShells);
    in
    if taken == [ ] then
      args.extraShells
    else
      throw "crossflake: mkProject: `extraShells` has a shell ${builtins.head taken}, which is there already: give it another name";
  prefixed =
    set:
    if args.prefix == "" then
      set
    else
      listToAttrs (
        map (name: {
          name = args.prefix + name;
          value = set.${name};
        }) (builtins.attrNames set)
      );
  perSystem = outputs: genAttrs systems (system: prefixed (outputs system));
in
{
  devShells = perSystem (
    system:
    genAttrs outputs (shell system)
    // {
      all = shellOf system chosen;
      default = shellOf system [ ];
    }
    // builtins.mapAttrs (_: shellOf system) extraShells
  );
  # What `nix build` and `nix run` take without a name is for the build machine, as in the shell `default`; a project for boards
  # alone is not built there.
  packages = perSystem (
    system:
    packagesOf package outputs system
    // (
      if builtins.any (target: (targets.find target).linker == "cc") chosen then
        { default = mkPackage (only "mkPackage" args // { inherit system; }); }
      else
        { }
    )
  );
  checks = perSystem (
    system:
    genAttrs (tested system) (check system) // builtins.mapAttrs (_: make: make system) furtherChecks
  );
  # `nix run .#NAME` runs the package's program by the target's emulator.
  apps = perSystem (system: genAttrs (tested system) (app system));
  # Every target by the same short commands, `nix build .#NAME` and `nix develop .#devShells.NAME`; `nix flake check` leaves them
  # alone.
  legacyPackages = genAttrs systems (
    system:
    let
      every = prefixed (packagesOf unlisted everyTarget system);
    in
    every
    // {
      packages = every;
      checks = prefixed (genAttrs everyTarget (check system));
      devShells = prefixed (genAttrs everyTarget (shell system));
    }
  );
}
