//! Owns the question which target a log is about. The expressions are data;
//! what they capture is looked up in the table. May not guess.

use regex::bytes::{Captures, Regex};

use crate::table::target::{Linker, Target};
use crate::table::{self, TABLE};

/// A target that the log names.
#[derive(Clone, Copy)]
pub struct Clue {
    pub target: &'static Target,
    pub line: u64,
    /// Which expression found it: the lower, the surer.
    pub index: usize,
}

/// Every target that the log names, each by its surest clue, and the machines
/// that build.
#[derive(Default)]
pub struct Clues {
    named: Vec<Clue>,
    hosts: Vec<&'static Target>,
}

impl Clues {
    /// Adds what one line says.
    pub fn add(&mut self, clue: Clue) {
        let same = |other: &&mut Clue| std::ptr::eq(other.target, clue.target);
        match self.named.iter_mut().find(same) {
            Some(known) if known.index > clue.index => *known = clue,
            Some(_) => {}
            None => self.named.push(clue),
        }
    }

    /// Adds the machine that one line says to build.
    pub fn add_host(&mut self, target: &'static Target) {
        if !self.is_host(target) {
            self.hosts.push(target);
        }
    }

    /// Whether the log says that this machine builds.
    pub fn is_host(&self, target: &'static Target) -> bool {
        self.hosts.iter().any(|host| std::ptr::eq(*host, target))
    }

    /// The target that the log is about: the surest name, and the first of
    /// equals. Build scripts and macros name the machine that builds, which is
    /// the target only where there is no other.
    pub fn best(&self) -> Option<Clue> {
        let rank = |clue: &&Clue| (self.is_host(clue.target), clue.index, clue.line);
        self.named.iter().min_by_key(rank).copied()
    }
}

/// The first target in the line that the table holds.
pub fn first(pattern: &Regex, line: &[u8]) -> Option<&'static Target> {
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
                || debian
                    .is_some_and(|debian| debian.gnu_triple == tools || debian.multiarch() == tools)
        });
    }
    if let Some(loader) = group("loader") {
        return preferred(|target| target.interpreter.as_deref() == Some(loader));
    }
    let emulator = group("emulator")?;
    preferred(|target| {
        target.linker == Linker::Cc && target.runner.emulator().as_deref() == Some(emulator)
    })
}

/// Whether this is the triple as a part of a variable's name.
fn is_variable(name: &str, triple: &str) -> bool {
    let same = |(letter, of): (u8, u8)| match of {
        b'-' | b'.' => letter == b'_' || letter == of,
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
    use super::super::{Explainer, Known};

    fn named(lines: &[&str]) -> Option<(String, u64)> {
        let explainer = Explainer::new().unwrap();
        let report = explainer.explain(lines.join("\n").as_bytes(), Known::default());
        let target = report.unwrap().target?;
        Some((target.name.to_owned(), target.line.unwrap()))
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
            ("  CC_aarch64-unknown-linux-gnu = None", "aarch64"),
            (
                "  cargo:rerun-if-env-changed=PKG_CONFIG_PATH_armv7-unknown-linux-gnueabihf",
                "armv7",
            ),
            ("error: linker `aarch64-linux-gnu-gcc` not found", "aarch64"),
            ("/usr/bin/x86_64-w64-mingw32-ld: cannot find -lx", "windows"),
            ("qemu-riscv64: Could not open '/lib/ld.so'", "riscv64"),
            (
                "/usr/lib/gcc-cross/s390x-linux-gnu/13/../../../../s390x-linux-gnu/bin/ld: x",
                "s390x",
            ),
            (
                "/usr/lib/arm-linux-gnueabihf/libssl.so: file not recognized",
                "armv7",
            ),
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
    fn a_build_script_of_the_build_machine_does_not_name_the_target() {
        let lines = [
            "  TARGET = Some(\"x86_64-unknown-linux-gnu\")",
            "  HOST = Some(\"x86_64-unknown-linux-gnu\")",
            "error: linker `arm-linux-gnueabihf-gcc` not found",
        ];
        assert_eq!(named(&lines), Some(("armv7".to_owned(), 3)));
        assert_eq!(named(&lines[..2]), Some(("x86_64".to_owned(), 1)));
    }

    #[test]
    fn a_name_outside_the_table_is_not_a_target() {
        assert_eq!(
            named(&["--target my-board.json", "target/release/debug"]),
            None
        );
    }
}
