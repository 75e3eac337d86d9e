"""The ways in: a plain flake with options and inputs of its own, an overlay, a module of flake-parts, a template, direnv.

Each is built for one target at least; in the long tests, its shell, package and check for three.
"""

import os
import pathlib
import re
import shutil

import pytest
from world import BOARD, CROSS, ROOT, cargo, each, long, machine, nix, nix_program, row, run, tool


class Plain:
    @pytest.fixture
    def plain(self, project):
        copy = project(consumer="plain", inputs_of=None)
        copy.targets = ["aarch64", "armv7", "riscv64"]
        return copy

    @pytest.fixture
    def say(self, plain):
        return lambda shell, text: plain.nix("develop", shell, "-c", "bash", "-c", f"echo {text}").stdout

    def test_env_and_shell_hook_reach_the_shell(self, say):
        assert say("aarch64", "$GREETING") == "welcome\nall\n"

    def test_an_override_is_of_its_target_alone(self, say):
        assert say("armv7", "$GREETING") == "welcome\narmv7 alone\n"

    def test_a_shell_of_several_targets_has_a_name_of_its_own(self, say):
        output = say("arm", "$CC_armv7_unknown_linux_gnueabihf $CC_aarch64_unknown_linux_gnu ${CARGO_BUILD_TARGET-none}")
        assert re.search(r"armv7l-unknown-linux-gnueabihf-gcc aarch64-unknown-linux-gnu-gcc none\n", output)

    @pytest.mark.parametrize(
        ("shell", "triple"), [("arm", "armv7-unknown-linux-gnueabihf"), ("all", "aarch64-unknown-linux-gnu"), ("armv7", "armv7-unknown-linux-gnueabihf")]
    )
    def test_rust_analyzer_is_for_the_first_target(self, plain, shell, triple):
        output = plain.nix("develop", shell, "-c", "rust-analyzer", "check").stdout
        assert output == f"welcome\n{triple}: check\n"

    def test_rust_analyzer_is_for_the_target_that_the_user_sets(self, plain):
        chosen = plain.nix("develop", "arm", "-c", "env", "CARGO_BUILD_TARGET=mine", "rust-analyzer").stdout
        assert chosen == "welcome\nmine:\n"

    @pytest.mark.parametrize("kind", ["packages", "checks"])
    def test_it_builds(self, plain, kind):
        plain.nix("build", f"{kind}.x86_64-linux.aarch64", "--no-link")

    def test_without_a_name_the_program_is_built_and_run_for_the_build_machine(self, plain):
        assert "architecture: x86_64\n" in plain.nix("run", "", "--", "abc").stdout


class Overlay:
    @pytest.fixture
    def overlay(self, project):
        copy = project(consumer="overlay")
        copy.targets = ["aarch64"]
        return copy

    def test_the_program_runs_in_the_shell(self, overlay):
        assert "architecture: aarch64" in overlay.nix("develop", "aarch64", "-c", "cargo", "run", "--quiet", "--locked").stdout

    @pytest.mark.parametrize("output", ["packages.x86_64-linux.aarch64", "checks.x86_64-linux.aarch64", "packages.x86_64-linux.deployable", "packages.x86_64-linux.command", "packages.x86_64-linux.program", "packages.x86_64-linux.tools", "packages.x86_64-linux.toolchain"])
    def test_it_builds(self, overlay, output):
        overlay.nix("build", output, "--no-link")


CRANE = os.environ.get("CROSSFLAKE_CRANE")


# crane wants more of nixpkgs than the stand-in has.
@pytest.mark.skipif(not (CRANE and os.environ.get("CROSSFLAKE_NIXPKGS")), reason="CROSSFLAKE_CRANE and CROSSFLAKE_NIXPKGS name no checkouts")
def test_crane_builds_and_tests_with_the_tools(project):
    copy = project(consumer="crane")
    copy.targets = ["aarch64"]
    copy.nix("build", "aarch64", "--override-input", "crane", f"path:{CRANE}", "--no-link")


# Its code is on GitHub alone, so the folders are named: of flake-parts, and of nixpkgs' lib.
FLAKE_PARTS = os.environ.get("CROSSFLAKE_FLAKE_PARTS")
NIXPKGS_LIB = os.environ.get("CROSSFLAKE_NIXPKGS_LIB")
PARTS = ["--override-input", "flake-parts", f"path:{FLAKE_PARTS}", "--override-input", "flake-parts/nixpkgs-lib", f"path:{NIXPKGS_LIB}"]
with_parts = pytest.mark.skipif(not (FLAKE_PARTS and NIXPKGS_LIB), reason="CROSSFLAKE_FLAKE_PARTS and CROSSFLAKE_NIXPKGS_LIB name no checkouts")


@with_parts
class FlakeParts:
    @pytest.fixture
    def parts(self, project):
        copy = project(consumer="flake-parts")
        copy.targets = ["aarch64"]
        return copy

    def test_the_program_runs_in_the_shell(self, parts):
        output = parts.nix("develop", "aarch64", *PARTS, "-c", "cargo", "run", "--quiet", "--locked").stdout
        assert "architecture: aarch64" in output

    @pytest.mark.parametrize("kind", ["packages", "checks"])
    def test_it_builds(self, parts, kind):
        parts.nix("build", f"{kind}.x86_64-linux.aarch64", *PARTS, "--no-link")

    def test_systems_are_those_of_flake_parts(self, parts):
        flake = parts.folder / "flake.nix"
        text = flake.read_text()
        flake.write_text(text.replace("targets =", "systems = [ ];\n        targets ="))
        assert flake.read_text() != text
        result = parts.nix("build", "packages.x86_64-linux.aarch64", *PARTS, "--no-link", check=False)
        assert "`crossflake.systems` is not an option of the module" in result.stderr


@long
class ThreeTargets:
    @pytest.mark.parametrize(
        ("inputs", "options", "origin"),
        [
            pytest.param([], [], {"consumer": "plain", "inputs_of": None}, id="plain"),
            pytest.param([], [], {"consumer": "overlay"}, id="overlay"),
            pytest.param(PARTS, [], {"consumer": "flake-parts"}, id="flake-parts", marks=with_parts),
            # The default one is the example.
            pytest.param([], [], {}, id="template"),
            # As its flake has it.
            pytest.param(
                [], ["--package", "server", "--no-default-features", "--features", "tls"], {"example": ROOT / "tests/consumers/workspace"}, id="workspace"
            ),
        ],
    )
    @each(["aarch64", "armv7", "riscv64"])
    def test_shell_package_and_check(self, project, alias, inputs, options, origin):
        copy = project(**origin)
        copy.targets = ["aarch64", "armv7", "riscv64"]
        tests = copy.nix("develop", alias, *inputs, "-c", "cargo", "test", "--locked", *options)
        assert f"target/{row(alias)['triple']}/debug/deps/" in tests.stderr
        assert "test result: ok." in tests.stdout
        check = f"path:{copy.folder}#checks.x86_64-linux.{alias}"
        copy.nix("build", f"packages.x86_64-linux.{alias}", check, *inputs, "--out-link", copy.folder / "built")
        programs = list((copy.folder / "built/bin").iterdir())
        assert programs
        for program in programs:
            assert machine(program) == CROSS[alias]


class Templates:
    # The default one is built among the long tests.
    @pytest.mark.parametrize(("name", "alias"), [("embedded", BOARD), ("wasi", "wasi")])
    def test_the_template_is_a_project_whose_shell_works(self, project, name, alias):
        copy = project()
        shutil.rmtree(copy.folder)
        copy.folder.mkdir()
        nix("--no-overrides", "flake", "init", "-t", f"git+file://{ROOT}#{name}", cwd=copy.folder)
        copy.targets = [alias]
        copy.nix("develop", alias, "-c", "cargo", "build", "--quiet", "--locked")


@long
class Direnv:
    def test_it_enters_the_template_s_shell(self, project, tmp_path):
        direnv = tool("direnv")
        folder = project().folder
        programs = nix_program(tmp_path / "bin/nix", "aarch64").parent
        # Where direnv keeps what is allowed.
        environment = {"XDG_DATA_HOME": str(tmp_path), "PATH": f"{programs}:{os.environ['PATH']}"}
        run(direnv, "allow", folder, environment=environment)
        output = run(direnv, "exec", folder, "sh", "-c", "cd $0 && cargo run --quiet --locked", folder, environment=environment)
        assert "architecture: aarch64" in output.stdout


class Members:
    """A workspace: members, features and a git dependency, built and tested for the target."""

    @pytest.fixture
    def workspace(self, project):
        copy = project(example=ROOT / "tests/consumers/workspace")
        copy.targets = ["aarch64"]
        return copy

    def test_a_git_dependency_is_built_and_one_that_is_gone_is_named(self, workspace, tmp_path):
        theirs = tmp_path / "theirs"
        (theirs / "src").mkdir(parents=True)
        (theirs / "Cargo.toml").write_text('[package]\nname = "theirs"\nversion = "1.2.3"\nedition = "2021"\n')
        (theirs / "src/lib.rs").write_text('pub fn word() -> &\'static str {\n    "from git"\n}\n')
        identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
        for command in [["init", "--quiet"], ["add", "--all"], [*identity, "commit", "--quiet", "--message", "first"]]:
            run("git", *command, cwd=theirs)
        manifest = workspace.folder / "server/Cargo.toml"
        manifest.write_text(manifest.read_text() + f'theirs = {{ git = "file://{theirs}" }}\n')
        main = workspace.folder / "server/src/main.rs"
        main.write_text(main.read_text().replace("fn main() {", 'fn main() {\n    println!("{}", theirs::word());'))
        cargo("update", "--workspace", cwd=workspace.folder)
        assert f'source = "git+file://{theirs}#' in (workspace.folder / "Cargo.lock").read_text()

        workspace.nix("build", "packages.x86_64-linux.aarch64", "--out-link", workspace.folder / "result")
        output = workspace.nix("develop", "aarch64", "-c", "qemu-aarch64", workspace.folder / "result/bin/server").stdout
        assert output == "from git\ntls\n"

        shutil.rmtree(theirs)
        lock = workspace.folder / "Cargo.lock"
        lock.write_text(re.sub(r"(git\+file://.*#)\w+", rf"\g<1>{'0' * 40}", lock.read_text()))
        result = workspace.nix("build", "packages.x86_64-linux.aarch64", "--no-link", check=False)
        assert result.returncode != 0
        assert str(theirs) in result.stderr

    def test_only_the_stated_members_and_features_are_built(self, workspace):
        workspace.nix("build", "packages.x86_64-linux.aarch64", "--out-link", workspace.folder / "result")
        assert [path.name for path in pathlib.Path(workspace.folder / "result/bin").iterdir()] == ["server"]
        output = workspace.nix("develop", "aarch64", "-c", "qemu-aarch64", workspace.folder / "result/bin/server").stdout
        assert output == "tls\n"
        workspace.nix("build", "checks.x86_64-linux.aarch64", "--no-link")

    def test_a_change_of_the_sources_leaves_the_dependencies_alone(self, workspace):
        before = workspace.nix("eval", "packages.x86_64-linux.aarch64.dependencies.drvPath").stdout
        (workspace.folder / "server/src/main.rs").write_text("fn main() {}\n")
        after = workspace.nix("eval", "packages.x86_64-linux.aarch64.dependencies.drvPath").stdout
        assert before == after
