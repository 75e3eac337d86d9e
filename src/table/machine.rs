//! Owns the shape of machines.json, shared by `build.rs`, which reads it, and
//! the program, which has it compiled in: the build machines, what they
//! execute, and the kinds of runners. Holds no fact about any of them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use super::target::{RunnerKind, Text};

/// Patterns of triples, in which `*` is any text.
pub type Patterns = Cow<'static, [Text]>;

/// Which machine runs what.
#[derive(Debug)]
pub struct Machines {
    /// The triple of each system of Nix that outputs are made for.
    pub build: &'static [(&'static str, &'static str)],
    /// What they execute without an emulator, beside their own triple.
    pub executes: &'static [Executes],
    /// The kinds of runners.
    pub runners: &'static [(RunnerKind, Kind)],
}

/// machines.json as it is read.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct File {
    /// See [`Machines::build`].
    pub build_machines: BTreeMap<String, String>,
    /// See [`Machines::executes`].
    pub executes: Vec<Executes>,
    /// See [`Machines::runners`].
    pub runners: BTreeMap<RunnerKind, Kind>,
}

/// What some machines execute without an emulator.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Executes {
    /// The machines' triples.
    pub machines: Patterns,
    /// The triples of the programs.
    pub programs: Patterns,
}

/// A kind of runners.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Kind {
    /// The emulator's own name, with `{arch}` for the row's `runner.arch`.
    pub emulator: Option<Text>,
    /// The fields of a row's `runner` that it cannot do without.
    pub needs: Patterns,
    /// Whether the program on `PATH` has the emulator's own name; else it is
    /// `TRIPLE-runner`, which adds options or makes a place to write to.
    pub is_on_path: bool,
    /// The triples of the machines that have it; none for every machine.
    pub machines: Patterns,
    /// The reason and the advice on other machines.
    pub elsewhere: Option<Text>,
    /// Whether a debugger connects to it.
    pub takes_debugger: bool,
}

impl Kind {
    /// The reason why a machine does not have it, if it does not.
    #[must_use]
    pub fn missing_on(&self, machine: &str) -> Option<&str> {
        let there = self.machines.is_empty() || any(&self.machines, machine);
        self.elsewhere.as_deref().filter(|_| !there)
    }
}

impl Executes {
    /// Whether this machine executes this program.
    #[must_use]
    pub fn holds(&self, machine: &str, program: &str) -> bool {
        any(&self.machines, machine) && any(&self.programs, program)
    }
}

fn any(patterns: &Patterns, text: &str) -> bool {
    patterns.iter().any(|pattern| fits(pattern, text))
}

/// Whether the text is the pattern, in which `*` is any text.
#[must_use]
pub fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((before, after)) => text.strip_prefix(before).is_some_and(|rest| {
            (0..=rest.len()).any(|at| rest.get(at..).is_some_and(|rest| fits(after, rest)))
        }),
    }
}
