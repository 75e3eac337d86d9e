//! Owns what is said about a command line for cargo that means nothing: each
//! error comes with the command line that was probably meant.

use std::ffi::OsStr;

use super::arguments::{LISTED, OWN, Request};
use super::subcommands::{self, Needs, Subcommand, Words};
use crate::failure::Failure;
use crate::probe;
use crate::table::target::Target;
use crate::table::{self, nearest};

/// A word for rustup.
pub fn toolchain(word: &str) -> Failure {
    let channel = word.trim_start_matches('+');
    Failure::usage(format!("`{word}` is for rustup, which has no part in this")).hint(format!(
        "leave it out, and name the toolchain in rust-toolchain.toml: \
         printf '[toolchain]\\nchannel = \"{channel}\"\\n' >rust-toolchain.toml"
    ))
}

/// `crossflake cargo` alone.
pub fn no_subcommand() -> Failure {
    Failure::usage("no subcommand of cargo is named").hint(format!(
        "for example: `crossflake cargo check {}`",
        table::example()
    ))
}

/// A word that no subcommand can be.
pub fn no_such_subcommand(name: &str) -> Failure {
    Failure::usage(format!("`{name}` is not a subcommand")).hint(format!(
        "for example: `crossflake check {}`; `crossflake --help` lists ours",
        table::example()
    ))
}

/// `--target` at the end.
pub fn no_value(request: &Request) -> Failure {
    Failure::usage("`--target` needs a value").hint(format!(
        "`{} --target {}`",
        request.typed(&[]),
        table::example()
    ))
}

/// What can be seen before the environment is read; `named` are the targets
/// of `--target`.
pub fn check(request: &Request, named: &[&'static Target]) -> Result<(), Failure> {
    let is_known = |target: &&&Target| {
        let mut targets = request.targets.iter();
        targets.any(|other| other.triple == target.triple)
    };
    if let Some(other) = named.iter().find(|target| !is_known(target))
        && let Some(first) = request.targets.first()
    {
        let mut both = request.clone();
        both.targets.push(other);
        return Err(Failure::usage(format!(
            "the targets are `{}` and `--target {}`",
            first.name(),
            other.triple
        ))
        .hint(format!(
            "`{}` for the one, `{}` for both",
            request.typed(&request.arguments),
            both.typed(&both.arguments)
        )));
    }
    let has_target = !request.targets.is_empty() || !named.is_empty();
    let takes_none = |row: &Subcommand| row.words == Words::None && row.target != Needs::None;
    if request.known().is_some_and(takes_none)
        && let Some(word) = request.plain_words().next()
    {
        return Err(misplaced(request, word));
    }
    let first = request.arguments.first().and_then(|word| word.to_str());
    if request.known().is_some()
        && has_target
        && let Some(word) = first
        && let Some(near) = alike(word)
    {
        crate::terminal::note(format!(
            "`{word}` is handed to cargo as it is; if it is a target, write `{near}`"
        ));
    }
    third_party(request)
}

/// A word where there can be none: a target that comes too late, or nothing.
fn misplaced(request: &Request, word: &str) -> Failure {
    let Some(target) = table::get(word) else {
        return unknown(request, OsStr::new(word));
    };
    Failure::usage(format!("the target `{word}` comes after cargo's arguments")).hint(with(
        request,
        word,
        target.name(),
    ))
}

/// A name that the table does not hold, in the place of a target.
fn unknown(request: &Request, word: &OsStr) -> Failure {
    let failure = nearest::unknown(word);
    match word.to_str().and_then(|word| Some((word, alike(word)?))) {
        Some((word, near)) => {
            failure.hint(format!("{}; {}", with(request, word, near), nearest::LIST))
        }
        None => failure,
    }
}

/// The command line with this target in its place, in place of the word.
fn with(request: &Request, word: &str, target: &str) -> String {
    let mut right = request.clone();
    right.targets.extend(table::get(target));
    if let Some(index) = right.arguments.iter().position(|other| other == word) {
        right.arguments.remove(index);
    }
    format!("`{}`", right.typed(&right.arguments))
}

/// Nothing names a target.
pub fn no_target(request: &Request) -> Failure {
    if let Some(target) = request.plain_words().find_map(table::get) {
        let word = request
            .plain_words()
            .find(|word| table::get(word).is_some())
            .unwrap_or_default();
        return Failure::usage(format!(
            "the target `{}` comes after cargo's arguments",
            target.name()
        ))
        .hint(with(request, word, target.name()));
    }
    let is_option = |word: &str| word.starts_with('-');
    let mut words = request.arguments.iter();
    if let Some(word) = words.find(|word| !word.to_str().is_some_and(is_option)) {
        return unknown(request, word);
    }
    Failure::usage("no target is named").hint(format!(
        "{}; `crossflake targets` lists targets",
        with(request, "", table::example())
    ))
}

/// Whether the first word may be a target that is misspelt, for a subcommand
/// that need not have one.
pub fn misspelt(request: &Request) -> Option<Failure> {
    let is_open = request.known().is_none_or(|row| row.target != Needs::None);
    let word = request.arguments.first()?.to_str().filter(|_| is_open)?;
    alike(word)?;
    Some(unknown(request, OsStr::new(word)))
}

/// A name of the table that differs by a letter or two.
fn alike(word: &str) -> Option<&'static str> {
    if word.starts_with('-') || table::get(word).is_some() {
        return None;
    }
    let most = if word.len() < 5 { 1 } else { 2 };
    table::TABLE
        .iter()
        .flat_map(Target::names)
        .map(|name| (strsim::damerau_levenshtein(word, name), name))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, name)| name)
}

/// A subcommand that is neither ours nor cargo's: a program of that name, or a
/// misspelt one.
fn third_party(request: &Request) -> Result<(), Failure> {
    let name = &*request.subcommand;
    let is_known = request.known().is_some() || request.by_cargo;
    if is_known || probe::program(&format!("cargo-{name}")).is_some() {
        return Ok(());
    }
    let near = OWN
        .iter()
        .chain(LISTED)
        .copied()
        .chain(subcommands::names())
        .map(|other| (strsim::damerau_levenshtein(name, other), other))
        .min();
    match near {
        Some((distance, other)) if distance <= 1 => {
            let mut right = request.clone();
            other.clone_into(&mut right.subcommand);
            Err(
                Failure::usage(format!("unknown subcommand `{name}`")).hint(format!(
                    "did you mean `{}`? `crossflake cargo {name} …` runs cargo's subcommand of that name",
                    right.typed(&right.arguments)
                )),
            )
        }
        _ => Ok(()),
    }
}
