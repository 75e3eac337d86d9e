"""Runners: bare metal under qemu-system, WebAssembly, programs that start programs; and each kind hands on exit codes."""

import json
import pathlib
import platform
import re
import unittest

from world import EMBEDDED, ROOT, WASM, Project, build, build_others, other_shell, plain


class BareMetal(unittest.TestCase):
    minutes = 6

    def test_programs_and_tests_run_on_the_emulated_board(self):
        for alias in EMBEDDED:
            with self.subTest(alias):
                self.assertIn("checksum: ok", other_shell(alias, "embedded", "cargo", "test", "--locked").stdout)
                program = other_shell(alias, "embedded", "cargo", "run", "--quiet", "--locked").stdout
                self.assertEqual(program, "fletcher16(abcde): 0xc8f0\n")

    def test_a_test_that_must_fail_does(self):
        for alias in EMBEDDED:
            with self.subTest(alias):
                result = other_shell(alias, "embedded", "cargo", "test", "--locked", "--features", "must-fail", check=False)
                self.assertNotEqual(result.returncode, 0)
                self.assertIn("must_fail: failing, as asked", result.stdout)
                self.assertIn("exit status: 1", result.stderr)

    def test_packages_build(self):
        build_others(EMBEDDED, "packages")

    def test_checks_pass(self):
        build_others(EMBEDDED, "checks")


class WebAssembly(unittest.TestCase):
    minutes = 3

    def test_a_file_is_read_through_wasi(self):
        output = other_shell("wasi", "wasi", "cargo", "run", "--quiet", "--locked", "--", "tests/three-words.txt").stdout
        self.assertEqual(output, "3 words in tests/three-words.txt\n")

    def test_tests_and_doctests_run(self):
        output = other_shell("wasi", "wasi", "cargo", "test", "--locked").stdout
        self.assertIn("test a_file_of_the_package_is_read ... ok", output)
        self.assertIn("test src/lib.rs - words (line 7) ... ok", output)

    def test_the_exit_code_is_the_program_s(self):
        result = other_shell("wasi", "wasi", "cargo", "run", "--quiet", "--locked", "--", "tests/none.txt", check=False)
        self.assertEqual(result.returncode, 1)
        self.assertIn("failed to read `tests/none.txt`", result.stderr)

    def test_the_program_sees_the_variables(self):
        with Project('targets = [ "wasi" ];', ROOT / "examples/wasi") as project:
            (project.folder / "src/main.rs").write_text('fn main() { println!("{:?}", std::env::var("GREETING")); }\n')
            output = project.nix("develop", "wasi", "-c", "env", "GREETING=a b", "cargo", "run", "--quiet", "--locked").stdout
            self.assertEqual(output, 'Ok("a b")\n')

    def test_tests_run_under_node(self):
        output = other_shell("wasm", "wasm", "cargo", "test", "--locked").stdout
        self.assertRegex(output, "test .*a_name_is_greeted ... ok")
        self.assertRegex(output, "test .*the_clock_is_javascript_s ... ok")

    def test_what_the_runner_of_tests_lacks_is_said(self):
        for example, version, missing in [("wasi", "", "no Cargo.lock that names it"), ("wasm", "0.2.7", "nixpkgs has no wasm-bindgen-cli_0_2_7")]:
            with self.subTest(example), Project('targets = [ "wasm" ];', ROOT / "examples" / example) as project:
                lock = project.folder / "Cargo.lock"
                lock.write_text(re.sub(r'(name = "wasm-bindgen"\nversion = )"[^"]+"', rf'\1"{version}"', lock.read_text()))
                result = project.nix("develop", "wasm", "-c", "wasm32-unknown-unknown-runner", "no.wasm", check=False)
                self.assertEqual(result.returncode, 1)
                self.assertRegex(result.stderr, f"error: .*{missing}.*\n\nhint: ")

    def test_packages_build(self):
        build_others(WASM, "packages")

    def test_checks_pass(self):
        build_others(WASM, "checks")


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
KERNEL = [int(number) for number in re.findall(r"\d+", platform.release())[:2]]


@unittest.skipUnless(KERNEL >= [6, 7] and pathlib.Path("/proc/sys/fs/binfmt_misc").is_dir(), "the kernel has no binfmt_misc in user namespaces")
class ProgramsThatStartPrograms(unittest.TestCase):
    """Under qemu-user, a test starts the project's own program by itself."""

    minutes = 1
    # One of each width.
    TARGETS = ["aarch64", "armv7"]

    @classmethod
    def setUpClass(cls):
        cls.project = Project()
        cls.project.targets = cls.TARGETS
        (cls.project.folder / "tests/children.rs").write_text(STARTS_THE_PROGRAM)

    @classmethod
    def tearDownClass(cls):
        cls.project.__exit__()

    def test_it_runs_in_each_check(self):
        for target in self.TARGETS:
            with self.subTest(target):
                check = f"checks.x86_64-linux.{target}"
                self.project.nix("build", check, "--no-link")
                self.assertIn("test the_program_is_started_as_it_is ... ok", plain(self.project.nix("log", check).stdout))

    def in_shell(self, *command, **options):
        return self.project.nix("develop", "aarch64", "-c", *command, **options)

    def test_it_runs_in_the_shell_for_whoever_is_there(self):
        test = ["cargo", "test", "--locked", "--test", "children"]
        self.in_shell(*test)
        # Without a namespace of its own, the kernel would not know what to do.
        alone = self.in_shell(*test, environment={"CROSSFLAKE_BINFMT": "no"}, check=False)
        self.assertNotEqual(alone.returncode, 0)
        self.assertIn("test the_program_is_started_as_it_is ... FAILED", alone.stdout)

    def test_doctor_says_whether_it_works(self):
        doctor = [build("default") / "bin/crossflake", "doctor", "aarch64", "--json"]
        for environment, status in [({}, "ok"), ({"CROSSFLAKE_BINFMT": "no"}, "skipped")]:
            findings = json.loads(self.in_shell(*doctor, environment=environment, check=False).stdout)
            finding = next(finding for finding in findings if finding["check"] == "binfmt")
            self.assertEqual(finding["status"], status, finding)

    def test_the_environment_is_the_program_s_and_a_disk_without_exec_will_do(self):
        (self.project.folder / "variables.rs").write_text(PRINTS_THE_VARIABLES)
        script = """
            rustc --target aarch64-unknown-linux-gnu -C linker=$CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER variables.rs
            mkdir disk
            mount -t tmpfs -o noexec none disk
            cp variables disk/
            for place in . disk; do
                head=1 magic=2 mask=3 namespace=4 start=5 $CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER $place/variables
            done
        """
        result = self.in_shell("unshare", "--map-root-user", "--mount", "bash", "-euc", script)
        self.assertEqual(result.stdout, 2 * "head=1 magic=2 mask=3 namespace=4 start=5 crossflake_magic=\n")

    def test_nobody_needs_to_be_root(self):
        """The user keeps its name, and what it may do: here one without a power, who may read what the one that tests may."""
        (self.project.folder / "who.rs").write_text(PRINTS_THE_USER)
        script = """
            rustc --target aarch64-unknown-linux-gnu -C linker=$CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER who.rs
            exec unshare --map-user=1234 --map-group=1234 $CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER ./who
        """
        result = self.in_shell("bash", "-euc", script)
        self.assertEqual(result.stdout, "1234 1234 ")


class FailingTests(unittest.TestCase):
    """A test that fails must fail the check, through every kind of runner."""

    def fails(self, example, alias, file, right, wrong):
        with Project(f'targets = [ "{alias}" ];', ROOT / "examples" / example) as project:
            path = project.folder / file
            text = path.read_text()
            self.assertIn(right, text)
            path.write_text(text.replace(right, wrong))
            result = project.nix("build", f"checks.x86_64-linux.{alias}", "-L", "--no-link", check=False)
            self.assertNotEqual(result.returncode, 0)
            return result.stderr

    def test_qemu_user(self):
        log = self.fails("hello-openssl", "riscv64", "src/lib.rs", "ba7816bf", "00000000")
        self.assertIn("test tests::openssl_hashes ... FAILED", log)

    def test_wine(self):
        log = self.fails("hello-openssl", "windows", "src/lib.rs", "ba7816bf", "00000000")
        # Between the words of the line stand what Windows' console makes of colours.
        self.assertIn('right: "000000008f01cfea', log)
        self.assertIn("error: test failed, to rerun pass `--lib`", log)

    def test_native(self):
        log = self.fails("hello-openssl", "x86_64", "src/lib.rs", "ba7816bf", "00000000")
        self.assertIn("test tests::openssl_hashes ... FAILED", log)

    def test_qemu_system(self):
        log = self.fails("embedded", "thumbv6m", "tests/checksum.rs", "0xC8F0", "0x0000")
        self.assertIn("panicked at tests/checksum.rs", log)

    def test_node(self):
        log = self.fails("wasm", "wasm", "tests/node.rs", "Hello, Ada!", "Hello, Grace!")
        self.assertRegex(log, "test .*a_name_is_greeted ... FAIL")

    def test_wasmtime(self):
        log = self.fails("wasi", "wasi", "tests/file.rs", "three-words", "no-words")
        self.assertIn("a_file_of_the_package_is_read", log)
