/**
  Debian's gcc, not wrapped, with nixpkgs' names and outputs: `lib` has what programs load. It knows no folder of the system: libc is
  the wrapper's business.

  nixpkgs' ld refuses objects whose names lie outside the store, so there is a name in it for each.
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
  files = parts hostPlatform targetPlatform;
  optional = condition: item: if condition then [ item ] else [ ];
  inherit (files.gcc) folder suffix tools;
  within = if files.targetPrefix == "" then "" else "/${targetPlatform.config}";
in
leaf.make {
  pname = "${files.targetPrefix}gcc";
  version = files.version.gcc;
  outputs = [
    "out"
    "lib"
  ];
  inherit (files) targetPrefix;
  isGNU = true;
  langC = true;
  langCC = files.gcc.cxx != null;
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
    cxx = if files.gcc.cxx == null then "none" else toString files.gcc.cxx;
    inherit libc;
  };
  script = ''
    tree=${files.compiler}/usr
    triple=${files.gnuTriple}
    objects=$(echo $tree/lib/${folder}/$triple/*)
    # With the newest last, where another stands beside it.
    objects=''${objects##* }
    version=''${objects##*/}
    mkdir -p $out/bin $out/libexec $out/lib/${folder}/$triple $out/${tools}/bin $out/sysroot $lib${within}/lib

    cp -rs $objects $out/lib/${folder}/$triple/
    chmod -R u+w $out/lib/${folder}
    for file in $out/lib/${folder}/$triple/$version/*.so; do
      if [[ $file != */liblto_plugin.so ]]; then rm $file; fi
    done
    # The wrapper names this folder whatever it holds.
    mkdir -p $out/lib/${folder}/$triple/$version/include-fixed
    if [[ ${folder} != gcc ]]; then ln -s ${folder} $out/lib/gcc; fi
    if [[ -e $tree/libexec/${folder} ]]; then ln -s $tree/libexec/${folder} $out/libexec/; fi

    for name in as ld ld.bfd ar nm ranlib strip objcopy; do
      ln -s ${bintools}/bin/${files.targetPrefix}$name $out/${tools}/bin/$name
    done
    driver() {
      local real=$triple-$1${suffix}
      cp -L $tree/bin/$real $out/bin/$real.debian
      printf '#!%s\nexec %s --sysroot=%s "$@"\n' ${leaf.bash} $out/bin/$real.debian $out/sysroot >$out/bin/${files.targetPrefix}$2
      chmod +x $out/bin/${files.targetPrefix}$2
    }
    driver gcc gcc
    driver cpp cpp
    for name in gcc-ar gcc-nm gcc-ranlib; do driver $name $name; done

    if [[ $cxx != none ]]; then
      driver g++ g++
      for folder in $cxx; do
        mkdir -p $out/''${folder%/*}
        ln -s $tree/$folder $out/$folder
      done
    fi

    # What programs load.
    for file in ${files.gcc.loaded}; do cp --no-preserve=mode -L $file $lib${within}/lib/; done
    rm -f $out/lib/${folder}/$triple/$version/*.dll
    if [[ -e $lib${within}/lib/libgcc_s.so.1 ]]; then
      for file in $lib${within}/lib/*.so.*; do
        patchelf --set-rpath $lib${within}/lib:$libc/lib $file
        chmod a+rx $file
      done
      ln -s libatomic.so.1 $lib${within}/lib/libatomic.so
      ln -s libstdc++.so.6 $lib${within}/lib/libstdc++.so
      echo 'GROUP ( libgcc_s.so.1 -lgcc )' >$lib${within}/lib/libgcc_s.so
    fi
    # Debian has none for musl: what it holds is linked.
    ${
      if targetPlatform.isMusl or false then
        "echo 'GROUP ( -lgcc_eh -lgcc )' >$lib${within}/lib/libgcc_s.so"
      else
        ""
    }
  '';
}
