//! What is read of `/proc`, and files that only Linux has.

use std::io::Write as _;

use super::{File, LOG, Run, Stdio, explain, fs, program, root};

#[test]
fn a_terminal_as_standard_input_says_how_to_name_a_log_and_fails() {
    // The master of a pseudo-terminal is a terminal, too.
    let terminal = File::options().read(true).write(true).open("/dev/ptmx");
    let terminal = terminal.expect("this machine has pseudo-terminals");
    Run::start(program().arg("explain").stdin(terminal)).failure(
        2,
        "error: no log is named\n\nhint: pipe one in, `cargo build 2>&1 | crossflake explain`, \
         or name its file, `crossflake explain build.log`\n",
    );
}

#[test]
fn a_file_that_cannot_be_read_to_its_end_fails() {
    let run = Run::start(program().args(["explain", "/proc/self/mem"]));
    assert_eq!(run.code, Some(3));
    assert!(
        run.stderr
            .starts_with("error: failed to read `/proc/self/mem`: ")
    );
}

#[test]
fn a_named_pipe_is_read() {
    let log = fs::read(root().join(LOG)).unwrap();
    let run = explain(&log, &["/dev/stdin"]);
    assert!(run.success().contains("aarch64-linux-gnu-gcc"));
}

/// What the process of this number has used at most, in KiB.
fn peak(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = peak.unwrap().trim().trim_end_matches(" kB");
    number.parse().unwrap()
}

/// The benchmark does the same with 200 MB.
#[test]
fn memory_does_not_grow_with_the_log() {
    let log = fs::read(root().join(LOG)).unwrap();
    let mut command = program();
    let command = command.arg("explain").stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let block = log.repeat(1_000_000 / log.len());
    for _ in 0..30 {
        input.write_all(&block).unwrap();
    }
    // All but the pipe's own 64 KiB have been read.
    let peak = peak(child.id());
    drop(input);
    assert!(child.wait().unwrap().success());
    assert!(peak < 25_000, "{peak} KiB");
}
