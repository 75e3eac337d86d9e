/**
  A CI matrix as data: a job for each target on each build machine, as GitHub's `strategy.matrix.include` wants it. Read from the
  table; no input is evaluated.

  # Inputs

  `targets`: aliases or triples that can be linked on every build machine (default: the table's common ones)
  `systems`: build machines (default: lib.systems)
  `runners`: GitHub's runner labels by system, in place of its own hosted ones

  # Type

  ```
  ciMatrix :: { targets :: [String]; systems :: [System]; runners :: { System = String; }; }
    -> [{ name; system; runner; target; attribute; }]
  ```

  `attribute` is mkProject's output to build: the target's check, or its package where the tests do not run. A triple with a dot stands
  in quotation marks there.

  # Examples

  ```nix
  ciMatrix { targets = [ "aarch64" ]; systems = [ "x86_64-linux" ]; }
  => [ { attribute = "checks.x86_64-linux.aarch64"; name = "aarch64 on x86_64-linux"; runner = "ubuntu-latest"; … } ]
  ```
*/
{ systems, targets }:
let
  allSystems = systems;
  table = targets;

  hosted = {
    aarch64-darwin = "macos-latest";
    aarch64-linux = "ubuntu-24.04-arm";
    x86_64-linux = "ubuntu-latest";
  };
in
{
  targets ? map table.name table.common,
  systems ? allSystems,
  runners ? { },
}:
let
  known = hosted // runners;
  # For Nix, a dot within a triple would begin another attribute.
  quoted = name: if builtins.match ".*[.].*" name == null then name else builtins.toJSON name;
  job =
    system: target:
    let
      row = table.find target;
      kind = if table.tested system row then "checks" else "packages";
    in
    if row.link != true && !table.native system row then
      throw "crossflake: ciMatrix has no job for ${target}: ${row.link}; give it a job of its own on its own machine"
    else
      {
        inherit system target;
        name = "${target} on ${system}";
        runner =
          known.${system}
            or (throw "crossflake: ciMatrix knows no runner for ${system}; name one: runners.${system} = \"…\"");
        attribute = "${kind}.${system}.${quoted target}";
      };
in
builtins.concatMap (system: map (job system) targets) systems
