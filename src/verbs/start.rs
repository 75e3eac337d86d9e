//! Owns the one way in which cargo is started: in an environment, or in the
//! one that this program runs in. May not decide which.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitStatus};

use super::environment::Environment;
use super::signals;
#[cfg(unix)]
use super::watched;
#[cfg(unix)]
use crate::explain::{Known, Report};
use crate::failure::{Exit, Failure};
use crate::table::target::Target;
use crate::{probe, terminal};

/// A command in the environment; without one, where this program runs.
pub fn command(environment: Option<&Environment>, words: &[OsString]) -> Command {
    if let Some(environment) = environment {
        return environment.command(words);
    }
    let name = words.first().cloned().unwrap_or_default();
    let program = probe::program(&name.to_string_lossy());
    let mut command = Command::new(program.map_or(name, Into::into));
    command.args(words.iter().skip(1));
    command
}

/// Becomes the command: exit code, signals, terminal and input are its own.
/// Comes back if it cannot.
#[cfg(unix)]
pub fn exec(mut command: Command) -> Result<Exit, Failure> {
    use std::os::unix::process::CommandExt as _;
    terminal::running(&command);
    let error = command.exec();
    Err(failed(&command, error))
}

/// Runs the command and ends as it does; where it fails for a reason that
/// `explain` knows, two lines say so. Without that, becomes the command.
#[cfg(unix)]
pub fn explained(
    command: Command,
    target: &'static Target,
    explain: bool,
) -> Result<Exit, Failure> {
    use std::os::unix::process::ExitStatusExt as _;
    if !explain {
        return exec(command);
    }
    terminal::running(&command);
    let program = command.get_program().to_owned();
    let known = Known {
        given: None,
        project: Some(target),
    };
    let (status, report) = match watched::run(command, known) {
        Ok(ended) => ended,
        Err(error) => return Err(failed(&Command::new(program), error)),
    };
    if let Some(signal) = status.signal() {
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    }
    if status.code().is_some_and(|code| code != 0)
        && let Some(cause) = report.as_ref().and_then(Report::of_failure)
    {
        terminal::note(&cause.what);
        terminal::note(format!("fix: {}", cause.in_our_shell()));
    }
    Ok(match super::code(status) {
        0 => Exit::Success,
        code => Exit::Cargo(code),
    })
}

/// Runs the command and ends as it does.
#[cfg(not(unix))]
pub fn explained(command: Command, _: &'static Target, _: bool) -> Result<Exit, Failure> {
    exec(command)
}

/// Runs the command and ends as it does.
#[cfg(not(unix))]
pub fn exec(mut command: Command) -> Result<Exit, Failure> {
    let status = wait(&mut command)?;
    std::process::exit(status.code().unwrap_or(i32::from(Exit::Io.code())))
}

/// Runs the command to its end.
pub fn wait(command: &mut Command) -> Result<ExitStatus, Failure> {
    terminal::running(command);
    signals::status(command).map_err(|error| failed(command, error))
}

fn failed(command: &Command, error: std::io::Error) -> Failure {
    let program = Path::new(command.get_program()).display();
    Failure::io(format!("failed to run `{program}`"), error)
        .hint(format!("see that `{program}` runs by itself"))
}
