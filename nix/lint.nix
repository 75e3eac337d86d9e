# `nix run .#lint`: what must be clean before a commit. The tools are the flake's, the files those of the current folder.
{ pkgs }:
let
  script = pkgs.writeShellScript "crossflake-lint" ''
    set -euo pipefail
    export PATH=${pkgs.shellcheck}/bin:${pkgs.nixfmt}/bin:$PATH
    git ls-files '*.nix' | xargs nixfmt --check
    git ls-files 'scripts/*' '.ci/run' '*.sh' | xargs grep -lE '^#!.*bash|shellcheck shell=' | xargs shellcheck --severity=style --external-sources
  '';
in
{
  type = "app";
  program = "${script}";
  meta.description = "Checks the formatting of the Nix files and the shell scripts";
}
