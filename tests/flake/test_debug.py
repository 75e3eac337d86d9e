"""`crossflake debug`: gdb on a program, or on one test, under the target's emulator."""

import os
import re
import shutil
import socket
import subprocess
import time

import pytest
from world import ROOT, Project, build, each

MANIFEST = '[package]\nname = "dbg-demo"\nversion = "0.1.0"\nedition = "2021"\n\n[workspace]\n'
PROGRAM = """\
struct Point {
    x: i32,
    name: String,
}

fn inner(number: i32) -> i32 {
    let doubled = number * 2;
    let point = Point { x: doubled, name: String::from("here") };
    println!("{} {}", point.x, point.name);
    doubled
}

fn main() {
    std::process::exit(inner(21) - 42);
}

#[test]
fn four_is_doubled() {
    assert_eq!(inner(4), 8);
}
"""
FLAKE = """{
  inputs.crossflake.url = "github:crossflake/crossflake";
  outputs = { crossflake, ... }: crossflake.lib.mkProject { src = ./.; targets = [ "x86_64" ]; buildTools = pkgs: [ pkgs.gdb ]; };
}
"""
SCRIPT = """\
break main.rs:9
continue
backtrace
print doubled
print point
"""


@pytest.fixture(scope="module")
def program():
    return os.environ.get("CROSSFLAKE_PROGRAM") or build("default") / "bin/crossflake"


class Demo(Project):
    """A package without dependencies, in a shell with gdb."""

    def __init__(self, alias, files):
        super().__init__()
        shutil.rmtree(self.folder)
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.targets = [alias, "gdb"]
        self.alias = alias

    def debug(self, program, *arguments, **options):
        # Debug information is asked for, whatever the tests' own profile says.
        return self.nix("develop", self.alias, "-c", program, "debug", self.alias, *arguments, **options)


def hosted(alias):
    lock = 'version = 4\n\n[[package]]\nname = "dbg-demo"\nversion = "0.1.0"\n'
    return Demo(alias, {"Cargo.toml": MANIFEST, "Cargo.lock": lock, "src/main.rs": PROGRAM, "flake.nix": FLAKE, "script.gdb": SCRIPT})


@each(["aarch64", "riscv64", "x86_64"])
def test_gdb_stops_at_a_source_line_with_rust_s_names_and_values(program, alias):
    with hosted(alias) as demo:
        output = demo.debug(program, "--script", "script.gdb").stdout
    assert re.search(r"Temporary breakpoint 1, dbg_demo::main \(\) at src/main.rs:14", output)
    assert re.search(r"#0 +dbg_demo::inner \(number=21\) at src/main.rs:9\n#1 .*dbg_demo::main \(\) at src/main.rs:14", output)
    assert "$1 = 42\n" in output
    # By Rust's own pretty printers: a String is text.
    assert re.search(r'\$2 = dbg_demo::Point ?\{x: 42, name: "here"\}', output)


def test_one_test_is_debugged_by_its_name(program):
    with hosted("aarch64") as demo:
        output = demo.debug(program, "--case", "four_is_doubled", "--script", "script.gdb").stdout
        assert "dbg_demo::inner (number=4) at src/main.rs:9" in output
        assert "$1 = 8\n" in output
        result = demo.debug(program, "--case", "no_such_test", "--script", "script.gdb", check=False)
        assert result.returncode == 2
        assert "error: the test `no_such_test` does not exist\n\nhint: " in result.stderr


def test_a_cortex_m_board_is_debugged(program):
    example = ROOT / "examples/embedded"
    files = {name: (example / name).read_text() for name in ["Cargo.toml", "Cargo.lock", "build.rs", "src/lib.rs", "src/main.rs"]}
    script = "break main.rs:9\ncontinue\nbacktrace\nbreak lib.rs:8\ncontinue\nprint low\n"
    with Demo("thumbv7em-hf", files | {"flake.nix": FLAKE, "script.gdb": script}) as demo:
        (demo.folder / "tests").mkdir(exist_ok=True)
        for path in (example / "tests").iterdir():
            (demo.folder / "tests" / path.name).write_text(path.read_text())
        output = demo.debug(program, "--script", "script.gdb", "--bin", "embedded").stdout
    assert re.search(r"#0 +embedded::run \(\) at src/main.rs:9\n", output)
    assert "$1 = 97\n" in output


def test_an_editor_is_waited_for_and_told_how_to_connect(program):
    with hosted("aarch64") as demo:
        # What it needs is made, so that the time is the emulator's.
        demo.debug(program, "--script", "script.gdb")
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            port = listening.getsockname()[1]
        log = demo.folder / "log"
        with log.open("w") as errors:
            command = [
                ROOT / "scripts/nix", "--targets", "aarch64 gdb", "--inputs-of", "crossflake", "develop", f"path:{demo.folder}#aarch64",
                "--override-input", "crossflake", f"git+file://{ROOT}", "-c", program, "debug", "aarch64", "--port", str(port),
            ]
            waiting = subprocess.Popen(
                command, cwd=demo.folder, stderr=errors, stdout=subprocess.PIPE, env=os.environ | {"CARGO_TARGET_DIR": demo.target_folder}, text=True
            )
            end = time.monotonic() + 300
            while f"127.0.0.1:{port}" not in log.read_text():
                assert time.monotonic() < end and waiting.poll() is None, log.read_text()
                time.sleep(0.5)
            text = log.read_text()
            assert f'"miDebuggerServerAddress": "127.0.0.1:{port}"' in text
            (line,) = [line.strip() for line in text.splitlines() if f"target remote 127.0.0.1:{port}" in line and "gdb" in line.split(" ")[2]]
            time.sleep(3)
            output = subprocess.run(["bash", "-c", f"{line} --batch -ex 'break dbg_demo::inner' -ex continue -ex 'print number' -ex kill"], capture_output=True, text=True, check=False).stdout
            waiting.kill()
        assert "$1 = 21\n" in output


def test_a_target_without_such_an_emulator_is_an_error(program):
    with hosted("x86_64") as demo:
        result = demo.nix("develop", "x86_64", "-c", program, "debug", "windows", check=False)
    assert result.returncode == 2
    assert "error: no emulator of `x86_64-pc-windows-gnu` takes a debugger\n\nhint: " in result.stderr
