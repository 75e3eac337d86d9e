"""The program as a package: what is installed beside it."""


import pytest
from world import NATIVE, ROOT, build, long, run, shell

FILES = [
    "bash-completion/completions/crossflake.bash",
    "doc/crossflake/reference.md",
    "fish/vendor_completions.d/crossflake.fish",
    "man/man1/crossflake.1",
    "man/man1/crossflake-show.1",
    "nushell/vendor/autoload/crossflake.nu",
    "powershell/_crossflake.ps1",
    "zsh/site-functions/_crossflake",
]


@pytest.fixture(scope="module")
def package():
    return build("default")


@pytest.mark.parametrize("path", FILES)
def test_completions_and_manual_pages_are_installed(package, path):
    assert "crossflake" in (package / "share" / path).read_text()


def test_each_command_of_the_help_has_a_manual_page(package):
    text = run(package / "bin/crossflake", "--help").stdout
    commands = [line.split()[0] for line in text.split("Commands:\n")[1].split("\n\n")[0].splitlines()]
    assert len(commands) > 4
    for command in set(commands) - {"help"}:
        assert (package / f"share/man/man1/crossflake-{command}.1").is_file(), command


def test_bash_completes_with_the_installed_file(package):
    script = f"source {package}/share/bash-completion/completions/crossflake.bash; complete -p crossflake"
    assert "_crossflake" in run("bash", "--norc", "-c", script).stdout


def test_the_program_and_cargos_name_for_it_are_in_bin(package):
    assert sorted(path.name for path in (package / "bin").iterdir()) == ["cargo-crossflake", "crossflake"]


@long
def test_a_minute_of_random_input_finds_no_fault():
    output = shell(NATIVE, "cargo", "test", "--locked", "--test", "fuzz", cwd=ROOT, environment={"CROSSFLAKE_FUZZ_SECONDS": "60"}).stdout
    assert "test result: ok." in output
