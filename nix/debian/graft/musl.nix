# Debian's musl with nixpkgs' outputs: what links statically, which is all that Debian's package of headers has.
{ leaf, parts }:
platform:
let
  of = parts platform platform;
  tree = leaf.tree "musl-${of.architecture}";
in
leaf.make {
  pname = "musl-${platform.config}";
  version = leaf.version {
    tree = "musl-${of.architecture}";
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
    cp -rL ${tree}/usr/include/${of.gnuTriple}/asm $dev/include/
    chmod -R u+w $out
    # gcc's unwinder calls a function of glibc's, which programs would name in vain.
    ${of.compiler}/usr/bin/${of.gnuTriple}-gcc-14 -nostdinc -isystem $dev/include -O2 -fPIC -c ${../nixpkgs/musl-dl-find-object.c} -o dl-find-object.o
    ${of.compiler}/usr/bin/${of.gnuTriple}-ar r $out/lib/libc.a dl-find-object.o
  '';
}
