"""scripts/check-nixpkgs --build, as far as no tree of nixpkgs is needed."""

import sys

import pytest
from world import ROOT, run

sys.path.insert(0, str(ROOT / "scripts"))
from check_nixpkgs import build  # noqa: E402

CHECK = ROOT / "scripts/check-nixpkgs"
# What a wrapper prints with NIX_DEBUG, in two shells: the store's hash, the seed and the rpath differ, and no flag does.
OURS = """entering the shell
== c
 extra flags before to /one/store/00000000000000000000000000000000-gcc/bin/gcc:
  -fPIC
  -isystem
  /one/store/11111111111111111111111111111111-zlib-dev/include
"""
THEIRS = """== c
 extra flags before to /two/store/22222222222222222222222222222222-gcc/bin/gcc:
  -fPIC
  -frandom-seed=3333333333
  -isystem
  /two/store/44444444444444444444444444444444-zlib-dev/include
  -rpath
  /two/store/55555555555555555555555555555555-shell/lib
"""


def test_command_lines_that_differ_in_placeholders_alone_are_the_same():
    build.compare(OURS, THEIRS)


def test_a_lost_flag_is_named():
    with pytest.raises(build.Failed, match="\n--fPIC"):
        build.compare(OURS.replace("  -fPIC\n", ""), THEIRS)


def test_the_list_names_folders_that_are_there():
    listed = run(CHECK, "--build", "--list").stdout.splitlines()
    assert listed == [one.name for one in build.builds()] and len(set(listed)) == len(listed)
    assert all((ROOT / one.folder / "flake.nix").is_file() for one in build.builds() if one.folder)


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["--nixpkgs", "/nonexistent"], "`/nonexistent` (--nixpkgs) holds no flake.nix", "--build --nixpkgs ~/nixpkgs"),
        (["--list", "nonsense"], "nothing that is built starts with `nonsense`", "checks.aarch64"),
    ],
)
def test_a_wrong_call_is_said(arguments, message, hint):
    result = run(CHECK, "--build", *arguments, check=False)
    assert result.returncode == 2
    assert message in result.stderr
    assert hint in result.stderr.partition("hint: ")[2]
