//! Owns the search for a linker or runner that cargo reads for a target from
//! another place than the target's table in the file: from a table of a `cfg`,
//! or from another file. Gets the texts, and may not read any.

use std::collections::BTreeMap;

use cargo_platform::{Cfg, CfgExpr};
use toml_edit::{Document, Item, Value};

use super::{parse, path, place, written};
use crate::table::target::Target;

/// What a target can have from elsewhere.
pub const KEYS: [&str; 2] = ["linker", "runner"];

/// One text of cargo's configuration.
#[derive(Clone, Debug)]
pub struct Source {
    /// The text; that of several files is as `cargo config get --show-origin`
    /// prints it.
    pub text: String,
    /// The file, where it is of one.
    pub file: Option<String>,
}

/// A value that is not in the target's own table of the file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Found {
    /// The value, as TOML.
    pub value: String,
    /// The table, as TOML.
    pub table: String,
    /// The file, where that is known.
    pub file: Option<String>,
}

/// The values of each target, by triple and key.
#[derive(Clone, Debug, Default)]
pub struct Elsewhere(BTreeMap<(String, &'static str), Both>);

/// The two places, of which cargo prefers the first.
#[derive(Clone, Debug)]
struct Both {
    triple: Option<Found>,
    cfg: Option<Found>,
}

impl Elsewhere {
    /// Looks into the sources, the one that cargo prefers first. `cfgs` tells
    /// what holds for a target; it is asked only where a `cfg` is there.
    #[must_use]
    pub fn new(
        sources: &[Source],
        targets: &[&Target],
        cfgs: impl Fn(&Target) -> Vec<Cfg>,
    ) -> Self {
        let documents: Vec<_> = sources
            .iter()
            .filter_map(|source| Some((source, parse(&source.text).ok()?)))
            .collect();
        let mut elsewhere = Self::default();
        for target in targets {
            let mut known = None;
            for key in KEYS {
                let triple = documents
                    .iter()
                    .find_map(|(source, document)| of_triple(source, document, target, key));
                let cfg = documents.iter().find_map(|(source, document)| {
                    let known = || known.get_or_insert_with(|| cfgs(target)).clone();
                    of_cfg(source, document, key, known)
                });
                let place = (target.triple.to_string(), key);
                elsewhere.0.insert(place, Both { triple, cfg });
            }
        }
        elsewhere
    }

    /// Takes this file for the one that is changed, which needs no name.
    #[must_use]
    pub fn unnamed(mut self, own: &str) -> Self {
        for both in self.0.values_mut() {
            for found in [&mut both.triple, &mut both.cfg].into_iter().flatten() {
                found.file.take_if(|file| file == own);
            }
        }
        self
    }

    /// The value of a target's key.
    #[must_use]
    pub fn get(&self, triple: &str, key: &'static str) -> Option<&Found> {
        let both = self.0.get(&(triple.to_owned(), key))?;
        both.triple.as_ref().or(both.cfg.as_ref())
    }

    /// The value of a target's key under a `cfg`.
    #[must_use]
    pub fn under_cfg(&self, triple: &str, key: &'static str) -> Option<&Found> {
        self.0.get(&(triple.to_owned(), key))?.cfg.as_ref()
    }
}

fn of_triple(
    source: &Source,
    document: &Document<&str>,
    target: &Target,
    key: &str,
) -> Option<Found> {
    let path = path(&target.triple);
    let item = place::value(document, &path, key).ok()??;
    Some(Found::new(source, path.join("."), item))
}

fn of_cfg(
    source: &Source,
    document: &Document<&str>,
    key: &str,
    mut cfgs: impl FnMut() -> Vec<Cfg>,
) -> Option<Found> {
    let tables = document.get("target")?.as_table_like()?;
    tables.iter().find_map(|(name, table)| {
        let item = table.as_table_like()?.get(key)?;
        let holds = name.starts_with("cfg(") && CfgExpr::matches_key(name, &cfgs());
        let table = format!("target.{}", quoted(name));
        holds.then(|| Found::new(source, table, item))
    })
}

/// As people write it: a `cfg` has double quotes.
fn quoted(name: &str) -> String {
    if name.contains('\'') {
        Value::from(name).to_string()
    } else {
        format!("'{name}'")
    }
}

impl Found {
    fn new(source: &Source, table: String, item: &Item) -> Self {
        Self {
            value: on_one_line(&source.text, item),
            table,
            file: source.file.clone().or_else(|| origin(&source.text, item)),
        }
    }
}

/// As the user wrote it, but for a list, which cargo writes with comments.
fn on_one_line(text: &str, item: &Item) -> String {
    let Some(list) = item.as_array() else {
        return written(text, item);
    };
    let values: Vec<_> = list
        .iter()
        .map(|value| value.clone().decorated("", "").to_string())
        .collect();
    format!("[{}]", values.join(", "))
}

/// The file that cargo names in a comment behind a value, or behind each of a list.
fn origin(text: &str, item: &Item) -> Option<String> {
    let value = match item.as_value()? {
        Value::Array(list) => list.get(0)?,
        value => value,
    };
    let line = text.get(value.span()?.end..)?.lines().next()?;
    let (_, file) = line.split_once("# ")?;
    Some(file.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Elsewhere, Source};
    use crate::table;

    fn found(texts: &[&str], key: &'static str) -> Option<(String, String, Option<String>)> {
        let target = table::get("thumbv7em").unwrap();
        let sources: Vec<_> = texts
            .iter()
            .map(|text| Source {
                text: (*text).to_owned(),
                file: None,
            })
            .collect();
        let cfgs = |_: &_| vec!["target_os=\"none\"".parse().unwrap()];
        let elsewhere = Elsewhere::new(&sources, &[target], cfgs);
        let found = elsewhere.get(&target.triple, key)?;
        Some((found.table.clone(), found.value.clone(), found.file.clone()))
    }

    #[test]
    fn what_cargo_prints_names_the_file() {
        let text = "target.'cfg(all(target_os = \"none\"))'.runner = [\n    \
            \"a # b\", # /x y/.cargo/config.toml\n    \"c\", # /z\n]\n\
            target.'cfg(unix)'.linker = \"d\" # /e\n";
        let (table, value, file) = found(&[text], "runner").unwrap();
        assert_eq!(table, "target.'cfg(all(target_os = \"none\"))'");
        assert_eq!(value, "[\"a # b\", \"c\"]");
        assert_eq!(file.as_deref(), Some("/x y/.cargo/config.toml"));
        assert_eq!(found(&[text], "linker"), None);
    }

    #[test]
    fn the_triple_goes_before_a_cfg_and_the_first_text_before_the_next() {
        let cfg = "[target.'cfg(target_os = \"none\")']\nrunner = \"a\"\n";
        let triple = "[target.thumbv7em-none-eabi]\nrunner = \"b\"\n";
        let value = |texts: &[&str]| found(texts, "runner").unwrap().1;
        assert_eq!(value(&[cfg, triple]), "\"b\"");
        assert_eq!(value(&[cfg, &cfg.replace('a', "c")]), "\"a\"");
    }
}
