"""The program's commands that work by the shell: cargo's subcommands and doctor, with a real Nix, compiler and emulator."""

import json
import os
import random
import subprocess
import time

import pytest
from world import ROOT, Project, build, cache, long, nix_program, run

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
        ("check", "variable", "value", "cause"),
        [
            ("linker", "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", "$CC_x86_64_unknown_linux_gnu", "linker-of-the-host"),
            ("runner", "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER", "", "exec-format"),
            ("host compiler", "CC_x86_64_unknown_linux_gnu", "$CC_aarch64_unknown_linux_gnu", "build-script-of-another-machine"),
            ("pkg-config", "PKG_CONFIG_aarch64_unknown_linux_gnu", "", "pkg-config-of-the-host"),
        ],
        ids=["linker", "runner", "host-compiler", "pkg-config"],
    )
    def test_doctor_names_the_cause_that_explain_knows(self, check, variable, value, cause):
        found = self.doctor(f"export {variable}={value}")
        assert found[check]["status"] == "failed", found[check]
        assert found[check]["cause"] == cause, found[check]
        assert found[check]["fix"]


# Prints the name of the environment, and what plain cargo would build for.
NAME = '#!/bin/sh\necho "$name $CARGO_BUILD_TARGET"\n'


def program_in(folder, name, script):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(script)
    (folder / name).chmod(0o755)


class Bare:
    """A crate of one's own, outside of git and without a flake, with OpenSSL from the registry, and a cache of its own."""

    __test__ = False

    def __init__(self, place, dependencies='openssl = "0.10"'):
        self.folder, self.programs, self.cache = place / "fresh", place / "programs", place / "cache"
        (self.folder / "src").mkdir(parents=True)
        (self.folder / "Cargo.toml").write_text(f'[package]\nname = "fresh"\nversion = "0.1.0"\nedition = "2024"\n[dependencies]\n{dependencies}\n')
        self.write('String::from(std::env::consts::ARCH)')
        program_in(self.programs, "cargo-name", NAME)
        self.program = build("default") / "bin/crossflake"
        # The world's packages and store stay where they are for all.
        program_in(self.programs, "world", f"#!/bin/sh\nCROSSFLAKE_CACHE='{cache()}' exec {ROOT}/scripts/nix \"$@\"\n")
        self.environment = {
            "PATH": f"{self.programs}:{os.environ['PATH']}",
            "CROSSFLAKE_WORLD": str(self.programs / "world"),
            "CROSSFLAKE_FLAKE": f"git+file://{ROOT}",
            "CROSSFLAKE_CACHE": str(self.cache),
        }

    def write(self, expression):
        (self.folder / "src/lib.rs").write_text(
            f"""
            pub fn architecture() -> String {{ {expression} }}
            #[test]
            fn hashes_there() {{
                assert_eq!(architecture(), "aarch64");
                assert_eq!(openssl::sha::sha256(b"abc")[0], 0xba);
            }}
            """
        )

    def crossflake(self, *arguments, environment=None, **options):
        return run(self.program, *arguments, cwd=self.folder, environment=self.environment | (environment or {}), **options)


@pytest.fixture
def bare(tmp_path):
    return Bare(tmp_path)


@pytest.mark.xdist_group("verbs")
def test_a_crate_without_flake_or_git_is_tested_and_again_without_nix(bare):
    output = bare.crossflake("test", "aarch64")
    assert "test hashes_there ... ok" in output.stdout
    assert "making the shell for aarch64" in output.stderr
    assert "has no Cargo.lock" not in output.stderr
    assert sorted(os.listdir(bare.folder)) == ["Cargo.lock", "Cargo.toml", "src", "target"]
    assert bare.crossflake("name", "aarch64").stdout == "crossflake-aarch64-env aarch64-unknown-linux-gnu\n"

    program_in(bare.programs, "world", "#!/bin/sh\necho nix was started >&2; exit 9\n")
    failed = bare.crossflake("test", "aarch64", "--refresh", check=False)
    assert failed.returncode == 1
    assert "nix was started" in failed.stderr
    bare.write('std::env::consts::ARCH.to_owned()')
    again = bare.crossflake("test", "aarch64")
    assert "test hashes_there ... ok" in again.stdout
    assert "nix was started" not in again.stderr
    assert "Compiling fresh" in again.stderr


@pytest.mark.xdist_group("verbs")
def test_the_environment_is_the_target_s_shell_whether_or_not_it_is_listed(bare):
    (bare.folder / "flake.nix").write_text(
        '{ inputs.crossflake.url = "github:crossflake/crossflake";'
        ' outputs = { crossflake, ... }: crossflake.lib.mkProject { src = ./.; targets = [ "aarch64" ]; }; }'
    )
    run("git", "init", "--quiet", cwd=bare.folder)
    untracked = bare.crossflake("name", "aarch64", check=False)
    assert untracked.returncode == 2
    assert "add -N" in untracked.stderr
    run("git", "add", "-N", "flake.nix", "Cargo.toml", cwd=bare.folder)
    for alias, triple in [("aarch64", "aarch64-unknown-linux-gnu"), ("riscv64", "riscv64gc-unknown-linux-gnu"), ("thumbv7em-hf", "thumbv7em-none-eabihf")]:
        assert bare.crossflake("name", alias).stdout == f"crossflake-{alias}-env {triple}\n"
    assert bare.crossflake("name").stdout == " \n"
    assert not (bare.folder / "flake.lock").exists()


@pytest.mark.xdist_group("verbs")
def test_a_toolchain_file_is_honoured_as_far_as_the_world_allows(bare):
    (bare.folder / "rust-toolchain.toml").write_text('[toolchain]\nchannel = "stable"\ncomponents = ["clippy"]\n')
    assert ", not stable" not in bare.crossflake("clippy", "aarch64").stderr
    (bare.folder / "rust-toolchain.toml").write_text('[toolchain]\nchannel = "1.60"\n')
    assert ", not 1.60" in bare.crossflake("check", "aarch64").stderr


@long
@pytest.mark.xdist_group("verbs")
def test_a_run_that_is_killed_at_any_moment_is_followed_by_one_that_ends_well(tmp_path):
    bare = Bare(tmp_path, dependencies="")
    (bare.folder / "src/lib.rs").write_text("")
    random.seed(17)
    for moment in range(50):
        # A first run takes seconds, a second one parts of one.
        if moment % 2 == 0:
            run("rm", "-rf", bare.cache / "environments", bare.folder / "target")
        latest = 3 if moment % 2 == 0 else 0.3
        process = subprocess.Popen(
            [str(bare.program), "build", "aarch64"], cwd=bare.folder, env=os.environ | bare.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )
        time.sleep(random.uniform(0, latest))
        os.killpg(process.pid, random.choice([2, 9, 15]))
        process.wait()
        bare.crossflake("build", "aarch64")
        assert bare.crossflake("name", "aarch64").stdout == "crossflake-aarch64-env aarch64-unknown-linux-gnu\n"
