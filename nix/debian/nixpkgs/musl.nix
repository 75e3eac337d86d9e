# Debian's gcc for one of its architectures with musl in the place of glibc, for programs in C. Debian has neither a C++
# library nor a shared libgcc for musl.
{
  bash,
  cross,
  host,
  musl,
  # The tree with the shared libc, null where programs are static.
  muslShared,
  row,
  run,
}:
let
  tools = "${cross}/usr/bin/${row.debian.gnuTriple}-";
  gcc = "${tools}gcc-14";
  # Where gcc looks below a sysroot.
  sysroot = run "musl-${row.debian.architecture}" { } ''
    mkdir -p $out/usr/include $out/usr/lib
    ln -s ${musl}/usr/include/*-linux-musl*/* $out/usr/include/
    ln -s ${musl}/usr/include/{asm-generic,linux} ${musl}/usr/include/$(${gcc} -print-multiarch)/asm $out/usr/include/
    ln -s ${musl}/usr/lib/*-linux-musl*/*.[ao] $out/usr/lib/
    ${if muslShared == null then "" else forShared}
  '';
  flags = "--sysroot=${sysroot} -B${sysroot}/usr/lib/";
  # rustc names libgcc_s where libc is shared.
  forShared = ''
    ln -s ${shared}/lib/* $out/usr/lib/libc.so
    ${gcc} --sysroot=$out -O2 -fPIC -c ${./musl-dl-find-object.c} -o dl-find-object.o
    ${tools}ar r $out/usr/lib/libdl-find-object.a dl-find-object.o
    echo 'GROUP ( -lgcc_eh -ldl-find-object )' >$out/usr/lib/libgcc_s.so
  '';
  shared =
    if muslShared == null then
      null
    else
      run "libc-musl-${row.debian.architecture}" { } ''
        mkdir -p $out/lib
        cp -L ${muslShared}/usr/lib/ld-musl-*.so.1 $out/lib/
      '';
in
{
  inherit
    flags
    gcc
    shared
    tools
    ;
  gxx = null;
  headers = "${sysroot}/usr/include";
  libraries = "${sysroot}/usr/lib";
  # What rustup's std brings along. gcc's unwinder asks glibc for a program's tables; musl has the older function alone. Objects of C
  # call functions of libgcc (`__popcountdi2`) that rustup's std has, and one from source does not.
  selfContained = ''
    mkdir -p $out/lib/self-contained
    cp -L ${sysroot}/usr/lib/{crt1,Scrt1,rcrt1,crti,crtn}.o ${sysroot}/usr/lib/libc.a $out/lib/self-contained/
    for object in crtbegin crtbeginS crtend crtendS; do
      cp $(${gcc} -print-file-name=$object.o) $out/lib/self-contained/
    done
    cp $(${gcc} -print-file-name=libgcc_eh.a) $out/lib/self-contained/libunwind.a
    ${gcc} ${flags} -O2 -fPIC -c ${./musl-dl-find-object.c} -o dl-find-object.o
    mkdir libgcc
    (cd libgcc && ${tools}ar x $(${gcc} -print-file-name=libgcc.a))
    ${tools}ar r $out/lib/self-contained/libunwind.a dl-find-object.o libgcc/*.o
  '';
}
