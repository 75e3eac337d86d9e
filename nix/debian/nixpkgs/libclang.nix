# libclang in the layout of LLVM and nixpkgs, its own headers (stddef.h) in a folder beside it. Debian's does not look there: it
# needs `-resource-dir`.
{ libclang, run }:
let
  result = run "libclang" { } ''
    mkdir -p $out/lib
    cp -L ${libclang}/usr/lib/llvm-*/lib/libclang-*.so.1 $out/lib/libclang.so
    ln -s ${libclang}/usr/lib/llvm-*/lib/clang $out/lib/clang
  '';
in
result // { lib = result; }
