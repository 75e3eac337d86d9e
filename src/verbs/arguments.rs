//! Owns the reading of a command line for cargo: which words are ours, which
//! are targets, and which cargo gets as they are. May not run anything.

use std::ffi::{OsStr, OsString};

use super::mistakes;
use super::subcommands::{self, Needs, Subcommand, Words};
use crate::failure::Failure;
use crate::shell::posix;
use crate::table;
use crate::table::target::Target;
use crate::terminal;

/// Our own commands: they win over cargo's of the same name.
pub const OWN: &[&str] = &[
    "config", "crates", "debug", "doctor", "env", "explain", "export", "help", "init", "show",
    "targets",
];
/// Commands that are listed in the help, and are cargo's.
pub const LISTED: &[&str] = &["build", "test", "run", "cargo"];

/// What the user asks for.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Cargo's subcommand.
    pub subcommand: String,
    /// The targets, each once; none if nothing on the command line names one.
    pub targets: Vec<&'static Target>,
    /// Cargo's options before the subcommand.
    pub before: Vec<OsString>,
    /// Cargo's arguments after the subcommand, without `--target`.
    pub arguments: Vec<OsString>,
    /// Options of ours.
    pub own: Own,
    /// The folder or manifest that cargo is told to work in.
    pub place: Option<OsString>,
    /// Whether `crossflake cargo …` asks for it.
    pub by_cargo: bool,
    /// The device that runs the programs, if `--on` names one.
    pub device: Option<OsString>,
    /// How this is typed now, if it was typed in the old way.
    pub new_form: Option<String>,
}

/// Options of ours.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag")]
pub struct Own {
    /// The kept environment is made anew.
    pub refresh: bool,
    /// The project's own flake is used, whatever shells it has.
    pub flake: bool,
    /// Cargo's errors are not explained: the program becomes cargo.
    pub no_explain: bool,
    /// Nothing but errors is said.
    pub quiet: bool,
    /// What is run is said.
    pub verbose: bool,
}

impl Own {
    /// Whether a failure of cargo is explained.
    #[must_use]
    pub const fn explain(self) -> bool {
        !self.no_explain && !self.quiet
    }

    /// Takes the word if it is an option of ours; cargo gets it too where it
    /// has the same one.
    fn take(&mut self, word: &str, cargo: &mut Vec<OsString>) -> bool {
        match word {
            "--refresh" => self.refresh = true,
            "--flake" => self.flake = true,
            "--no-explain" => self.no_explain = true,
            "-q" | "--quiet" => {
                self.quiet = true;
                cargo.push("--quiet".into());
            }
            "-v" | "-vv" | "--verbose" => {
                self.verbose = true;
                cargo.push(word.into());
            }
            _ => return false,
        }
        true
    }
}

/// Reads the words after the program's name; none if they are for a command of
/// ours. An error has the corrected command line as its hint.
pub fn read(words: &[OsString]) -> Result<Option<Request>, Failure> {
    let mut request = Request::default();
    let mut words = words.iter().peekable();
    let name = loop {
        let Some(word) = words.next() else {
            return Ok(None);
        };
        let Some(text) = word.to_str() else {
            return Ok(None);
        };
        if text.starts_with('+') {
            return Err(mistakes::toolchain(text));
        }
        if !text.starts_with('-') {
            break text;
        }
        if request.own.take(text, &mut request.before) {
            continue;
        }
        if matches!(text, "-h" | "--help" | "-V" | "--version") {
            return Ok(None);
        }
        request.before.push(word.clone());
        if subcommands::takes_value(text) {
            request.before.extend(words.next().cloned());
        }
    };
    if OWN.contains(&name) {
        return Ok(None);
    }
    if LISTED.contains(&name) && words.peek().is_some_and(|word| is_help(word)) {
        return Ok(None);
    }
    request.by_cargo = name == "cargo";
    let name = if request.by_cargo {
        match words.next().and_then(|word| word.to_str()) {
            Some(name) if !name.starts_with('-') => name,
            _ => return Err(mistakes::no_subcommand()),
        }
    } else {
        name
    };
    // Cargo would print it as it is.
    if name
        .chars()
        .any(|letter| letter == '\n' || terminal::is_active(letter))
    {
        return Err(mistakes::no_such_subcommand(name));
    }
    name.clone_into(&mut request.subcommand);
    let rest: Vec<OsString> = words.cloned().collect();
    request.read_rest(&rest)?;
    Ok(Some(request))
}

fn is_help(word: &OsStr) -> bool {
    word == "-h" || word == "--help"
}

impl Request {
    /// What cargo's subcommand is, if it is one of cargo's own.
    #[must_use]
    pub fn known(&self) -> Option<&'static Subcommand> {
        subcommands::get(&self.subcommand)
    }

    /// Whether it has to be for a target.
    #[must_use]
    pub fn needs_target(&self) -> bool {
        self.known().is_some_and(|row| row.target == Needs::One)
    }

    fn read_rest(&mut self, rest: &[OsString]) -> Result<(), Failure> {
        let mut left = rest;
        let mut options = Vec::new();
        while let Some((word, others)) = left.split_first() {
            let Some(text) = word.to_str() else { break };
            if text.starts_with('+') {
                return Err(mistakes::toolchain(text));
            }
            if self.own.take(text, &mut options) {
            } else if let Some(target) = table::get(text) {
                self.add(target);
            } else {
                break;
            }
            left = others;
        }
        let mut rest = left.to_vec();
        if !self.targets.is_empty()
            && let Some(arguments) = self.old_form(left)
        {
            self.new_form = Some(self.typed(&arguments));
            rest = arguments;
        }
        let named = self.take_targets(&rest)?;
        mistakes::check(self, &named)?;
        for target in named {
            self.add(target);
        }
        self.arguments.splice(0..0, options);
        Ok(())
    }

    fn add(&mut self, target: &'static Target) {
        if !self
            .targets
            .iter()
            .any(|other| other.triple == target.triple)
        {
            self.targets.push(target);
        }
    }

    /// Before cargo's arguments could be written straight after the target,
    /// they came after a `--`.
    fn old_form(&self, rest: &[OsString]) -> Option<Vec<OsString>> {
        let (first, after) = rest.split_first()?;
        if first != "--" {
            return None;
        }
        let is_cargos = match self.known().map(|row| row.words) {
            Some(Words::None) => !after.is_empty(),
            Some(Words::Some) if self.needs_target() => {
                let first = after.first().and_then(|word| word.to_str());
                after.iter().any(|word| word == "--") || first.is_some_and(is_not_for_tests)
            }
            Some(Words::Program) => after.iter().any(|word| word == "--"),
            _ => false,
        };
        is_cargos.then(|| after.to_vec())
    }

    /// The command line with these arguments of cargo's, as it is typed.
    #[must_use]
    pub fn typed(&self, arguments: &[OsString]) -> String {
        let names = self.targets.iter().map(|target| target.name().to_owned());
        let arguments = arguments.iter().map(|word| posix(&word.to_string_lossy()));
        ["crossflake".to_owned(), self.subcommand.clone()]
            .into_iter()
            .chain(names)
            .chain(arguments)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Takes `--target` out of cargo's arguments, and sees where cargo is told
    /// to work.
    fn take_targets(&mut self, rest: &[OsString]) -> Result<Vec<&'static Target>, Failure> {
        let mut targets = Vec::new();
        let mut words = rest.iter();
        while let Some(word) = words.next() {
            let text = word.to_str().unwrap_or_default();
            if text == "--" {
                self.arguments.push(word.clone());
                break;
            }
            if !text.starts_with('-') {
                self.arguments.push(word.clone());
                if self.known().is_some_and(|row| row.words == Words::Program) {
                    break;
                }
                continue;
            }
            self.own.quiet |= matches!(text, "-q" | "--quiet");
            let (option, value) = match text.split_once('=') {
                Some((option, value)) => (option, Some(OsString::from(value))),
                None if subcommands::takes_value(text) => (text, words.next().cloned()),
                None => (text, None),
            };
            if option == "--target" {
                let Some(value) = value else {
                    return Err(mistakes::no_value(self));
                };
                targets.push(table::find(&value)?);
                continue;
            }
            if matches!(option, "--manifest-path" | "-C") {
                self.place.clone_from(&value);
            }
            self.arguments.push(word.clone());
            if let Some(value) = value.filter(|_| option == text) {
                self.arguments.push(value);
            }
        }
        self.arguments.extend(words.cloned());
        Ok(targets)
    }

    /// Cargo's words that are not options, up to a `--`.
    pub fn plain_words(&self) -> impl Iterator<Item = &str> {
        let mut is_value = false;
        self.arguments
            .iter()
            .map(|word| word.to_str().unwrap_or_default())
            .take_while(|word| *word != "--")
            .filter(move |word| {
                // What is no UTF-8 is shown elsewhere.
                let is_plain = !is_value && !word.is_empty() && !word.starts_with('-');
                is_value = !is_value && subcommands::takes_value(word);
                is_plain
            })
    }

    /// What is run for a target, or for the build machine.
    #[must_use]
    pub fn cargo(&self, target: Option<&Target>) -> Vec<OsString> {
        let mut words = vec!["cargo".into()];
        words.extend(self.before.iter().cloned());
        words.push(OsString::from(&self.subcommand));
        // Another's subcommand reads CARGO_BUILD_TARGET, which the shell sets.
        // Cargo extends a list in `build.target` by that: it is always told.
        let is_told = self.known().is_some_and(|row| row.target != Needs::None);
        if let Some(target) = target.filter(|_| is_told) {
            words.extend(["--target".into(), OsString::from(&*target.triple)]);
        }
        words.extend(self.arguments.iter().cloned());
        words
    }
}

/// Options of `cargo test` and `cargo bench` that the harness does not have.
fn is_not_for_tests(word: &str) -> bool {
    const CARGOS: &[&str] = &[
        "--all",
        "--all-features",
        "--all-targets",
        "--benches",
        "--bin",
        "--bins",
        "--config",
        "--doc",
        "--example",
        "--examples",
        "--exclude",
        "--features",
        "--frozen",
        "--jobs",
        "--lib",
        "--locked",
        "--manifest-path",
        "--message-format",
        "--no-default-features",
        "--no-fail-fast",
        "--no-run",
        "--offline",
        "--package",
        "--profile",
        "--release",
        "--target-dir",
        "--tests",
        "--timings",
        "--workspace",
        "-F",
        "-j",
        "-p",
        "-r",
    ];
    let option = word.split('=').next().unwrap_or(word);
    CARGOS.contains(&option)
}
