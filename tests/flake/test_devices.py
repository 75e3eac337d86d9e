"""Programs and tests on a device: a real sshd on the loopback, as an ordinary user, and stand-ins for adb and probe-rs."""

import concurrent.futures
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import pytest
from world import CROSS, ROOT, cache, needs_binfmt, run, shell, tool

DEVICE = ROOT / "nix/runners/device.sh"
ON_DEVICE = ROOT / "nix/runners/on-device.sh"
# Not one of the machine's users, where root runs the tests.
USER = 4711
# Does what the first argument says.
PROGRAM = r"""
use std::io::{Read, Write};
use std::{env, fs, process, thread, time};

fn main() {
    let words: Vec<String> = env::args().skip(1).collect();
    match words[0].as_str() {
        "exit" => process::exit(words[1].parse().unwrap()),
        "abort" => process::abort(),
        "arguments" => println!("{:?}", &words[1..]),
        "input" => {
            let mut text = Vec::new();
            std::io::stdin().read_to_end(&mut text).unwrap();
            std::io::stdout().write_all(&text).unwrap();
        }
        "both" => {
            println!("out");
            eprintln!("err");
        }
        "much" => {
            let mut out = std::io::stdout().lock();
            (0..100).for_each(|_| out.write_all(&[b'x'; 1 << 20]).unwrap());
        }
        "read" => print!("{}", fs::read_to_string(&words[1]).unwrap()),
        "variable" => println!("{:?}", env::var(&words[1]).ok()),
        "where" => println!("{} {}", env::current_dir().unwrap().display(), env::current_exe().unwrap().display()),
        "user" => println!("{}", fs::read_to_string("/proc/self/status").unwrap().lines().find(|line| line.starts_with("Uid")).unwrap()),
        "architecture" => println!("{}", env::consts::ARCH),
        "start" => process::exit(process::Command::new(&words[1]).args(&words[2..]).status().unwrap().code().unwrap_or(99)),
        "sleep" => {
            println!("started");
            thread::sleep(time::Duration::from_secs(60));
        }
        "touch" => fs::write(&words[1], "x").unwrap(),
        word => panic!("{word}"),
    }
}
"""


def processes(mark):
    """Those of the device's user, or ours, whose command line holds the mark."""
    found = []
    for place in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            line = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if mark in line and int(place.name) != os.getpid():
            found.append((int(place.name), line))
    return found


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.2)
    return result


class Device:
    """A machine that takes ssh: this one. In front of sshd stands what makes it another."""

    __test__ = False

    def __init__(self, folder, shell="/bin/sh", before=()):
        self.folder = folder
        self.home = folder / "home"
        (self.home / ".ssh").mkdir(parents=True)
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.port = free_port()
        for name in ["host", "user", "other"]:
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name)
        shutil.copy(folder / "user.pub", self.home / ".ssh/authorized_keys")
        self.known("host")
        as_root = os.geteuid() == 0
        user = "dev" if as_root else os.environ.get("USER", "")
        (folder / "config").write_text(
            f"Host box7\n  HostName 127.0.0.1\n  Port {self.port}\n  User {user}\n  IdentityFile {folder}/user\n  IdentitiesOnly yes\n"
            f"  UserKnownHostsFile {folder}/known\n  GlobalKnownHostsFile /dev/null\n"
        )
        (folder / "bin").mkdir()
        ssh = folder / "bin/ssh"
        ssh.write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} -F {folder}/config "$@"\n')
        ssh.chmod(0o755)
        sshd = pathlib.Path(tool("sshd", "sbin"))
        libexec = sshd.parent.parent / "lib/openssh"
        options = {
            "ListenAddress": "127.0.0.1", "UsePAM": "no", "PidFile": "none", "StrictModes": "no",
            "AuthorizedKeysFile": self.home / ".ssh/authorized_keys", "SetEnv": f"TMPDIR={self.temporary}",
        }
        if (libexec / "sshd-session").exists():
            options["SshdSessionPath"] = libexec / "sshd-session"
        if (libexec / "sshd-auth").exists():
            options["SshdAuthPath"] = libexec / "sshd-auth"
        self.command = [
            str(sshd), "-D", "-e", "-f", "/dev/null", "-h", str(folder / "host"), "-p", str(self.port),
            *[word for name, value in options.items() for word in ("-o", f"{name}={value}")],
        ]
        if as_root:
            # In a namespace where the user has a name; sshd is that user too, and takes nobody else.
            passwd = folder / "passwd"
            passwd.write_text(pathlib.Path("/etc/passwd").read_text() + f"dev:x:{USER}:{USER}::{self.home}:{shell}\n")
            # What stands in the cache folder, sshd for example, root's home may hide.
            (folder / "cache").mkdir()
            home = pathlib.Path(*cache().parts[:2])
            show = (
                f"mount --rbind {cache()} {folder}/cache && mount -t tmpfs -o mode=755 home {home} && mkdir -p {cache()} && "
                f"mount --rbind {folder}/cache {cache()} && "
            )
            script = f'{show}mount --bind {passwd} /etc/passwd && exec setpriv --reuid={USER} --regid={USER} --clear-groups env -i PATH=/usr/bin:/bin "$@"'
            self.command = [*before, "unshare", "--mount", "sh", "-c", script, "sh", *self.command]
            folder.chmod(0o755)
            for path in [self.home, self.home / ".ssh", self.temporary, folder / "host", self.home / ".ssh/authorized_keys"]:
                os.chown(path, USER, USER)
        self.log = (folder / "log").open("w+")
        self.server = None
        self.start()

    def start(self):
        self.server = subprocess.Popen(self.command, stderr=self.log, stdin=subprocess.DEVNULL)
        wait_for(lambda: "listening" in (self.folder / "log").read_text(), 20)

    def known(self, name):
        """Let ssh expect this key of the device."""
        key = " ".join((self.folder / f"{name}.pub").read_text().split()[:2])
        (self.folder / "known").write_text(f"[127.0.0.1]:{self.port} {key}\n")

    def folders(self):
        """What of ours stands on the device."""
        return list(self.temporary.glob("crossflake.*"))

    def stop(self):
        self.server.terminate()
        self.server.wait()
        self.log.close()


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


@pytest.fixture(scope="module")
def device():
    with tempfile.TemporaryDirectory(prefix="crossflake-device-") as path:
        device = Device(pathlib.Path(path))
        yield device
        device.stop()


class Package:
    """A folder as cargo leaves it, with a program."""

    __test__ = False

    def __init__(self, folder, device):
        self.folder = folder
        self.device = device
        (folder / "run").mkdir(mode=0o700)
        (folder / "Cargo.toml").write_text("[package]\n")
        (folder / "file.txt").write_text("a file of the package\n")
        deps = folder / "target/debug/deps"
        deps.mkdir(parents=True)
        (folder / "main.rs").write_text(PROGRAM)
        self.program = deps / "test-0123"
        run("rustc", "-o", self.program, folder / "main.rs", cwd=folder)
        shutil.copy(self.program, folder / "target/debug/program")

    def command(self, *arguments):
        return ["bash", str(DEVICE), str(ON_DEVICE), "x86_64-unknown-linux-gnu", "hosted", str(self.program), *arguments]

    def environment(self, on="ssh:box7", **more):
        return os.environ | {
            "PATH": f"{self.device.folder}/bin:{os.environ['PATH']}", "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "CROSSFLAKE_RUN_ON": on, "CARGO_MANIFEST_DIR": str(self.folder), "CARGO_PKG_NAME": "package", "CARGO_REGISTRY_TOKEN": "secret",
        } | more

    def run(self, *arguments, input="", on="ssh:box7", **more):
        return subprocess.run(
            self.command(*arguments), cwd=self.folder, env=self.environment(on, **more), input=input, text=True, capture_output=True,
            timeout=300, check=False,
        )

    def start(self, *arguments):
        """A program that runs on, once it has said so."""
        process = subprocess.Popen(
            self.command(*arguments), cwd=self.folder, env=self.environment(), text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout.readline() == "started\n"
        return process


@pytest.fixture(scope="module")
def package(device):
    with tempfile.TemporaryDirectory(prefix="crossflake-package-") as path:
        yield Package(pathlib.Path(path), device)


@pytest.mark.xdist_group("device")
class Ssh:
    @pytest.mark.parametrize("code", [0, 1, 77, 101, 255])
    def test_the_exit_code_is_the_program_s(self, package, code):
        assert package.run("exit", str(code)).returncode == code

    def test_a_signal_ends_the_runner_too(self, package):
        assert package.run("abort").returncode == -signal.SIGABRT

    def test_arguments_arrive_as_they_are(self, package):
        assert package.run("arguments", "a b", "", "x\ny", "q'\"", "$HOME *", "ü", "-n").stdout == '["a b", "", "x\\ny", "q\'\\"", "$HOME *", "ü", "-n"]\n'

    def test_input_arrives_and_ends(self, package):
        text = "a line\nno newline at the end"
        assert package.run("input", input=text).stdout == text

    def test_output_and_errors_stay_apart(self, package):
        result = package.run("both")
        assert (result.stdout, result.stderr) == ("out\n", "err\n")

    def test_100_mb_of_output_come_through(self, package):
        assert len(package.run("much").stdout) == 100 << 20

    def test_files_of_the_package_are_read(self, package):
        assert package.run("read", "file.txt").stdout == "a file of the package\n"
        assert package.run("read", str(package.folder / "file.txt")).stdout == "a file of the package\n"

    def test_a_file_that_has_changed_is_sent_again(self, package):
        changing = package.folder / "changing.txt"
        for text in ["first\n", "second time\n"]:
            changing.write_text(text)
            assert package.run("read", "changing.txt").stdout == text

    def test_files_that_are_not_named_stay_here(self, package):
        other = package.folder / "other.txt"
        other.write_text("x")
        assert package.run("read", "other.txt", CROSSFLAKE_FILES="Cargo.toml").returncode == 101
        assert package.run("read", "other.txt", CROSSFLAKE_FILES="Cargo.toml other.txt").stdout == "x"
        other.unlink()

    def test_paths_are_those_of_the_build_machine(self, package):
        assert package.run("where").stdout == f"{package.folder} {package.program}\n"

    def test_a_test_starts_the_project_s_own_program(self, package):
        program = str(package.folder / "target/debug/program")
        assert package.run("start", program, "arguments", "a b").stdout == '["a b"]\n'
        assert package.run("start", program, "exit", "3").returncode == 3

    @pytest.mark.skipif(os.geteuid() != 0, reason="sshd takes the user who runs it alone")
    def test_the_user_is_the_device_s(self, package):
        assert package.run("user").stdout.split()[1:] == [str(USER)] * 4

    def test_chosen_variables_go_along_and_no_token(self, package):
        assert package.run("variable", "CARGO_PKG_NAME").stdout == 'Some("package")\n'
        assert package.run("variable", "CARGO_REGISTRY_TOKEN").stdout == "None\n"
        assert package.run("variable", "MINE", MINE="a 'b'\n").stdout == "None\n"
        assert package.run("variable", "MINE", MINE="a 'b'\n", CROSSFLAKE_ENV="OTHER MINE").stdout == 'Some("a \'b\'\\n")\n'

    def test_twenty_programs_run_at_once(self, package):
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            results = list(pool.map(lambda number: package.run("arguments", str(number)), range(20)))
        assert [result.stdout for result in results] == [f'["{number}"]\n' for number in range(20)]

    def test_a_signal_goes_on_to_the_program(self, package):
        process = package.start("sleep")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == -signal.SIGTERM
        wait_for(lambda: not on_the_device(package))

    def test_a_killed_runner_leaves_nothing_running(self, package):
        process = package.start("sleep")
        assert on_the_device(package)
        process.kill()
        process.wait()
        wait_for(lambda: not on_the_device(package))

    @staticmethod
    def broken(package):
        """What a program whose connection was cut ends with."""
        process = package.start("sleep")
        for pid, line in processes("sshd"):
            if "@notty" in line and is_device_s(pid):
                os.kill(pid, signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
        return process.returncode, errors

    def test_the_run_after_a_broken_connection_connects_anew(self, package):
        for _ in range(5):
            assert self.broken(package)[0] == 255
            # At once: nothing has cleaned up yet.
            result = package.run("exit", "3")
            assert result.returncode == 3, result.stderr

    def test_a_broken_connection_is_an_error(self, package):
        code, errors = self.broken(package)
        assert code == 255
        assert errors.startswith("error: the connection to the device `box7` broke while the program ran\n\nhint: ")
        wait_for(lambda: not on_the_device(package) and not package.device.folders())
        # And the next one runs.
        assert package.run("exit", "0").returncode == 0

    def test_our_folder_is_private_and_goes_after_a_while(self, package):
        assert package.run("exit", "0").returncode == 0
        (folder,) = package.device.folders()
        assert folder.stat().st_mode & 0o777 == 0o700
        wait_for(lambda: not package.device.folders())
        wait_for(lambda: not list((package.folder / "run").glob("*/*")))

    def test_no_file_holds_the_device_s_name(self, package):
        process = package.start("sleep")
        files = [path for place in [package.folder / "run", *package.device.folders()] for path in place.rglob("*") if path.is_file()]
        texts = [path.read_bytes() for path in files]
        process.kill()
        process.wait()
        assert files
        assert not [path for path, text in zip(files, texts, strict=True) if b"box7" in text or b"secret" in text]

    def test_another_host_key_is_an_error(self, package):
        wait_for(lambda: not package.device.folders())
        package.device.known("other")
        try:
            result = package.run("exit", "0")
        finally:
            package.device.known("host")
        assert result.returncode == 255
        assert result.stderr.startswith("error: cannot connect to the device `box7`: Host key verification failed.\n\nhint: connect once by hand, `ssh box7`")

    @pytest.mark.parametrize(
        ("on", "message"),
        [
            ("ssh:no-such-host.invalid", "cannot connect to the device `no-such-host.invalid`: ssh: Could not resolve hostname"),
            ("ssh:box7:1", "cannot connect to the device `box7`: ssh: connect to host 127.0.0.1 port 1: Connection refused"),
            ("ssh:-oProxyCommand=touch${IFS}x", "`ssh:-oProxyCommand=touch${IFS}x` is no device"),
            ("ssh:", "CROSSFLAKE_RUN_ON is `ssh:`, which is no device"),
            ("pi", "CROSSFLAKE_RUN_ON is `pi`, which is no device"),
        ],
    )
    def test_what_is_no_device_is_an_error(self, package, on, message):
        result = package.run("exit", "0", on=on)
        assert result.returncode != 0
        assert result.stderr.startswith(f"error: {message}")
        assert "\n\nhint: " in result.stderr


def is_device_s(pid):
    try:
        owner = pathlib.Path(f"/proc/{pid}").stat().st_uid
    except OSError:
        return False
    return owner == USER if os.geteuid() == 0 else owner == os.getuid()


def on_the_device(package):
    return [pid for pid, line in processes(f"{package.program} sleep") if "device.sh" not in line and is_device_s(pid)]


@pytest.mark.xdist_group("device")
class WithoutNamespaces:
    """A device whose users may not make any: it has no `unshare`."""

    @pytest.fixture(scope="class")
    def plain_device(self):
        with tempfile.TemporaryDirectory(prefix="crossflake-device-") as path:
            folder = pathlib.Path(path)
            programs = folder / "programs"
            programs.mkdir()
            for name in ["cat", "env", "id", "kill", "ln", "mkdir", "mktemp", "readlink", "rm", "rmdir", "sh", "tar", "tee"]:
                (programs / name).symlink_to(shutil.which(name) or f"/bin/{name}")
            login = folder / "login"
            login.write_text(f'#!/bin/sh\nPATH={programs}\nexport PATH\nexec sh "$@"\n')
            login.chmod(0o755)
            folder.chmod(0o755)
            device = Device(folder, login)
            yield device
            device.stop()

    @pytest.fixture
    def package(self, plain_device):
        """Below a folder that the device's user may not write to."""
        with tempfile.TemporaryDirectory(prefix="crossflake-package-") as path:
            yield Package(pathlib.Path(path), plain_device)

    @pytest.mark.skipif(os.geteuid() != 0, reason="the user is the device's too, and may write where the tests do")
    def test_the_program_runs_from_our_folder_and_one_line_says_so(self, package):
        result = package.run("read", "file.txt")
        assert result.stdout == "a file of the package\n"
        assert result.stderr == "note: the device does not give us the build machine's paths: tests that start the project's own program fail there\n"
        second = package.run("where")
        assert second.stderr == ""
        assert re.fullmatch(rf"/\S*/crossflake[.]\w+/root{package.folder} /\S*/crossflake[.]\w+/root{package.program}\n", second.stdout)
        assert package.run("exit", "77").returncode == 77


@pytest.mark.xdist_group("device")
class FromAShell:
    """What cargo runs in a shell of this flake goes to the device."""

    def in_shell(self, device, alias, *command, **options):
        path = f'PATH={device.folder}/bin:$PATH XDG_RUNTIME_DIR={device.folder}/run "$0" "$@"'
        (device.folder / "run").mkdir(exist_ok=True)
        return shell(alias, "bash", "-c", path, *command, environment={"CROSSFLAKE_RUN_ON": "ssh:box7"}, **options)

    def test_tests_of_the_build_machine_s_own_target(self, device):
        output = self.in_shell(device, "x86_64", "cargo", "test", "--locked").stdout
        assert "test the_program_says_its_architecture_and_hashes ... ok" in output
        assert device.folders()

    @needs_binfmt
    def test_tests_for_aarch64(self):
        runner = shell("aarch64", "bash", "-c", "cat $(type -P qemu-aarch64)").stdout
        unshare = re.search(r"/[^\s(]+/bin/unshare", runner)[0]
        emulator = re.search(r"load-interp=\S*:(/\S+/qemu-aarch64):", runner)[1]
        head = bytes([0x7F, *b"ELF", 2, 1, 1]) + bytes(11) + CROSS["aarch64"].to_bytes(2, "little")
        with tempfile.TemporaryDirectory(prefix="crossflake-device-") as path:
            magic = "".join(f"\\x{byte:02x}" for byte in head[:18] + head[18:20])
            mask = "".join(f"\\x{byte:02x}" for byte in [255] * 7 + [0] * 11 + [255] * 2)
            device = Device(
                pathlib.Path(path),
                before=[
                    unshare, "--map-users=all", "--map-groups=all", "--mount-binfmt=/proc/sys/fs/binfmt_misc",
                    f"--load-interp=:arm:M::{magic}:{mask}:{emulator}:PF",
                ],
            )
            output = self.in_shell(device, "aarch64", "cargo", "test", "--locked").stdout
            assert "test the_program_says_its_architecture_and_hashes ... ok" in output
            assert "test tests::c_and_rust_agree_on_the_architecture ... ok" in output
            assert device.folders()
            device.stop()

    def test_the_project_s_own_runner_is_an_error(self, device):
        with tempfile.TemporaryDirectory(prefix="crossflake-package-") as path:
            folder = pathlib.Path(path)
            (folder / "src").mkdir()
            (folder / ".cargo").mkdir()
            (folder / "Cargo.toml").write_text('[package]\nname = "own"\nversion = "0.1.0"\nedition = "2021"\n')
            (folder / "src/main.rs").write_text('fn main() { println!("it ran"); }\n')
            (folder / ".cargo/config.toml").write_text('[target.x86_64-unknown-linux-gnu]\nrunner = "env"\n')
            assert shell("x86_64", "cargo", "run", "--quiet", cwd=folder).stdout == "it ran\n"
            result = self.in_shell(device, "x86_64", "cargo", "run", "--quiet", cwd=folder, check=False)
            assert result.returncode != 0
            assert "the project's own runner for x86_64-unknown-linux-gnu, in " in result.stderr


class OtherTools:
    """adb and probe-rs by their calls: neither a phone nor a board is here."""

    @pytest.fixture
    def tools(self, tmp_path):
        """adb runs the words in a shell of its own, as a phone does; probe-rs prints them."""
        (tmp_path / "run").mkdir()
        adb = tmp_path / "adb"
        adb.write_text('#!/bin/sh\n[ "$1 $2 $3" = "-s SERIAL shell" ] || exit 9\nshift 3\n[ "$1" = -T ] && shift\nexec sh -c "$*"\n')
        probe = tmp_path / "probe-rs"
        probe.write_text('#!/bin/sh\nprintf "<%s>" "$@"\nexit 3\n')
        for program in [adb, probe]:
            program.chmod(0o755)
        program = tmp_path / "program"
        program.write_text('#!/bin/sh\nprintf "<%s>" "$@"\nexit 5\n')
        program.chmod(0o755)
        return tmp_path

    def run(self, tools, system, on):
        return subprocess.run(
            ["bash", DEVICE, ON_DEVICE, "a-target", system, tools / "program", "a b", ""], cwd=tools, text=True, capture_output=True,
            timeout=300, check=False,
            env=os.environ | {"PATH": f"{tools}:{os.environ['PATH']}", "XDG_RUNTIME_DIR": str(tools / "run"), "CROSSFLAKE_RUN_ON": on},
        )

    def test_adb_runs_the_program(self, tools):
        result = self.run(tools, "hosted", "adb:SERIAL")
        assert (result.stdout, result.returncode) == ("<a b><>", 5), result.stderr

    def test_probe_rs_gets_chip_program_and_arguments(self, tools):
        result = self.run(tools, "board", "probe-rs:nRF52840_xxAA")
        assert result.stdout == f"<run><--chip><nRF52840_xxAA><{tools}/program><a b><>"
        assert result.returncode == 3

    @pytest.mark.parametrize(
        ("system", "on", "message", "hint"),
        [
            ("board", "ssh:pi", "a-target has no operating system, so no program can be started by `ssh`", "CROSSFLAKE_RUN_ON=probe-rs:CHIP"),
            ("hosted", "probe-rs:X", "probe-rs runs programs for boards, and a-target has an operating system", "CROSSFLAKE_RUN_ON=ssh:HOST"),
            ("wasm", "ssh:pi", "CROSSFLAKE_RUN_ON is set, but no device runs WebAssembly, for which a-target is", "unset CROSSFLAKE_RUN_ON"),
        ],
    )
    def test_what_cannot_be_is_an_error(self, tools, system, on, message, hint):
        result = self.run(tools, system, on)
        assert (result.returncode, result.stderr) == (1, f"error: {message}\n\nhint: {hint}\n")

    def test_a_tool_that_is_missing_is_named(self, tools):
        (tools / "adb").unlink()
        if shutil.which("adb"):
            pytest.skip("adb is installed")
        result = self.run(tools, "hosted", "adb:SERIAL")
        assert result.stderr == "error: CROSSFLAKE_RUN_ON needs `adb`, which is not on PATH\n\nhint: add pkgs.android-tools to `buildTools`, or install it\n"
