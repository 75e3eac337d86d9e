/**
  A module for flake-parts: the option `crossflake` takes mkProject's options, and `perSystem` gets its outputs.

  # Type

  ```
  flakeModule :: Lib -> Module
  ```

  # Examples

  ```nix
  flake-parts.lib.mkFlake { inherit inputs; } {
    imports = [ inputs.crossflake.flakeModules.default ];
    systems = [ "x86_64-linux" ];
    crossflake = { src = ./.; targets = [ "aarch64" ]; };
  }
  ```
*/
crossflake:
{ config, lib, ... }:
{
  _file = ./flakeModule.nix;

  options.crossflake = lib.mkOption {
    # Definitions in several modules are merged as the options' types say; what is no option is the derivation's, and
    # mkProject checks all of it.
    type = lib.types.submodule {
      freeformType = lib.types.lazyAttrsOf lib.types.raw;
      options = lib.genAttrs (lib.remove "systems" crossflake.options.names.mkProject) (
        name:
        let
          option = crossflake.options.every.${name};
        in
        lib.mkOption (
          {
            type =
              if name == "shellHook" then
                lib.types.lines
              else
                (crossflake.options.moduleTypes lib).${option.type.name} or lib.types.raw;
            inherit (option) description;
            example = lib.literalExpression option.example;
          }
          // (if option ? default then { inherit (option) default; } else { })
        )
      );
    };
    example = lib.literalExpression ''{ src = ./.; targets = [ "aarch64" ]; }'';
    description = "The options of crossflake's mkProject, but for systems, which are flake-parts' own.";
  };

  config.perSystem =
    { pkgs, system, ... }:
    let
      # Without an input `nixpkgs` of the user's own, flake-parts has none.
      own = if (builtins.tryEval pkgs).success then { inherit pkgs; } else { };
      args =
        if config.crossflake ? systems then
          throw "crossflake: `crossflake.systems` is not an option of the module; the build machines are those of flake-parts' own `systems`"
        else
          config.crossflake;
      project = crossflake.mkProject (
        args // (if args.pkgs == null then own else { }) // { systems = [ system ]; }
      );
    in
    {
      apps = project.apps.${system};
      checks = project.checks.${system};
      devShells = project.devShells.${system};
      legacyPackages = project.legacyPackages.${system};
      # A default of the user's own goes before ours.
      packages = builtins.mapAttrs (
        name: package: if name == "default" then lib.mkDefault package else package
      ) project.packages.${system};
    };
}
