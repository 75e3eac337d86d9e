//! What is said after cargo has failed: two lines, and nothing else is changed.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{Run, program};

const TRIPLE: &str = "riscv64gc-unknown-linux-gnu";
const LINES: &str = "note: the linker `cc-of-mine` is not on PATH\nnote: fix: ";

/// A project with a cargo that is this script; a shell for the target is
/// entered already.
fn cargo(script: &str, arguments: &[&str]) -> (tempfile::TempDir, Command) {
    let folder = tempfile::tempdir().unwrap();
    let bin = folder.path().join("bin");
    fs::create_dir(&bin).unwrap();
    fs::write(
        folder.path().join("Cargo.toml"),
        "[package]\nname = \"a\"\n",
    )
    .unwrap();
    fs::write(folder.path().join("Cargo.lock"), "version = 4\n").unwrap();
    let path = bin.join("cargo");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = program();
    command
        .current_dir(folder.path())
        .env("PATH", with_path(&bin))
        .env("CARGO_BUILD_TARGET", TRIPLE)
        .args(arguments);
    (folder, command)
}

fn with_path(bin: &Path) -> std::ffi::OsString {
    let mut path = bin.as_os_str().to_owned();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap());
    path
}

const FAILS: &str = "echo out; printf 'error: linker `cc-of-mine` not found\\n' >&2; exit 101";

#[test]
fn a_failure_that_is_known_ends_with_two_lines() {
    let (_folder, mut command) = cargo(FAILS, &["build", "riscv64"]);
    let run = Run::start(&mut command);
    assert_eq!(run.code, Some(101));
    assert_eq!(run.stdout, "out\n");
    let said = format!("error: linker `cc-of-mine` not found\n{LINES}");
    assert!(run.stderr.starts_with(&said), "{}", run.stderr);
    assert_eq!(run.stderr.lines().count(), 3, "{}", run.stderr);
}

#[test]
fn with_the_option_off_nothing_is_added() {
    for arguments in [
        ["--no-explain", "build", "riscv64"],
        ["--quiet", "build", "riscv64"],
    ] {
        let (_folder, mut command) = cargo(FAILS, &arguments);
        let run = Run::start(&mut command);
        assert_eq!(run.code, Some(101));
        assert_eq!(run.stderr, "error: linker `cc-of-mine` not found\n");
    }
}

#[test]
fn a_success_a_compile_error_and_a_failed_test_end_as_before() {
    for (script, code) in [
        ("echo 'error: linker `cc-of-mine` not found' >&2", 0),
        ("echo 'error[E0308]: mismatched types' >&2; exit 101", 101),
        (
            "echo 'error: linker `cc-of-mine` not found' >&2\n\
             echo 'error: test failed, to rerun pass `--lib`' >&2; exit 101",
            101,
        ),
    ] {
        let (_folder, mut command) = cargo(script, &["test", "riscv64"]);
        let run = Run::start(&mut command);
        assert_eq!(run.code, Some(code), "{script}");
        assert!(!run.stderr.contains("note:"), "{}", run.stderr);
    }
}

#[test]
fn what_runs_on_behind_cargo_is_not_waited_for() {
    let (_folder, mut command) = cargo("sleep 60 & echo done >&2; exit 3", &["build", "riscv64"]);
    let began = std::time::Instant::now();
    let run = Run::start(command.stdout(Stdio::null()));
    assert_eq!((run.code, &*run.stderr), (Some(3), "done\n"));
    assert!(began.elapsed().as_secs() < 30);
}

#[test]
fn input_and_a_signal_reach_cargo() {
    let (_folder, mut command) = cargo("cat; kill -TERM $$", &["run", "riscv64"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"typed").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.stdout, b"typed");
    let signal = std::os::unix::process::ExitStatusExt::signal(&output.status);
    assert_eq!(signal, Some(15));
}

#[test]
fn a_signal_to_the_program_ends_cargo() {
    let (_folder, mut command) = cargo(
        "trap 'echo ended >&2; exit 9' TERM; echo ready; while :; do :; done",
        &["build", "riscv64"],
    );
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ready = [0; 5];
    child
        .stdout
        .as_mut()
        .unwrap()
        .read_exact(&mut ready)
        .unwrap();
    let pid = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "ended\n");
    let signal = std::os::unix::process::ExitStatusExt::signal(&output.status);
    assert_eq!(signal, Some(15));
}

/// A pseudo-terminal: what a person has, and what programs see.
fn terminal() -> Option<(File, File)> {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

    let Ok(ours) = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY) else {
        eprintln!("this machine has no pseudo-terminals");
        return None;
    };
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let name = ptsname(&ours, Vec::new()).unwrap();
    let theirs = File::options()
        .read(true)
        .write(true)
        .open(name.to_str().unwrap())
        .unwrap();
    Some((File::from(ours), theirs))
}

/// Waits until it holds.
#[track_caller]
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..600 {
        if holds() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("{what} does not become true");
}

/// The letter by which the kernel says what a process does, if it is there.
fn state(folder: &Path, name: &str) -> Option<char> {
    let process = fs::read_to_string(folder.join(name)).ok()?;
    let stat = fs::read_to_string(format!("/proc/{}/stat", process.trim())).ok()?;
    stat.rsplit_once(") ")?.1.chars().next()
}

/// Cargo, and a compiler that it has started, which end when the file `go` is there.
const WORKS: &str = "echo $$ >cargo\n\
    sh -c 'echo $$ >rustc; while [ ! -e go ]; do sleep 0.05; done; exit'\n\
    exit 101";

#[test]
#[cfg(target_os = "linux")]
fn a_signal_to_the_program_ends_all_that_cargo_has_started_on_a_terminal() {
    let Some((_ours, theirs)) = terminal() else {
        return;
    };
    let (folder, mut command) = cargo(WORKS, &["build", "riscv64"]);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(theirs)
        .spawn()
        .unwrap();
    let works = |name| state(folder.path(), name).is_some_and(|state| state != 'Z');
    until("rustc works", || works("rustc") && works("cargo"));
    let pid = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let status = child.wait().unwrap();
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    assert_eq!(signal, Some(15));
    until("all has ended", || !works("rustc") && !works("cargo"));
}

/// A shell with jobs, as a person has it: Ctrl-Z stops the program, cargo and
/// what it has started, and `fg` lets them go on; Ctrl-C ends them.
#[test]
#[cfg(target_os = "linux")]
fn keys_of_a_terminal_stop_continue_and_end_all() {
    for (key, after, lines) in [
        (
            b"\x1a",
            "read line; fg >&2; echo \"then $?\" >&2",
            ["ended 148", "then 101"].as_slice(),
        ),
        (b"\x03", "", &["ended 130"]),
    ] {
        let Some((mut ours, theirs)) = terminal() else {
            return;
        };
        let (folder, command) = cargo(WORKS, &[]);
        let script = format!("trap : INT; \"$0\" build riscv64; echo \"ended $?\" >&2; {after}");
        let mut shell = Command::new("setsid");
        shell
            .args(["--ctty", "--wait", "sh", "-mc", &script])
            .arg(command.get_program())
            .current_dir(folder.path())
            .envs(
                command
                    .get_envs()
                    .filter_map(|(key, value)| Some((key, value?))),
            )
            .stdin(theirs.try_clone().unwrap())
            .stdout(theirs.try_clone().unwrap())
            .stderr(theirs);
        let Ok(mut shell_) = shell.spawn() else {
            eprintln!("this machine has no setsid");
            return;
        };
        drop(shell);
        let is = |name, is: fn(char) -> bool| state(folder.path(), name).is_some_and(is);
        let (works, stopped) = (|state| state != 'Z', |state| state == 'T');
        until("rustc works", || is("rustc", works) && is("cargo", works));
        ours.write_all(key).unwrap();
        if lines.len() > 1 {
            until("all is stopped", || {
                is("rustc", stopped) && is("cargo", stopped)
            });
            ours.write_all(b"\n").unwrap();
            until("all goes on", || {
                !is("rustc", stopped) && !is("cargo", stopped)
            });
            fs::write(folder.path().join("go"), "").unwrap();
        }
        until("all has ended", || {
            !is("rustc", works) && !is("cargo", works)
        });
        shell_.wait().unwrap();
        let mut shown = vec![0; 4096];
        let length = ours.read(&mut shown).unwrap();
        let shown = String::from_utf8_lossy(&shown[..length]);
        for line in lines {
            assert!(shown.contains(line), "{line}: {shown}");
        }
    }
}

/// On a terminal cargo sees one too, of the same size, and its bytes come through
/// as they are.
#[test]
fn on_a_terminal_cargo_has_one_of_the_same_size() {
    use rustix::termios::{Winsize, tcsetwinsize};

    let script = "test -t 2 && stty size <&2 >&2; printf '\\033[1mbold\\033[0m\\n' >&2; exit 101";
    let (_folder, mut command) = cargo(script, &["build", "riscv64"]);
    let Some((mut ours, theirs)) = terminal() else {
        return;
    };
    let size = Winsize {
        ws_row: 33,
        ws_col: 77,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    tcsetwinsize(&ours, size).unwrap();
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(theirs)
        .status()
        .unwrap();
    drop(command);
    assert_eq!(status.code(), Some(101));
    let mut shown = [0; 1000];
    let length = ours.read(&mut shown).unwrap();
    let shown = String::from_utf8_lossy(&shown[..length]);
    assert!(shown.starts_with("33 77\r\n"), "{shown:?}");
    assert!(
        shown.contains("\u{1b}[1mbold\u{1b}[0m\r\n") || length < 20,
        "{shown:?}"
    );
}
