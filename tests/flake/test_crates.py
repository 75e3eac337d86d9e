"""Crates from the registry with C libraries, as they are: `crossflake init`, then their own tests for other machines."""

import re

import pytest
from world import ROOT, build, crate, long, nix, run

# Those of docs/crates.md, which says how many of each one's tests pass.
PAGE = ROOT / "docs/crates.md"
TARGETS = ["aarch64", "riscv64"]
# The page's rows: name, version and, by target, how many tests pass.
ROWS = re.findall(r"^\| \[(\S+) (\S+)\]\(.*?\) \|.*\| (\d+) \| (\d+) \|$", PAGE.read_text(), re.M)


def test_the_page_has_rows():
    assert len(ROWS) >= 3


@long
@pytest.mark.parametrize(("name", "version", "counts"), [pytest.param(name, version, counts, id=name) for name, version, *counts in ROWS])
def test_as_many_tests_pass_as_the_page_says(tmp_path, name, version, counts):
    project = tmp_path / name
    crate(name, version, project)
    targets = [word for target in TARGETS for word in ["--target", target]]
    run(build("default") / "bin/crossflake", "init", f"--url=git+file://{ROOT}", *targets, cwd=project)
    for target, count in zip(TARGETS, counts, strict=True):
        # Some locks hold clang-sys.
        inputs = ["--targets", " ".join([*TARGETS, "libclang"]), "--inputs-of", "crossflake"]
        output = nix(*inputs, "develop", f"path:{project}#{target}", "-c", "cargo", "test", "--locked", cwd=project).stdout
        passed = sum(map(int, re.findall(r"^test result: ok\. (\d+) passed", output, re.M)))
        assert (name, target, str(passed)) == (name, target, count)
