# Where Debian keeps the compiler and the libc of a platform: the build machine's in the host tree, another's in trees of its own.
{ leaf, rows }:
hostPlatform: targetPlatform:
let
  inherit (builtins) filter head replaceStrings;

  # The row that Debian serves for a platform.
  row =
    let
      found = filter (row: row.config == targetPlatform.config && row.debian != null) rows;
    in
    if found != [ ] then
      head found
    else
      throw "the graft has no compiler for ${targetPlatform.config}: Debian's packages serve no target with this config";
  inherit (row.debian) gnuTriple;
  architecture = row.debian.architecture or null;

  ofHost = architecture == leaf.architecture;
  name = part: if ofHost then "host" else "${part}-${architecture}";
in
{
  inherit architecture gnuTriple row;
  targetPrefix = if hostPlatform == targetPlatform then "" else "${targetPlatform.config}-";
  compiler = leaf.tree (name "cross");
  sysroot = leaf.tree (name "sysroot");
  # The folder of gcc's own objects below lib, and those with C++'s headers.
  gcc = if ofHost then "gcc" else "gcc-cross";
  cxx =
    if ofHost then
      [
        "include/c++"
        "include/${gnuTriple}/c++"
      ]
    else
      [ "${gnuTriple}/include/c++" ];
  # Debian calls a package for another architecture by its triple.
  versionOf =
    part: package:
    leaf.version {
      tree = name part;
      package =
        if ofHost || part != "cross" then
          package
        else
          "${package}-${replaceStrings [ "_" ] [ "-" ] gnuTriple}";
    };
}
