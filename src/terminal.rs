//! Owns the standard streams: data goes to stdout, talk to stderr. A reader
//! that has seen enough (`| head`) is no error. May not decide what is said.

use std::borrow::Cow;
use std::ffi::OsString;
use std::fmt::{Display, Write as _};
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
pub enum Verbosity {
    /// Failures alone.
    Quiet,
    /// What was done, and what the user may want to know.
    Normal,
    /// Also what is run.
    Verbose,
}

static VERBOSITY: OnceLock<Verbosity> = OnceLock::new();

/// The environment variables that the program reads, for `--help`.
pub const ENVIRONMENT: &str = "\
Environment variables:
  CROSSFLAKE_CACHE  the folder for kept shells, in place of crossflake in the user's cache folder
  CROSSFLAKE_FLAKE  the flake of crossflake for projects without flake.nix, in place of this program's own
  CROSSFLAKE_NIX    the Nix to run, in place of the one on PATH
  NO_COLOR          no colours, unless --color says otherwise
  CLICOLOR_FORCE    colours, also where no terminal shows them";

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
pub fn set_verbosity(verbosity: Verbosity) {
    let _ = VERBOSITY.set(verbosity);
}

/// Whether nothing but failures is said.
pub fn is_quiet() -> bool {
    verbosity() == Verbosity::Quiet
}

/// Whether what is run is said.
pub fn is_verbose() -> bool {
    verbosity() == Verbosity::Verbose
}

fn verbosity() -> Verbosity {
    VERBOSITY.get().copied().unwrap_or(Verbosity::Normal)
}

/// Whether a terminal obeys this letter, or hides by it what others say: names of
/// files and arguments may hold it. Ends of lines and tabs are ours.
#[must_use]
pub fn is_active(letter: char) -> bool {
    // Marks that change the direction of text, and ends of lines and paragraphs.
    const DIRECTIONS: [char; 6] = [
        '\u{61c}', '\u{200e}', '\u{200f}', '\u{2028}', '\u{2029}', '\u{feff}',
    ];
    letter.is_control() && letter != '\n' && letter != '\t'
        || DIRECTIONS.contains(&letter)
        || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text with each such letter as its number.
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    if !text.contains(is_active) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    for letter in text.chars() {
        if is_active(letter) {
            shown.extend(letter.escape_unicode());
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
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

/// Writes to stdout what people read.
pub fn text(text: &str) -> Result<(), Failure> {
    data(&harmless(text))
}

/// Writes a value to stdout as JSON.
pub fn json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::io("failed to write JSON", error.into()))?;
    // Such letters are in strings alone, where JSON has escapes of its own.
    let mut escaped = String::new();
    for letter in text.chars() {
        if is_active(letter) {
            let _ = write!(escaped, "\\u{:04x}", u32::from(letter));
        } else {
            escaped.push(letter);
        }
    }
    data(&(escaped + "\n"))
}

/// Prints what the argument parser has to say: its help or its error.
pub fn parser(message: &clap::Error) -> Result<(), Failure> {
    ended(message.print())
}

/// Tells on stderr what was done.
pub fn say(message: impl Display) {
    if verbosity() >= Verbosity::Normal {
        let message = message.to_string();
        let _ = writeln!(anstream::stderr(), "{}", harmless(&message));
    }
}

/// Tells on stderr which program is run, where `--verbose` asks for it.
pub fn running(command: &Command) {
    if verbosity() >= Verbosity::Verbose {
        let command = format!("{command:?}");
        let _ = writeln!(anstream::stderr(), "running {}", harmless(&command));
    }
}

/// Tells on stderr what the user may want to know.
pub fn note(message: impl Display) {
    if verbosity() >= Verbosity::Normal {
        let message = message.to_string();
        let message = harmless(&message);
        let _ = writeln!(anstream::stderr(), "{NOTE}note:{NOTE:#} {message}");
    }
}

/// Prints a failure.
pub fn failure(failure: &Failure) {
    let mut stderr = anstream::stderr().lock();
    let error = format!("{:#}", failure.error);
    let error = harmless(&error);
    let _ = writeln!(stderr, "{ERROR}error:{ERROR:#} {error}");
    if let Some(hint) = failure.hint.as_deref().map(harmless) {
        let _ = writeln!(stderr, "\n{HINT}hint:{HINT:#} {hint}");
    }
}

fn ended(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result.map_err(|error| Failure::io("failed to write to standard output", error)),
    }
}
