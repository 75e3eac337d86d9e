"""Targets for which no std is prebuilt: cargo builds it, in the shell, the package and the check."""

import functools
import pathlib
import re
import unittest

from world import BOARDS_FROM_RUST_SRC, LINUX_FROM_RUST_SRC as LINUX, ROOT, Project, long, machine, plain


class StdFromSource(unittest.TestCase):
    minutes = 4

    def project(self, example, *targets):
        """A copy of the example for the targets, with the lock of their toolchain's std."""
        names = " ".join(f'"{target}"' for target in targets)
        project = Project(f"targets = [ {names} ];", ROOT / "examples" / example)
        self.addCleanup(project.__exit__)
        # The message without a lock says how to make one.
        for target in targets:
            message = project.nix("build", f"packages.x86_64-linux.{target}", "--no-link", check=False).stderr
            self.assertIn(f"crossflake: {target} has no prebuilt std", message)
        command = re.search(r"Make it in the target's shell: (.*)", message)[1]
        option = re.search(r"and set (stdLockFile = .*;)", message)[1]
        project.nix("develop", target, "-c", "bash", "-c", command)
        flake = project.folder / "flake.nix"
        flake.write_text(flake.read_text().replace("targets =", f"{option}\n      targets ="))
        return project

    def fails(self, project, target):
        result = project.nix("build", f"checks.x86_64-linux.{target}", "-L", "--no-link", check=False)
        self.assertNotEqual(result.returncode, 0)
        return result.stderr

    def test_core_and_alloc_on_each_board(self):
        project = self.project("embedded", *BOARDS_FROM_RUST_SRC)
        for target in BOARDS_FROM_RUST_SRC:
            with self.subTest(target):
                cargo = functools.partial(project.nix, "develop", target, "-c", "cargo")
                tests = cargo("test", "--locked")
                self.assertRegex(tests.stderr, r"Compiling core v.*/lib/rustlib/src/rust/library/core\)")
                self.assertIn("checksum: ok", tests.stdout)
                self.assertEqual(cargo("run", "--quiet", "--locked").stdout, "fletcher16(abcde): 0xc8f0\n")
                failing = cargo("test", "--locked", "--features", "must-fail", check=False)
                self.assertNotEqual(failing.returncode, 0)
                self.assertIn("must_fail: failing, as asked", failing.stdout)

        # One call for all, so that two are built at once.
        outputs = [f"{kind}.x86_64-linux.{target}" for target in BOARDS_FROM_RUST_SRC for kind in ("packages", "checks")]
        project.nix("build", outputs[0], "--no-link", *[f"path:{project.folder}#{output}" for output in outputs[1:]])
        for target in BOARDS_FROM_RUST_SRC:
            self.assertIn("checksum: ok", project.nix("log", f"checks.x86_64-linux.{target}").stdout)

    def test_std_on_linux(self):
        project = self.project("wasi", LINUX)
        tests = project.nix("develop", LINUX, "-c", "cargo", "test", "--locked")
        self.assertRegex(tests.stderr, r"Compiling std v.*/lib/rustlib/src/rust/library/std\)")
        self.assertIn("test a_file_of_the_package_is_read ... ok", tests.stdout)
        self.assertIn("test src/lib.rs - words (line 7) ... ok", tests.stdout)

        project.nix("build", f"checks.x86_64-linux.{LINUX}", "--no-link")
        check = plain(project.nix("log", f"checks.x86_64-linux.{LINUX}").stdout)
        self.assertIn("test a_file_of_the_package_is_read ... ok", check)
        # Package and check share what is built of std.
        self.assertNotRegex(check, r"Compiling std v")

    @long
    def test_package_and_failing_checks_on_linux(self):
        project = self.project("wasi", LINUX)
        built = project.nix("build", f"packages.x86_64-linux.{LINUX}", "-L", "--no-link", "--print-out-paths")
        program = f"{built.stdout.strip()}/bin/count-words"
        self.assertEqual(machine(pathlib.Path(program)), 22)
        run = project.nix("develop", LINUX, "-c", "qemu-s390x", program, "tests/three-words.txt")
        self.assertEqual(run.stdout, "3 words in tests/three-words.txt\n")

        # The next test runs, so the panic is caught: that std unwinds.
        file = project.folder / "tests/file.rs"
        file.write_text(file.read_text().replace("three-words", "no-words"))
        log = self.fails(project, LINUX)
        self.assertIn("test a_file_of_the_package_is_read ... FAILED", log)
        self.assertIn("1 passed; 1 failed", log)

        lock = project.folder / "std-Cargo.lock"
        lock.write_text(lock.read_text() + "# Of another release.\n")
        log = self.fails(project, LINUX)
        self.assertIn("error: `stdLockFile` is not the lock of the std of rustc 1.", log)
        self.assertIn(f"hint: copy it anew, in the shell of {LINUX}: cp ", log)
