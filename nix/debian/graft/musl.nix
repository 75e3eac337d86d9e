# Debian's musl with nixpkgs' outputs: what links statically, which is all that Debian's package of headers has.
{ leaf, parts }:
platform:
let
  files = parts platform platform;
  tree = leaf.tree "musl-${files.architecture}";
in
leaf.make {
  pname = "musl-${platform.config}";
  version = leaf.version {
    tree = "musl-${files.architecture}";
    package = "musl-dev";
  };
  outputs = [
    "out"
    "bin"
    "dev"
  ];
  script = ''
    mkdir -p $out/lib $bin/bin $dev/include
    cp -L ${tree}/usr/lib/*-linux-musl*/*.[ao] $out/lib/
    cp -rL ${tree}/usr/include/*-linux-musl*/* $dev/include/
    chmod -R u+w $dev
    cp -rL ${tree}/usr/include/{asm-generic,linux} $dev/include/
    cp -rL ${tree}/usr/include/${files.gnuTriple}/asm $dev/include/
    chmod -R u+w $out
    # gcc's unwinder calls a function of glibc's, which programs would name in vain.
    ${files.compiler}/usr/bin/${files.gnuTriple}-gcc-14 -nostdinc -isystem $dev/include -O2 -fPIC -c ${../nixpkgs/musl-dl-find-object.c} -o dl-find-object.o
    ${files.compiler}/usr/bin/${files.gnuTriple}-ar r $out/lib/libc.a dl-find-object.o
  '';
}
