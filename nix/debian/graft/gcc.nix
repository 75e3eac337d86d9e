/**
  Debian's gcc, not wrapped, with nixpkgs' names and outputs: `lib` has what programs load. It knows no folder of the system: libc is
  the wrapper's business.

  What ld opens is copied, since the wrapper refuses objects from outside the store; programs and headers stay where they are.
*/
{ leaf, parts }:
{
  hostPlatform,
  targetPlatform,
  # The wrapped ones, as nixpkgs' gcc knows them by --with-as and --with-ld.
  bintools,
  # The libc that its libraries load.
  libc,
}:
let
  of = parts hostPlatform targetPlatform;
  optional = condition: item: if condition then [ item ] else [ ];
  # Debian has no C++ library for musl.
  withCxx = targetPlatform.libc == "glibc";
  within = if of.targetPrefix == "" then "" else "/${targetPlatform.config}";
in
leaf.make {
  pname = "${of.targetPrefix}gcc";
  version = of.versionOf "cross" "gcc-14";
  outputs = [
    "out"
    "lib"
  ];
  inherit (of) targetPrefix;
  isGNU = true;
  langC = true;
  langCC = withCxx;
  langFortran = false;
  langAda = false;
  langGo = false;
  # As nixpkgs' gcc states them.
  hardeningUnsupportedFlags =
    optional (
      !(targetPlatform.isLinux && targetPlatform.isx86_64 && targetPlatform.libc == "glibc")
    ) "shadowstack"
    ++ optional (!(targetPlatform.isLinux && targetPlatform.isAarch64)) "pacret";
  env = {
    cxx = toString (if withCxx then of.cxx else [ ]);
    inherit libc;
  };
  script = ''
    tree=${of.compiler}/usr
    triple=${of.gnuTriple}
    objects=$(echo $tree/lib/${of.gcc}/$triple/*)
    version=''${objects##*/}
    mkdir -p $out/bin $out/libexec $out/lib/${of.gcc}/$triple $out/$triple/bin $out/sysroot $lib${within}/lib

    cp -r --no-preserve=mode $objects $out/lib/${of.gcc}/$triple/
    chmod -R u+w $out/lib/${of.gcc}
    rm -f $out/lib/${of.gcc}/$triple/$version/*.so
    # The wrapper names this folder whatever it holds.
    mkdir -p $out/lib/${of.gcc}/$triple/$version/include-fixed
    if [[ ${of.gcc} != gcc ]]; then ln -s ${of.gcc} $out/lib/gcc; fi
    ln -s $tree/libexec/${of.gcc} $out/libexec/

    for name in as ld ld.bfd ar nm ranlib strip objcopy; do
      ln -s ${bintools}/bin/${of.targetPrefix}$name $out/$triple/bin/$name
    done
    driver() {
      cp $tree/bin/$triple-$1-$version $out/bin/$triple-$1-$version
      printf '#!%s\nexec %s --sysroot=%s "$@"\n' ${leaf.bash} $out/bin/$triple-$1-$version $out/sysroot >$out/bin/${of.targetPrefix}$2
      chmod +x $out/bin/${of.targetPrefix}$2
    }
    driver gcc gcc
    driver cpp cpp
    for name in gcc-ar gcc-nm gcc-ranlib; do driver $name $name; done

    if [[ $cxx ]]; then
      driver g++ g++
      for folder in $cxx; do
        mkdir -p $out/''${folder%/*}
        ln -s $tree/$folder $out/$folder
      done
    fi

    copy() {
      for file in "$@"; do
        if [[ -e $file ]]; then cp --no-preserve=mode -L $file $lib${within}/lib/; fi
      done
    }
    if [[ ${targetPlatform.libc} == glibc ]]; then
      folder=$(echo ${of.sysroot}/usr/lib/*-linux-gnu*/libgcc_s.so.1)
      folder=''${folder%/*}
      copy $folder/{libgcc_s.so.1,libatomic.so.1,libstdc++.so.6}
      for file in $lib${within}/lib/*.so.*; do
        patchelf --set-rpath $lib${within}/lib:$libc/lib $file
        chmod a+rx $file
      done
      ln -s libatomic.so.1 $lib${within}/lib/libatomic.so
      ln -s libstdc++.so.6 $lib${within}/lib/libstdc++.so
      echo 'GROUP ( libgcc_s.so.1 -lgcc )' >$lib${within}/lib/libgcc_s.so
    fi
  '';
}
