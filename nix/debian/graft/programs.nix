# Programs of the build machine that are not part of its shell, by nixpkgs' names.
{ leaf, standIn }:
let
  # Those of the stand-in, which are whole by themselves.
  linked =
    pname: tree: package: folder:
    leaf.make {
      inherit pname;
      version = leaf.version { inherit package tree; };
      script = ''
        mkdir -p $out/bin
        ln -s ${folder}/bin/* $out/bin/
      '';
    };
in
{
  # Debian's pkgconf looks through the system's folders by itself; nixpkgs' knows none.
  pkg-config-unwrapped = leaf.make {
    pname = "pkg-config";
    version = leaf.version {
      tree = "host";
      package = "pkgconf-bin";
    };
    script = ''
      mkdir -p $out/bin $out/share
      printf '#!%s\nexport PKG_CONFIG_LIBDIR=''${PKG_CONFIG_LIBDIR-/nonexistent}\nexec %s "$@"\n' ${leaf.bash} ${leaf.host}/usr/bin/pkgconf >$out/bin/pkg-config
      chmod +x $out/bin/pkg-config
    '';
  };
  protobuf = leaf.programs {
    pname = "protobuf";
    package = "protobuf-compiler";
    tree = "protobuf";
  };
  qemu = linked "qemu" "qemu-system" "qemu-system-arm" standIn.qemu;
  qemu-user = linked "qemu-user" "qemu" "qemu-user" "${leaf.tree "qemu"}/usr";
  gnu-config = leaf.make {
    pname = "gnu-config";
    version = leaf.version {
      tree = "graft";
      package = "autotools-dev";
    };
    script = ''
      mkdir $out
      cp ${leaf.tree "graft"}/usr/share/misc/config.{guess,sub} $out/
    '';
  };
  python3 = leaf.programs {
    pname = "python3";
    package = "python3-minimal";
    tree = "graft";
  };
  wine = leaf.make {
    pname = "wine";
    version = leaf.version {
      tree = "wine";
      package = "wine64";
    };
    script = ''
      mkdir -p $out/bin
      ln -s ${standIn.pkgsCross.mingw-msvcrt-x86_64.stdenv.hostPlatform.emulator null} $out/bin/wine64
    '';
  };
  util-linuxMinimal = leaf.programs {
    pname = "util-linux";
    tree = "unshare";
  };
}
