# A gcc of Debian's, wrapped as nixpkgs wraps it: prefixed names, salted flags, interpreter and rpath by absolute path.
{
  bash,
  cross,
  host,
  native,
  row,
  run,
  sysroot,
}:
let
  inherit (row.debian) gnuTriple;
  targetPrefix = if native then "" else "${row.config}-";
  suffixSalt = builtins.replaceStrings [ "-" "." ] [ "_" "_" ] row.config;
  wrapper =
    builtins.replaceStrings [ "@bash@" "@salt@" "@store@" ] [ bash suffixSalt builtins.storeDir ]
      (builtins.readFile ./cc-wrapper.sh);
  # In the store, as nixpkgs' libc is: what is linked names loader and libraries by store paths, and its closure is whole.
  libc = run "libc-${row.debian.architecture}" { } ''
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
  package =
    run "gcc-wrapper-${row.debian.architecture}"
      {
        inherit wrapper;
        bintools = "addr2line ar as ld nm objcopy objdump ranlib readelf size strings strip";
      }
      ''
        mkdir -p $out/bin
        loader=$(echo ${libc}/lib/ld*.so*)
        for compiler in gcc g++; do
          text=''${wrapper//@program@/${cross}/usr/bin/${gnuTriple}-$compiler-14}
          text=''${text//@sysroot@/${sysroot}}
          text=''${text//@loader@/$loader}
          text=''${text//@libraries@/${libc}/lib}
          text=''${text//@bintools@/$out/bintools}
          printf '%s\n' "$text" >$out/bin/${targetPrefix}$compiler
          chmod +x $out/bin/${targetPrefix}$compiler
        done
        ln -s ${targetPrefix}gcc $out/bin/${targetPrefix}cc
        ln -s ${targetPrefix}g++ $out/bin/${targetPrefix}c++
        mkdir $out/bintools
        for tool in $bintools; do
          ln -s ${cross}/usr/bin/${gnuTriple}-$tool $out/bin/${targetPrefix}$tool
          ln -s ${cross}/usr/bin/${gnuTriple}-$tool $out/bintools/$tool
        done
      '';
in
package
// {
  inherit suffixSalt targetPrefix;
  bintools = package // {
    inherit targetPrefix;
  };
  # The headers in one folder; Debian keeps those of one architecture apart.
  libc.dev = run "libc-dev-${row.debian.architecture}" { } ''
    mkdir -p $out/include
    for folder in ${sysroot}/usr/include ${sysroot}/usr/include/*-linux-gnu*; do
      for header in "$folder"/*; do
        if [[ ! -e $out/include/''${header##*/} ]]; then ln -s "$header" $out/include/; fi
      done
    done
  '';
}
