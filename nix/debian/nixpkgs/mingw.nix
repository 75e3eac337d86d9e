# Debian's gcc for Windows with MinGW's libraries. It knows where they are.
{
  bash,
  host,
  mingw,
  row,
  run,
}:
let
  inherit (row.debian) gnuTriple;
  tools = "${mingw}/usr/bin/${gnuTriple}-";
in
{
  inherit tools;
  gcc = "${tools}gcc-win32";
  gxx = "${tools}g++-win32";
  flags = "";
  headers = "${mingw}/usr/${gnuTriple}/include";
  libraries = "${mingw}/usr/${gnuTriple}/lib";
  shared = null;
  # gcc's own, which nixpkgs' hooks find too.
  dlls = run "gcc-dlls-${row.config}" { } ''
    mkdir -p $out/lib
    cp ${mingw}/usr/lib/gcc/${gnuTriple}/*-win32/*.dll ${mingw}/usr/${gnuTriple}/lib/*.dll $out/lib/
  '';
  # rustc has dlltool make an import library of each of Windows' DLLs that std names.
  programs = "${mingw}/usr/bin";
  # What stands at both ends of each program.
  selfContained = ''
    for object in rsbegin rsend; do
      ../sysroot/bin/rustc --target $triple --emit obj -o $out/lib/$object.o $sources/library/rtstartup/$object.rs
    done
  '';
  # By the names of nixpkgs' `windows`, whose gcc wants both on the link path.
  windows = {
    pthreads = run "pthreads-${row.config}" { } ''
      mkdir -p $out/lib
      ln -s ${mingw}/usr/${gnuTriple}/lib/lib{,win}pthread.a $out/lib/
    '';
    # Debian's gcc has threads of its own.
    mcfgthreads = run "mcfgthreads-${row.config}" { } ''
      mkdir -p $out/lib
      ${tools}ar rc $out/lib/libmcfgthread.a
    '';
  };
}
