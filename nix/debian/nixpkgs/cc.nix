# A gcc of Debian's, wrapped as nixpkgs wraps it: prefixed names, salted flags, interpreter and rpath by absolute path.
{
  bash,
  host,
  # Programs, flags, headers and shared libraries, by glibc.nix, mingw.nix or musl.nix.
  libc,
  native,
  row,
  run,
}:
let
  targetPrefix = if native then "" else "${row.config}-";
  suffixSalt = builtins.replaceStrings [ "-" "." ] [ "_" "_" ] row.config;
  wrapper =
    builtins.replaceStrings
      [ "@bash@" "@flags@" "@salt@" "@store@" ]
      [ bash libc.flags suffixSalt builtins.storeDir ]
      (builtins.readFile ./cc-wrapper.sh);
  package =
    run "gcc-wrapper-${row.config}"
      {
        inherit wrapper;
        inherit (libc) tools;
        gcc = libc.gcc;
        gxx = libc.gxx or "";
        shared = libc.shared or "";
        bintools = "addr2line ar as dlltool ld nm objcopy objdump ranlib readelf size strings strip windres";
      }
      ''
        mkdir -p $out/bin $out/bintools
        loader= libraries=
        if [[ -n $shared ]]; then
          loader=$(echo $shared/lib/ld*.so*)
          libraries=$shared/lib
        fi
        wrap() {
          local text=''${wrapper//@program@/$1}
          text=''${text//@loader@/$loader}
          text=''${text//@libraries@/$libraries}
          text=''${text//@bintools@/$out/bintools}
          if [[ -z $1 ]]; then
            text="#!${bash}"$'\necho "the stand-in made of Debian'"'"'s packages has no C++ for ${row.config}" >&2\nexit 1'
          fi
          printf '%s\n' "$text" >$out/bin/${targetPrefix}$2
          chmod +x $out/bin/${targetPrefix}$2
        }
        wrap "$gcc" gcc
        wrap "$gxx" g++
        ln -s ${targetPrefix}gcc $out/bin/${targetPrefix}cc
        ln -s ${targetPrefix}g++ $out/bin/${targetPrefix}c++
        for tool in $bintools; do
          if [[ -e $tools$tool ]]; then
            ln -s $tools$tool $out/bin/${targetPrefix}$tool
            ln -s $tools$tool $out/bintools/$tool
          fi
        done
      '';
in
package
// {
  inherit suffixSalt targetPrefix;
  isClang = false;
  dlls = libc.dlls or "";
  bintools = package // {
    inherit targetPrefix;
  };
  # Headers and libraries in a folder each.
  libc.lib = run "libc-lib-${row.config}" { inherit (libc) libraries; } ''
    mkdir -p $out/lib
    for folder in $libraries; do
      for library in "$folder"/lib*.{a,so}; do
        if [[ -e $library && ! -e $out/lib/''${library##*/} ]]; then ln -s "$library" $out/lib/; fi
      done
    done
  '';
  libc.dev = run "libc-dev-${row.config}" { inherit (libc) headers; } ''
    mkdir -p $out/include
    for folder in $headers; do
      for header in "$folder"/*; do
        if [[ ! -e $out/include/''${header##*/} ]]; then ln -s "$header" $out/include/; fi
      done
    done
  '';
}
