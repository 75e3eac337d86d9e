"""Runners: bare metal under qemu-system, WebAssembly, programs that start programs; and each kind hands on exit codes."""

import functools
import json
import pathlib
import re
import signal
import subprocess
import time

import pytest
from world import BOARD, CROSS_SHORT, EMBEDDED, NATIVE, ROOT, WASM, Project, build, build_other, each, long, marked, needs_binfmt, other_shell, plain

# The runner of wasm-bindgen takes three minutes to build, for all of them.
NODE = [long, pytest.mark.xdist_group("node")]


class BareMetal:
    @each(EMBEDDED, [BOARD])
    def test_programs_and_tests_run_on_the_emulated_board(self, alias):
        assert "checksum: ok" in other_shell(alias, "embedded", "cargo", "test", "--locked").stdout
        program = other_shell(alias, "embedded", "cargo", "run", "--quiet", "--locked").stdout
        assert program == "fletcher16(abcde): 0xc8f0\n"

    @each(EMBEDDED, [BOARD])
    def test_a_test_that_must_fail_does(self, alias):
        result = other_shell(alias, "embedded", "cargo", "test", "--locked", "--features", "must-fail", check=False)
        assert result.returncode != 0
        assert "must_fail: failing, as asked" in result.stdout
        assert "exit status: 1" in result.stderr

    @each(EMBEDDED, [BOARD])
    def test_the_package_builds(self, alias):
        build_other(alias, "packages")

    @each(EMBEDDED, [BOARD])
    def test_the_check_passes(self, alias):
        build_other(alias, "checks")


# Does what its first argument says.
DOES_AS_IT_IS_TOLD = """
#![no_std]
#![no_main]

use semihosting::{experimental::env, println};

embedded::entry!(run);

fn run() -> i32 {
    let arguments = env::args::<1024>().unwrap();
    let mut words = arguments.map(|word| word.unwrap()).skip(1);
    match words.next() {
        Some("wait") => {
            println!("started");
            loop {
                core::hint::spin_loop();
            }
        }
        Some("fault") => unsafe { core::ptr::read_volatile(0xffff_fff0 as *const i32) },
        Some("code") => words.next().unwrap().parse().unwrap(),
        _ => {
            words.for_each(|word| println!("<{word}>"));
            0
        }
    }
}
"""


def ends(pid):
    """Waits until the process is gone, or has ended and nobody has asked for its end."""
    end = time.monotonic() + 30
    while True:
        try:
            if pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except OSError:
            return
        assert time.monotonic() < end, f"{pid} goes on"
        time.sleep(0.1)


@pytest.mark.xdist_group("board-runner")
class Board:
    """The runner of programs without an operating system, by itself."""

    @pytest.fixture(scope="class", params=marked(["aarch64-none", BOARD, "riscv32imac"], [BOARD]))
    def board(self, request):
        """Starts the program above with arguments, below a folder with a blank in its name."""
        alias = request.param
        with Project(f'targets = [ "{alias}" ];', ROOT / "examples/embedded") as copy:
            (copy.folder / "src/main.rs").write_text(DOES_AS_IT_IS_TOLD)
            script = """
                cargo build --quiet --locked
                mkdir 'a folder'
                cp "$CARGO_TARGET_DIR/$CARGO_BUILD_TARGET/debug/embedded" 'a folder/a program'
                type -P "$CARGO_BUILD_TARGET-runner"
            """
            runner = copy.nix("develop", alias, "-c", "bash", "-euc", script).stdout.strip()
            yield lambda *words: subprocess.Popen(
                [runner, copy.folder / "a folder/a program", *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                # Whatever runs in the background of a shell script begins with SIGINT ignored, and bash then keeps it so.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )

    @pytest.mark.parametrize("code", [0, 1, 77, 101])
    def test_the_exit_code_is_the_program_s(self, board, code):
        process = board("code", str(code))
        process.communicate(timeout=60)
        assert process.returncode == code

    def test_arguments_arrive_as_they_are(self, board):
        words = ["", "a b", "a,b", "it's", 'say "so"', "--nocapture", " "]
        output, errors = board("print", *words).communicate(timeout=60)
        assert output.splitlines() == [f"<{word}>" for word in words], errors

    def test_an_argument_that_cannot_be_carried_is_an_error(self, board):
        process = board("print", """it's "so" """)
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 2
        assert errors.startswith("error: the argument `it's")

    @pytest.mark.parametrize("name", ["SIGHUP", "SIGINT", "SIGTERM"])
    def test_a_signal_is_no_success(self, board, name):
        process = board("wait")
        assert process.stdout.readline() == "started\n"
        process.send_signal(getattr(signal, name))
        process.communicate(timeout=60)
        assert process.returncode == -getattr(signal, name)

    def test_the_emulator_ends_with_a_killed_runner(self, board):
        process = board("wait")
        assert process.stdout.readline() == "started\n"
        emulators = [pid for pid in descendants(process.pid) if b"qemu-system" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()]
        process.kill()
        process.wait()
        assert emulators
        for pid in emulators:
            ends(pid)

    def test_a_fault_without_a_handler_is_an_error(self, board):
        process = board("fault")
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 1
        assert errors.startswith("error: the program does not leave ")
        assert "hint: let the handler end the program" in errors


def descendants(pid):
    """The processes that it has started, and those that these have started."""
    for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            yield int(child)
            yield from descendants(int(child))


class WebAssembly:
    def test_a_file_is_read_through_wasi(self):
        output = other_shell("wasi", "wasi", "cargo", "run", "--quiet", "--locked", "--", "tests/three-words.txt").stdout
        assert output == "3 words in tests/three-words.txt\n"

    def test_tests_and_doctests_run(self):
        output = other_shell("wasi", "wasi", "cargo", "test", "--locked").stdout
        assert "test a_file_of_the_package_is_read ... ok" in output
        assert "test src/lib.rs - words (line 7) ... ok" in output

    def test_the_exit_code_is_the_program_s(self):
        result = other_shell("wasi", "wasi", "cargo", "run", "--quiet", "--locked", "--", "tests/none.txt", check=False)
        assert result.returncode == 1
        assert "failed to read `tests/none.txt`" in result.stderr

    def test_the_program_sees_the_variables(self, project):
        copy = project('targets = [ "wasi" ];', ROOT / "examples/wasi")
        (copy.folder / "src/main.rs").write_text(
            'fn main() { println!("{:?}", std::env::var("GREETING")); std::thread::sleep(std::time::Duration::from_secs(2)); }\n'
        )
        # Meanwhile, nobody else on the machine sees them.
        watched = "cargo build --quiet --locked; cargo run --quiet --locked & sleep 1; cat /proc/[0-9]*/cmdline | tr '\\0' '\\n' | grep -c ^GREETING=; wait"
        output = copy.nix("develop", "wasi", "-c", "bash", "-c", f"export GREETING='a b'; {watched}").stdout
        assert sorted(output.splitlines()) == ["0", 'Ok("a b")']

    @pytest.mark.xdist_group("node")
    @long
    def test_tests_run_under_node(self):
        output = other_shell("wasm", "wasm", "cargo", "test", "--locked").stdout
        assert re.search("test .*a_name_is_greeted ... ok", output)
        assert re.search("test .*the_clock_is_javascript_s ... ok", output)

    @pytest.mark.xdist_group("node")
    @long
    @pytest.mark.parametrize(
        ("example", "version", "missing"), [("wasi", "", "no Cargo.lock that names it"), ("wasm", "0.2.7", "nixpkgs has no wasm-bindgen-cli_0_2_7")]
    )
    def test_what_the_runner_of_tests_lacks_is_said(self, project, example, version, missing):
        copy = project('targets = [ "wasm" ];', ROOT / "examples" / example)
        lock = copy.folder / "Cargo.lock"
        lock.write_text(re.sub(r'(name = "wasm-bindgen"\nversion = )"[^"]+"', rf'\1"{version}"', lock.read_text()))
        result = copy.nix("develop", "wasm", "-c", "wasm32-unknown-unknown-runner", "no.wasm", check=False)
        assert result.returncode == 1
        assert re.search(f"error: .*{missing}.*\n\nhint: ", result.stderr)

    @each(WASM, [])
    def test_the_package_builds(self, alias):
        build_other(alias, "packages")

    @each(WASM, [])
    def test_the_check_passes(self, alias):
        build_other(alias, "checks")


# A plain Command, which knows of no runner.
STARTS_THE_PROGRAM = """
use std::process::Command;

#[test]
fn the_program_is_started_as_it_is() {
    let output = Command::new(env!("CARGO_BIN_EXE_hello-openssl")).arg("abc").output().expect("it starts");
    let text = String::from_utf8_lossy(&output.stdout);
    let architecture = format!("architecture: {}\\n", std::env::consts::ARCH);
    assert!(output.status.success() && text.contains(&architecture), "{output:?}");
}
"""
# Its own, and that of the program that it starts: itself.
PRINTS_THE_USER = """
fn main() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("Uid:")).unwrap();
    print!("{} ", line.split_whitespace().nth(1).unwrap());
    let mut arguments = std::env::args();
    let program = arguments.next().unwrap();
    if arguments.next().is_none() {
        assert!(std::process::Command::new(program).arg("child").status().unwrap().success());
    }
}
"""
PRINTS_THE_VARIABLES = """
fn main() {
    for name in ["head", "magic", "mask", "namespace", "start"] {
        print!("{name}={} ", std::env::var(name).unwrap_or_default());
    }
    println!("crossflake_magic={}", std::env::var("crossflake_magic").unwrap_or_default());
}
"""


@needs_binfmt
@pytest.mark.xdist_group("binfmt")
class ProgramsThatStartPrograms:
    """Under qemu-user, a test starts the project's own program by itself."""

    # One of each width; the other one's check is long.
    TARGETS = ["aarch64", "armv7"]

    @pytest.fixture(scope="class")
    def children(self):
        """The project that they share."""
        with Project() as project:
            project.targets = self.TARGETS
            (project.folder / "tests/children.rs").write_text(STARTS_THE_PROGRAM)
            yield project

    @pytest.fixture
    def in_shell(self, children):
        return functools.partial(children.nix, "develop", "aarch64", "-c")

    @each(TARGETS, ["aarch64"])
    def test_it_runs_in_the_check(self, children, alias):
        check = f"checks.x86_64-linux.{alias}"
        children.nix("build", check, "--no-link")
        assert "test the_program_is_started_as_it_is ... ok" in plain(children.nix("log", check).stdout)

    def test_it_runs_in_the_shell_for_whoever_is_there(self, in_shell):
        test = ["cargo", "test", "--locked", "--test", "children"]
        in_shell(*test)
        # Without a namespace of its own, the kernel would not know what to do.
        alone = in_shell(*test, environment={"CROSSFLAKE_BINFMT": "no"}, check=False)
        assert alone.returncode != 0
        assert "test the_program_is_started_as_it_is ... FAILED" in alone.stdout

    def test_doctor_says_whether_it_works(self, in_shell):
        doctor = [build("default") / "bin/crossflake", "doctor", "aarch64", "--json"]
        for environment, status in [({}, "ok"), ({"CROSSFLAKE_BINFMT": "no"}, "skipped")]:
            findings = json.loads(in_shell(*doctor, environment=environment, check=False).stdout)
            finding = next(finding for finding in findings if finding["check"] == "binfmt")
            assert finding["status"] == status, finding

    def test_the_environment_is_the_program_s_and_a_disk_without_exec_will_do(self, children, in_shell):
        (children.folder / "variables.rs").write_text(PRINTS_THE_VARIABLES)
        script = """
            rustc --target aarch64-unknown-linux-gnu -C linker=$CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER variables.rs
            mkdir disk
            mount -t tmpfs -o noexec none disk
            cp variables disk/
            for place in . disk; do
                head=1 magic=2 mask=3 namespace=4 start=5 $CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER $place/variables
            done
        """
        result = in_shell("unshare", "--map-root-user", "--mount", "bash", "-euc", script)
        assert result.stdout == 2 * "head=1 magic=2 mask=3 namespace=4 start=5 crossflake_magic=\n"

    def test_nobody_needs_to_be_root(self, children, in_shell):
        """The user keeps its name, and what it may do: here one without a power, who may read what the one that tests may."""
        (children.folder / "who.rs").write_text(PRINTS_THE_USER)
        script = """
            rustc --target aarch64-unknown-linux-gnu -C linker=$CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER who.rs
            exec unshare --map-user=1234 --map-group=1234 $CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER ./who
        """
        result = in_shell("bash", "-euc", script)
        assert result.stdout == "1234 1234 "


class FailingTests:
    """A test that fails must fail the check, through every kind of runner."""

    @pytest.mark.parametrize(
        ("example", "alias", "file", "right", "wrong", "said"),
        [
            pytest.param("hello-openssl", CROSS_SHORT, "src/lib.rs", "ba7816bf", "00000000", [r"test tests::openssl_hashes \.\.\. FAILED"], id="qemu-user"),
            pytest.param("wasi", "windows", "tests/file.rs", "three-words", "no-words", ["a_file_of_the_package_is_read", "error: test failed, to rerun pass `--test file`"], id="wine"),
            pytest.param("hello-openssl", NATIVE, "src/lib.rs", "ba7816bf", "00000000", [r"test tests::openssl_hashes \.\.\. FAILED"], id="native", marks=long),
            pytest.param("embedded", BOARD, "tests/checksum.rs", "0xC8F0", "0x0000", ["panicked at tests/checksum.rs"], id="qemu-system"),
            pytest.param("wasm", "wasm", "tests/node.rs", "Hello, Ada!", "Hello, Grace!", [r"test .*a_name_is_greeted \.\.\. FAIL"], id="node", marks=NODE),
            pytest.param("wasi", "wasi", "tests/file.rs", "three-words", "no-words", ["test a_file_of_the_package_is_read ... ", "error: test failed, to rerun pass `--test file`"], id="wasmtime"),
        ],
    )
    def test_it_fails_the_check(self, project, example, alias, file, right, wrong, said):
        copy = project(f'targets = [ "{alias}" ];', ROOT / "examples" / example)
        path = copy.folder / file
        text = path.read_text()
        assert right in text
        path.write_text(text.replace(right, wrong))
        result = copy.nix("build", f"checks.x86_64-linux.{alias}", "-L", "--no-link", check=False)
        assert result.returncode != 0
        for pattern in said:
            assert re.search(pattern, result.stderr), result.stderr
