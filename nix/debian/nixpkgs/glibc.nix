# Debian's gcc for one of its architectures, with that architecture's own glibc.
{
  bash,
  cross,
  host,
  row,
  run,
  sysroot,
}:
let
  tools = "${cross}/usr/bin/${row.debian.gnuTriple}-";
in
{
  inherit tools;
  gcc = "${tools}gcc-14";
  gxx = "${tools}g++-14";
  flags = "--sysroot=${sysroot}";
  # Debian keeps those of one architecture apart.
  headers = "${sysroot}/usr/include ${sysroot}/usr/include/*-linux-gnu*";
  libraries = "${sysroot}/usr/lib/*-linux-gnu*";
  # In the store, as nixpkgs' libc is: what is linked names loader and libraries by store paths, and its closure is whole.
  shared = run "libc-${row.debian.architecture}" { } ''
    mkdir -p $out/lib
    for package in libc6 libgcc-s1 libstdc++6 libatomic1; do
      while read -r file; do
        case $file in
          ./usr/lib*/*/gconv/* | ./usr/lib*/*/audit/*) ;;
          ./usr/lib*/lib*.so.* | ./usr/lib*/ld*.so*) cp -L ${sysroot}/$file $out/lib/ ;;
        esac
      done <${sysroot}/packages/$package
    done
  '';
}
