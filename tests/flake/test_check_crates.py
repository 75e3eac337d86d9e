"""scripts/check-crates, on a tree that has of each state one."""

import json

import pytest
from world import ROOT, run

CHECK = ROOT / "scripts/check-crates"
TREE = """{
  outputs = _: {
    legacyPackages.x86_64-linux = {
      protobuf = { drvPath = "/p"; };
      cmake = { drvPath = throw "cmake is not for this machine"; };
      pkgsCross.aarch64-multiplatform = {
        openssl = { drvPath = "/o"; };
        mesa = { drvPath = "/m"; meta.available = true; };
        gst_all_1.gstreamer = { drvPath = "/g"; };
        systemd = { meta.available = false; drvPath = throw "never looked at"; };
        zlib = throw "zlib has another name";
        zstd = { drvPath = abort "zstd ends it all"; };
      };
    };
  };
}
"""


@pytest.fixture
def check(tmp_path):
    """The script on the tree, with the world's Nix."""
    (tmp_path / "flake.nix").write_text(TREE)

    def call(*arguments):
        return run(CHECK, *arguments, environment={"NIX": f"{ROOT}/scripts/nix --no-overrides", "CROSSFLAKE_NIXPKGS_TREE": str(tmp_path)}, check=False)

    return call


def test_each_state_is_told(check):
    names = ["openssl", "libgbm", "gst_all_1.gstreamer", "systemd", "zlib", "zstd", "curl", "protobuf", "cmake"]
    result = check("--json", *names)
    assert result.returncode == 1
    found = {one["name"]: one for one in json.loads(result.stdout)["attributes"]}
    states = {name: one["state"] for name, one in found.items()}
    assert states == {
        "openssl": "there",
        "libgbm": "there",
        "gst_all_1.gstreamer": "there",
        "systemd": "unavailable",
        "zlib": "throws",
        "zstd": "throws",
        "curl": "missing",
        "protobuf": "there",
        "cmake": "throws",
    }
    assert found["libgbm"]["attribute"] == "mesa"
    assert found["zlib"]["error"] == "zlib has another name"
    assert "zstd ends it all" in found["zstd"]["error"]
    assert found["openssl"]["crates"] == ["openssl-sys"]
    assert "throws       cmake (" in check("cmake").stdout


def test_all_there_is_good(check):
    result = check("openssl", "libgbm", "systemd")
    assert result.returncode == 0, result.stderr
    assert "there        libgbm as mesa (gbm-sys)\n" in result.stdout
    assert result.stdout.endswith("3 attributes: 2 there, 1 unavailable\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--nixpkgs", "/nonexistent"], "`/nonexistent` (--nixpkgs) holds no flake.nix"),
        (["--target", "nonsense"], "`nonsense` is not a target"),
        (["nonsense"], "crates.json has no nonsense"),
        (["--target", "riscv64", "openssl"], "the tree has none of"),
    ],
)
def test_a_wrong_call_is_said(check, arguments, message):
    result = check(*arguments)
    assert result.returncode == 2
    assert message in result.stderr
    assert "\n\nhint: " in result.stderr
