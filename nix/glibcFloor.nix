/**
  The glibc that a program may need at most, checked.

  # Inputs

  `row`: the target's row of targets.json
  `glibc`: a version such as "2.28", or null

  # Type

  ```
  glibcFloor :: { row :: Row; glibc :: String | Null; } -> String | Null
  ```
*/
{ targets }:
{ row, glibc }:
if glibc == null then
  null
else if row.libc != "glibc" then
  throw "crossflake: `glibc` is ${builtins.toJSON glibc}, but ${targets.name row} has ${
    if row.libc == null then "no C library" else row.libc
  }: leave it out"
else if builtins.match "2[.][0-9]+" glibc == null then
  throw ''crossflake: `glibc` is ${builtins.toJSON glibc}, but it should be a version of glibc as a string, for example "2.28"''
else
  glibc
