//! Owns the step from the files in `src/explain/rules` to Rust data. An
//! expression is only tried on a line that holds one of its words; which words
//! those are is found here, so that the program does not have to.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

use super::explain::hash::{SLOTS, hash};
use super::explain::rule::{Fact, Machine, Rule, Rules};
use super::{list, text};

/// A word must have as many letters, or nearly every line would hold it.
const SHORTEST: usize = 3;
/// More words than these make no expression rarer.
const MOST: usize = 80;

/// Reads the files in the order of their names.
pub fn read(folder: &Path) -> Result<Rules, String> {
    let failed = |error: std::io::Error| error.to_string();
    let entries = std::fs::read_dir(folder).map_err(failed)?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    let mut rules = Rules::default();
    for path in paths {
        let toml = std::fs::read_to_string(&path).map_err(failed)?;
        let more = toml::from_str(&toml)
            .map_err(|error: toml::de::Error| format!("{}: {error}", path.display()))?;
        rules.extend(more);
    }
    rules.check()?;
    Ok(rules)
}

/// `Data { … }`: the rules, each expression with its owner, and each word with
/// the expressions that it may be a part of.
pub fn rust(rules: &Rules, letters: &Path) -> Result<String, String> {
    let mut patterns: Vec<(&str, String)> = Vec::new();
    let clues = |kind, texts: &'_ [_]| (0..texts.len()).map(move |n| format!("Of::{kind}({n})"));
    patterns.extend(
        rules
            .clue
            .iter()
            .map(|text| &**text)
            .zip(clues("Clue", &rules.clue)),
    );
    patterns.extend(
        rules
            .host
            .iter()
            .map(|text| (&**text, "Of::Host".to_owned())),
    );
    patterns.extend(
        rules
            .error
            .iter()
            .map(|text| (&**text, "Of::Error".to_owned())),
    );
    for (index, fact) in rules.fact.iter().enumerate() {
        patterns.extend(
            fact.find
                .iter()
                .map(|find| (&**find, format!("Of::Fact({index})"))),
        );
    }
    for (index, rule) in rules.rule.iter().enumerate() {
        patterns.extend(
            rule.find
                .iter()
                .map(|find| (&**find, format!("Of::Rule({index})"))),
        );
    }
    let mut words: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (index, (pattern, _)) in patterns.iter().enumerate() {
        match required(pattern) {
            Ok(all) => all
                .into_iter()
                .for_each(|word| words.entry(word).or_default().push(index)),
            Err(error) => wrong.push(error),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong.join("; "));
    }
    let mut code = String::from("Data {\n");
    let _ = writeln!(
        code,
        "rules: Rules {{ clue: {}, host: {}, quote: {}, error: {}, machine: {}, fact: {}, rule: {} }},",
        list(&rules.clue, text),
        list(&rules.host, text),
        list(&rules.quote, text),
        list(&rules.error, text),
        list(&rules.machine, machine),
        list(&rules.fact, fact),
        list(&rules.rule, rule)
    );
    code.push_str("expressions: &[\n");
    for (pattern, of) in patterns {
        let _ = writeln!(code, "({pattern:?}, {of}),");
    }
    let mut slots = Slots::read(letters)?;
    let mut words: Vec<_> = words.into_iter().collect();
    // A short word has less to choose from.
    words.sort_by_key(|(word, _)| word.len());
    let mut table: Vec<_> = words
        .into_iter()
        .map(|(word, expressions)| {
            let end = slots.place(&word) + SHORTEST;
            (hash(&word[..end]), end - 1, word, expressions)
        })
        .collect();
    table.sort();
    let mut bits = vec![0_u64; SLOTS / 64];
    code.push_str("],\nwords: &[\n");
    let mut first = vec![0_u16; SLOTS];
    for (place, (hash, before, word, expressions)) in table.into_iter().enumerate() {
        if bits[hash / 64] >> (hash % 64) & 1 == 0 {
            bits[hash / 64] |= 1 << (hash % 64);
            first[hash] = u16::try_from(place).map_err(|error| error.to_string())?;
        }
        let word: String = word.escape_ascii().map(char::from).collect();
        let _ = writeln!(code, "({hash}, {before}, b\"{word}\", &{expressions:?}),");
    }
    let _ = writeln!(code, "],\nbits: &{bits:?},\nfirst: &{first:?},\n}}");
    Ok(code)
}

/// How often letters with a hash stand in logs, and how many words are looked
/// for there.
struct Slots {
    frequent: Vec<usize>,
    taken: Vec<usize>,
}

impl Slots {
    fn read(letters: &Path) -> Result<Self, String> {
        #[derive(serde::Deserialize)]
        struct Frequent {
            letters: Vec<String>,
        }
        let failed = |error: String| format!("{}: {error}", letters.display());
        let text = std::fs::read_to_string(letters).map_err(|error| failed(error.to_string()))?;
        let read: Frequent =
            serde_json::from_str(&text).map_err(|error| failed(error.to_string()))?;
        let mut frequent = vec![0; SLOTS];
        for (place, letters) in read.letters.iter().rev().enumerate() {
            if letters.len() != SHORTEST {
                return Err(failed(format!("`{letters}` is not {SHORTEST} letters")));
            }
            frequent[hash(letters.as_bytes())] += place + 1;
        }
        Ok(Self {
            frequent,
            taken: vec![0; SLOTS],
        })
    }

    /// Where in the word the three letters begin that are the rarest in logs;
    /// of equally rare ones, those that few other words are looked for at.
    fn place(&mut self, word: &[u8]) -> usize {
        let slot = |at: usize| hash(&word[at..at + SHORTEST]);
        let cost = |at: &usize| (self.frequent[slot(*at)], self.taken[slot(*at)]);
        let at = (0..=word.len() - SHORTEST).min_by_key(cost).unwrap_or(0);
        self.taken[slot(at)] += 1;
        at
    }
}

/// Words, one of which is in everything that the expression matches.
fn required(pattern: &str) -> Result<Vec<Vec<u8>>, String> {
    let hir = ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .build()
        .parse(pattern)
        .map_err(|error| error.to_string())?;
    words(&hir)
        .filter(|words| shortest(words) >= SHORTEST)
        .ok_or_else(|| format!("`{pattern}` holds no word that each of its matches has"))
}

fn words(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    if let Some(all) = exact(hir) {
        return Some(all);
    }
    match hir.kind() {
        HirKind::Capture(capture) => words(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => words(&repetition.sub),
        HirKind::Concat(parts) => {
            let rare = |words: &Vec<_>| (shortest(words).min(16), std::cmp::Reverse(words.len()));
            let single = parts.iter().filter_map(words);
            single.chain(runs(parts)).max_by_key(rare)
        }
        HirKind::Alternation(parts) => {
            let parts: Option<Vec<_>> = parts.iter().map(words).collect();
            parts
                .map(|parts| parts.concat())
                .filter(|words| words.len() <= MOST)
        }
        _ => None,
    }
}

/// What neighbours match that match nothing but some words.
fn runs(parts: &[Hir]) -> Vec<Vec<Vec<u8>>> {
    let mut runs = Vec::new();
    let mut run: Vec<Vec<u8>> = vec![Vec::new()];
    for part in parts {
        if let Some(longer) = exact(part).and_then(|words| product(&run, &words)) {
            run = longer;
        } else {
            runs.push(run);
            run = exact(part).unwrap_or_else(|| vec![Vec::new()]);
        }
    }
    runs.push(run);
    runs
}

/// All that the expression matches, if that is a few words.
fn exact(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(vec![Vec::new()]),
        HirKind::Literal(literal) => Some(vec![literal.0.to_vec()]),
        HirKind::Capture(capture) => exact(&capture.sub),
        HirKind::Class(Class::Bytes(class)) => {
            let letters = class.iter().flat_map(|range| range.start()..=range.end());
            let letters: Vec<_> = letters.map(|letter| vec![letter]).take(5).collect();
            (letters.len() < 5).then_some(letters)
        }
        HirKind::Concat(parts) => parts.iter().try_fold(vec![Vec::new()], |words, part| {
            product(&words, &exact(part)?)
        }),
        HirKind::Alternation(parts) => {
            let parts: Option<Vec<_>> = parts.iter().map(exact).collect();
            parts
                .map(|parts| parts.concat())
                .filter(|words| words.len() <= MOST)
        }
        HirKind::Repetition(repetition) if repetition.max == Some(1) => {
            let mut words = exact(&repetition.sub)?;
            if repetition.min == 0 {
                words.push(Vec::new());
            }
            Some(words)
        }
        HirKind::Class(_) | HirKind::Repetition(_) => None,
    }
}

/// Each word with each end.
fn product(words: &[Vec<u8>], ends: &[Vec<u8>]) -> Option<Vec<Vec<u8>>> {
    let all = words
        .iter()
        .flat_map(|word| ends.iter().map(move |end| [&word[..], end].concat()));
    (words.len() * ends.len() <= MOST).then(|| all.collect())
}

fn shortest(words: &[Vec<u8>]) -> usize {
    words.iter().map(Vec::len).min().unwrap_or(0)
}

fn machine(machine: &Machine) -> String {
    format!(
        "Machine {{ arch: {}, names: {} }}",
        list(&machine.arch, text),
        list(&machine.names, text)
    )
}

fn fact(fact: &Fact) -> String {
    format!(
        "Fact {{ id: {}, about: {}, find: {} }}",
        text(&fact.id),
        text(&fact.about),
        list(&fact.find, text)
    )
}

fn rule(rule: &Rule) -> String {
    format!(
        "Rule {{ id: {}, find: {}, with: {}, without: {}, machine: Is::{:?}, triple: {}, hides: {}, \
         needs: Need::{:?}, what: {}, why: {}, shell: {}, flake: {}, source: {} }}",
        text(&rule.id),
        list(&rule.find, text),
        list(&rule.with, text),
        list(&rule.without, text),
        rule.machine,
        list(&rule.triple, text),
        list(&rule.hides, text),
        rule.needs,
        list(&rule.what, text),
        list(&rule.why, text),
        list(&rule.shell, text),
        list(&rule.flake, text),
        text(&rule.source),
    )
}
