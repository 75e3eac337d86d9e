"""Targets for which no std is prebuilt: cargo builds it, in the shell, the package and the check."""

import functools
import pathlib
import re

import pytest
from world import BOARDS_FROM_RUST_SRC, LINUX_FROM_RUST_SRC as LINUX, ROOT, each, long, machine, plain


class StdFromSource:
    @pytest.fixture
    def with_lock(self, project):
        """Makes copies of an example for targets, with the lock of their toolchain's std."""

        def make(example, *targets):
            names = " ".join(f'"{target}"' for target in targets)
            copy = project(f"targets = [ {names} ];", ROOT / "examples" / example)
            # The message without a lock says how to make one.
            for target in targets:
                message = copy.nix("build", f"packages.x86_64-linux.{target}", "--no-link", check=False).stderr
                assert f"crossflake: std of {target} is built from source, and `stdLockFile`" in message
            command = re.search(r"Make it in the target's shell: (.*)", message)[1]
            option = re.search(r"and set (stdLockFile = .*;)", message)[1]
            copy.nix("develop", target, "-c", "bash", "-c", command)
            flake = copy.folder / "flake.nix"
            flake.write_text(flake.read_text().replace("targets =", f"{option}\n      targets ="))
            return copy

        return make

    def fails(self, project, target):
        result = project.nix("build", f"checks.x86_64-linux.{target}", "-L", "--no-link", check=False)
        assert result.returncode != 0
        return result.stderr

    @each(BOARDS_FROM_RUST_SRC, [])
    def test_core_and_alloc_on_a_board(self, with_lock, alias):
        project = with_lock("embedded", alias)
        cargo = functools.partial(project.nix, "develop", alias, "-c", "cargo")
        tests = cargo("test", "--locked")
        assert re.search(r"Compiling core v.*/lib/rustlib/src/rust/library/core\)", tests.stderr)
        assert "checksum: ok" in tests.stdout
        assert cargo("run", "--quiet", "--locked").stdout == "fletcher16(abcde): 0xc8f0\n"
        failing = cargo("test", "--locked", "--features", "must-fail", check=False)
        assert failing.returncode != 0
        assert "must_fail: failing, as asked" in failing.stdout

        project.nix("build", f"packages.x86_64-linux.{alias}", "--no-link", f"path:{project.folder}#checks.x86_64-linux.{alias}")
        assert "checksum: ok" in project.nix("log", f"checks.x86_64-linux.{alias}").stdout

    @long
    def test_std_on_linux(self, with_lock):
        project = with_lock("wasi", LINUX)
        tests = project.nix("develop", LINUX, "-c", "cargo", "test", "--locked")
        assert re.search(r"Compiling std v.*/lib/rustlib/src/rust/library/std\)", tests.stderr)
        assert "test a_file_of_the_package_is_read ... ok" in tests.stdout
        assert "test src/lib.rs - words (line 7) ... ok" in tests.stdout

        project.nix("build", f"checks.x86_64-linux.{LINUX}", "--no-link")
        check = plain(project.nix("log", f"checks.x86_64-linux.{LINUX}").stdout)
        assert "test a_file_of_the_package_is_read ... ok" in check
        # Package and check share what is built of std.
        assert not re.search(r"Compiling std v", check)

    @long
    def test_package_and_failing_checks_on_linux(self, with_lock):
        project = with_lock("wasi", LINUX)
        built = project.nix("build", f"packages.x86_64-linux.{LINUX}", "-L", "--no-link", "--print-out-paths")
        program = f"{built.stdout.strip()}/bin/count-words"
        assert machine(pathlib.Path(program)) == 22
        run = project.nix("develop", LINUX, "-c", "qemu-s390x", program, "tests/three-words.txt")
        assert run.stdout == "3 words in tests/three-words.txt\n"

        # The next test runs, so the panic is caught: that std unwinds.
        file = project.folder / "tests/file.rs"
        file.write_text(file.read_text().replace("three-words", "no-words"))
        log = self.fails(project, LINUX)
        assert "test a_file_of_the_package_is_read ... FAILED" in log
        assert "1 passed; 1 failed" in log

        lock = project.folder / "std-Cargo.lock"
        lock.write_text(lock.read_text() + "# Of another release.\n")
        log = self.fails(project, LINUX)
        assert "error: `stdLockFile` is not the lock of the std of rustc 1." in log
        assert f"hint: copy it anew, in the shell of {LINUX}: cp " in log
