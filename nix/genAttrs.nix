/**
  An attribute set of the names, each with the function's value. As nixpkgs' `lib.genAttrs`, which would make names depend
  on an input.

  # Type

  ```
  genAttrs :: [String] -> (String -> a) -> { String = a; }
  ```
*/
names: value:
builtins.listToAttrs (
  map (name: {
    inherit name;
    value = value name;
  }) names
)
