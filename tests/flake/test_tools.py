"""The tools of a target by themselves: in shells that are not ours, and beside the project's own cargo configuration."""

import os
import pathlib

import pytest
from world import ROOT, Project, machine, run, wide

pytestmark = pytest.mark.xdist_group("tools")
AARCH64 = "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU"
THUMBV6M = "CARGO_TARGET_THUMBV6M_NONE_EABI"


@pytest.fixture(scope="module")
def project():
    with Project(consumer="tools") as made:
        made.targets = ["aarch64", "riscv64", "thumbv6m"]
        yield made


@pytest.fixture(scope="module")
def built(project):
    """A function from an output's name to its store path."""
    return lambda name: pathlib.Path(project.nix("build", name, "--no-link", "--print-out-paths").stdout.strip())


class TestInShellsOfNixpkgs:
    @pytest.mark.parametrize(("target", "number"), [("aarch64", 183), ("riscv64", 243)])
    def test_the_example_builds_and_its_tests_pass(self, project, target, number):
        output = project.nix("develop", target, "-c", "cargo", "test", "--locked", "--lib").stdout
        assert "test result: ok. 3 passed" in output
        project.nix("develop", target, "-c", "cargo", "build", "--locked")
        (program,) = pathlib.Path(project.target_folder).glob(f"{target}*/debug/hello-openssl")
        assert machine(program) == number

    def test_two_targets_in_one_and_what_the_shell_sets_stays(self, project):
        script = 'echo "$CROSSFLAKE_TARGETS"; echo "${CARGO_BUILD_TARGET-none}"; echo "$CC_aarch64_unknown_linux_gnu"; echo "$CC_riscv64gc_unknown_linux_gnu"'
        lines = project.nix("develop", "both", "-c", "bash", "-c", script).stdout.splitlines()
        assert lines == ["aarch64-unknown-linux-gnu riscv64gc-unknown-linux-gnu", "none", "its-own", "riscv64-unknown-linux-gnu-gcc"]

    @pytest.mark.parametrize(("name", "message"), [("misspelt", "`librarys` is no option; the nearest: libraries"), ("unknown", "`preBuild` is no option; it has ")])
    def test_what_is_no_option_is_named(self, project, name, message):
        result = project.nix("eval", f"packages.x86_64-linux.{name}.drvPath", check=False)
        assert result.returncode != 0
        assert message in result.stderr


def sourced(tools, rust, folder, script):
    """What bash prints and says in a folder, in an environment without Nix's, once it has the tools' env.sh."""
    path = f"{rust}/bin:/usr/bin:/bin"
    result = run(
        "env", "-i", f"PATH={path}", f"HOME={os.environ['HOME']}", "bash", "-euc", f"source {tools}/env.sh\n{script}", cwd=folder
    )  # fmt: skip
    return result.stdout, result.stderr


class TestWithoutHooks:
    def test_a_c_program_links_and_runs(self, built, tmp_path):
        (tmp_path / "main.c").write_text('#include <openssl/crypto.h>\n#include <stdio.h>\nint main(void) { puts(OpenSSL_version(0)); }\n')
        script = """
            $CC_aarch64_unknown_linux_gnu main.c -o main $($PKG_CONFIG_aarch64_unknown_linux_gnu --cflags --libs libcrypto)
            $CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER ./main
        """
        output, _ = sourced(built("aarch64"), built("rust"), tmp_path, script)
        assert output.startswith("OpenSSL 3")
        assert machine(tmp_path / "main") == 183


class TestFlags:
    def test_the_tools_keep_the_libraries_flags_and_not_their_own_seed(self, project, built):
        assert "-frandom-seed=" in project.nix("develop", "aarch64", "-c", "printenv", "NIX_CFLAGS_COMPILE").stdout
        tools = built("aarch64")
        (flags,) = [line for line in (tools / "share/crossflake/variables.sh").read_text().splitlines() if "NIX_CFLAGS_COMPILE_" in line]
        assert "-isystem" in flags
        assert "-frandom-seed" not in flags

    @wide
    def test_of_two_targets_with_one_suffix_each_has_its_own(self):
        with Project(example=ROOT / "tests/graft/shells") as shells:
            shells.targets = ["armv7", "thumbv7neon-unknown-linux-gnueabihf", "x86_64"]
            shells.nix("develop", "devShells.clash", "-c", "./check-clash")


# The project's configuration; programs that it has; the variables then, None for one that is not set; what is said.
CONFIGURATIONS = {
    "no-configuration": ("thumbv6m", "", [], {f"{THUMBV6M}_RUNNER": "thumbv6m-none-eabi-runner", f"{THUMBV6M}_LINKER": None}, ""),
    "a-runner-of-the-triple": ("thumbv6m", '[target.thumbv6m-none-eabi]\nrunner = "./flash --chip X"\n', ["flash"], {f"{THUMBV6M}_RUNNER": None}, ""),
    "a-runner-under-cfg": (
        "thumbv6m",
        "[target.'cfg(all(target_arch = \"arm\", not(target_os = \"linux\")))']\nrunner = [\"tools/flash\", \"--chip\"]\n",
        ["tools/flash"],
        {f"{THUMBV6M}_RUNNER": None},
        "",
    ),
    "a-runner-under-a-cfg-of-others": (
        "thumbv6m",
        "[target.'cfg(any(target_os = \"linux\", windows))']\nrunner = \"./flash\"\n",
        ["flash"],
        {f"{THUMBV6M}_RUNNER": "thumbv6m-none-eabi-runner"},
        "",
    ),
    "a-runner-that-is-missing": (
        "thumbv6m",
        '[target.thumbv6m-none-eabi]\nrunner = "no-such-flasher run"\n',
        [],
        {f"{THUMBV6M}_RUNNER": "thumbv6m-none-eabi-runner"},
        "names the runner `no-such-flasher` for thumbv6m-none-eabi, which is not on PATH: crossflake uses ",
    ),
    "a-linker": ("thumbv6m", '[target.thumbv6m-none-eabi]\nlinker = "tools/flip-link"\n', ["tools/flip-link"], {f"{THUMBV6M}_LINKER": None}, ""),
    "a-linker-that-is-missing": (
        "thumbv6m",
        '[target.thumbv6m-none-eabi]\nlinker = "flip-link-that-is-missing"\n',
        [],
        {f"{THUMBV6M}_LINKER": "rust-lld"},
        "names the linker `flip-link-that-is-missing` for thumbv6m-none-eabi, which is not on PATH: crossflake uses rust-lld",
    ),
    "a-compiler-from-outside": (
        "aarch64",
        '[target.aarch64-unknown-linux-gnu]\nlinker = "tools/aarch64-linux-gnu-gcc-12"\n',
        ["tools/aarch64-linux-gnu-gcc-12"],
        {f"{AARCH64}_LINKER": "aarch64-unknown-linux-gnu-gcc"},
        "a C compiler from outside this shell",
    ),
    "the-names-that-config-writes": (
        "aarch64",
        '[target.aarch64-unknown-linux-gnu]\nlinker = "aarch64-unknown-linux-gnu-cc"\nrunner = "qemu-aarch64"\n',
        [],
        {f"{AARCH64}_LINKER": None, f"{AARCH64}_RUNNER": None},
        "",
    ),
    "a-wrapper-that-is-missing": (
        "aarch64",
        '[build]\nrustc-wrapper = "no-such-cache"\n',
        [],
        {"RUSTC_WRAPPER": ""},
        "names `no-such-cache` as rustc-wrapper, which is not on PATH: rustc is called without it",
    ),
    "a-wrapper": ("aarch64", '[build]\nrustc-wrapper = "tools/cache"\n', ["tools/cache"], {"RUSTC_WRAPPER": None}, ""),
    "a-list-of-targets": (
        "aarch64",
        '[build]\ntarget = ["aarch64-unknown-linux-gnu", "x86_64-unknown-linux-gnu"]\n',
        [],
        {"CARGO_BUILD_TARGET": "aarch64-unknown-linux-gnu"},
        "has a list in build.target",
    ),
}


class TestTheProjectsOwnConfiguration:
    @pytest.mark.parametrize("case", CONFIGURATIONS)
    @pytest.mark.parametrize("below", ["", "crates/one"], ids=["here", "in-a-parent-folder"])
    def test_what_can_be_started_wins(self, built, tmp_path, case, below):
        target, configuration, programs, variables, said = CONFIGURATIONS[case]
        if below and not configuration:
            pytest.skip("the same as here")
        if configuration:
            (tmp_path / ".cargo").mkdir()
            (tmp_path / ".cargo/config.toml").write_text(configuration)
        for name in programs:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text("#!/bin/sh\n")
            (tmp_path / name).chmod(0o755)
        (tmp_path / below).mkdir(parents=True, exist_ok=True)
        script = "\n".join(f'echo "${{{name}-not set}}"' for name in variables)
        output, errors = sourced(built(target), built("rust"), tmp_path / below, script)
        found = [line.removeprefix("/").rsplit("/", 1)[-1] for line in output.splitlines()]
        assert found == ["not set" if value is None else value for value in variables.values()]
        assert said in errors
        assert bool(said) == ("crossflake: " in errors), errors

    def test_what_the_user_has_set_wins_over_both(self, built, tmp_path):
        (tmp_path / ".cargo").mkdir()
        (tmp_path / ".cargo/config.toml").write_text('[target.thumbv6m-none-eabi]\nrunner = "no-such-flasher"\n')
        tools, rust = built("thumbv6m"), built("rust")
        result = run(
            "env", "-i", f"PATH={rust}/bin:/usr/bin:/bin", f"{THUMBV6M}_RUNNER=mine", "bash", "-euc",
            f'source {tools}/env.sh\necho "${THUMBV6M}_RUNNER"', cwd=tmp_path,
        )  # fmt: skip
        assert result.stdout == "mine\n"
        assert result.stderr == ""
