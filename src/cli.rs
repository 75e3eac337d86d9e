//! Owns the command line as data: which commands there are and what they
//! share. A command's own arguments are in its file, and are built only when
//! it is the one that runs. May not do anything.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Args as _, Command};

use crate::commands::{config, crates, debug, doctor, env, explain, export, init, show, targets};
use crate::failure::{EXIT_CODES, Exit, Failure};
use crate::table;
use crate::terminal::{self, ENVIRONMENT, Verbosity};
use crate::verbs::help;

/// The whole command line; also what completions and manuals are made of.
#[must_use]
pub fn command() -> Command {
    Command::new("crossflake")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Cross-compile Rust: what each target needs, and the files that say so")
        .after_help(after_help())
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(
            Arg::new("color")
                .long("color")
                .value_name("WHEN")
                .help("Colour messages: auto, always or never; NO_COLOR is honoured")
                .value_parser(PossibleValuesParser::new(["auto", "always", "never"]))
                .hide_possible_values(true)
                .global(true),
        )
        .args([
            flag("quiet", 'q', "Say nothing but errors").conflicts_with("verbose"),
            flag("verbose", 'v', "Say what is run"),
        ])
        .subcommands(help::commands())
        .subcommands([
            Command::new("debug")
                .about(debug::ABOUT)
                .defer(debug::Arguments::augment_args),
            Command::new("doctor")
                .about(doctor::ABOUT)
                .defer(doctor::Arguments::augment_args),
            Command::new("targets")
                .about(targets::ABOUT)
                .defer(targets::Arguments::augment_args),
            Command::new("show")
                .about(show::ABOUT)
                .defer(show::Arguments::augment_args),
            Command::new("env")
                .about(env::ABOUT)
                .defer(env::Arguments::augment_args),
            Command::new("config")
                .about(config::ABOUT)
                .defer(config::Arguments::augment_args),
            Command::new("init")
                .about(init::ABOUT)
                .defer(init::Arguments::augment_args),
            Command::new("crates")
                .about(crates::ABOUT)
                .defer(crates::Arguments::augment_args),
            Command::new("explain")
                .about(explain::ABOUT)
                .defer(explain::Arguments::augment_args),
            Command::new("export")
                .about(export::ABOUT)
                .defer(export::Arguments::augment_args),
        ])
}

/// Runs the command that the arguments name.
pub fn dispatch(matches: &ArgMatches) -> Result<Exit, Failure> {
    terminal::set_verbosity(
        match (matches.get_flag("quiet"), matches.get_flag("verbose")) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        },
    );
    match matches.subcommand() {
        Some(("debug", matches)) => debug::run(&parsed(matches)?),
        Some(("doctor", matches)) => doctor::run(&parsed(matches)?),
        Some(("targets", matches)) => targets::run(&parsed(matches)?),
        Some(("show", matches)) => show::run(&parsed(matches)?),
        Some(("env", matches)) => env::run(&parsed(matches)?),
        Some(("config", matches)) => config::run(&parsed(matches)?),
        Some(("init", matches)) => init::run(&parsed(matches)?),
        Some(("crates", matches)) => crates::run(&parsed(matches)?),
        Some(("explain", matches)) => explain::run(&parsed(matches)?),
        Some(("export", matches)) => export::run(&parsed(matches)?),
        _ => Err(Failure::usage("no command is named").hint("`crossflake --help` lists them")),
    }
}

/// The arguments without what `cargo crossflake` adds: cargo runs
/// `cargo-crossflake crossflake …`.
#[must_use]
pub fn without_cargo(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let program = arguments.first().map(Path::new).and_then(Path::file_stem);
    if program.is_some_and(|name| name == "cargo-crossflake") {
        arguments[0] = "cargo crossflake".into();
        if arguments.get(1).is_some_and(|name| name == "crossflake") {
            arguments.remove(1);
        }
    }
    arguments
}

/// The arguments as a terminal may show them.
#[must_use]
pub fn harmless(arguments: &[OsString]) -> Vec<OsString> {
    let shown = |argument: &OsString| match argument.to_str() {
        Some(text) => terminal::harmless(text).into_owned().into(),
        None => argument.clone(),
    };
    arguments.iter().map(shown).collect()
}

/// The failure for an argument that has to be text; the parser names none.
#[must_use]
pub fn not_utf_8(argument: &OsStr) -> Failure {
    let shown = argument.to_string_lossy();
    Failure::usage(format!("the argument `{shown}` is not valid UTF-8"))
        .hint("write it in UTF-8; `crossflake --help` lists the arguments")
}

fn flag(name: &'static str, short: char, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .short(short)
        .help(help)
        .action(ArgAction::SetTrue)
        .global(true)
}

fn parsed<A: clap::FromArgMatches>(matches: &ArgMatches) -> Result<A, Failure> {
    A::from_arg_matches(matches).map_err(Failure::usage)
}

fn after_help() -> String {
    let example = table::example();
    format!(
        "\
Examples:
  crossflake targets             the targets that people use most
  crossflake show {example:<14} everything about one target
  crossflake test {example:<14} cargo test, in a shell for it; any subcommand of cargo will do
  crossflake config {example:<12} linker and runner into .cargo/config.toml
  eval \"$(crossflake env {example})\"
  cargo build 2>&1 | crossflake explain

{EXIT_CODES}

{ENVIRONMENT}"
    )
}
