//! Owns what is known about a command that failed: what it said, in one line,
//! and the cause that `explain` finds in all that it said. May not judge it
//! otherwise.

use std::io::ErrorKind;
use std::process::Command;
use std::time::Duration;

use super::Finding;
use crate::explain::{Cause, Explainer, Known};
use crate::probe::{Answer, ask};
use crate::table::target::Target;

/// A command that did not do what it should.
#[derive(Debug)]
pub struct Trouble {
    /// What can be said of it in one line.
    pub said: String,
    /// Whether there is no such program.
    pub missing: bool,
    /// All that it said.
    log: String,
}

impl From<String> for Trouble {
    fn from(said: String) -> Self {
        Self {
            missing: false,
            log: said.clone(),
            said,
        }
    }
}

impl Trouble {
    /// What is wrong with an answer.
    #[must_use]
    pub fn from_answer(answer: &Answer, said: String) -> Self {
        Self {
            missing: false,
            log: format!("{said}\n{}\n{}", answer.stderr, answer.stdout),
            said,
        }
    }

    /// A program that is not there, in a check that knows what it means.
    #[must_use]
    pub fn missing(said: String, log: String) -> Self {
        Self {
            missing: true,
            log,
            said,
        }
    }

    /// The cause that `explain` finds in what was said.
    fn cause(&self, target: Option<&'static Target>) -> Option<Cause> {
        let known = Known {
            given: target,
            project: None,
        };
        let report = Explainer::new().ok()?.explain(self.log.as_bytes(), known);
        report.ok()?.causes.into_iter().next()
    }

    /// With the cause that `explain` finds, else as the check says.
    pub fn finding(
        &self,
        target: Option<&'static Target>,
        otherwise: impl FnOnce(&str) -> Finding,
    ) -> Finding {
        match self.cause(target) {
            Some(cause) => Finding::caused(&cause, &self.said),
            None => otherwise(&self.said),
        }
    }
}

/// Runs a command; it must succeed.
pub fn tried(command: &mut Command, limit: Duration) -> Result<Answer, Trouble> {
    let name = command.get_program().to_string_lossy().into_owned();
    let answer = ask(command, limit).map_err(|error| match error.kind() {
        // As a shell says it, for the rules.
        ErrorKind::NotFound => Trouble::missing(
            format!("there is no program `{name}`"),
            format!("sh: 1: {name}: not found"),
        ),
        _ => Trouble::from(format!("`{name}`: {error}")),
    })?;
    if answer.status.success() {
        return Ok(answer);
    }
    let said = format!(
        "`{name}` ended with {}{}",
        answer.status,
        complaint(&answer)
    );
    Err(Trouble::from_answer(&answer, said))
}

/// The line of stderr that says what is wrong, behind a colon.
#[must_use]
pub fn complaint(answer: &Answer) -> String {
    let mut lines = answer.stderr.lines().map(str::trim);
    let telling = ["undefined", "cannot find", "not found", "no such"];
    let told = |line: &&str| {
        let line = line.to_lowercase();
        telling.iter().any(|word| line.contains(word))
    };
    let line = lines
        .clone()
        .find(told)
        .or_else(|| lines.clone().find(|line| line.starts_with("error")))
        .or_else(|| lines.find(|line| !line.is_empty()));
    line.map_or_else(String::new, |line| {
        let line: String = line.chars().filter(|c| !c.is_control()).take(200).collect();
        format!(": {line}")
    })
}
