/**
  One library of a Debian architecture in nixpkgs' layout: lib, include, lib/pkgconfig.

  What its own packages hold can be linked, and what their pkg-config files name beside it, as nixpkgs propagates that. What these load
  when they run lies beside it: packages of the store of their own, so that a program has them in its closure.
*/
{
  bash,
  # The architecture's packages: the folder of each, what it loads and what it brings.
  debs,
  host,
  name,
  # Debian's packages of the library.
  packages,
  row,
  run,
}:
let
  inherit (builtins) genericClosure head map;
  inherit (row.debian) architecture gnuTriple;
  # dpkg takes every x86 of 32 bits for the first.
  multiarch =
    let
      x86 = builtins.match "i[3-6]86(-.*)" gnuTriple;
    in
    if x86 == null then gnuTriple else "i386${head x86}";

  # A store name has no colon, as of an epoch, and no tilde.
  storeName =
    name: version: builtins.replaceStrings [ ":" "~" ] [ "-" "-" ] "${name}-${version}-${architecture}";
  closure =
    relation: names:
    map ({ key }: key) (genericClosure {
      startSet = map (key: { inherit key; }) names;
      operator = { key }: map (key: { inherit key; }) debs.${key}.${relation};
    });
  linked = closure "brings" packages;
  loaded = builtins.filter (package: debs.${package}.isShared) (closure "loads" linked);

  shared =
    package:
    run (storeName package debs.${package}.version) { tree = debs.${package}.path; } ''
      mkdir -p $out/lib
      # Some lie in folders of their own, between which Debian's alternatives choose.
      for file in "$tree"/{usr/,}lib/{,*/,*/blas/,*/lapack/,*/pulseaudio/,*/openblas*/}lib*.so*; do
        if [[ -L $file ]]; then
          ln -sf "$(basename "$(readlink "$file")")" "$out/lib/''${file##*/}"
        elif [[ -f $file ]]; then
          cp "$file" $out/lib/
          # It names a folder of Debian's, and keeps the program's own DT_RPATH from what the library loads.
          if [[ $(patchelf --print-rpath "$file" 2>/dev/null) ]]; then patchelf --remove-rpath "$out/lib/''${file##*/}"; fi
        fi
      done
    '';

  missing = builtins.filter (package: !(debs ? ${package})) packages;
  result =
    if missing != [ ] then
      # Not a throw: who asks for what is there for the platform must not take it for a no.
      abort
        "the stand-in has not unpacked ${name} for ${architecture}: run nix/debian/unpack --library ${name} ${
          if row.alias == null then row.triple else row.alias
        } first"
    else
      run (storeName name debs.${head packages}.version)
        {
          inherit multiarch;
          linked = map (package: debs.${package}.path) linked;
          shared = map (package: "${shared package}") loaded;
        }
        ''
          mkdir -p $out/lib/pkgconfig $out/include
          for package in $shared; do
            for file in "$package"/lib/*; do
              if [[ -e $file ]]; then ln -sf "$file" $out/lib/; fi
            done
          done
          for tree in $linked; do
            # Debian keeps the headers of one architecture in a folder of its triple.
            for folder in "$tree"/usr/include "$tree/usr/include/$multiarch"; do
              if [[ -d $folder ]]; then cp -rsf "$folder"/. $out/include/; fi
            done
            for folder in "$tree"/usr/lib/*/*/include; do
              if [[ -d $folder ]]; then
                place=''${folder#"$tree"/usr/lib/*/}
                mkdir -p "$out/lib/$place"
                cp -rsf "$folder"/. "$out/lib/$place"
              fi
            done
            for file in "$tree"/{usr/,}lib/*/{,mit-krb5/,openblas*/}lib*.so; do
              if [[ -L $file ]]; then
                # The library itself is in its package of the store, or this one is a library without a number.
                target=$(readlink "$file")
                if [[ -e $out/lib/''${target##*/} ]]; then ln -sf "''${target##*/}" "$out/lib/''${file##*/}"; fi
              elif [[ -f $file ]]; then
                cp -f "$file" $out/lib/
              fi
            done
            # As nixpkgs' pkg-config, which does not follow what only a static program needs.
            for file in "$tree"/usr/{lib/*,lib/*/openblas*,share}/pkgconfig/*.pc; do
              if [[ -L $file && ! -e $file ]]; then
                # A link into another package.
                file=$(find $linked -path "*/pkgconfig/*''${file##*/}" -type f -print -quit)
              fi
              if [[ -f $file ]]; then
                sed -e "/^Requires.private:/d" -e "s#^\(prefix\|exec_prefix\) *= */usr\$#\1=$out#" -e "s#/usr/#$out/#g" \
                  -e "s#/\(lib\|include\)/$multiarch#/\1#g" "$file" >"$out/lib/pkgconfig/''${file##*/}"
              fi
            done
          done
          rm -rf "$out/include/$multiarch"
        '';
in
{
  type = "derivation";
  pname = name;
  name = "${name}-${debs.${head packages}.version or ""}";
  version = debs.${head packages}.version or "";
  inherit (result) drvPath outPath;
  outputName = "out";
  dev = result;
  out = result;
}
