# Debian's glibc with nixpkgs' outputs. Its linker scripts name files of /lib; here, its own.
{ leaf, parts }:
platform:
let
  files = parts platform platform;
in
leaf.make {
  pname = "glibc${if platform.system == leaf.system then "" else "-${platform.config}"}";
  version = files.version.libc;
  outputs = [
    "out"
    "bin"
    "dev"
    "static"
  ];
  script = ''
    tree=${files.sysroot}
    mkdir -p $out/lib $bin/bin $dev/include $static/lib
    for package in libc6 libc6-dev; do
      while read -r file; do
        case $file in
          */gconv/* | */audit/* | */pkgconfig/* | */) ;;
          ./usr/lib*/lib*_nonshared.a | ./usr/lib*/lib*.so* | ./usr/lib*/ld*.so* | ./usr/lib*/*.o) cp -L $tree/$file $out/lib/ ;;
          # What libc has taken in since is an empty archive, which programs still name.
          ./usr/lib*/libdl.a | ./usr/lib*/libpthread.a | ./usr/lib*/librt.a | ./usr/lib*/libutil.a) cp -L $tree/$file $out/lib/ ;;
          ./usr/lib*/*.a) cp -L $tree/$file $static/lib/ ;;
        esac
      done <$tree/packages/$package
    done
    chmod -R u+w $out $static
    for script in libc.so libm.so libm.a; do
      for folder in $out $static; do
        if [[ -e $folder/lib/$script ]] && [[ $(head -c 2 $folder/lib/$script) == '/*' ]]; then
          sed -i -E "s|[^ ]*/([^ /]+[.](so\|a)[^ /]*)|$folder/lib/\1|g" $folder/lib/$script
        fi
      done
    done

    # Debian's headers are those of every architecture: of the folders named by a triple, one alone may be seen.
    for entry in $tree/usr/include/*; do
      case ''${entry##*/} in
        c++ | *-linux-gnu*) ;;
        *) cp -rL $entry $dev/include/ ;;
      esac
    done
    chmod -R u+w $dev
    multiarch=$(echo $tree/usr/lib/*-linux-gnu*)
    cp -rL $tree/usr/include/''${multiarch##*/}/* $dev/include/
    rm -rf $dev/include/c++
    mkdir -p $dev/nix-support
    printf '%s' "$out $bin" >$dev/nix-support/propagated-build-inputs
  '';
}
