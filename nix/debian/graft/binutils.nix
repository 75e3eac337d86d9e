# Debian's binutils under nixpkgs' names. nixpkgs' own ld heeds the rpath of the libraries that it links (a patch of nixpkgs), and
# looks into no folder of the system; a script around Debian's does both.
{ leaf, parts }:
hostPlatform: targetPlatform:
let
  files = parts hostPlatform targetPlatform;
in
leaf.make {
  pname = "${files.targetPrefix}binutils";
  version = files.version.binutils;
  isGNU = true;
  inherit (files) targetPrefix;
  env.ld = ''
    #!${leaf.bash}
    folders=() names=() given=() previous=
    for argument in "$@"; do
      case $previous in
        -L) folders+=("$argument") ;;
        -l) names+=("$argument") ;;
      esac
      case $argument in
        -L?*) folders+=("''${argument#-L}") ;;
        -l?*) names+=("''${argument#-l}") ;;
        *.so) given+=("$argument") ;;
      esac
      previous=$argument
    done
    declare -A seen
    links=()
    look() {
      local folder
      for folder in $(${leaf.host}/usr/bin/patchelf --print-rpath "$1" 2>/dev/null | ${leaf.host}/usr/bin/tr : ' '); do
        [[ ! ''${seen[$folder]-} ]] || continue
        seen[$folder]=1
        links+=(-rpath-link "$folder")
        local library
        for library in "$folder"/*.so; do look "$library"; done
      done
    }
    for library in "''${given[@]}"; do look "$library"; done
    for name in "''${names[@]}"; do
      for folder in "''${folders[@]}"; do
        if [[ -e $folder/lib$name.so ]]; then
          links+=(-rpath-link "$folder")
          look "$folder/lib$name.so"
          break
        fi
      done
    done
    exec @ld@ --sysroot=/nonexistent "$@" "''${links[@]}"
  '';
  script = ''
    mkdir -p $out/bin
    for program in ${files.compiler}/usr/bin/${files.gnuTriple}-*; do
      name=''${program##*/${files.gnuTriple}-}
      case $name in
        addr2line | ar | as | c++filt | dlltool | dllwrap | elfedit | gprof | nm | objcopy | objdump | ranlib | readelf | size | strings | strip | windmc | windres)
          ln -s $program $out/bin/${files.targetPrefix}$name
          ;;
      esac
    done
    for name in ld ld.bfd; do
      printf '%s' "''${ld//@ld@/${files.compiler}/usr/bin/${files.gnuTriple}-ld.bfd}" >$out/bin/${files.targetPrefix}$name
      chmod +x $out/bin/${files.targetPrefix}$name
    done
  '';
}
