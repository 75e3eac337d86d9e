//! Owns what stands for `{…}` in a rule's texts: names of the target, and what
//! the rule's expression has captured. May not read a log.

use crate::table;
use crate::table::target::{Debian, Linker, Std, Target};

/// What a log's own words may hold to be put into a command.
const HARMLESS: &[u8] = b"_-+./@";

/// Names for placeholders.
#[derive(Debug)]
pub struct Names(Vec<(&'static str, String)>);

impl Names {
    /// The names of the target, if it is known.
    #[must_use]
    pub fn of(target: Option<&Target>) -> Self {
        let Some(target) = target else {
            return Self(vec![(
                "install-std",
                "rustup target add <triple>".to_owned(),
            )]);
        };
        let variable = target.triple.replace(['-', '.'], "_");
        let tool = |tool: &str| {
            target
                .tool_prefix()
                .map(|prefix| format!("{prefix}-{tool}"))
        };
        let linker = match target.linker {
            Linker::RustLld => Some("rust-lld".to_owned()),
            Linker::Cc | Linker::None => target.linker_program(),
        };
        let debian = target.debian.as_ref();
        let names = [
            ("alias", Some(target.name().to_owned())),
            ("triple", Some(target.triple.to_string())),
            ("TRIPLE", Some(variable.to_uppercase())),
            ("variable", Some(variable)),
            ("install-std", Some(install_std(target))),
            ("linker", linker),
            ("cc", tool("cc")),
            ("cxx", tool("c++")),
            ("pkg-config", tool("pkg-config")),
            ("runner", target.runner_program()),
            (
                "interpreter",
                target.interpreter.as_deref().map(str::to_owned),
            ),
            ("musl", musl(target)),
            ("debian", debian.map(|debian| debian.gnu_triple.to_string())),
            (
                "multiarch",
                debian.map(|debian| debian.multiarch().into_owned()),
            ),
            ("package", debian.map(Debian::package)),
            (
                "architecture",
                debian.map(|debian| debian.architecture.to_string()),
            ),
        ];
        Self(
            names
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?)))
                .collect(),
        )
    }

    /// What is known.
    #[cfg(test)]
    pub fn keys(self) -> impl Iterator<Item = &'static str> {
        self.0.into_iter().map(|(name, _)| name)
    }

    /// The text with each `{name}` replaced; `<name>` stands for what is not
    /// known. What was captured goes before the target's own names.
    #[must_use]
    pub fn fill(&self, text: &str, captured: &[(String, String)]) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let (before, after) = rest.split_at(open);
            filled += before;
            let name = after[1..].split('}').next().unwrap_or_default();
            let word = |byte: u8| byte.is_ascii_alphabetic() || byte == b'-';
            if name.is_empty() || !name.bytes().all(word) || !after.contains('}') {
                filled.push('{');
                rest = &after[1..];
                continue;
            }
            match self.get(name, captured) {
                Some(value) => filled += value,
                None => filled.extend(["<", name, ">"]),
            }
            rest = &after[name.len() + 2..];
        }
        filled + rest
    }

    fn get<'a>(&'a self, name: &str, captured: &'a [(String, String)]) -> Option<&'a str> {
        let captured = captured.iter().find(|(key, _)| key == name);
        match captured {
            Some((_, value)) => Some(value),
            None => self
                .0
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| &**value),
        }
    }
}

/// The target for the same machines whose programs need no C library there.
fn musl(target: &Target) -> Option<String> {
    let sibling = table::get(&target.triple.replace("gnu", "musl"))?;
    Some(sibling.name().to_owned())
}

/// How a toolchain of rustup gets the target's standard library.
fn install_std(target: &Target) -> String {
    let triple = &target.triple;
    let from_source = |crates| {
        format!(
            "rustup toolchain install nightly --component rust-src && \
             cargo +nightly build -Zbuild-std{crates} --target {triple}"
        )
    };
    match target.std {
        Std::Prebuilt => format!("rustup target add {triple}"),
        Std::Source => from_source(""),
        Std::None => from_source("=core,alloc"),
    }
}

/// The words of a log as a part of a command, unless they could be more.
#[must_use]
pub fn harmless(words: &[u8]) -> Option<String> {
    let harmless = |byte: &u8| byte.is_ascii_alphanumeric() || HARMLESS.contains(byte);
    let text = std::str::from_utf8(words).ok()?;
    (!text.is_empty() && !text.starts_with('-') && words.iter().all(harmless))
        .then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Names, harmless};
    use crate::table;

    fn fill(text: &str, captured: &[(&str, &str)]) -> String {
        let captured: Vec<_> = captured
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Names::of(table::get("aarch64")).fill(text, &captured)
    }

    #[test]
    fn names_are_replaced_and_other_braces_stay() {
        assert_eq!(
            fill(
                "CC_{variable}={cc} {TRIPLE} { a = {library}; } ${x} {",
                &[("library", "z")]
            ),
            "CC_aarch64_unknown_linux_gnu=aarch64-unknown-linux-gnu-cc \
             AARCH64_UNKNOWN_LINUX_GNU { a = z; } $<x> {"
        );
    }

    #[test]
    fn what_is_not_known_is_named() {
        assert_eq!(
            Names::of(None).fill(".#{alias} {library}", &[]),
            ".#<alias> <library>"
        );
    }

    #[test]
    fn a_log_cannot_write_a_command() {
        for words in ["x; rm -rf ~", "$(x)", "`x`", "a b", "-x", "", "ü"] {
            assert_eq!(harmless(words.as_bytes()), None, "{words}");
        }
        assert_eq!(
            harmless(b"libstdc++.so.6").as_deref(),
            Some("libstdc++.so.6")
        );
    }
}
