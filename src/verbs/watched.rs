//! Owns what is between cargo and the terminal where `explain` listens: cargo's
//! stderr is a pseudo-terminal of ours, or a pipe where there is no terminal, and
//! is copied through byte by byte. May not change a byte of it; input, stdout and
//! the process group are cargo's as before.

use std::fs::File;
use std::io::{self, BufReader, PipeReader, Read as _, Write as _};
use std::os::fd::{AsFd, OwnedFd};
use std::process::{Command, ExitStatus};
use std::thread;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::OFlags;
use rustix::io::{FdFlags, fcntl_setfd};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr, tcsetwinsize};
use signal_hook::consts::SIGWINCH;
use signal_hook::iterator::Signals;

use super::signals;
use crate::explain::{Explainer, Known, Report};

/// So much is copied at once.
const BUFFER: usize = 64 * 1024;

/// Runs the command to its end, and says what is known about what it said.
pub fn run(mut command: Command, known: Known) -> io::Result<(ExitStatus, Option<Report>)> {
    let stderr = io::stderr();
    let terminal = tcgetattr(&stderr).ok();
    let (ours, theirs) = if let Some(settings) = &terminal {
        pseudo_terminal(settings)?
    } else {
        let (reader, writer) = io::pipe()?;
        (reader.into(), writer.into())
    };
    command.stderr(theirs);
    let ours = File::from(ours);
    let resized = terminal.map(|_| follow_size(&ours)).transpose()?;
    let (lines, mut copy) = io::pipe()?;
    let listener = thread::spawn(move || listen(lines, known));
    // What cargo leaves behind may hold its stderr open: its end is what counts.
    let (ended, end) = io::pipe()?;
    let copier = thread::spawn(move || copy_until(ours, &ended, &mut copy));
    let status = signals::status_then(&mut command, || {
        drop(end);
        let _ = copier.join();
    });
    if let Some((handle, follower)) = resized {
        handle.close();
        let _ = follower.join();
    }
    let report = listener.join().ok().flatten();
    Ok((status?, report))
}

/// The two ends of one, of the size of our terminal. It hands on each byte as it
/// is: ours does what a terminal does to them.
fn pseudo_terminal(settings: &Termios) -> io::Result<(OwnedFd, OwnedFd)> {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
    // macOS's `posix_openpt` has no flag for it.
    fcntl_setfd(&ours, FdFlags::CLOEXEC)?;
    grantpt(&ours)?;
    unlockpt(&ours)?;
    let name = ptsname(&ours, Vec::new())?;
    let theirs = rustix::fs::open(
        name,
        OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC,
        rustix::fs::Mode::empty(),
    )?;
    let mut settings = settings.clone();
    settings.make_raw();
    tcsetattr(&theirs, OptionalActions::Now, &settings)?;
    copy_size(&ours);
    Ok((ours, theirs))
}

fn copy_size(to: impl AsFd) {
    if let Ok(size) = tcgetwinsize(io::stderr()) {
        let _ = tcsetwinsize(to, size);
    }
}

type Follower = (signal_hook::iterator::Handle, thread::JoinHandle<()>);

/// Gives each new size of our terminal to the other one.
fn follow_size(terminal: &File) -> io::Result<Follower> {
    let terminal = terminal.try_clone()?;
    let mut signals = Signals::new([SIGWINCH])?;
    let handle = signals.handle();
    let follower = thread::spawn(move || signals.forever().for_each(|_| copy_size(&terminal)));
    Ok((handle, follower))
}

/// Copies until cargo has ended and there is no more, or the other end is closed.
fn copy_until(mut from: File, ended: &PipeReader, copy: &mut impl io::Write) {
    let mut buffer = vec![0; BUFFER];
    let mut stderr = io::stderr();
    loop {
        let mut ready = [
            PollFd::new(&from, PollFlags::IN),
            PollFd::new(ended, PollFlags::IN),
        ];
        match poll(&mut ready, None) {
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => continue,
            Err(_) => return,
        }
        if ready[0].revents().is_empty() {
            return;
        }
        match from.read(&mut buffer) {
            // The other end of a pseudo-terminal is closed by an error.
            Ok(0) => return,
            Ok(length) => {
                let _ = stderr.write_all(&buffer[..length]);
                let _ = copy.write_all(&buffer[..length]);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}

/// What is known about the lines, once there are no more.
fn listen(lines: PipeReader, known: Known) -> Option<Report> {
    let mut lines = BufReader::with_capacity(BUFFER, lines);
    let report = Explainer::new().ok()?.explain(&mut lines, known).ok();
    // Nobody may wait for us to read on.
    let _ = io::copy(&mut lines, &mut io::sink());
    report
}
