/**
  Where Debian keeps the compiler and the libc of a platform, and what it calls them.

  # Type

  ```
  parts :: { leaf; rows; } -> hostPlatform -> targetPlatform -> {
    targetPrefix, gnuTriple :: String;
    compiler, sysroot :: Path;
    gcc :: { folder, suffix, tools, loaded :: String; cxx :: [String] | Null; };
    version :: { binutils; gcc; libc; };
    …
  }
  ```

  `gcc.folder` is the one of gcc's own objects below `lib`, `suffix` ends the names of its programs, `tools` is where it looks for `as` and `ld`, `loaded` is a pattern of the libraries
  that programs load, and `cxx` are the folders with the headers of C++, `null` where there is no C++.
*/
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
  versions = builtins.mapAttrs (_: { tree, package }: leaf.version { inherit tree package; });

  linux =
    let
      inherit (row.debian) architecture gnuTriple;
      ofHost = architecture == leaf.architecture;
      name = part: if ofHost then "host" else "${part}-${architecture}";
      # Debian calls a compiler for another architecture by its triple.
      compiler = package: {
        tree = name "cross";
        package = if ofHost then package else "${package}-${replaceStrings [ "_" ] [ "-" ] gnuTriple}";
      };
    in
    {
      inherit architecture gnuTriple row;
      compiler = leaf.tree (name "cross");
      sysroot = leaf.tree (name "sysroot");
      gcc = {
        folder = if ofHost then "gcc" else "gcc-cross";
        suffix = "-14";
        tools = "$triple";
        loaded =
          if targetPlatform.libc == "glibc" then
            "${leaf.tree (name "sysroot")}/usr/lib/*-linux-gnu*/lib{gcc_s.so.1,atomic.so.1,stdc++.so.6}"
          else
            "";
        # None for musl.
        cxx =
          if targetPlatform.libc != "glibc" then
            null
          else if ofHost then
            [
              "include/c++"
              "include/${gnuTriple}/c++"
            ]
          else
            [ "${gnuTriple}/include/c++" ];
      };
      version = versions {
        binutils = compiler "binutils";
        gcc = compiler "gcc-14";
        libc = {
          tree = name "sysroot";
          package = "libc6";
        };
      };
    };

  windows = {
    inherit row;
    inherit (row.debian) gnuTriple;
    compiler = leaf.tree "mingw";
    gcc = {
      folder = "gcc";
      suffix = "-win32";
      tools = "$triple";
      loaded = "${leaf.tree "mingw"}/usr/lib/gcc/${row.debian.gnuTriple}/*/lib*.dll";
      # Among gcc's own objects.
      cxx = [ ];
    };
    version = versions {
      binutils = {
        tree = "mingw";
        package = "binutils-mingw-w64-x86-64";
      };
      gcc = {
        tree = "mingw";
        package = "gcc-mingw-w64-x86-64-win32";
      };
      libc = {
        tree = "mingw";
        package = "mingw-w64-x86-64-dev";
      };
    };
  };

  # Cortex-M, of one triple whatever the float ABI.
  board = {
    gnuTriple = "arm-none-eabi";
    compiler = leaf.tree "arm-none-eabi";
    gcc = {
      folder = "gcc";
      suffix = "";
      tools = "lib/$triple";
      loaded = "";
      cxx = null;
    };
    version = versions {
      binutils = {
        tree = "arm-none-eabi";
        package = "binutils-arm-none-eabi";
      };
      gcc = {
        tree = "arm-none-eabi";
        package = "gcc-arm-none-eabi";
      };
      libc = {
        tree = "arm-none-eabi";
        package = "libnewlib-dev";
      };
    };
  };
in
(
  if targetPlatform.isMinGW then
    windows
  else if targetPlatform.libc == "newlib" && targetPlatform.isAarch32 then
    board
  else
    linux
)
// {
  targetPrefix = if hostPlatform == targetPlatform then "" else "${targetPlatform.config}-";
}
