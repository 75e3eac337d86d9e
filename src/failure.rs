//! Owns the ways in which a command ends: exit codes, and an error with its
//! hint. May not print.

use std::fmt;
use std::io::{self, ErrorKind};
use std::process::ExitCode;

/// How the program ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Exit {
    /// All went well.
    Success,
    /// A check found a difference, `doctor` something to fix, or `explain`
    /// nothing that it knows.
    Difference,
    /// The command line, or what it names, is wrong.
    Usage,
    /// A file could not be read or written.
    Io,
    /// A file is there already, and stays as it is.
    Kept,
    /// Cargo failed for one of several targets, with this code.
    Cargo(u8),
}

impl Exit {
    /// The number.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Difference => 1,
            Self::Usage => 2,
            Self::Io => 3,
            Self::Kept => 4,
            Self::Cargo(code) => code,
        }
    }
}

/// The exit codes, for `--help`.
pub const EXIT_CODES: &str = "\
Exit codes:
  0  success
  1  a check found a difference, `doctor` something to fix, or `explain` nothing that it knows
  2  the command line, or a file that it reads, is wrong
  3  reading or writing failed
  4  `init` found a flake.nix, and left it as it is
Cargo's subcommands end as cargo does; where Nix fails, with 1.";

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// An error, the exit code that it leads to, and what to do about it.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What went wrong: one fact, lower case, no full stop.
    pub error: anyhow::Error,
    /// The exact command or edit that fixes it.
    pub hint: Option<String>,
}

impl Failure {
    /// What the user gave is wrong.
    pub fn usage(message: impl fmt::Display) -> Self {
        Self::new(Exit::Usage, anyhow::Error::msg(message.to_string()))
    }

    /// A check found a difference.
    pub fn difference(message: impl fmt::Display) -> Self {
        Self::new(Exit::Difference, anyhow::Error::msg(message.to_string()))
    }

    /// Reading or writing failed: `action` names the file, `error` says why.
    pub fn io(action: impl fmt::Display, error: io::Error) -> Self {
        let hint = match error.kind() {
            ErrorKind::NotFound => "see that it is there, then run again",
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                "see that you may read and write it, then run again"
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                "make room on the disk, then run again"
            }
            _ => "fix that, then run again",
        };
        let error = anyhow::Error::new(error).context(action.to_string());
        Self::new(Exit::Io, error).hint(hint)
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    fn new(exit: Exit, error: anyhow::Error) -> Self {
        Self {
            exit,
            error,
            hint: None,
        }
    }
}
