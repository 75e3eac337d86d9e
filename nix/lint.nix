# `nix run .#lint`: what must be clean before a commit. The tools are the flake's, the files those of the current folder.
{ pkgs }:
let
  script = pkgs.writeShellScript "crossflake-lint" ''
    set -euo pipefail
    export PATH=${pkgs.actionlint}/bin:${pkgs.nixfmt}/bin:${pkgs.shellcheck}/bin:${pkgs.zizmor}/bin:$PATH
    git ls-files '*.nix' | xargs --no-run-if-empty nixfmt --check
    git ls-files 'scripts/*' '.ci/run' '*.sh' | { xargs --no-run-if-empty grep -lE '^#!.*bash|shellcheck shell=' || true; } | xargs --no-run-if-empty shellcheck --severity=style --external-sources
    git ls-files '.github/workflows/*.yml' | xargs --no-run-if-empty actionlint
    git ls-files '.github/workflows/*.yml' | xargs --no-run-if-empty zizmor --offline --quiet
  '';
in
{
  type = "app";
  program = "${script}";
  meta.description = "Checks the formatting of the Nix files, the shell scripts and the workflows";
}
