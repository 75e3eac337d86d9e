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
    # mkProject checks what it is given.
    type = lib.types.lazyAttrsOf lib.types.raw;
    example = lib.literalExpression ''{ src = ./.; targets = [ "aarch64" ]; }'';
    description = "The options of crossflake's mkProject, but for systems, which are flake-parts' own.";
  };

  config.perSystem =
    { system, ... }:
    let
      stated =
        if config.crossflake ? systems then
          throw "crossflake: `crossflake.systems` is not an option of the module; the build machines are those of flake-parts' own `systems`"
        else
          config.crossflake;
      project = crossflake.mkProject (stated // { systems = [ system ]; });
    in
    {
      checks = project.checks.${system};
      devShells = project.devShells.${system};
      legacyPackages = project.legacyPackages.${system};
      # A default of the user's own goes before ours.
      packages = builtins.mapAttrs (
        name: package: if name == "default" then lib.mkDefault package else package
      ) project.packages.${system};
    };
}
