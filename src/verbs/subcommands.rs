//! Owns what is known about cargo's own subcommands and options, as far as
//! their arguments have to be told apart. May not look at a command line.

/// What a subcommand does with targets and with words that are not options.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Subcommand {
    /// Its name.
    pub name: &'static str,
    /// Whether it needs a target, takes one, or knows nothing about targets.
    pub target: Needs,
    /// What words that are not options mean to it.
    pub words: Words,
}

/// Whether a subcommand needs a target.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Needs {
    /// It builds for one.
    One,
    /// It accepts `--target`, and means something without it.
    Maybe,
    /// It has no `--target`.
    None,
}

/// What words that are not options mean.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Words {
    /// It takes none: such a word is a mistake.
    None,
    /// They select or filter something; options may follow.
    Some,
    /// The first one and all after it belong to the program that is run.
    Program,
}

const fn row(name: &'static str, target: Needs, words: Words) -> Subcommand {
    Subcommand {
        name,
        target,
        words,
    }
}

/// Cargo's subcommands and their short names, sorted. Other names are those of
/// programs, `cargo-NAME`, or of the project's aliases.
const ALL: &[Subcommand] = &[
    row("add", Needs::None, Words::Some),
    row("b", Needs::One, Words::None),
    row("bench", Needs::One, Words::Some),
    row("build", Needs::One, Words::None),
    row("c", Needs::One, Words::None),
    row("check", Needs::One, Words::None),
    row("clean", Needs::Maybe, Words::None),
    row("clippy", Needs::One, Words::None),
    row("config", Needs::None, Words::Some),
    row("d", Needs::One, Words::None),
    row("doc", Needs::One, Words::None),
    row("fetch", Needs::Maybe, Words::None),
    row("fix", Needs::One, Words::None),
    row("fmt", Needs::None, Words::Some),
    row("generate-lockfile", Needs::None, Words::None),
    row("info", Needs::None, Words::Some),
    row("init", Needs::None, Words::Some),
    row("install", Needs::Maybe, Words::Some),
    row("locate-project", Needs::None, Words::None),
    row("login", Needs::None, Words::Some),
    row("logout", Needs::None, Words::None),
    row("metadata", Needs::None, Words::None),
    row("new", Needs::None, Words::Some),
    row("owner", Needs::None, Words::Some),
    row("package", Needs::Maybe, Words::None),
    row("pkgid", Needs::None, Words::Some),
    row("publish", Needs::Maybe, Words::None),
    row("r", Needs::One, Words::Program),
    row("remove", Needs::None, Words::Some),
    row("report", Needs::None, Words::Some),
    row("run", Needs::One, Words::Program),
    row("rustc", Needs::One, Words::None),
    row("rustdoc", Needs::One, Words::None),
    row("search", Needs::None, Words::Some),
    row("t", Needs::One, Words::Some),
    row("test", Needs::One, Words::Some),
    row("tree", Needs::Maybe, Words::None),
    row("uninstall", Needs::None, Words::Some),
    row("update", Needs::None, Words::Some),
    row("vendor", Needs::None, Words::Some),
    row("version", Needs::None, Words::None),
    row("yank", Needs::None, Words::Some),
];

/// Cargo's options that take the next word as their value.
const WITH_VALUE: &[&str] = &[
    "--artifact-dir",
    "--bench",
    "--bin",
    "--color",
    "--config",
    "--crate-type",
    "--depth",
    "--edges",
    "--example",
    "--exclude",
    "--features",
    "--format",
    "--index",
    "--invert",
    "--jobs",
    "--lockfile-path",
    "--manifest-path",
    "--message-format",
    "--package",
    "--path",
    "--prefix",
    "--print",
    "--profile",
    "--prune",
    "--registry",
    "--root",
    "--target",
    "--target-dir",
    "--test",
    "--token",
    "--version",
    "-C",
    "-F",
    "-Z",
    "-e",
    "-i",
    "-j",
    "-p",
];

/// The subcommand of this name, if it is cargo's own.
#[must_use]
pub fn get(name: &str) -> Option<&'static Subcommand> {
    ALL.binary_search_by(|row| row.name.cmp(name))
        .ok()
        .map(|index| &ALL[index])
}

/// The names of cargo's own subcommands, without its short ones.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|row| row.name).filter(|name| name.len() > 1)
}

/// Whether the option's value is the next word.
#[must_use]
pub fn takes_value(option: &str) -> bool {
    WITH_VALUE.contains(&option)
}

#[cfg(test)]
mod tests {
    use super::{ALL, WITH_VALUE};

    #[test]
    fn the_lists_are_sorted() {
        assert!(ALL.is_sorted_by(|a, b| a.name < b.name));
        assert!(WITH_VALUE.is_sorted_by(|a, b| a < b));
    }
}
