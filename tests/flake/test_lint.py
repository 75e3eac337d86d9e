"""What must be clean before a commit."""

from world import nix


def test_nix_files_and_shell_scripts_are_formatted_and_without_warnings():
    nix("run", ".#lint")
