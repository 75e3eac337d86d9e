/**
  Levenshtein distance, upper and lower case alike.

  # Type

  ```
  distance :: String -> String -> Int
  ```
*/
let
  inherit (builtins)
    elemAt
    foldl'
    genList
    head
    length
    replaceStrings
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

in
a: b:
let
  other = letters (lower b);
in
last (foldl' (nextRow other) (genList (index: index) (length other + 1)) (letters (lower a)))
