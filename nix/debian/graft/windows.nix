# MinGW's libc and thread libraries as nixpkgs' `windows` has them. Debian's gcc has threads of its own, so that mcfgthreads is an empty
# library here; nixpkgs' gcc links it into everything.
{ leaf, parts }:
platform:
let
  files = parts platform platform;
  folder = "${files.compiler}/usr/${files.gnuTriple}";
  package =
    pname: outputs: script:
    leaf.make {
      inherit outputs pname script;
      version = files.version.libc;
    };
in
rec {
  mingw_w64 = package "mingw-w64-${platform.config}" [ "out" "dev" ] ''
    mkdir -p $out/lib $dev
    cp -rL ${folder}/include $dev/
    for file in ${folder}/lib/*.[ao]; do
      case ''${file##*/} in
        libpthread* | libwinpthread*) ;;
        *) cp -L $file $out/lib/ ;;
      esac
    done
  '';
  mingw_w64_headers = mingw_w64.dev;
  pthreads = package "winpthreads-${platform.config}" [ "out" ] ''
    mkdir -p $out/lib $out/bin
    cp -L ${folder}/lib/lib{,win}pthread.a ${folder}/lib/lib{,win}pthread.dll.a $out/lib/
    cp -L ${folder}/lib/libwinpthread-1.dll $out/bin/
  '';
  mcfgthreads = package "mcfgthreads-${platform.config}" [ "out" ] ''
    mkdir -p $out/lib
    ${files.compiler}/usr/bin/${files.gnuTriple}-ar rc $out/lib/libmcfgthread.a
  '';
}
