# Programs of the build machine that are not part of its shell, by nixpkgs' names.
{ leaf, standIn }:
let
  # The prefix of .pc files that Debian's pkgconf looks through by itself is the system's; nixpkgs' has none.
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
in
{
  inherit pkg-config-unwrapped;
  qemu-user = leaf.make {
    pname = "qemu-user";
    version = leaf.version {
      tree = "qemu";
      package = "qemu-user";
    };
    script = ''
      mkdir -p $out/bin
      ln -s ${leaf.tree "qemu"}/usr/bin/qemu-* $out/bin/
    '';
  };
  util-linuxMinimal = leaf.programs {
    pname = "util-linux";
    tree = "unshare";
  };
}
