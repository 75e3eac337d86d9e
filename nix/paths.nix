/**
  Paths relative to a folder as text, with `.` for the folder itself and `..` only in front.

  # Type

  ```
  paths :: {
    parts :: String -> [String];
    join :: String -> String -> String;
    ancestors :: String -> [String];  # itself first; none of them is above the folder
    climb :: String -> Int;
  }
  ```

  # Examples

  ```nix
  paths.join "app" "../lib"
  => "lib"
  paths.ancestors "a/b"
  => [ "a/b" "a" "." ]
  ```
*/
let
  inherit (builtins)
    concatStringsSep
    elemAt
    filter
    foldl'
    genList
    isString
    length
    split
    ;

  parts = path: filter (part: isString part && part != "" && part != ".") (split "/" path);
  take = count: list: genList (elemAt list) count;
  text = list: if list == [ ] then "." else concatStringsSep "/" list;
  # One part after the other.
  step =
    path: part:
    if part != ".." || path == [ ] || elemAt path (length path - 1) == ".." then
      path ++ [ part ]
    else
      take (length path - 1) path;
  climb = path: length (filter (part: part == "..") (parts path));
in
{
  inherit climb parts;
  join = folder: path: text (foldl' step [ ] (parts folder ++ parts path));
  ancestors =
    path:
    let
      all = parts path;
      up = climb path;
      least = if up == 0 then 0 else up;
    in
    genList (index: text (take (length all - index) all)) (length all - least + 1);
}
