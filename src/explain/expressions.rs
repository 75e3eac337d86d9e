//! Owns the expressions of all rules, and which of them may match a line: each
//! is tried only where one of its words stands, and compiled when it is first
//! tried. May not know what a line means.

use std::cell::OnceCell;

use regex::bytes::{Regex, RegexBuilder};

use super::DATA;
use super::hash::Letters;

/// So many bytes one expression may keep of what it has learnt of lines: there
/// are hundreds, and most see a few lines alone.
const KEPT: usize = 4 * 1024;

/// What an expression is a part of.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Of {
    /// The clue to the target that has this place in the list.
    Clue(usize),
    /// A name of the machine that builds.
    Host,
    /// A line that may say what went wrong, in a log that no rule knows.
    Error,
    /// The fact that has this place in the list.
    Fact(usize),
    /// The rule that has this place in the list.
    Rule(usize),
}

/// All expressions, compiled as they are needed.
pub struct Expressions {
    compiled: Vec<OnceCell<Regex>>,
}

/// An expression is wrong or too large.
pub type Error = regex::Error;

impl Expressions {
    pub fn new() -> Self {
        Self {
            compiled: DATA.expressions.iter().map(|_| OnceCell::new()).collect(),
        }
    }

    /// Which expressions may match the line, in their order: those of which it
    /// holds a word. A word is looked for where its rarest three letters are.
    pub fn candidates(line: &[u8], candidates: &mut Vec<usize>) {
        candidates.clear();
        let mut letters = Letters::default();
        for (end, letter) in line.iter().enumerate() {
            letters = letters.then(*letter);
            let hash = letters.hash();
            if DATA.bits[hash / 64] >> (hash % 64) & 1 == 0 {
                continue;
            }
            let first = usize::from(DATA.first[hash]);
            let same = DATA.words[first..].iter().take_while(|word| word.0 == hash);
            for (_, before, word, expressions) in same {
                let start = end.checked_sub(*before);
                if start.is_some_and(|start| line[start..].starts_with(word)) {
                    candidates.extend_from_slice(expressions);
                }
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
    }

    pub fn get(&self, index: usize) -> Result<&Regex, Error> {
        if let Some(regex) = self.compiled[index].get() {
            return Ok(regex);
        }
        let regex = compile(DATA.expressions[index].0)?;
        Ok(self.compiled[index].get_or_init(|| regex))
    }
}

/// Logs are bytes: an expression matches what is not UTF-8, too.
pub fn compile(pattern: &str) -> Result<Regex, Error> {
    RegexBuilder::new(pattern)
        .unicode(false)
        .dfa_size_limit(KEPT)
        .build()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::hash::Letters;
    use super::DATA;

    /// facts/letters.json says which letters logs are full of, so that few words are looked for there.
    #[test]
    fn few_letters_of_a_log_may_begin_a_word() {
        let (mut all, mut looked) = (0, 0);
        for entry in fs::read_dir("tests/explain").unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "log") {
                continue;
            }
            let log = fs::read(&path).unwrap();
            let mut letters = Letters::default();
            for letter in &log {
                letters = letters.then(*letter);
                let hash = letters.hash();
                looked += usize::from(DATA.bits[hash / 64] >> (hash % 64) & 1 == 1);
            }
            all += log.len();
        }
        assert!(all > 10_000);
        assert!(
            looked * 100 < all * 12,
            "{looked} of {all}: facts/letters.json is out of date"
        );
    }
}
