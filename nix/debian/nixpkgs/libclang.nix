# libclang in the layout of LLVM and nixpkgs, which finds its own headers; Debian's would look in /usr.
{
  bash,
  cc,
  host,
  libclang,
  run,
}:
let
  result = run "libclang" { } ''
    mkdir -p $out/lib
    library=$(echo ${libclang}/usr/lib/llvm-*/lib/libclang-*.so.1)
    resources=$(echo ${libclang}/usr/lib/llvm-*/lib/clang/*)
    ln -s $resources $out/lib/
    ${cc}/bin/${cc.targetPrefix}cc -shared -fPIC -O2 -DLIBRARY="\"$library\"" -DRESOURCES="\"$resources\"" ${./libclang.c} \
      -o $out/lib/libclang.so -Wl,--no-as-needed -Wl,-rpath,''${library%/*} $library
  '';
in
result // { lib = result; }
