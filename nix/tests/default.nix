{ lib, pkgs }:
pkgs.stdenv.mkDerivation {
  name = "library-tests";
  buildCommand = "touch $out";
}
