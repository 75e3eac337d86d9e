"""The main job for each target: in the shell, in a package and in a check."""

import json
import unittest

from world import CROSS, FROM_SOURCE, MACHINES, ROOT, Project, build, build_others, by_runner, long, machine, nix, other_shell, plain, run, shell


class InTheShell(unittest.TestCase):
    minutes = 2

    def test_unit_integration_and_doctests_pass_for_each_target(self):
        for alias in [*CROSS, "x86_64"]:
            with self.subTest(alias):
                output = shell(alias, "cargo", "test", "--locked").stdout
                counts = [line.split()[3] for line in output.splitlines() if line.startswith("test result: ok.")]
                # Unit tests, the program's own (none), the integration test, doctests.
                self.assertEqual(counts, ["3", "0", "1", "2"], output)

    def test_the_program_is_of_the_target_and_its_build_script_of_the_build_machine(self):
        for alias in CROSS:
            with self.subTest(alias):
                output = shell(alias, "cargo", "run", "--quiet", "--locked").stdout
                self.assertIn("built on: x86_64\n", output)
                self.assertNotIn("architecture: x86_64\n", output)

    def test_no_variable_without_suffix_belongs_to_a_target(self):
        for alias in ["aarch64", "all"]:
            with self.subTest(alias):
                values = json.loads(shell(alias, "python3", "-c", "import json, os; print(json.dumps(dict(os.environ)))").stdout)
                for name in ["CC", "CXX", "AR", "LD", "CFLAGS", "RUSTFLAGS", "PKG_CONFIG", "PKG_CONFIG_PATH", "NIX_LDFLAGS", "NIX_CFLAGS_COMPILE"]:
                    self.assertNotIn("aarch64", values.get(name, ""), name)
                    self.assertNotIn("arm64", values.get(name, ""), name)
                self.assertEqual("CARGO_BUILD_TARGET" in values, alias != "all")

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
        self.assertEqual(architectures, ["architecture: aarch64", "architecture: riscv64", "architecture: x86_64"])

    def test_a_target_of_linux_that_rustc_links_has_a_shell(self):
        # Whether the build machine runs it is asked of the platform, without a package set of its own.
        nix("eval", f"{ROOT}#legacyPackages.x86_64-linux.devShells.x86_64-unknown-linux-none.drvPath")

    def test_pkg_config_answers_for_the_target_alone(self):
        answer = shell("aarch64", "bash", "-c", "$PKG_CONFIG_aarch64_unknown_linux_gnu --libs-only-L openssl").stdout
        native = shell("aarch64", "bash", "-c", "pkg-config --exists openssl || echo none").stdout
        self.assertIn("openssl", answer)
        self.assertEqual(native, "none\n")


class FromSource(unittest.TestCase):
    """Static musl, Windows, arm without a floating-point unit: targets that Debian has no std for."""

    minutes = 5
    ALIASES = [alias for alias in FROM_SOURCE if alias != "aarch64-musl"]

    def test_unit_integration_and_doctests_pass_for_each_target(self):
        for alias in self.ALIASES:
            with self.subTest(alias):
                output = other_shell(alias, "hello-openssl", "cargo", "test", "--locked").stdout
                counts = [line.split()[3] for line in output.splitlines() if line.startswith("test result: ok.")]
                self.assertEqual(counts, ["3", "0", "1", "2"], output)

    def test_packages_are_of_their_targets_and_run(self):
        for alias, package in zip(self.ALIASES, build_others(self.ALIASES, "packages"), strict=True):
            with self.subTest(alias):
                program, = (package / "bin").glob("hello-openssl*")
                self.assertEqual(machine(program), MACHINES[alias])
                output = other_shell(alias, "hello-openssl", *by_runner(alias, program, "abc")).stdout
                self.assertIn("sha256(abc): ba7816bf8f01cfea", output)

    def test_musl_programs_need_no_library(self):
        for package in build_others([alias for alias in self.ALIASES if alias.endswith("musl")], "packages"):
            heads = run("readelf", "--program-headers", "--dynamic", "--wide", package / "bin/hello-openssl").stdout
            self.assertIn("LOAD", heads)
            self.assertNotIn("INTERP", heads)
            self.assertNotIn("NEEDED", heads)

    def test_checks_pass(self):
        build_others(self.ALIASES, "checks")


@long
class StaticWithOpenSSL(FromSource):
    """The same for static musl that is not the build machine's own."""

    ALIASES = ["aarch64-musl"]


class StaticOnAnotherMachine(unittest.TestCase):
    """That target without its OpenSSL, which takes a minute."""

    def test_tests_pass_in_shell_and_check(self):
        with Project('targets = [ "aarch64-musl" ];', ROOT / "examples/wasi") as project:
            check = "checks.x86_64-linux.aarch64-musl"
            tests = project.nix("develop", "aarch64-musl", "-c", "cargo", "test", "--locked").stdout
            project.nix("build", check, "--no-link")
            for log in [tests, plain(project.nix("log", check).stdout)]:
                self.assertIn("test a_file_of_the_package_is_read ... ok", log)
                self.assertIn("test src/lib.rs - words (line 7) ... ok", log)


class InADerivation(unittest.TestCase):
    minutes = 4

    def test_each_package_is_a_program_of_its_target_and_runs(self):
        # One call for all, so that two are built at once.
        nix("build", "--no-link", *[f"{ROOT}#packages.{alias}" for alias in CROSS])
        for alias in CROSS:
            with self.subTest(alias):
                program = build(f"packages.{alias}") / "bin/hello-openssl"
                self.assertEqual(machine(program), MACHINES[alias])
                output = shell(alias, *by_runner(alias, program, "abc")).stdout
                self.assertIn("sha256(abc): ba7816bf8f01cfea", output)

    def test_the_short_name_is_the_same_package(self):
        self.assertEqual(build("riscv64"), build("packages.riscv64"))

    def test_flake_check_passes(self):
        nix("flake", "check")

    @long
    def test_the_example_is_a_flake_of_its_own(self):
        with Project() as project:
            output = project.nix("develop", "riscv64", "-c", "cargo", "run", "--quiet", "--locked").stdout
            self.assertIn("architecture: riscv64", output)
