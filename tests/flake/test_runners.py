"""Targets that are not Linux: bare metal under qemu-system, WebAssembly; and each kind of runner hands on exit codes."""

import unittest

from world import EMBEDDED, ROOT, WASM, Project, build_others, other_shell


class BareMetal(unittest.TestCase):
    minutes = 2

    def test_programs_and_tests_run_on_the_emulated_board(self):
        for alias in EMBEDDED:
            with self.subTest(alias):
                self.assertIn("checksum: ok", other_shell(alias, "embedded", "cargo", "test", "--locked").stdout)
                program = other_shell(alias, "embedded", "cargo", "run", "--quiet", "--locked").stdout
                self.assertEqual(program, "fletcher16(abcde): 0xc8f0\n")

    def test_a_test_that_must_fail_does(self):
        for alias in EMBEDDED:
            with self.subTest(alias):
                result = other_shell(alias, "embedded", "cargo", "test", "--locked", "--features", "must-fail", check=False)
                self.assertNotEqual(result.returncode, 0)
                self.assertIn("must_fail: failing, as asked", result.stdout)
                self.assertIn("exit status: 1", result.stderr)

    def test_packages_build(self):
        build_others(EMBEDDED, "packages")

    def test_checks_pass(self):
        build_others(EMBEDDED, "checks")


class WebAssembly(unittest.TestCase):
    def test_a_file_is_read_through_wasi(self):
        output = other_shell("wasi", "wasi", "cargo", "run", "--quiet", "--locked", "--", "tests/three-words.txt").stdout
        self.assertEqual(output, "3 words in tests/three-words.txt\n")

    def test_tests_and_doctests_run(self):
        output = other_shell("wasi", "wasi", "cargo", "test", "--locked").stdout
        self.assertIn("test a_file_of_the_package_is_read ... ok", output)
        self.assertIn("test src/lib.rs - words (line 7) ... ok", output)

    def test_the_exit_code_is_the_program_s(self):
        result = other_shell("wasi", "wasi", "cargo", "run", "--quiet", "--locked", "--", "tests/none.txt", check=False)
        self.assertEqual(result.returncode, 1)
        self.assertIn("failed to read `tests/none.txt`", result.stderr)

    def test_packages_build(self):
        build_others(WASM, "packages")

    def test_checks_pass(self):
        build_others(["wasi"], "checks")


class FailingTests(unittest.TestCase):
    """A test that fails must fail the check, through every kind of runner."""

    def fails(self, example, alias, file, right, wrong):
        with Project(f'targets = [ "{alias}" ];', ROOT / "examples" / example) as project:
            path = project.folder / file
            text = path.read_text()
            self.assertIn(right, text)
            path.write_text(text.replace(right, wrong))
            result = project.nix("build", f"checks.x86_64-linux.{alias}", "-L", "--no-link", check=False)
            self.assertNotEqual(result.returncode, 0)
            return result.stderr

    def test_qemu_user(self):
        log = self.fails("hello-openssl", "riscv64", "src/lib.rs", "ba7816bf", "00000000")
        self.assertIn("test tests::openssl_hashes ... FAILED", log)

    def test_wine(self):
        log = self.fails("hello-openssl", "windows", "src/lib.rs", "ba7816bf", "00000000")
        # Between the words of the line stand what Windows' console makes of colours.
        self.assertIn('right: "000000008f01cfea', log)
        self.assertIn("error: test failed, to rerun pass `--lib`", log)

    def test_native(self):
        log = self.fails("hello-openssl", "x86_64", "src/lib.rs", "ba7816bf", "00000000")
        self.assertIn("test tests::openssl_hashes ... FAILED", log)

    def test_qemu_system(self):
        log = self.fails("embedded", "thumbv6m", "tests/checksum.rs", "0xC8F0", "0x0000")
        self.assertIn("panicked at tests/checksum.rs", log)

    def test_wasmtime(self):
        log = self.fails("wasi", "wasi", "tests/file.rs", "three-words", "no-words")
        self.assertIn("a_file_of_the_package_is_read", log)
