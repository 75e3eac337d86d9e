/**
  The names, all in lower case, that are nearest to a misspelt one, by Levenshtein distance, at most three.

  # Inputs

  `name`: what was written
  `known`: the names that exist

  # Type

  ```
  nearest :: String -> [String] -> [String]
  ```

  # Examples

  ```nix
  nearest "aarch46" [ "aarch64" "riscv64" ]
  => [ "aarch64" ]
  ```
*/
name: known:
let
  inherit (builtins)
    elemAt
    filter
    genList
    length
    sort
    stringLength
    ;

  rated = map (candidate: {
    inherit candidate;
    distance = import ./distance.nix name candidate;
  }) known;
  # A name of eight letters may have three wrong; a longer one, a third of its letters.
  near = filter (
    { candidate, distance }:
    distance * 3 <= stringLength candidate + 2 && distance < stringLength candidate
  ) rated;
  sorted = sort (a: b: a.distance < b.distance) near;
in
map ({ candidate, ... }: candidate) (
  genList (elemAt sorted) (if length sorted < 3 then length sorted else 3)
)
