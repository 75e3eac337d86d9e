# One library of a Debian architecture in nixpkgs' layout: lib, include, lib/pkgconfig. Only what its -dev package holds can
# be linked; the shared libraries that it needs at run time lie beside it.
{
  bash,
  host,
  libraryTree,
  name,
  package,
  row,
  run,
  version,
}:
let
  # A store name has no colon, as of an epoch, and no tilde.
  result =
    run
      (builtins.replaceStrings [ ":" "~" ] [ "-" "-" ] "${name}-${version}-${row.debian.architecture}")
      { }
      ''
        mkdir -p $out/lib/pkgconfig $out/include
        while read -r file; do
          file=${libraryTree}/''${file#./}
          case $file in
            */pkgconfig/*.pc)
              sed -e "s|^prefix=.*|prefix=$out|" -e "s|^libdir=.*|libdir=$out/lib|" -e "s|^includedir=.*|includedir=$out/include|" \
                "$file" >$out/lib/pkgconfig/''${file##*/}
              ;;
            */usr/include/*[!/])
              # Debian keeps the headers of one architecture in a folder of its triple.
              place=''${file#*/usr/include/}
              place=''${place#*-linux-gnu*/}
              if [[ ! -d $file ]]; then
                mkdir -p "$out/include/$(dirname "$place")"
                ln -s "$file" "$out/include/$place"
              fi
              ;;
            */lib*.so | */lib*.a) ln -s "$file" $out/lib/ ;;
          esac
        done <${libraryTree}/packages/${package}
        # Copies: a program that needs them at run time has them in its closure.
        find ${libraryTree}/usr/lib -name 'lib*.so.*' -exec cp -L {} $out/lib/ \;
      '';
in
result
// {
  inherit version;
  pname = name;
  dev = result;
  out = result;
}
