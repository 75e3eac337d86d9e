//! Owns the standard streams: data goes to stdout, talk to stderr. A reader
//! that has seen enough (`| head`) is no error. May not decide what is said.

use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, ErrorKind, Write as _};
use std::process::Command;
use std::sync::OnceLock;

use anstream::ColorChoice;
use anstyle::{AnsiColor, Style};

use crate::failure::Failure;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();
const NOTE: Style = AnsiColor::Green.on_default().bold();

/// How much is said on stderr.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Talk {
    /// Failures alone.
    Errors,
    /// What was done, and what the user may want to know.
    Usual,
    /// Also what is run.
    Details,
}

static TALK: OnceLock<Talk> = OnceLock::new();

/// The environment variables that the program reads, for `--help`.
pub const ENVIRONMENT: &str = "\
Environment variables:
  CROSSFLAKE_NIX  the Nix to run, in place of the one on PATH
  NO_COLOR        no colours, unless --color says otherwise
  CLICOLOR_FORCE  colours, also where no terminal shows them";

/// Takes `--color` from the arguments before they are parsed, since errors of
/// the parser are coloured too. Without it, the environment decides.
pub fn choose_colour(arguments: &[OsString]) {
    let mut arguments = arguments
        .iter()
        .filter_map(|argument| argument.to_str())
        .take_while(|argument| *argument != "--");
    while let Some(argument) = arguments.next() {
        let value = match argument {
            "--color" => arguments.next(),
            _ => argument.strip_prefix("--color="),
        };
        match value {
            Some("always") => ColorChoice::Always.write_global(),
            Some("never") => ColorChoice::Never.write_global(),
            _ => {}
        }
    }
}

/// Sets once how much is said.
pub fn choose_talk(talk: Talk) {
    let _ = TALK.set(talk);
}

/// Whether nothing but failures is said.
pub fn is_quiet() -> bool {
    talk() == Talk::Errors
}

fn talk() -> Talk {
    TALK.get().copied().unwrap_or(Talk::Usual)
}

/// Writes data to stdout.
pub fn data(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    ended(
        stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.flush()),
    )
}

/// Writes a value to stdout as JSON.
pub fn json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::io("failed to write JSON", error.into()))?;
    data(&(text + "\n"))
}

/// Prints what the argument parser has to say: its help or its error.
pub fn parser(message: &clap::Error) -> Result<(), Failure> {
    ended(message.print())
}

/// Tells on stderr what was done.
pub fn say(message: impl Display) {
    if talk() >= Talk::Usual {
        let _ = writeln!(anstream::stderr(), "{message}");
    }
}

/// Tells on stderr which program is run, where `--verbose` asks for it.
pub fn running(command: &Command) {
    if talk() >= Talk::Details {
        let _ = writeln!(anstream::stderr(), "running {command:?}");
    }
}

/// Tells on stderr what the user may want to know.
pub fn note(message: impl Display) {
    if talk() >= Talk::Usual {
        let _ = writeln!(anstream::stderr(), "{NOTE}note:{NOTE:#} {message}");
    }
}

/// Prints a failure.
pub fn failure(failure: &Failure) {
    let mut stderr = anstream::stderr().lock();
    let _ = writeln!(stderr, "{ERROR}error:{ERROR:#} {:#}", failure.error);
    if let Some(hint) = &failure.hint {
        let _ = writeln!(stderr, "\n{HINT}hint:{HINT:#} {hint}");
    }
}

fn ended(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result.map_err(|error| Failure::io("failed to write to standard output", error)),
    }
}
