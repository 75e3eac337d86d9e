/**
  A package's files as one reproducible archive: sorted, of root, from 1970.

  # Inputs

  `pkgs`: the build machine's package set
  `package`: what to pack

  # Type

  ```
  mkArchive :: { pkgs :: Pkgs; package :: Derivation; } -> Derivation
  ```
*/
{ pkgs, package }:
pkgs.stdenv.mkDerivation {
  name = "${package.name}.tar.gz";
  env = { inherit package; };
  buildCommand = ''
    tar --sort=name --mtime=@1 --owner=0 --group=0 --numeric-owner --mode=u+w --format=gnu \
      --transform='s|^\./||' -C "$package" -c . | gzip -n -9 >$out
  '';
}
