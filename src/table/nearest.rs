//! Owns what is said about a name that the table does not hold. May not
//! decide that such a name is good after all.

use std::ffi::OsStr;
use std::str::FromStr as _;

use target_lexicon::{OperatingSystem, Triple};

use super::target::{Capability, Debian, Target};
use super::{RUSTC, TABLE, get, rule};
use crate::failure::Failure;

/// The command that lists all names.
pub const LIST: &str = "`crossflake targets --all` lists every target";
/// Names below this likeness (of 1) are not worth a mention.
const LIKENESS: f64 = 0.55;
/// Names that are so much less like it than the likest are not worth one.
const MARGIN: f64 = 0.1;
/// The longest name that is compared, and shown in full.
const LONGEST: usize = 64;
/// So many names are suggested at most.
const MOST: usize = 3;

/// The failure for a name that the table does not hold.
#[must_use]
pub fn unknown(name: &OsStr) -> Failure {
    let shown = shown(name);
    let Some(name) = name.to_str() else {
        return Failure::usage(format!("the target `{shown}` is not valid UTF-8")).hint(LIST);
    };
    if name.is_empty() {
        return Failure::usage("the target's name is empty").hint(LIST);
    }
    if name
        .chars()
        .any(|each| each.is_whitespace() || each.is_control())
    {
        return Failure::usage(format!(
            "the target `{shown}` holds spaces or control characters"
        ))
        .hint(suggestion(&name.split_whitespace().collect::<String>()));
    }
    let lower = name.to_lowercase();
    if lower != name && get(&lower).is_some() && elsewhere(name).is_empty() {
        return Failure::usage(format!("unknown target `{shown}`"))
            .hint(format!("names are in lower case: `{lower}`"));
    }
    let newer = format!(
        "the table is of rustc {RUSTC}: for a target of a newer one, take its facts as docs/guide.md says"
    );
    let presentable = name.is_ascii() && name.len() <= LONGEST;
    let system = rule::cross_system(name).filter(|_| presentable);
    if system.is_some() || is_triple(name) {
        let system = system.map_or_else(String::new, |system| {
            let expression = rule::expression(name, &system);
            format!("its package set would be `{expression}`; ")
        });
        return Failure::usage(format!("the table has no target `{shown}`"))
            .hint(format!("{newer}; {system}{}", suggestion(name)));
    }
    let mut hint = suggestion(&lower);
    // A typo, or parts that only a newer rustc has.
    if name.matches('-').count() > 1 {
        hint = format!("{hint}; {newer}");
    }
    Failure::usage(format!("unknown target `{shown}`")).hint(hint)
}

/// The name as it can be shown on a terminal.
fn shown(name: &OsStr) -> String {
    let text = name.to_string_lossy();
    let mut shown: String = text
        .chars()
        .take(LONGEST)
        .flat_map(char::escape_debug)
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

/// Whether the name is built like a triple of known parts.
fn is_triple(name: &str) -> bool {
    name.contains('-')
        && Triple::from_str(name)
            .is_ok_and(|triple| triple.operating_system != OperatingSystem::Unknown)
}

fn suggestion(name: &str) -> String {
    let names = match elsewhere(name) {
        names if names.is_empty() => nearest(name),
        names => names,
    };
    if names.is_empty() {
        return LIST.to_owned();
    }
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("did you mean {}? {LIST}", names.join(" or "))
}

/// The targets that Debian or nixpkgs call so, those that people use first.
fn elsewhere(name: &str) -> Vec<&'static str> {
    let mut targets: Vec<&Target> = TABLE
        .iter()
        .filter(|target| {
            let debian = target.debian.as_ref();
            let debians = |debian: &Debian| {
                let names = [
                    &debian.architecture,
                    &debian.gnu_triple,
                    &debian.multiarch(),
                ];
                names.iter().any(|other| **other == name)
            };
            debian.is_some_and(debians)
                || target.config.as_deref() == Some(name)
                || target
                    .pkgs_cross
                    .iter()
                    .any(|other| other.eq_ignore_ascii_case(name))
        })
        .collect();
    targets.sort_by_key(|target| (target.alias.is_none(), target.link != Capability::Yes));
    targets.into_iter().take(MOST).map(Target::name).collect()
}

/// The names most like this one, the likest first.
fn nearest(name: &str) -> Vec<&'static str> {
    if name.chars().nth(LONGEST).is_some() {
        return Vec::new();
    }
    let mut names: Vec<(f64, &'static str)> = TABLE
        .iter()
        .flat_map(Target::names)
        .map(|candidate| (likeness(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .collect();
    names.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let best = names.first().map_or(0.0, |(likeness, _)| *likeness);
    names
        .into_iter()
        .take_while(|(likeness, _)| *likeness > best - MARGIN)
        .take(MOST)
        .map(|(_, name)| name)
        .collect()
}

/// One less the share of letters to change; part of a name counts as like it.
fn likeness(name: &str, candidate: &str) -> f64 {
    let distance = strsim::normalized_damerau_levenshtein(name, candidate);
    if name.len() > 2 && candidate.contains(name) {
        distance.max(LIKENESS)
    } else {
        distance
    }
}

#[cfg(test)]
mod tests {
    use super::{elsewhere, nearest, shown};
    use std::ffi::OsStr;

    #[test]
    fn swapped_letters_lead_to_the_name() {
        let first = super::super::example();
        let mut swapped: Vec<char> = first.chars().collect();
        let last = swapped.len() - 1;
        swapped.swap(last - 1, last);
        assert_eq!(nearest(&swapped.iter().collect::<String>())[0], first);
    }

    #[test]
    fn names_of_debian_and_nixpkgs_lead_to_the_target() {
        for target in super::TABLE {
            if let Some(debian) = &target.debian {
                assert!(!elsewhere(&debian.architecture).is_empty());
                assert!(!elsewhere(&debian.gnu_triple).is_empty());
                assert!(!elsewhere(&debian.multiarch()).is_empty());
            }
        }
        assert!(elsewhere("qqq").is_empty());
    }

    #[test]
    fn a_long_name_is_cut_and_not_compared() {
        let long = "x".repeat(1_000_000);
        assert_eq!(shown(OsStr::new(&long)).chars().count(), 65);
        assert!(nearest(&long).is_empty());
    }
}
