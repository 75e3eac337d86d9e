/**
  An attribute set as TOML, each of its values on one line: the way back from `fromTOML`.

  # Type

  ```
  toToml :: AttrSet -> String
  ```

  # Examples

  ```nix
  toToml { package.name = "a"; }
  => "\"package\" = { \"name\" = \"a\" }\n"
  ```
*/
let
  inherit (builtins)
    attrNames
    concatStringsSep
    isAttrs
    isList
    toJSON
    ;

  # JSON's strings, numbers and booleans are TOML's too.
  inline =
    value:
    if isAttrs value then
      "{ ${concatStringsSep ", " (pairs value)} }"
    else if isList value then
      "[ ${concatStringsSep ", " (map inline value)} ]"
    else
      toJSON value;
  pairs = set: map (name: "${toJSON name} = ${inline set.${name}}") (attrNames set);
in
set: concatStringsSep "" (map (pair: pair + "\n") (pairs set))
