"""The ways in: a plain flake with options and inputs of its own, an overlay, a module of flake-parts, a template, direnv.

Each is built for one target at least; in the long tests, its shell, package and check for three.
"""

import os
import pathlib
import re
import shutil
import tempfile
import unittest

from world import CROSS, ROOT, Project, long, machine, nix, nix_program, row, run, tool


class Plain(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.project = Project(consumer="plain", inputs_of=None)
        cls.project.targets = ["aarch64", "armv7", "riscv64"]

    @classmethod
    def tearDownClass(cls):
        cls.project.__exit__()

    def say(self, shell, text):
        return self.project.nix("develop", shell, "-c", "bash", "-c", f"echo {text}").stdout

    def test_env_and_shell_hook_reach_the_shell(self):
        self.assertEqual(self.say("aarch64", "$GREETING"), "welcome\nall\n")

    def test_an_override_is_of_its_target_alone(self):
        self.assertEqual(self.say("armv7", "$GREETING"), "welcome\narmv7 alone\n")

    def test_a_shell_of_several_targets_has_a_name_of_its_own(self):
        output = self.say("arm", "$CC_armv7_unknown_linux_gnueabihf $CC_aarch64_unknown_linux_gnu ${CARGO_BUILD_TARGET-none}")
        self.assertRegex(output, r"armv7l-unknown-linux-gnueabihf-cc /.*aarch64-unknown-linux-gnu-cc none\n")

    def test_rust_analyzer_is_for_the_first_target(self):
        for shell, triple in [("arm", "armv7-unknown-linux-gnueabihf"), ("all", "aarch64-unknown-linux-gnu"), ("armv7", "armv7-unknown-linux-gnueabihf")]:
            output = self.project.nix("develop", shell, "-c", "rust-analyzer", "check").stdout
            self.assertEqual(output, f"welcome\n{triple}: check\n")
        chosen = self.project.nix("develop", "arm", "-c", "env", "CARGO_BUILD_TARGET=mine", "rust-analyzer").stdout
        self.assertEqual(chosen, "welcome\nmine:\n")

    def test_packages_and_checks_build(self):
        for output in ["packages.x86_64-linux.armv7", "checks.x86_64-linux.armv7"]:
            self.project.nix("build", output, "--no-link")

    def test_without_a_name_the_program_is_built_and_run_for_the_build_machine(self):
        self.assertIn("architecture: x86_64\n", self.project.nix("run", "", "--", "abc").stdout)


class Overlay(unittest.TestCase):
    def test_shell_package_check_deployable_and_program(self):
        with Project(consumer="overlay") as project:
            project.targets = ["aarch64"]
            self.assertIn("architecture: aarch64", project.nix("develop", "aarch64", "-c", "cargo", "run", "--quiet", "--locked").stdout)
            for output in ["packages.x86_64-linux.aarch64", "checks.x86_64-linux.aarch64", "packages.x86_64-linux.deployable", "packages.x86_64-linux.program"]:
                project.nix("build", output, "--no-link")


# Its code is on GitHub alone, so the folders are named: of flake-parts, and of nixpkgs' lib.
FLAKE_PARTS = os.environ.get("CROSSFLAKE_FLAKE_PARTS")
NIXPKGS_LIB = os.environ.get("CROSSFLAKE_NIXPKGS_LIB")
PARTS = ["--override-input", "flake-parts", f"path:{FLAKE_PARTS}", "--override-input", "flake-parts/nixpkgs-lib", f"path:{NIXPKGS_LIB}"]
with_parts = unittest.skipUnless(FLAKE_PARTS and NIXPKGS_LIB, "CROSSFLAKE_FLAKE_PARTS and CROSSFLAKE_NIXPKGS_LIB name no checkouts")


class FlakeParts(unittest.TestCase):
    @with_parts
    def test_shell_package_and_check(self):
        with Project(consumer="flake-parts") as project:
            project.targets = ["aarch64"]
            output = project.nix("develop", "aarch64", *PARTS, "-c", "cargo", "run", "--quiet", "--locked").stdout
            self.assertIn("architecture: aarch64", output)
            for output in ["packages.x86_64-linux.aarch64", "checks.x86_64-linux.aarch64"]:
                project.nix("build", output, *PARTS, "--no-link")


    @with_parts
    def test_systems_are_those_of_flake_parts(self):
        with Project(consumer="flake-parts") as project:
            project.targets = ["aarch64"]
            flake = project.folder / "flake.nix"
            text = flake.read_text()
            flake.write_text(text.replace("targets =", "systems = [ ];\n        targets ="))
            self.assertNotEqual(flake.read_text(), text)
            result = project.nix("build", "packages.x86_64-linux.aarch64", *PARTS, "--no-link", check=False)
            self.assertIn("`crossflake.systems` is not an option of the module", result.stderr)


@long
class ThreeTargets(unittest.TestCase):
    TARGETS = ["aarch64", "armv7", "riscv64"]

    def work(self, inputs=(), options=(), **project):
        with Project(**project) as project:
            project.targets = self.TARGETS
            for target in self.TARGETS:
                with self.subTest(target):
                    tests = project.nix("develop", target, *inputs, "-c", "cargo", "test", "--locked", *options)
                    self.assertIn(f"target/{row(target)['triple']}/debug/deps/", tests.stderr)
                    self.assertIn("test result: ok.", tests.stdout)
                    outputs = [f"path:{project.folder}#checks.x86_64-linux.{target}"]
                    project.nix("build", f"packages.x86_64-linux.{target}", *outputs, *inputs, "--out-link", project.folder / "built")
                    for program in (project.folder / "built/bin").iterdir():
                        self.assertEqual(machine(program), CROSS[target])

    def test_a_plain_flake(self):
        self.work(consumer="plain", inputs_of=None)

    def test_an_overlay(self):
        self.work(consumer="overlay")

    @with_parts
    def test_a_module_of_flake_parts(self):
        self.work(PARTS, consumer="flake-parts")

    def test_a_template(self):
        # The default one is the example.
        self.work()

    def test_a_workspace(self):
        # As its flake has it.
        options = ["--package", "server", "--no-default-features", "--features", "tls"]
        self.work(options=options, example=ROOT / "tests/consumers/workspace")


class Templates(unittest.TestCase):
    def test_each_template_is_a_project_whose_shell_works(self):
        # The default one is built among the long tests.
        for name, alias in [("embedded", "thumbv6m"), ("wasi", "wasi")]:
            with self.subTest(name), Project() as project:
                shutil.rmtree(project.folder)
                project.folder.mkdir()
                nix("--no-overrides", "flake", "init", "-t", f"git+file://{ROOT}#{name}", cwd=project.folder)
                project.targets = [alias]
                project.nix("develop", alias, "-c", "cargo", "build", "--quiet", "--locked")


@long
class Direnv(unittest.TestCase):
    def test_it_enters_the_template_s_shell(self):
        direnv = tool("direnv")
        with Project() as project, tempfile.TemporaryDirectory(prefix="crossflake-test-") as home:
            programs = nix_program(pathlib.Path(home, "bin/nix"), "aarch64").parent
            # Where direnv keeps what is allowed.
            environment = {"XDG_DATA_HOME": home, "PATH": f"{programs}:{os.environ['PATH']}"}
            run(direnv, "allow", project.folder, environment=environment)
            output = run(direnv, "exec", project.folder, "sh", "-c", "cd $0 && cargo run --quiet --locked", project.folder, environment=environment)
            self.assertIn("architecture: aarch64", output.stdout)


class Members(unittest.TestCase):
    """A workspace: members, features and a git dependency, built and tested for the target."""

    def test_a_git_dependency_is_built_and_one_that_is_gone_is_named(self):
        with tempfile.TemporaryDirectory(prefix="crossflake-test-") as folder, Project(example=ROOT / "tests/consumers/workspace") as project:
            project.targets = ["aarch64"]
            theirs = pathlib.Path(folder, "theirs")
            (theirs / "src").mkdir(parents=True)
            (theirs / "Cargo.toml").write_text('[package]\nname = "theirs"\nversion = "1.2.3"\nedition = "2021"\n')
            (theirs / "src/lib.rs").write_text('pub fn word() -> &\'static str {\n    "from git"\n}\n')
            identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
            for command in [["init", "--quiet"], ["add", "--all"], [*identity, "commit", "--quiet", "--message", "first"]]:
                run("git", *command, cwd=theirs)
            manifest = project.folder / "server/Cargo.toml"
            manifest.write_text(manifest.read_text() + f'theirs = {{ git = "file://{theirs}" }}\n')
            main = project.folder / "server/src/main.rs"
            main.write_text(main.read_text().replace("fn main() {", 'fn main() {\n    println!("{}", theirs::word());'))
            run("cargo", "update", "--workspace", cwd=project.folder)
            self.assertIn(f'source = "git+file://{theirs}#', (project.folder / "Cargo.lock").read_text())

            project.nix("build", "packages.x86_64-linux.aarch64", "--out-link", project.folder / "result")
            output = project.nix("develop", "aarch64", "-c", "qemu-aarch64", project.folder / "result/bin/server").stdout
            self.assertEqual(output, "from git\ntls\n")

            shutil.rmtree(theirs)
            lock = project.folder / "Cargo.lock"
            lock.write_text(re.sub(r"(git\+file://.*#)\w+", rf"\g<1>{'0' * 40}", lock.read_text()))
            result = project.nix("build", "packages.x86_64-linux.aarch64", "--no-link", check=False)
            self.assertNotEqual(result.returncode, 0)
            self.assertIn(str(theirs), result.stderr)

    def test_only_the_stated_members_and_features_are_built(self):
        with Project(example=ROOT / "tests/consumers/workspace") as project:
            project.targets = ["aarch64"]
            project.nix("build", "packages.x86_64-linux.aarch64", "--out-link", project.folder / "result")
            self.assertEqual([path.name for path in pathlib.Path(project.folder / "result/bin").iterdir()], ["server"])
            output = project.nix("develop", "aarch64", "-c", "qemu-aarch64", project.folder / "result/bin/server").stdout
            self.assertEqual(output, "tls\n")
            project.nix("build", "checks.x86_64-linux.aarch64", "--no-link")

    def test_a_change_of_the_sources_leaves_the_dependencies_alone(self):
        with Project(example=ROOT / "tests/consumers/workspace") as project:
            project.targets = ["aarch64"]
            before = project.nix("eval", "packages.x86_64-linux.aarch64.dependencies.drvPath").stdout
            (project.folder / "server/src/main.rs").write_text("fn main() {}\n")
            after = project.nix("eval", "packages.x86_64-linux.aarch64.dependencies.drvPath").stdout
            self.assertEqual(before, after)
