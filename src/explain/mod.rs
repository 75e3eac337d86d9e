//! Owns the search of a build log for known causes. The causes are data, in
//! `rules.toml`; here is how a log is matched against them. May not open files
//! or print.

mod clue;
mod lines;
mod names;
pub mod rule;

use std::borrow::Cow;
use std::io::{self, BufRead};

use regex::bytes::{Captures, Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use serde::Serialize;

use crate::table::target::{Capability, Target};
use clue::{Clue, Clues};
use names::Names;
use rule::{Need, Rule, Rules};

/// The rules, checked when the program was built.
static RULES: Rules = include!(concat!(env!("OUT_DIR"), "/rules.rs"));
/// The longest part of a line that is shown.
const LONGEST: usize = 240;
/// What stands between a command and a remark on it.
const REMARK: &str = "    # ";
/// A line that may say what went wrong, in a log that no rule knows.
const ERROR: &str = r"\b[Ee]rror\b|\bERROR\b|\bfatal:|panicked at";

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
}

/// A target that a log names.
#[derive(Clone, Debug, Serialize)]
pub struct Named {
    /// What people type.
    pub name: &'static str,
    /// rustc's name.
    pub triple: &'static str,
    /// The line that names it; none if the user did.
    pub line: Option<u64>,
}

/// A line of the log.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    /// Its number, counted from one.
    pub line: u64,
    /// What it says, without colours, cut where it is long.
    pub text: String,
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
}

/// The first line that a rule matches.
struct Found {
    place: Place,
    captured: Vec<(String, String)>,
    target: Option<&'static Target>,
    further: u64,
    last: u64,
}

/// The rules' expressions, ready to search logs with.
pub struct Explainer {
    /// Every expression of every rule.
    expressions: RegexSet,
    /// Which rule and which of its expressions each of these is.
    places: Vec<(usize, usize)>,
    /// What a line of each rule must not match.
    unless: Vec<Option<Regex>>,
    clues: Clues,
    errors: Regex,
}

impl Explainer {
    /// Compiles them all, which takes a few milliseconds.
    pub fn new() -> Result<Self, regex::Error> {
        let rules = &RULES.rule;
        let places: Vec<_> = rules
            .iter()
            .enumerate()
            .flat_map(|(index, rule)| (0..rule.find.len()).map(move |find| (index, find)))
            .collect();
        Ok(Self {
            expressions: set(places.iter().map(|(rule, find)| &*rules[*rule].find[*find]))?,
            places,
            unless: rules
                .iter()
                .map(|rule| rule.unless.as_deref().map(expression).transpose())
                .collect::<Result<_, _>>()?,
            clues: Clues::new(&RULES.clue)?,
            errors: expression(ERROR)?,
        })
    }

    /// Reads the log to its end. `target` overrules what it says itself.
    pub fn explain(
        &self,
        input: impl BufRead,
        target: Option<&'static Target>,
    ) -> io::Result<Report> {
        let mut search = Search {
            explainer: self,
            found: RULES.rule.iter().map(|_| None).collect(),
            given: target,
            named: None,
            error: None,
        };
        let mut failed = None;
        let lines = lines::each(input, |number, line| {
            if let Err(error) = search.see(number, &lines::plain(line)) {
                failed = Some(error);
            }
        })?;
        match failed {
            Some(error) => Err(io::Error::other(error)),
            None => Ok(search.report(lines)),
        }
    }
}

/// What is known after the lines seen so far.
struct Search<'a> {
    explainer: &'a Explainer,
    found: Vec<Option<Found>>,
    given: Option<&'static Target>,
    named: Option<Clue>,
    error: Option<Place>,
}

impl Search<'_> {
    fn see(&mut self, number: u64, line: &[u8]) -> Result<(), regex::Error> {
        let explainer = self.explainer;
        if self.given.is_none() {
            let surer = explainer.clues.surer(number, line, self.named.as_ref());
            self.named = surer.or(self.named.take());
        }
        if self.error.is_none()
            && let Some(found) = explainer.errors.find(line)
        {
            self.error = Some(place(number, line, found.start()));
        }
        if !explainer.expressions.is_match(line) {
            return Ok(());
        }
        for index in &explainer.expressions.matches(line) {
            let (rule, find) = explainer.places[index];
            let unless = explainer.unless[rule].as_ref();
            if unless.is_some_and(|unless| unless.is_match(line)) {
                continue;
            }
            match &mut self.found[rule] {
                Some(found) => {
                    found.further += u64::from(found.last != number);
                    found.last = number;
                }
                none => {
                    let find = expression(&RULES.rule[rule].find[find])?;
                    let target = self.given.or_else(|| explainer.clues.named_in(line));
                    *none = find.captures(line).map(|captures| Found {
                        place: place(number, line, captures.get_match().start()),
                        captured: captured(&find, &captures),
                        target,
                        further: 0,
                        last: number,
                    });
                }
            }
        }
        Ok(())
    }

    fn report(self, lines: u64) -> Report {
        let named = match self.given {
            Some(target) => Some((target, None)),
            None => self.named.map(|clue| (clue.target, Some(clue.line))),
        };
        let hidden: Vec<_> = RULES
            .rule
            .iter()
            .zip(&self.found)
            .filter(|(_, found)| found.is_some())
            .flat_map(|(rule, _)| rule.hides.iter())
            .collect();
        let causes: Vec<_> = RULES
            .rule
            .iter()
            .zip(self.found)
            .filter(|(rule, _)| !hidden.contains(&&rule.id))
            .filter_map(|(rule, found)| Some(cause(rule, found?, named.map(|named| named.0))))
            .collect();
        Report {
            lines,
            target: named.map(|(target, line)| Named {
                name: target.name(),
                triple: &target.triple,
                line,
            }),
            error: self.error.filter(|_| causes.is_empty()),
            causes,
        }
    }
}

fn cause(rule: &'static Rule, found: Found, target: Option<&'static Target>) -> Cause {
    let target = found.target.or(target);
    let names = Names::of(target);
    let fill = |text: &str| names.fill(text.trim(), &found.captured);
    Cause {
        id: &rule.id,
        what: fill(&rule.what),
        why: fill(&rule.why),
        shell: match target {
            Some(target) => without_debian(fill(&rule.shell), target),
            None => fill(&rule.shell),
        },
        flake: match target.and_then(|target| lacks(target, rule.needs)) {
            Some(reason) => format!("cannot: {reason}"),
            None => fill(&rule.flake),
        },
        source: &rule.source,
        target: target.map(|target| &*target.triple),
        further: found.further,
        place: found.place,
    }
}

/// What to type for a target that Debian does not have: a remark about Debian
/// goes, and a command for it has no place.
fn without_debian(shell: String, target: &Target) -> String {
    let of_debian = ["<debian>", "<multiarch>", "<package>", "<architecture>"];
    let names_it = |text: &str| of_debian.iter().any(|name| text.contains(name));
    if !names_it(&shell) {
        return shell;
    }
    match shell.split_once(REMARK) {
        Some((command, _)) if !names_it(command) => command.to_owned(),
        _ => format!("Debian has no packages for {}", target.triple),
    }
}

/// Why the target cannot have what the fix needs.
fn lacks(target: &'static Target, need: Need) -> Option<&'static str> {
    let capability: &Capability = match need {
        Need::Nothing => return None,
        Need::Link => &target.link,
        Need::Libraries => &target.libraries,
        Need::Test => &target.test,
    };
    capability.reason()
}

/// What the groups with a name have matched.
fn captured(find: &Regex, captures: &Captures<'_>) -> Vec<(String, String)> {
    find.capture_names()
        .flatten()
        .filter_map(|name| {
            let value = names::harmless(captures.name(name)?.as_bytes())?;
            Some((name.to_owned(), value))
        })
        .collect()
}

/// The line as it can be shown on a terminal; a long one from a little before
/// what was found.
fn place(number: u64, line: &[u8], found: usize) -> Place {
    let start = if line.len() > LONGEST {
        found.saturating_sub(LONGEST / 4)
    } else {
        0
    };
    let text = String::from_utf8_lossy(&line[start..line.len().min(start + 4 * LONGEST)]);
    let shown = |letter: char| {
        // Marks of direction would turn the line around.
        let turns = matches!(letter, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if letter.is_control() || turns {
            ' '
        } else {
            letter
        }
    };
    let text: String = text.chars().map(shown).collect();
    let text = text.trim();
    let mut cut: String = text.chars().take(LONGEST).collect();
    if start > 0 {
        cut.insert(0, '…');
    }
    if text.chars().nth(LONGEST).is_some() {
        cut.push('…');
    }
    Place {
        line: number,
        text: cut,
    }
}

/// Logs are bytes: an expression matches what is not UTF-8, too.
fn expression(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).unicode(false).build()
}

fn set<'a>(patterns: impl Iterator<Item = &'a str>) -> Result<RegexSet, regex::Error> {
    RegexSetBuilder::new(patterns).unicode(false).build()
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, Names, RULES, expression, place};
    use crate::table::TABLE;

    #[test]
    fn nothing_is_captured_under_a_name_of_the_target() {
        let names = TABLE
            .iter()
            .flat_map(|target| Names::of(Some(target)).keys());
        let names: std::collections::BTreeSet<_> = names.collect();
        for find in RULES.rule.iter().flat_map(|rule| rule.find.iter()) {
            for name in expression(find).unwrap().capture_names().flatten() {
                assert!(!names.contains(name), "{find}");
            }
        }
    }

    #[test]
    fn a_text_names_only_what_is_captured_or_of_the_target() {
        for rule in RULES.rule.iter() {
            let captured: Vec<_> = rule
                .find
                .iter()
                .map(|find| expression(find).unwrap())
                .flat_map(|find| {
                    let names = find.capture_names().flatten();
                    names.map(str::to_owned).collect::<Vec<_>>()
                })
                .map(|name| (name, String::new()))
                .collect();
            for text in [&rule.what, &rule.why, &rule.shell, &rule.flake] {
                let filled = Names::of(crate::table::get(crate::table::example()));
                let filled = filled.fill(text, &captured);
                let gap = filled
                    .split('<')
                    .skip(1)
                    .find(|rest| rest.starts_with(char::is_alphabetic));
                assert_eq!(gap, None, "{}", rule.id);
            }
        }
    }

    #[test]
    fn a_long_line_is_cut_around_what_was_found() {
        let line = format!("{}needle{}", "x".repeat(5000), "y".repeat(5000));
        let text = place(1, line.as_bytes(), 5000).text;
        assert!(text.starts_with('…') && text.ends_with('…') && text.contains("needle"));
        assert_eq!(text.chars().count(), LONGEST + 2);
    }

    #[test]
    fn what_would_change_a_terminal_is_not_shown() {
        assert_eq!(
            place(1, b"\x07 a\x08b\xc2\x9b31m\xff ", 0).text,
            "a b 31m\u{fffd}"
        );
        assert_eq!(place(1, "a\u{202e}b".as_bytes(), 0).text, "a b");
    }
}
