"""The program's commands that work by the shell: build, test, run, doctor, with a real Nix, compiler and emulator."""

import json
import unittest

from world import Project, build, nix_program, run

TARGET_CHECKS = ["rust-std", "linker", "pkg-config", "host compiler", "runner"]


class InAProject(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = build("default") / "bin/crossflake"
        cls.project = Project()
        cls.addClassCleanup(cls.project.__exit__)
        cls.nix = nix_program(cls.project.folder.parent / f"{cls.project.folder.name}-nix", "aarch64", "armv7", "riscv64", "s390x")
        cls.addClassCleanup(cls.nix.unlink)
        run("git", "init", "--quiet", cwd=cls.project.folder)
        run("git", "add", "--all", cwd=cls.project.folder)

    def crossflake(self, *arguments, **options):
        return run(self.program, *arguments, cwd=self.project.folder, environment={"CROSSFLAKE_NIX": str(self.nix)}, **options)

    def test_tests_pass_for_another_machine(self):
        output = self.crossflake("test", "aarch64", "--", "--locked").stdout
        self.assertIn("test tests::openssl_hashes ... ok", output)
        self.assertIn("architecture: aarch64", self.crossflake("run", "aarch64", "--", "--quiet", "--locked").stdout)

    def test_a_target_that_the_project_does_not_list_has_a_shell(self):
        self.assertIn("architecture: s390x", self.crossflake("run", "s390x", "--", "--quiet", "--locked").stdout)

    def test_a_failing_test_ends_with_cargo_s_exit_code(self):
        source = self.project.folder / "src/lib.rs"
        right = source.read_text()
        self.addCleanup(source.write_text, right)
        source.write_text(right.replace("ba7816bf", "00000000"))
        result = self.crossflake("test", "riscv64", "--", "--locked", "--lib", check=False)
        self.assertEqual(result.returncode, 101, result.stderr)
        self.assertIn("test tests::openssl_hashes ... FAILED", result.stdout)

    def doctor(self, script="", **options):
        """Exit code and findings of the doctor in the shell for aarch64."""
        command = f"{script}\nexec {self.program} doctor --json"
        result = self.project.nix("develop", "aarch64", "-c", "bash", "-c", command, check=False, **options)
        return {finding["check"]: finding for finding in json.loads(result.stdout)}

    def test_doctor_finds_everything_in_the_shell(self):
        found = self.doctor()
        for check in TARGET_CHECKS:
            self.assertEqual(found[check]["status"], "ok", found[check])
        self.assertIn("aarch64-unknown-linux-gnu-cc", found["linker"]["detail"])
        self.assertIn("openssl", found["pkg-config"]["detail"])
        self.assertIn("qemu-aarch64", found["runner"]["detail"])

    def test_doctor_names_a_linker_a_pkg_config_and_a_runner_that_are_not_the_target_s(self):
        for variable, value, check, detail in [
            ("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", "$HOST_CC", "linker", "ended with exit status: 1"),
            ("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER", "", "runner", "does not run the target itself"),
            ("HOST_CC", "$CC_aarch64_unknown_linux_gnu", "host compiler", "did not run the program"),
            ("PKG_CONFIG_aarch64_unknown_linux_gnu", "", "pkg-config", "is not set"),
        ]:
            with self.subTest(check):
                found = self.doctor(f"export {variable}={value}")
                self.assertEqual(found[check]["status"], "failed", found[check])
                self.assertIn(detail, found[check]["detail"])
                self.assertTrue(found[check]["fix"])
