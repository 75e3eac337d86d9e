# `nix run .#test`: pytest in the checkout that is the current folder; scripts/test chooses the world first.
{ pkgs }:
let
  python = pkgs.python3.withPackages (packages: [
    packages.pytest
    packages.pytest-xdist
  ]);
  script = pkgs.writeShellScript "crossflake-test" ''
    cd tests/flake
    exec ${python}/bin/python3 -m pytest "$@"
  '';
in
{
  type = "app";
  program = "${script}";
  meta.description = "Runs the flake's tests: shells, packages and checks of the targets";
}
