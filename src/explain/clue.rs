//! Owns the question which target a log is about. The expressions are data;
//! what they capture is looked up in the table. May not guess.

use regex::bytes::{Captures, Regex, RegexSet};

use super::rule::Text;
use super::{expression, set};
use crate::table::target::{Linker, Target};
use crate::table::{self, TABLE};

/// The expressions that find a target's name, the surest first.
pub struct Clues {
    each: Vec<Regex>,
    all: RegexSet,
}

/// A target that the log names.
pub struct Clue {
    pub target: &'static Target,
    pub line: u64,
    /// Which expression found it.
    index: usize,
}

impl Clues {
    pub fn new(patterns: &[Text]) -> Result<Self, regex::Error> {
        let each = patterns.iter().map(|pattern| expression(pattern));
        Ok(Self {
            each: each.collect::<Result<_, _>>()?,
            all: set(patterns.iter().map(|pattern| &**pattern))?,
        })
    }

    /// What the line says, if that is surer than what was found before.
    pub fn surer(&self, number: u64, line: &[u8], best: Option<&Clue>) -> Option<Clue> {
        let end = best.map_or(self.each.len(), |best| best.index);
        if end == 0 || !self.all.is_match(line) {
            return None;
        }
        let matches = self.all.matches(line);
        let mut surer = matches.iter().take_while(|index| *index < end);
        surer.find_map(|index| {
            Some(Clue {
                target: first(&self.each[index], line)?,
                line: number,
                index,
            })
        })
    }

    /// The target that one line names, in the surest way.
    pub fn named_in(&self, line: &[u8]) -> Option<&'static Target> {
        self.each.iter().find_map(|pattern| first(pattern, line))
    }
}

/// The first target in the line that the table holds.
fn first(pattern: &Regex, line: &[u8]) -> Option<&'static Target> {
    pattern
        .captures_iter(line)
        .find_map(|captures| named(&captures))
}

/// The target that the expression's group names; the group's name says how.
fn named(captures: &Captures<'_>) -> Option<&'static Target> {
    let group = |name| std::str::from_utf8(captures.name(name)?.as_bytes()).ok();
    if let Some(triple) = group("triple") {
        return table::get(triple).filter(|target| target.triple == triple);
    }
    if let Some(variable) = group("variable") {
        return TABLE
            .iter()
            .find(|target| is_variable(variable, &target.triple));
    }
    if let Some(tools) = group("tools") {
        return preferred(|target| {
            let debian = target.debian.as_ref();
            target.triple == tools
                || target.config.as_deref() == Some(tools)
                || debian.is_some_and(|debian| debian.gnu_triple == tools)
        });
    }
    let emulator = group("emulator")?;
    preferred(|target| {
        target.linker == Linker::Cc && target.runner.emulator().as_deref() == Some(emulator)
    })
}

/// Whether this is the triple as a part of a variable's name.
fn is_variable(name: &str, triple: &str) -> bool {
    let same = |(letter, of): (u8, u8)| match of {
        b'-' | b'.' => letter == b'_',
        of => letter.eq_ignore_ascii_case(&of),
    };
    name.len() == triple.len() && name.bytes().zip(triple.bytes()).all(same)
}

/// Of several, the one that people use most.
fn preferred(is: impl Fn(&Target) -> bool) -> Option<&'static Target> {
    TABLE
        .iter()
        .filter(|target| is(target))
        .min_by_key(|target| (!target.common, target.alias.is_none()))
}

#[cfg(test)]
mod tests {
    use super::super::RULES;
    use super::Clues;

    fn named(lines: &[&str]) -> Option<(String, u64)> {
        let clues = Clues::new(&RULES.clue).unwrap();
        let best = (1..).zip(lines).fold(None, |best, (number, line)| {
            let surer = clues.surer(number, line.as_bytes(), best.as_ref());
            surer.or(best)
        });
        best.map(|clue| (clue.target.name().to_owned(), clue.line))
    }

    #[test]
    fn each_way_of_naming_a_target_is_understood() {
        for (line, name) in [
            (
                "$ cargo build --target aarch64-unknown-linux-gnu -v",
                "aarch64",
            ),
            ("cargo b --target=thumbv8m.main-none-eabi", "thumbv8m"),
            (
                "note: the `wasm32-unknown-unknown` target may not be installed",
                "wasm",
            ),
            ("TARGET = Some(\"riscv64gc-unknown-linux-gnu\")", "riscv64"),
            ("TARGET = Some(riscv64gc-unknown-linux-gnu)", "riscv64"),
            ("  $TARGET = s390x-unknown-linux-gnu", "s390x"),
            (
                "/x/target/armv7-unknown-linux-gnueabihf/release/deps/a.o",
                "armv7",
            ),
            (
                "C:\\x\\target\\x86_64-pc-windows-gnu\\debug\\a.exe",
                "windows",
            ),
            (
                "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_LINKER=x",
                "aarch64-musl",
            ),
            ("  CC_aarch64_unknown_linux_gnu = None", "aarch64"),
            ("error: linker `aarch64-linux-gnu-gcc` not found", "aarch64"),
            ("/usr/bin/x86_64-w64-mingw32-ld: cannot find -lx", "windows"),
            ("qemu-riscv64: Could not open '/lib/ld.so'", "riscv64"),
        ] {
            assert_eq!(named(&[line]), Some((name.to_owned(), 1)), "{line}");
        }
    }

    #[test]
    fn the_surest_name_wins_and_the_first_of_equals() {
        let lines = [
            "error: linker `arm-linux-gnueabihf-gcc` not found",
            "cargo build --target riscv64gc-unknown-linux-gnu",
            "cargo build --target s390x-unknown-linux-gnu",
        ];
        assert_eq!(named(&lines), Some(("riscv64".to_owned(), 2)));
    }

    #[test]
    fn a_name_outside_the_table_is_none() {
        assert_eq!(
            named(&["--target my-board.json", "target/release/debug"]),
            None
        );
    }
}
