"""Each library of crates.json for other machines: pkg-config knows it, a C program links it, and starts under the emulator."""

import json
import shlex
import subprocess

import pytest
from world import CROSS_SHORT, MACHINES, ROOT, long, machine, nix, wide

LIBRARIES = json.loads((ROOT / "crates.json").read_text())["libraries"]
TARGETS = ["aarch64", "riscv64"]
CASES = [
    pytest.param(alias, name, id=f"{name}-{alias}", marks=wide if not row.get("common") else [] if alias == CROSS_SHORT else long)
    for name, row in LIBRARIES.items()
    if "lacks" not in row
    for alias in TARGETS
]


@pytest.fixture(scope="session")
def shell_of(request, tmp_path_factory):
    """The variables of a target's shell, with the libraries of all tests that run."""
    asked = {}
    for item in request.session.items:
        if item.function.__name__ == "test_a_program_links_it_and_starts":
            asked.setdefault(item.callspec.params["alias"], set()).add(item.callspec.params["name"])
    shells = {}

    def variables(alias):
        if alias not in shells:
            folder = tmp_path_factory.mktemp(alias)
            attributes = " ".join(f"pkgs.{name}" for name in sorted(asked[alias]))
            (folder / "flake.nix").write_text(
                f"""{{
                  inputs.crossflake.url = "git+file://{ROOT}";
                  outputs = {{ crossflake, ... }}: {{
                    devShells.x86_64-linux.default = crossflake.lib.mkShell {{
                      system = "x86_64-linux";
                      targets = [ "{alias}" ];
                      libraries = pkgs: [ {attributes} ];
                    }};
                  }};
                }}"""
            )
            # Together, not one after the other as evaluation names them.
            options = [word for name in asked[alias] for word in ["--library", name]]
            output = nix("--targets", " ".join([alias, *options]), "--inputs-of", "crossflake", "develop", f"path:{folder}", "-c", "env", "-0", cwd=folder)
            shells[alias] = dict(pair.split("=", 1) for pair in output.stdout.split("\0") if "=" in pair)
        return shells[alias]

    return variables


def in_shell(environment, script, folder):
    return subprocess.run(["bash", "-euc", script], env=environment, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("alias", "name"), CASES)
def test_a_program_links_it_and_starts(shell_of, tmp_path, alias, name):
    environment = shell_of(alias)
    row = LIBRARIES[name]
    triple = environment["CARGO_BUILD_TARGET"]
    variable = triple.replace("-", "_")
    modules = shlex.join(row.get("pkgConfig", []))
    flags = " ".join(f"-l{library}" for library in row.get("link", []))
    if modules:
        answer = in_shell(environment, f'"${{PKG_CONFIG_{variable}}}" --cflags --libs {modules}', tmp_path)
        assert answer.returncode == 0, answer.stderr
        flags = f"{answer.stdout.strip()} {flags}"
    folders = [flag[2:] for flag in shlex.split(flags) if flag[:2] in ("-I", "-L")]
    # The target's own, and not one of the machine's.
    assert all(folder.startswith(environment["NIX_STORE"]) for folder in folders), folders
    # Some headers want others before them, or a definition: that is for those who use them.
    checks = [f"#if !__has_include(<{header}>)\n#error {header}\n#endif\n" for header in row.get("headers", [])]
    (tmp_path / "main.c").write_text("".join(checks) + '#include <stdio.h>\nint main(void) { puts("started"); }\n')
    linked = in_shell(environment, f'"${{CC_{variable}}}" main.c -o main -Wl,--no-as-needed {flags}', tmp_path)
    assert linked.returncode == 0, linked.stderr
    assert machine(tmp_path / "main") == MACHINES[alias]
    started = in_shell(environment, f'"${{CARGO_TARGET_{variable.upper()}_RUNNER}}" ./main', tmp_path)
    assert (started.returncode, started.stdout) == (0, "started\n"), started.stderr


def test_a_library_that_no_package_is_for_says_why():
    assert {name for name, row in LIBRARIES.items() if not row["debian"]} <= {name for name, row in LIBRARIES.items() if row.get("lacks")}
