"""Crates from the registry with C libraries, as they are: `crossflake init`, then their own tests for other machines."""

import pathlib
import re
import tempfile
import unittest

from world import ROOT, build, crate, long, nix, run

# Those of docs/crates.md, which says how many of each one's tests pass.
PAGE = ROOT / "docs/crates.md"
TARGETS = ["aarch64", "riscv64"]


@long
class RealCrates(unittest.TestCase):
    def results(self):
        """The page's rows: name, version and the counts of tests that pass, by target."""
        rows = re.findall(r"^\| \[(\S+) (\S+)\]\(.*?\) \|.*\| (\d+) \| (\d+) \|$", PAGE.read_text(), re.M)
        self.assertGreaterEqual(len(rows), 3)
        return rows

    def test_as_many_tests_pass_as_the_page_says(self):
        program = build("default") / "bin/crossflake"
        for name, version, *counts in self.results():
            with self.subTest(name), tempfile.TemporaryDirectory(prefix="crossflake-test-") as folder:
                project = pathlib.Path(folder) / name
                crate(name, version, project)
                targets = [word for target in TARGETS for word in ["--target", target]]
                run(program, "init", f"--url=git+file://{ROOT}", *targets, cwd=project)
                for target, count in zip(TARGETS, counts, strict=True):
                    # Some locks hold clang-sys.
                    inputs = ["--targets", " ".join([*TARGETS, "libclang"]), "--inputs-of", "crossflake"]
                    output = nix(*inputs, "develop", f"path:{project}#{target}", "-c", "cargo", "test", "--locked", cwd=project).stdout
                    passed = sum(map(int, re.findall(r"^test result: ok\. (\d+) passed", output, re.M)))
                    self.assertEqual((name, target, str(passed)), (name, target, count))
