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
    foldl'
    genList
    head
    length
    replaceStrings
    sort
    stringLength
    substring
    ;

  letters = text: genList (index: substring index 1 text) (stringLength text);
  lower = replaceStrings (letters "ABCDEFGHIJKLMNOPQRSTUVWXYZ") (
    letters "abcdefghijklmnopqrstuvwxyz"
  );
  min = a: b: if a < b then a else b;
  last = list: elemAt list (length list - 1);

  # One row of the distance matrix from the one above it.
  nextRow =
    other: above: letter:
    foldl' (
      row: index:
      let
        change = if elemAt other index == letter then 0 else 1;
      in
      row
      ++ [
        (min (min (last row + 1) (elemAt above (index + 1) + 1)) (elemAt above index + change))
      ]
    ) [ (head above + 1) ] (genList (index: index) (length other));

  distance =
    a: b:
    let
      other = letters b;
    in
    last (foldl' (nextRow other) (genList (index: index) (length other + 1)) (letters a));

  rated = map (candidate: {
    inherit candidate;
    distance = distance (lower name) candidate;
  }) known;
  # A name of eight letters may have three wrong; a longer one, a third of its letters.
  near = filter (
    { candidate, distance }:
    distance * 3 <= stringLength candidate + 2 && distance < stringLength candidate
  ) rated;
  sorted = sort (a: b: a.distance < b.distance) near;
in
map ({ candidate, ... }: candidate) (genList (elemAt sorted) (min 3 (length sorted)))
