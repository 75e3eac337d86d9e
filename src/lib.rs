//! Answers questions about Rust targets, and writes the files that a project
//! needs to be cross-compiled for them. A program first: the library is for
//! its `main`, its tests and its fuzz targets.

#![cfg_attr(test, allow(clippy::expect_used, clippy::panic, clippy::unwrap_used))]

pub mod cargo_config;
pub mod cargo_reads;
pub mod cli;
pub mod commands;
pub mod crates;
pub mod doctor;
pub mod environment;
pub mod explain;
pub mod export;
pub mod failure;
pub mod files;
pub mod init;
pub mod markdown;
pub mod probe;
pub mod project;
pub mod requirements;
pub mod shell;
pub mod table;
mod template;
mod terminal;
pub mod verbs;

use std::ffi::OsString;

use clap::error::ErrorKind;

use failure::{Exit, Failure};

/// Runs the program: parses the arguments, the program's name first, does
/// what they say, and prints a failure.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments = cli::without_cargo(arguments.into_iter().collect());
    terminal::choose_colour(&arguments);
    if let Some(result) = verbs::run(arguments.get(1..).unwrap_or_default()) {
        return ended(result);
    }
    let unreadable = arguments
        .iter()
        .find(|word| word.to_str().is_none())
        .cloned();
    let shown = cli::harmless(&arguments);
    let result = match cli::command().try_get_matches_from(arguments) {
        Ok(matches) => cli::dispatch(&matches),
        Err(message) if message.kind() == ErrorKind::InvalidUtf8 => {
            Err(cli::not_utf_8(&unreadable.unwrap_or_default()))
        }
        Err(message) if message.use_stderr() => {
            // The parser repeats what it does not know.
            let again = cli::command().try_get_matches_from(shown);
            terminal::parser(&again.err().unwrap_or(message)).map(|()| Exit::Usage)
        }
        Err(message) => terminal::parser(&message).map(|()| Exit::Success),
    };
    ended(result)
}

fn ended(result: Result<Exit, Failure>) -> Exit {
    result.unwrap_or_else(|failure| {
        terminal::failure(&failure);
        failure.exit
    })
}
