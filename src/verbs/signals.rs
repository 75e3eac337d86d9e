//! Owns what happens to signals while another program works for this one: the
//! other one gets them, ends, and then this one ends in the same way. What comes
//! from a terminal, as Ctrl-C does, reaches what the other one has started by
//! itself; SIGTERM is sent to this program alone, and so it is passed on to all.

use std::io;
use std::process::{Child, Command, ExitStatus, Output};

/// Runs the program to its end, and gives what it printed where that is piped.
pub fn output(command: &mut Command) -> io::Result<Output> {
    forwarding(command, Child::wait_with_output)
}

/// Runs the program to its end.
pub fn status(command: &mut Command) -> io::Result<ExitStatus> {
    forwarding(command, |mut child| child.wait())
}

/// Runs the program to its end, and then this, before a signal that came in
/// between ends this program too.
#[cfg(unix)]
pub fn status_then(command: &mut Command, then: impl FnOnce()) -> io::Result<ExitStatus> {
    forwarding(command, |mut child| {
        let status = child.wait();
        then();
        status
    })
}

#[cfg(unix)]
fn forwarding<T>(
    command: &mut Command,
    wait: impl FnOnce(Child) -> io::Result<T>,
) -> io::Result<T> {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI32, Ordering};
    use std::thread;

    use rustix::process::{Pid, Signal, kill_process};
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    // Before the other one runs, or a signal in between would end this one alone.
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM])?;
    let child = command.spawn()?;
    let handle = signals.handle();
    let got = Arc::new(AtomicI32::new(0));
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let forwarder = thread::spawn({
        let got = Arc::clone(&got);
        move || {
            for number in &mut signals {
                got.store(number, Ordering::SeqCst);
                let (Some(pid), Some(signal)) = (pid, Signal::from_named_raw(number)) else {
                    continue;
                };
                let all = if number == SIGTERM {
                    with_descendants(pid)
                } else {
                    vec![pid]
                };
                for pid in all {
                    // It may have ended already.
                    let _ = kill_process(pid, signal);
                }
            }
        }
    });
    let result = wait(child);
    handle.close();
    let _ = forwarder.join();
    match got.load(Ordering::SeqCst) {
        0 => {}
        number => emulate_default_handler(number)?,
    }
    result
}

/// The process and what it has started, each after its parent, as far as the
/// kernel tells (Linux does).
#[cfg(unix)]
fn with_descendants(process: rustix::process::Pid) -> Vec<rustix::process::Pid> {
    let mut all = vec![process];
    let mut next = 0;
    while let Some(process) = all.get(next) {
        next += 1;
        let tasks = format!("/proc/{}/task", process.as_raw_nonzero());
        for task in std::fs::read_dir(tasks).into_iter().flatten().flatten() {
            let children = std::fs::read_to_string(task.path().join("children"));
            let children = children.unwrap_or_default();
            let children = children.split_whitespace();
            let children = children.filter_map(|child| child.parse().ok());
            all.extend(children.filter_map(rustix::process::Pid::from_raw));
        }
    }
    all
}

#[cfg(not(unix))]
fn forwarding<T>(
    command: &mut Command,
    wait: impl FnOnce(Child) -> io::Result<T>,
) -> io::Result<T> {
    wait(command.spawn()?)
}
