"""The main job for each target: in the shell, in a package and in a check."""

import json
import pathlib

import pytest
from world import CROSS, CROSS_SHORT, FROM_SOURCE, MACHINES, NATIVE, ROOT, build, build_other, by_runner, each, long, machine, nix, other_shell, plain, run, shell, wide

SHORT = [CROSS_SHORT, NATIVE]


def counts(output):
    """Of each line of cargo that says so, how many tests passed."""
    return [line.split()[3] for line in output.splitlines() if line.startswith("test result: ok.")]


# The outputs below `checks`.
CHECKS = [*CROSS, NATIVE, "wasi", "library", "program"]
# Unit tests, the program's own (none), the integration test, doctests.
ALL_OF_THE_EXAMPLE = ["3", "0", "1", "2"]


def needs_no_library(program):
    heads = run("readelf", "--program-headers", "--dynamic", "--wide", program).stdout
    assert "LOAD" in heads
    assert "INTERP" not in heads
    assert "NEEDED" not in heads


class InTheShell:
    @each([*CROSS, NATIVE], SHORT)
    def test_unit_integration_and_doctests_pass(self, alias):
        output = shell(alias, "cargo", "test", "--locked").stdout
        assert counts(output) == ALL_OF_THE_EXAMPLE, output

    @each(CROSS, SHORT)
    def test_the_program_is_of_the_target_and_its_build_script_of_the_build_machine(self, alias):
        output = shell(alias, "cargo", "run", "--quiet", "--locked").stdout
        assert "built on: x86_64\n" in output
        assert "architecture: " in output
        assert "architecture: x86_64\n" not in output

    @pytest.mark.parametrize("name", ["aarch64", "all"])
    def test_no_variable_without_suffix_belongs_to_a_target(self, name):
        values = json.loads(shell(name, "python3", "-c", "import json, os; print(json.dumps(dict(os.environ)))").stdout)
        for variable in ["CC", "CXX", "AR", "LD", "CFLAGS", "RUSTFLAGS", "PKG_CONFIG", "PKG_CONFIG_PATH", "NIX_LDFLAGS", "NIX_CFLAGS_COMPILE"]:
            assert "aarch64" not in values.get(variable, ""), variable
            assert "arm64" not in values.get(variable, ""), variable
        # Those with one are the target's.
        assert "aarch64" in values["CC_aarch64_unknown_linux_gnu"]
        assert ("CARGO_BUILD_TARGET" in values) == (name != "all")

    def test_all_builds_two_targets_and_the_build_machine_one_after_the_other(self):
        script = """
            set -e
            for target in aarch64-unknown-linux-gnu riscv64gc-unknown-linux-gnu; do
              cargo build --quiet --locked --target $target
              cargo run --quiet --locked --target $target
            done
            cargo build --quiet --locked
            cargo run --quiet --locked
        """
        output = shell("all", "bash", "-c", script).stdout
        architectures = [line for line in output.splitlines() if line.startswith("architecture")]
        assert architectures == ["architecture: aarch64", "architecture: riscv64", "architecture: x86_64"]

    def test_a_target_of_linux_that_rustc_links_has_a_shell(self):
        # Whether the build machine runs it is asked of the platform, without a package set of its own.
        nix("eval", f"{ROOT}#legacyPackages.x86_64-linux.devShells.x86_64-unknown-linux-none.drvPath")

    def test_pkg_config_answers_for_the_target_alone(self):
        answer = shell("aarch64", "bash", "-c", "$PKG_CONFIG_aarch64_unknown_linux_gnu --libs-only-L openssl").stdout
        native = shell("aarch64", "bash", "-c", "pkg-config --exists openssl || echo none").stdout
        assert "openssl" in answer
        assert native == "none\n"


class FromSource:
    """Static musl, Windows, arm without a floating-point unit: targets that Debian has no std for."""

    @each(FROM_SOURCE, [])
    def test_unit_integration_and_doctests_pass(self, alias):
        output = other_shell(alias, "hello-openssl", "cargo", "test", "--locked").stdout
        assert counts(output) == ALL_OF_THE_EXAMPLE, output

    @each(FROM_SOURCE, [])
    def test_the_package_is_of_its_target_and_runs(self, alias):
        program, = (build_other(alias, "packages") / "bin").glob("hello-openssl*")
        assert machine(program) == MACHINES[alias]
        output = other_shell(alias, "hello-openssl", *by_runner(alias, program, "abc")).stdout
        assert "sha256(abc): ba7816bf8f01cfea" in output

    @each([alias for alias in FROM_SOURCE if alias.endswith("musl")], [])
    def test_a_musl_program_needs_no_library(self, alias):
        needs_no_library(build_other(alias, "packages") / "bin/hello-openssl")

    @each(FROM_SOURCE, [])
    def test_the_check_passes(self, alias):
        build_other(alias, "checks")


class Static:
    """Static musl without an OpenSSL, which takes a minute to build."""

    @each([alias for alias in FROM_SOURCE if alias.endswith("musl")], ["x86_64-musl"])
    def test_tests_pass_in_shell_and_check_and_the_program_needs_no_library(self, project, alias):
        copy = project(f'targets = [ "{alias}" ];', ROOT / "examples/wasi")
        check = f"checks.x86_64-linux.{alias}"
        tests = copy.nix("develop", alias, "-c", "cargo", "test", "--locked").stdout
        copy.nix("build", check, "--no-link")
        for log in [tests, plain(copy.nix("log", check).stdout)]:
            assert "test a_file_of_the_package_is_read ... ok" in log
            assert "test src/lib.rs - words (line 7) ... ok" in log
        package = copy.nix("build", f"packages.x86_64-linux.{alias}", "--no-link", "--print-out-paths").stdout.strip()
        needs_no_library(pathlib.Path(package) / "bin/count-words")


class InADerivation:
    @each(CROSS, SHORT)
    def test_the_package_is_a_program_of_its_target_and_runs(self, alias):
        program = build(f"packages.{alias}") / "bin/hello-openssl"
        assert machine(program) == MACHINES[alias]
        output = shell(alias, *by_runner(alias, program, "abc")).stdout
        assert "sha256(abc): ba7816bf8f01cfea" in output

    def test_the_short_name_is_the_same_package(self):
        assert build("aarch64") == build("packages.aarch64")

    @wide
    def test_the_programs_own_check_passes(self):
        build("checks.x86_64-linux.program")

    @each([check for check in CHECKS if check != "program"], [*SHORT, "wasi", "library"])
    def test_the_check_passes(self, alias):
        build(f"checks.x86_64-linux.{alias}")

    def test_flake_check_evaluates_every_output_and_builds_no_other_checks(self):
        nix("flake", "check", "--no-build")
        names = json.loads(nix("eval", "--json", f"{ROOT}#checks.x86_64-linux", "--apply", "builtins.attrNames").stdout)
        assert names == sorted(CHECKS)

    @long
    def test_the_example_is_a_flake_of_its_own(self, project):
        output = project().nix("develop", "riscv64", "-c", "cargo", "run", "--quiet", "--locked").stdout
        assert "architecture: riscv64" in output
