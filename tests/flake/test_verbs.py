"""The program's commands that work by the shell: build, test, run, doctor, with a real Nix, compiler and emulator."""

import json

import pytest
from world import Project, build, long, nix_program, run

TARGET_CHECKS = ["rust-std", "linker", "pkg-config", "host compiler", "runner"]


@pytest.mark.xdist_group("verbs")
class InAProject:
    @pytest.fixture(scope="class", autouse=True)
    def prepared(self, request, tmp_path_factory):
        """The project that they share."""
        cls = request.cls
        cls.program = build("default") / "bin/crossflake"
        cls.nix = nix_program(tmp_path_factory.mktemp("verbs") / "nix", "aarch64", "armv7", "riscv64", "s390x")
        with Project() as cls.project:
            run("git", "init", "--quiet", cwd=cls.project.folder)
            run("git", "add", "--all", cwd=cls.project.folder)
            yield

    def crossflake(self, *arguments, **options):
        return run(self.program, *arguments, cwd=self.project.folder, environment={"CROSSFLAKE_NIX": str(self.nix)}, **options)

    def test_tests_pass_for_another_machine(self):
        output = self.crossflake("test", "aarch64", "--locked").stdout
        assert "test tests::openssl_hashes ... ok" in output
        assert "architecture: aarch64" in self.crossflake("run", "aarch64", "--quiet", "--locked").stdout

    @long
    def test_a_target_that_the_project_does_not_list_has_a_shell(self):
        assert "architecture: s390x" in self.crossflake("run", "s390x", "--quiet", "--locked").stdout

    def test_a_failing_test_ends_with_cargo_s_exit_code(self):
        source = self.project.folder / "src/lib.rs"
        right = source.read_text()
        source.write_text(right.replace("ba7816bf", "00000000"))
        result = self.crossflake("test", "aarch64", "--locked", "--lib", check=False)
        source.write_text(right)
        assert result.returncode == 101, result.stderr
        assert "test tests::openssl_hashes ... FAILED" in result.stdout

    def doctor(self, script="", **options):
        """Exit code and findings of the doctor in the shell for aarch64."""
        command = f"{script}\nexec {self.program} doctor --json"
        result = self.project.nix("develop", "aarch64", "-c", "bash", "-c", command, check=False, **options)
        return {finding["check"]: finding for finding in json.loads(result.stdout)}

    def test_doctor_finds_everything_in_the_shell(self):
        found = self.doctor()
        for check in TARGET_CHECKS:
            assert found[check]["status"] == "ok", found[check]
        assert "aarch64-unknown-linux-gnu-gcc" in found["linker"]["detail"]
        assert "openssl" in found["pkg-config"]["detail"]
        assert "qemu-aarch64" in found["runner"]["detail"]

    @pytest.mark.parametrize(
        ("check", "variable", "value", "detail"),
        [
            ("linker", "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", "$CC_x86_64_unknown_linux_gnu", "ended with exit status: 1"),
            ("runner", "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER", "", "does not run the target itself"),
            ("host compiler", "CC_x86_64_unknown_linux_gnu", "$CC_aarch64_unknown_linux_gnu", "did not run the program"),
            ("pkg-config", "PKG_CONFIG_aarch64_unknown_linux_gnu", "", "is not set"),
        ],
        ids=["linker", "runner", "host-compiler", "pkg-config"],
    )
    def test_doctor_names_what_is_not_the_target_s(self, check, variable, value, detail):
        found = self.doctor(f"export {variable}={value}")
        assert found[check]["status"] == "failed", found[check]
        assert detail in found[check]["detail"]
        assert found[check]["fix"]
