/**
  Flake outputs as Hydra's jobs: `<kind>.<system>.<name>` becomes `<kind>.<name>.<system>`.

  # Inputs

  `systems`: Hydra's build machines. `nix flake check` evaluates the jobs of all of them, wherever it runs: each costs as much as the
    packages of the machine at hand.
  any other: outputs by kind, `packages`, `checks`, …

  # Type

  ```
  hydraJobs :: { systems :: [System]; kind = { system = { name = Derivation; }; }; } -> { kind = { name = { system = Derivation; }; }; }
  ```

  # Examples

  ```nix
  hydraJobs = crossflake.lib.hydraJobs { inherit (self) checks packages; systems = [ "x86_64-linux" ]; };
  ```
*/
{ genAttrs }:
{ systems, ... }@arguments:
let
  inherit (builtins)
    attrNames
    concatMap
    filter
    mapAttrs
    ;
  turn =
    _: bySystem:
    genAttrs (concatMap (system: attrNames bySystem.${system}) systems) (
      name:
      genAttrs (filter (system: bySystem.${system} ? ${name}) systems) (
        system: bySystem.${system}.${name}
      )
    );
in
mapAttrs turn (removeAttrs arguments [ "systems" ])
