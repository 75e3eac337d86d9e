"""The scripts where the user's folders and variables are not the usual ones."""

import os
import shutil

import pytest
from world import ROOT, run

NIX = ROOT / "scripts/nix"


def nix(*arguments, program=NIX, without=(), check=True, **environment):
    words = [word for name in without for word in ("-u", name)]
    return run("env", *words, program, *arguments, environment=environment, check=check)


@pytest.mark.parametrize("name", ["HOME", "XDG_CACHE_HOME", "CROSSFLAKE_CACHE"])
def test_a_blank_in_the_cache_is_named_before_anything_is_fetched(tmp_path, name):
    folder = tmp_path / "a b"
    result = nix("eval", "--expr", "1", without={"XDG_CACHE_HOME", "CROSSFLAKE_CACHE"} - {name}, check=False, CROSSFLAKE_NIXPKGS="debian", **{name: str(folder)})
    assert result.returncode == 1
    assert f"error: the cache folder `{folder}" in result.stderr
    assert "hint: name another one: export CROSSFLAKE_CACHE=" in result.stderr
    assert not folder.exists()


@pytest.mark.parametrize("arguments", [["--targets"], ["--targets", "--brief", "build"], ["--inputs-of"]])
def test_an_option_without_a_value_fails(arguments):
    result = nix(*arguments, check=False)
    assert result.returncode == 1
    assert f"error: `{arguments[0]}` has no value\n\nhint: for example: scripts/nix " in result.stderr


def test_the_version_whatever_surrounds_the_script(tmp_path):
    (tmp_path / "scripts").mkdir()
    link = tmp_path / "scripts/nix"
    link.symlink_to(NIX)
    for options in [{}, {"program": link}, {"without": ["HOME"]}, {"CDPATH": f"/tmp:{ROOT}"}, {"TMPDIR": str(tmp_path / "a b")}]:
        assert nix("--version", **options).stdout.startswith("nix (Nix) "), options


@pytest.mark.skipif(not shutil.which("apt-get"), reason="apt is missing")
def test_a_relative_cache_is_below_the_current_folder(tmp_path):
    environment = {"CROSSFLAKE_CACHE": "cache", "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    result = run(NIX, "eval", "--expr", "1", cwd=tmp_path, environment=environment | {"CROSSFLAKE_NIXPKGS": "debian"}, check=False)
    # No further than the lists: what it made is there.
    assert "cannot read the package lists" in result.stderr
    assert os.listdir(tmp_path / "cache") == ["debian"]
