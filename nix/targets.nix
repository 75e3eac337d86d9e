/**
  The table of targets, targets.json, and the look-up by alias or triple.

  # Type

  ```
  targets :: {
    rows :: [Row];
    common :: [Row];
    name :: Row -> String;
    native :: System -> Row -> Bool;
    find :: String -> Row;
    byTriple :: { String = a; } -> { String = a; };
    tested :: System -> Row -> Bool;
    untested :: System -> Row -> String | Null;
  }
  ```

  # Examples

  ```nix
  (targets.find "aarch64").runner.arch
  => "aarch64"
  ```
*/
{ nearest }:
let
  inherit (builtins)
    any
    attrNames
    concatMap
    concatStringsSep
    filter
    fromJSON
    head
    isString
    listToAttrs
    match
    readFile
    replaceStrings
    toJSON
    typeOf
    ;

  rows = fromJSON (readFile ../targets.json);
  # The name under which a row's outputs stand.
  name = row: if row.alias == null then row.triple else row.alias;
  byName = listToAttrs (
    concatMap (
      row:
      map
        (key: {
          name = key;
          value = row;
        })
        (
          filter isString [
            row.alias
            row.triple
          ]
          ++ row.also or [ ]
        )
    ) rows
  );

  unknown =
    given:
    let
      near = nearest given (attrNames byName);
      guess =
        if near == [ ] then
          "the aliases are ${concatStringsSep ", " (filter isString (map (row: row.alias) rows))}"
        else
          "the nearest: ${concatStringsSep ", " near}";
    in
    throw ''
      crossflake: `target` is ${toJSON given}, but it should be an alias or a triple of the table; ${guess}.
      `nix run github:crossflake/crossflake -- targets --all` lists every target.'';

  find =
    given:
    if !isString given then
      throw "crossflake: `target` is a ${typeOf given}, but it should be a string: an alias or a triple, for example ${toJSON (head common).alias}"
    else
      byName.${given} or (unknown given);

  # Aliases and triples as names, to triples alone.
  byTriple =
    attributes:
    listToAttrs (
      map (
        given:
        let
          row = find given;
        in
        if row.alias != null && given != row.alias && attributes ? ${row.alias} then
          throw "crossflake: ${row.alias} and ${given} are one target: name it once"
        else
          {
            name = row.triple;
            value = attributes.${given};
          }
      ) (attrNames attributes)
    );

  # The targets whose outputs `nix flake check` evaluates; the others are under legacyPackages.
  common = filter (row: row.common) rows;

  # Whether the row is a system's own, of which the table does not speak where a build machine alone can link it: Apple's.
  native = system: row: replaceStrings [ "-darwin" ] [ "-apple-darwin" ] system == row.triple;

  # Which machine has which emulator. On aarch64-linux nixpkgs' wine runs ARM64 programs alone; on darwin it does not evaluate.
  machines = fromJSON (readFile ../machines.json);
  # Of a system that outputs are not made for by default, as far as a pattern needs it.
  tripleOf =
    system: machines.buildMachines.${system} or "${replaceStrings [ "-" ] [ "-unknown-" ] system}-";
  fits = triple: pattern: match (replaceStrings [ "*" ] [ ".*" ] pattern) triple != null;

  # Why the row's tests do not run on a system, null where they do. The table speaks for every build machine; some emulators
  # are not on all of them.
  untested =
    system: row:
    let
      kind = machines.runners.${row.runner.kind};
    in
    if native system row then
      null
    else if row.test != true then
      row.test
    else if kind ? machines && !any (fits (tripleOf system)) kind.machines then
      kind.elsewhere
    else
      null;
  tested = system: row: untested system row == null;
in
{
  inherit
    byTriple
    common
    find
    name
    native
    rows
    tested
    untested
    ;
}
