//! Owns the one way in which cargo is started: in an environment, or in the
//! one that this program runs in. May not decide which.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitStatus};

use super::environment::Environment;
use super::signals;
use crate::failure::{Exit, Failure};
use crate::{surroundings, terminal};

/// A command in the environment; without one, where this program runs.
pub fn command(environment: Option<&Environment>, words: &[OsString]) -> Command {
    if let Some(environment) = environment {
        return environment.command(words);
    }
    let name = words.first().cloned().unwrap_or_default();
    let program = surroundings::program(&name.to_string_lossy());
    let mut command = Command::new(program.map_or(name, Into::into));
    command.args(words.iter().skip(1));
    command
}

/// Becomes the command: exit code, signals, terminal and input are its own.
/// Comes back if it cannot.
#[cfg(unix)]
pub fn become_(mut command: Command) -> Result<Exit, Failure> {
    use std::os::unix::process::CommandExt as _;
    terminal::running(&command);
    let error = command.exec();
    Err(failed(&command, error))
}

/// Runs the command and ends as it does.
#[cfg(not(unix))]
pub fn become_(mut command: Command) -> Result<Exit, Failure> {
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
