//! `config` keeps to the byte what is not its own.

use std::collections::BTreeMap;
use std::fs;

use crossflake::cargo_config::{Action, Elsewhere, Merge, State, merge};
use crossflake::table;
use crossflake::table::target::Target;
use proptest::prelude::*;
use proptest::sample::select;
use toml_edit::{Document, Item, TableLike, Value};

use crate::{FEW, MANY, cases, documents, run};

/// Whose keys are written; the last one's triple has a dot.
const TARGETS: [&str; 3] = ["aarch64", "riscv64", "thumbv8m"];

/// The values by their paths. A dotted table and one with a header are the
/// same here.
fn values(table: &dyn TableLike, path: &str, found: &mut BTreeMap<String, String>) {
    for (key, item) in table.iter() {
        let path = format!("{path}/{key}");
        match item {
            Item::Table(table) => values(table, &path, found),
            Item::Value(Value::InlineTable(table)) => values(table, &path, found),
            Item::ArrayOfTables(tables) => {
                for (index, table) in tables.iter().enumerate() {
                    values(table, &format!("{path}/{index}"), found);
                }
            }
            item => {
                found.insert(path, item.to_string().trim().to_owned());
            }
        }
    }
}

fn read(text: &str) -> BTreeMap<String, String> {
    let document = Document::parse(text).unwrap();
    let mut found = BTreeMap::new();
    values(&*document, "", &mut found);
    found
}

/// The keys that were written, as `read` has them.
fn added(merge: &Merge) -> BTreeMap<String, String> {
    let added = merge
        .entries
        .iter()
        .filter(|entry| entry.state == State::Added);
    added
        .map(|entry| {
            let triple = entry.target.replace('.', "/");
            let value = format!("{:?}", entry.value.as_deref().unwrap());
            (format!("/target/{triple}/{}", entry.key), value)
        })
        .collect()
}

/// Whether `new` is `old` with one piece of text put in.
fn is_one_insertion(old: &str, new: &str) -> bool {
    let common = |a: &mut dyn Iterator<Item = u8>, b: &mut dyn Iterator<Item = u8>| {
        a.zip(b).take_while(|(a, b)| a == b).count()
    };
    let start = common(&mut old.bytes(), &mut new.bytes());
    let end = common(&mut old.bytes().rev(), &mut new.bytes().rev());
    new.len() >= old.len() && start + end >= old.len()
}

fn merged(text: &str, target: &Target, action: Action) -> Merge {
    merge(text, &[target], action, &Elsewhere::default())
        .unwrap_or_else(|problem| panic!("{problem:?} in\n{text}"))
}

proptest! {
    #![proptest_config(cases(MANY))]

    #[test]
    fn what_is_foreign_stays_to_the_byte((text, windows) in documents::document(), target in select(TARGETS.to_vec())) {
        let target = table::get(target).unwrap();
        let old = text.replace("target.T", &format!("target.{}", target.triple))
            .replace("target . T", &format!("target . {}", target.triple))
            .replace("\nT", &format!("\n{}", target.triple))
            .replace("{ T =", &format!("{{ {} =", target.triple));
        let before = read(&old);

        let new = merged(&old, target, Action::Add);
        prop_assert!(is_one_insertion(&old, &new.text), "{old}\n-----\n{}", new.text);
        let mut expected = before.clone();
        expected.extend(added(&new));
        prop_assert_eq!(read(&new.text), expected, "{}", new.text);
        if windows && old.contains('\n') {
            let inserted = new.text.replace("\r\n", "");
            prop_assert!(!inserted.contains('\n'), "{:?}", new.text);
        }
        prop_assert_eq!(&merged(&new.text, target, Action::Add).text, &new.text);

        let removed = merged(&new.text, target, Action::Remove).text;
        prop_assert_eq!(&removed, &old);
        prop_assert_eq!(read(&removed), before);
        prop_assert_eq!(&merged(&removed, target, Action::Remove).text, &removed);
    }
}

proptest! {
    #![proptest_config(cases(FEW))]

    #[test]
    fn the_program_does_the_same_with_the_file((text, _) in documents::document()) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("Cargo.toml"), "[package]\nname = \"a\"\n").unwrap();
        fs::create_dir(folder.path().join(".cargo")).unwrap();
        let path = folder.path().join(".cargo/config.toml");
        fs::write(&path, &text).unwrap();
        let targets = TARGETS.map(|name| table::get(name).unwrap());
        let expected = merge(&text, &targets, Action::Add, &Elsewhere::default()).unwrap().text;
        for arguments in [vec!["config"], vec!["config", "--check"], vec!["config"]] {
            let (code, _) = run(folder.path(), &[&arguments[..], &TARGETS].concat());
            prop_assert_eq!(code, Some(0));
            prop_assert_eq!(&fs::read_to_string(&path).unwrap(), &expected);
        }
        let (code, _) = run(folder.path(), &[&["config", "--remove"][..], &TARGETS].concat());
        prop_assert_eq!(code, Some(0));
        let removed = merge(&expected, &targets, Action::Remove, &Elsewhere::default()).unwrap().text;
        prop_assert_eq!(fs::read_to_string(&path).unwrap(), removed);
    }
}
