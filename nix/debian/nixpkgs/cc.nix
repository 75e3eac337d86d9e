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
  package =
    run "gcc-wrapper-${row.debian.architecture}"
      {
        inherit wrapper;
        bintools = "addr2line ar as ld nm objcopy objdump ranlib readelf size strings strip";
      }
      ''
        mkdir -p $out/bin
        loader=
        for place in ${sysroot}/usr/lib/ld*.so* ${sysroot}/usr/lib64/ld*.so*; do
          if [[ -e $place ]]; then loader=$place; fi
        done
        libraries=$(dirname "$(find ${sysroot}/usr/lib -maxdepth 2 -name libc.so.6)")
        for compiler in gcc g++; do
          text=''${wrapper//@program@/${cross}/usr/bin/${gnuTriple}-$compiler-14}
          text=''${text//@sysroot@/${sysroot}}
          text=''${text//@loader@/$loader}
          text=''${text//@libraries@/$libraries}
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
