//! Owns the search of a build log for known causes. The causes are data, in
//! `rules/`; here is what they are searched with. May not open files or print.

mod clue;
mod expressions;
pub mod hash;
mod json;
mod lines;
mod names;
mod nixpkgs;
mod place;
pub mod rule;
mod search;

use std::borrow::Cow;
use std::io::{self, BufRead};

use regex::bytes::Regex;
use serde::Serialize;

use crate::table::target::Target;
use expressions::{Expressions, Of, compile};
pub use place::Place;
use rule::{Fact, Is, Machine, Need, Rule, Rules};
use search::Search;

/// What `build.rs` makes of the files.
struct Data {
    rules: Rules,
    /// Each expression, and what it is a part of.
    expressions: &'static [(&'static str, Of)],
    /// Each word with the expressions that can match only where one of their
    /// words stands, by the hash of three of its letters, and how many stand
    /// before the last of these.
    words: &'static [(usize, usize, &'static [u8], &'static [usize])],
    /// Which hashes there are.
    bits: &'static [u64],
    /// The place of each hash's first word, for those that there are.
    first: &'static [u16],
}

#[allow(clippy::unreadable_literal, reason = "`build.rs` made them")]
static DATA: Data = include!(concat!(env!("OUT_DIR"), "/rules.rs"));
static RULES: &Rules = &DATA.rules;

/// The causes that are known, by the rules' names, in their order.
pub fn causes() -> impl Iterator<Item = &'static str> {
    RULES.rule.iter().map(|rule| &*rule.id)
}

/// The cause of this name, for a problem that was seen without a log, with the
/// words that its texts may ask for.
#[must_use]
pub fn cause(
    id: &str,
    target: Option<&'static Target>,
    words: &[(&str, &str)],
    seen: &str,
) -> Option<Cause> {
    let rule = RULES.rule.iter().find(|rule| rule.id == id)?;
    let words = words.iter();
    let words = words.map(|(name, word)| ((*name).to_owned(), (*word).to_owned()));
    let place = Place::new(0, seen.as_bytes(), 0);
    Some(search::cause(rule, target, &words.collect(), place, 0))
}

/// What a log says.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// How many lines it has.
    pub lines: u64,
    /// The target that it is about, if that is known.
    pub target: Option<Named>,
    /// The causes that are recognised, the likeliest root first.
    pub causes: Vec<Cause>,
    /// The first line that speaks of an error, where no cause is recognised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Place>,
    /// Whether cargo says that a test failed.
    #[serde(skip)]
    pub tests_failed: bool,
}

impl Report {
    /// The cause to tell after cargo has failed. A test that failed may print
    /// anything: then only what is about running programs counts.
    #[must_use]
    pub fn of_failure(&self) -> Option<&Cause> {
        let mut causes = self.causes.iter();
        causes.find(|cause| cause.running || !self.tests_failed)
    }
}

/// A target that a log names.
#[derive(Clone, Debug, Serialize)]
pub struct Named {
    /// What people type.
    pub name: &'static str,
    /// rustc's name.
    pub triple: &'static str,
    /// The line that names it; none if the user or the project did.
    pub line: Option<u64>,
}

/// One cause that a log shows.
#[derive(Clone, Debug, Serialize)]
pub struct Cause {
    /// The rule's name.
    pub id: &'static str,
    /// The first line that shows it.
    #[serde(flatten)]
    pub place: Place,
    /// How many further lines do.
    pub further: u64,
    /// The triple of the target that this is about, if it is known.
    pub target: Option<&'static str>,
    /// What happened.
    pub what: String,
    /// Why it did.
    pub why: String,
    /// What to type.
    pub shell: String,
    /// What to write into a flake, or what it does already.
    pub flake: String,
    /// Where people met it, or where it is documented.
    pub source: &'static str,
    /// Whether it is about running programs.
    #[serde(skip)]
    pub running: bool,
}

impl Cause {
    /// What to do where the target's shell is entered already: then a fix that
    /// says to enter it is none.
    #[must_use]
    pub fn in_our_shell(&self) -> &str {
        self.in_a_flake().unwrap_or(&self.shell)
    }

    /// What to write into a flake, if that is a line of one.
    #[must_use]
    pub fn in_a_flake(&self) -> Option<&str> {
        let none = [
            "nix develop",
            "the target's shell",
            "cannot:",
            "nothing to change",
        ];
        let is_none = none.iter().any(|start| self.flake.starts_with(start));
        (!is_none).then_some(&*self.flake)
    }
}

/// What the caller knows about the target.
#[derive(Clone, Copy, Default)]
pub struct Known {
    /// The user named it: the log is not asked.
    pub given: Option<&'static Target>,
    /// The project has no other: it is taken where the log names none.
    pub project: Option<&'static Target>,
}

/// The rules' expressions, ready to search logs with.
pub struct Explainer {
    expressions: Expressions,
    /// What stands before a line in the logs of other programs.
    prefix: Regex,
    margin: Regex,
    quotes: Regex,
    /// Which place in the search's state each fact has: facts about the same
    /// thing have the same.
    subjects: Vec<usize>,
}

/// What CI services, docker, Nix, bitbake and cargo write before the lines of
/// the programs that they run.
const PREFIX: &str = r"(?x)^(?:
    [0-9]{4}-[0-9]{2}-[0-9]{2}[T\ ][0-9:.,]+(?:Z|[+-][0-9:]+)?(?:\ |$)  # a time
  | \#[0-9]+\ (?:[0-9]+\.[0-9]+(?:\ |$))? | [0-9]+\.[0-9]{1,3}(?:\ |$)  # docker build
  | \ *>\ | [A-Za-z0-9_.+-]+>\ +                                        # nix
  | \|\                                                                 # bitbake
  | \[[A-Za-z0-9_./:\ -]{1,40}\]\ | [0-9]{2}:[0-9]{2}:[0-9]{2}\         # others
  | \#\#\[[a-z]+\] | [\ ]*cargo:warning= | [\ ]*warning:\ (?:[a-z0-9_-]+@[0-9A-Za-z.+-]+:\ )?
)*";
/// What stands between that and a message.
const MARGIN: &str = r"^[ \t]*(?:= note: +)?";

impl Explainer {
    /// Builds the search for words; an expression is compiled when a line
    /// holds one of its words.
    pub fn new() -> Result<Self, expressions::Error> {
        let about = |fact: &Fact| {
            RULES
                .fact
                .iter()
                .position(|other| other.about == fact.about)
        };
        Ok(Self {
            expressions: Expressions::new(),
            prefix: compile(PREFIX)?,
            margin: compile(MARGIN)?,
            quotes: compile(&format!("(?:{})", RULES.quote.join(")|(?:")))?,
            subjects: RULES.fact.iter().filter_map(about).collect(),
        })
    }

    /// Reads the log to its end.
    pub fn explain(&self, input: impl BufRead, known: Known) -> io::Result<Report> {
        let mut search = Search::new(self, known);
        let mut failed = None;
        let lines = lines::each(input, |number, line| {
            if let Err(error) = search.see(number, line) {
                failed = Some(error);
            }
        })?;
        match failed {
            Some(error) => Err(io::Error::other(error)),
            None => Ok(search.report(lines)),
        }
    }

    /// Where the message begins in a line, after what other programs write
    /// before it, and after blanks.
    fn message(&self, line: &[u8]) -> (usize, usize) {
        let start = self.prefix.find(line).map_or(0, |found| found.end());
        let margin = self.margin.find(&line[start..]);
        (start, start + margin.map_or(0, |found| found.end()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use regex_syntax::ParserBuilder;
    use regex_syntax::hir::{Class, Hir, HirKind};

    use super::names::{Captured, Names, harmless};
    use super::{RULES, compile};
    use crate::table::TABLE;

    /// The groups that each match has, with words that may be put into a
    /// command.
    fn certain(hir: &Hir) -> BTreeSet<String> {
        match hir.kind() {
            HirKind::Capture(capture) => {
                let name = capture
                    .name
                    .as_deref()
                    .filter(|_| is_harmless(&capture.sub));
                let inner = certain(&capture.sub);
                name.map(str::to_owned).into_iter().chain(inner).collect()
            }
            HirKind::Repetition(repetition) if repetition.min > 0 => certain(&repetition.sub),
            HirKind::Concat(parts) => parts.iter().flat_map(certain).collect(),
            HirKind::Alternation(parts) => {
                let all = parts.iter().map(certain);
                all.reduce(|one, other| &one & &other).unwrap_or_default()
            }
            _ => BTreeSet::new(),
        }
    }

    fn is_harmless(hir: &Hir) -> bool {
        let letters = |letters: &[u8]| harmless(&[b"x", letters].concat()).is_some();
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => true,
            HirKind::Literal(literal) => letters(&literal.0),
            HirKind::Class(Class::Bytes(class)) => class
                .iter()
                .all(|range| (range.start()..=range.end()).all(|letter| letters(&[letter]))),
            HirKind::Class(Class::Unicode(_)) => false,
            HirKind::Repetition(repetition) => is_harmless(&repetition.sub),
            HirKind::Capture(capture) => is_harmless(&capture.sub),
            HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().all(is_harmless),
        }
    }

    #[test]
    fn no_answer_has_a_gap_whatever_the_log_says() {
        let mut gaps = BTreeSet::new();
        for rule in RULES.rule.iter() {
            for find in rule.find.iter() {
                let mut parser = ParserBuilder::new().unicode(false).utf8(false).build();
                let names = certain(&parser.parse(find).unwrap());
                let captured: Captured = names.into_iter().map(|name| (name, "x".into())).collect();
                // One target of each kind is enough: what they lack differs.
                for target in [None].into_iter().chain(TABLE.iter().step_by(7).map(Some)) {
                    let names = Names::new(target, &captured);
                    for texts in [&rule.what, &rule.why, &rule.shell, &rule.flake] {
                        if names.first(texts).is_empty() {
                            gaps.insert(format!("{}: {texts:?} after {find}", rule.id));
                        }
                    }
                }
            }
        }
        assert!(gaps.is_empty(), "{gaps:#?}");
    }

    #[test]
    fn nothing_is_captured_under_a_name_of_the_target() {
        let captured = Captured::new();
        let targets = TABLE
            .iter()
            .map(|target| Names::new(Some(target), &captured));
        let names: BTreeSet<_> = targets.flat_map(Names::keys).collect();
        let finds = RULES.rule.iter().flat_map(|rule| rule.find.iter());
        for find in finds.chain(RULES.fact.iter().flat_map(|fact| fact.find.iter())) {
            for name in compile(find).unwrap().capture_names().flatten() {
                assert!(!names.contains(name), "{find}");
            }
        }
    }
}
