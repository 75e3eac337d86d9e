//! What holds for every configuration and every name, tried on generated ones:
//! `config` keeps to the byte what is not its own, and `init` writes no name
//! of a project as Nix code.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by them"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crossflake::cargo_config::{Action, Merge, State, merge};
use crossflake::init::{self, Kind, Packages, Use};
use crossflake::table::target::Target;
use crossflake::table::{self, TABLE};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use rnix::ast::{self, AstToken as _, HasEntry as _, InterpolPart};
use rowan::ast::AstNode as _;
use tempfile::TempDir;
use toml_edit::{Document, Item, TableLike, Value};

/// Whose keys are written; the last one's triple has a dot.
const TARGETS: [&str; 3] = ["aarch64", "riscv64", "thumbv8m"];

/// So many cases where each runs the program, and where none does.
const FEW: u32 = 40;
const MANY: u32 = 1_500;

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Runs the program in a folder; its exit code and standard output.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crossflake"));
    let output = command
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

mod documents {
    //! Configurations, in every form of TOML.

    use super::{Strategy, btree_set, select, subsequence, vec};
    use proptest::prelude::*;

    /// How a target's own table is written, `T` in the place of its triple.
    const OWN: [&str; 14] = [
        "",
        "[target.T]\nrustflags = [\"-C\", \"opt-level=3\"]\n",
        "[target.T] # mine\n# its flags\n  rustflags = []\n",
        "[target.T]\nlinker = \"by-hand\"\n",
        "[target.T]\nrunner = [\"by-hand\", 'with\\arguments']\n",
        "[ target . T ]\nrustflags = [\n  \"-C\", # one\n  \"link-arg=-s\",\n]\n",
        "[target.T.some_library]\nrustc-link-lib = [\"a\"]\n",
        "[target]\nT.rustflags = []\n",
        "[target]\nT = { rustflags = [] }\n",
        "[target]\nT = {rustflags=[\"a\"]} # b\n",
        "[target]\nT = { rustflags = [], a.b = 1 }\nother.rustflags = []\n",
        "[target]\nother = { linker = \"x\" }\n",
        "[target.other]\nlinker = \"x\"\n[target.T]\nrustflags = \"a b\"\n",
        "[target.T]\nrustflags = '''\na\n[target.none]\nlinker = \"x\"\n'''\n",
    ];

    /// The same before any header.
    const OWN_AT_ROOT: [&str; 4] = [
        "",
        "target.T.rustflags = []\n",
        "target = { T = { rustflags = [] } }\n",
        "target.T = { rustflags = [] }\n",
    ];

    /// Headers of tables, each once in a document.
    const HEADERS: [&str; 12] = [
        "[build]",
        "[env]",
        "[alias]",
        "[target.'cfg(unix)']",
        "[target.\"cfg(all(target_arch = \\\"arm\\\", not(windows)))\"]",
        "[target.'cfg(windows)'.dependency]",
        "  [profile.release]",
        "[profile.release.package.\"*\"] # all",
        "[ \"quoted header\" . 'and [this]' ]",
        "[net]\t",
        "[registries.mine]",
        "[\"ü\"]",
    ];

    /// Text of a string, without what would end it.
    fn text() -> impl Strategy<Value = String> {
        "[ -!#-&(-\\[\\]-~äß→]{0,12}"
    }

    /// A value of one line or several.
    fn value() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            text().prop_map(|text| format!("\"{text}\"")),
            text().prop_map(|text| format!("'{text}'")),
            text().prop_map(|text| format!("\"\"\"\n{text}\\\n  [target]\n\"\"\"")),
            text().prop_map(|text| format!("'''{text}\n# no comment\n'''")),
            Just("\"\\\"\\\\\\u00e9\\n\"".to_owned()),
            any::<i32>().prop_map(|number| number.to_string()),
            select(vec![
                "true",
                "0x1F",
                "1e6",
                "-inf",
                "1979-05-27T07:32:00Z",
                "1_000"
            ])
            .prop_map(str::to_owned),
        ];
        leaf.prop_recursive(2, 8, 3, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..3).prop_map(|items| format!("[{}]", items.join(", "))),
                vec(inner.clone(), 1..3)
                    .prop_map(|items| format!("[\n\t{}, # one\n]", items.join(",\n\t"))),
                inner
                    .clone()
                    .prop_map(|value| format!("{{ 'a b' = {value} }}")),
                (inner.clone(), inner)
                    .prop_map(|(one, two)| format!("{{a={one}, b.c = {two}, \"d.e\" = 1}}")),
            ]
        })
    }

    /// A key, dotted or quoted; `number` keeps it from being there twice.
    fn key(form: usize, number: usize) -> String {
        match form {
            0 => format!("key-{number}"),
            1 => format!("\"quoted {number}\""),
            2 => format!("'[lit.{number}]'"),
            3 => format!("dotted{number}.a . 'b'"),
            _ => format!("\"ключ\\t{number}\""),
        }
    }

    /// Lines with keys, comments and empty lines.
    fn lines() -> impl Strategy<Value = String> {
        let line = (0..5_usize, value(), "[ \t]{0,3}", 0..6_usize);
        vec(line, 0..4).prop_map(|lines| {
            let mut text = String::new();
            for (index, (form, value, indentation, dressing)) in lines.into_iter().enumerate() {
                let key = key(form, index);
                let (before, behind) = [
                    ("", ""),
                    ("# before [target]\n", ""),
                    ("\n", " # behind = 1"),
                    ("", "\t"),
                    ("\n\n", ""),
                    ("#\n", "   "),
                ][dressing];
                let line = [before, &indentation, &key, " = ", &value, behind, "\n"];
                text += &line.concat();
            }
            text
        })
    }

    /// A document, and how the lines end; `T` is in the place of the triple.
    pub fn document() -> impl Strategy<Value = (String, bool)> {
        let tables = subsequence(HEADERS.to_vec(), 0..5).prop_shuffle();
        let bodies = vec(lines(), 5);
        let own = prop_oneof![
            select(OWN_AT_ROOT.to_vec()).prop_map(|own| (own, "")),
            select(OWN.to_vec()).prop_map(|own| ("", own)),
        ];
        let more = btree_set(0..4_usize, 0..2);
        (
            lines(),
            own,
            tables,
            bodies,
            more,
            0..6_usize,
            any::<bool>(),
            any::<bool>(),
        )
            .prop_map(
                |(root, (at_root, own), tables, bodies, more, place, windows, closed)| {
                    // What stands in `target` at the root as a whole leaves no room for headers below.
                    let tables = tables
                        .into_iter()
                        .filter(|header| at_root.is_empty() || !header.contains("target."));
                    let mut parts: Vec<_> = tables
                        .zip(bodies)
                        .map(|(header, body)| format!("{header}\n{body}"))
                        .collect();
                    parts.insert(place.min(parts.len()), own.to_owned());
                    for number in more {
                        parts.push(format!(
                            "[[list-{number}]]\nname = 'a'\n[[list-{number}]] # b\n"
                        ));
                    }
                    let mut text = format!("{root}{at_root}{}", parts.concat());
                    if !closed {
                        text.truncate(text.trim_end_matches('\n').len());
                    }
                    if windows {
                        text = text.replace('\n', "\r\n");
                    }
                    (text, windows)
                },
            )
    }
}

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
    merge(text, &[target], action).unwrap_or_else(|problem| panic!("{problem:?} in\n{text}"))
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
        // A last line without end got one, since another followed.
        let ended = ["\n", "\r\n"].map(|ending| format!("{old}{ending}"));
        let restored = removed == old || !old.ends_with('\n') && ended.contains(&removed);
        prop_assert!(restored, "{old:?}\n-----\n{removed:?}");
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
        let expected = merge(&text, &targets, Action::Add).unwrap().text;
        for arguments in [vec!["config"], vec!["config", "--check"], vec!["config"]] {
            let (code, _) = run(folder.path(), &[&arguments[..], &TARGETS].concat());
            prop_assert_eq!(code, Some(0));
            prop_assert_eq!(&fs::read_to_string(&path).unwrap(), &expected);
        }
        let (code, _) = run(folder.path(), &[&["config", "--remove"][..], &TARGETS].concat());
        prop_assert_eq!(code, Some(0));
        let removed = merge(&expected, &targets, Action::Remove).unwrap().text;
        prop_assert_eq!(fs::read_to_string(&path).unwrap(), removed);
    }
}

/// Names that would be Nix code if they were written as they are, and others.
fn name() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        select(vec![
            "\"",
            "''",
            "${",
            "}",
            "$${",
            "\\",
            "''${",
            "abort",
            "builtins.",
            "\n",
            "\r",
            "\t",
            "/*",
            "*/",
            "#",
            ";",
            "]",
            "in",
            "@url@",
            "@name@",
            "../",
            "<",
            ">",
            "\u{202e}",
            "ü",
            "💥",
            "openssl",
            "pkgs.",
            "-sys",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ];
    vec(part, 1..6).prop_map(|parts| parts.concat())
}

/// A project of this name, with crates of these.
fn project(name: &str, crates: &[String]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let string = |text: &str| Value::from(text).to_string();
    let manifest = format!("[package]\nname = {}\nversion = \"0.1.0\"\n", string(name));
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    let mut lock = "version = 4\n".to_owned();
    for name in crates {
        let package = [
            "\n[[package]]\nname = ",
            &string(name),
            "\nversion = \"0.1.0\"\n",
        ];
        lock += &package.concat();
    }
    fs::write(folder.path().join("Cargo.lock"), lock).unwrap();
    folder
}

/// The flake as a tree, without an error.
fn parsed(text: &str) -> ast::AttrSet {
    let root = rnix::Root::parse(text).ok();
    let root = root.unwrap_or_else(|error| panic!("{error}\n{text}"));
    match root.expr() {
        Some(ast::Expr::AttrSet(set)) => set,
        other => panic!("{other:?}"),
    }
}

/// The text of the string that the flake's attribute of this path is.
fn string_of(flake: &ast::AttrSet, path: &str) -> String {
    let attribute = flake.attrpath_values().find(|entry| {
        let attrpath = entry.attrpath().unwrap();
        attrpath.syntax().text() == path
    });
    let Some(ast::Expr::Str(string)) = attribute.unwrap().value() else {
        panic!("{path} is no string");
    };
    let parts = string.normalized_parts().into_iter();
    let texts = parts.map(|part| match part {
        InterpolPart::Literal(text) => text,
        InterpolPart::Interpolation(code) => panic!("{path} holds {code:?}"),
    });
    texts.collect()
}

/// Everything that stands outside of comments.
fn code(flake: &ast::AttrSet) -> String {
    let tokens = flake.syntax().descendants_with_tokens();
    let tokens = tokens.filter_map(rowan::NodeOrToken::into_token);
    let code = tokens.filter(|token| ast::Comment::cast(token.clone()).is_none());
    code.map(|token| token.text().to_owned()).collect()
}

proptest! {
    #![proptest_config(cases(FEW))]

    #[test]
    fn a_flake_says_nothing_of_the_projects_names(package in name(), crates in vec(name(), 0..4), direnv: bool) {
        let crates: Vec<_> = crates.into_iter().filter(|name| init::packages([&**name]) == Packages::default()).collect();
        let plain = project("plain", &[]);
        let named = project(&package, &crates);
        let arguments = ["init", "--target", "riscv64", "--direnv"];
        for option in [None, Some("--standalone")] {
            let arguments: Vec<_> = arguments[..3 + usize::from(direnv)].iter().copied().chain(option).collect();
            for folder in [&plain, &named] {
                prop_assert_eq!(run(folder.path(), &arguments).0, Some(0));
                let (code, snippet) = run(folder.path(), &arguments);
                prop_assert_eq!(code, Some(4));
                fs::write(folder.path().join("snippet.nix"), snippet).unwrap();
            }
            for file in ["flake.nix", "snippet.nix", ".cargo/config.toml"] {
                let read = |folder: &TempDir| fs::read_to_string(folder.path().join(file)).unwrap();
                prop_assert_eq!(read(&named), read(&plain));
            }
            fs::remove_file(plain.path().join("flake.nix")).unwrap();
            fs::remove_file(named.path().join("flake.nix")).unwrap();
        }
    }

    #[test]
    fn an_address_is_the_string_that_was_given(url in name()) {
        let folder = project("plain", &[]);
        let option = format!("--url={url}");
        prop_assert_eq!(run(folder.path(), &["init", &option]).0, Some(0));
        let whole = fs::read_to_string(folder.path().join("flake.nix")).unwrap();
        let (code, pasted) = run(folder.path(), &["init", &option]);
        prop_assert_eq!(code, Some(4));
        for text in [whole, pasted] {
            prop_assert_eq!(string_of(&parsed(&text), "inputs.crossflake.url"), &*url);
        }
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn each_choice_of_targets_and_crates_is_a_flake(chosen in btree_set(0..1000_usize, 0..6), crates in btree_set(0..6_usize, 0..6)) {
        let linked: Vec<_> = TABLE.iter().filter(|target| target.link.reason().is_none()).collect();
        let targets: Vec<&Target> = chosen.iter().map(|index| linked[index % linked.len()]).collect();
        let known = ["alsa-sys", "cmake", "libsqlite3-sys", "openssl-sys", "prost-build", "serde"];
        let packages = init::packages(crates.iter().map(|index| known[*index]));
        for kind in [Kind::Thin(init::URL), Kind::Standalone] {
            for used in [Use::Whole, Use::Pasted] {
                let text = init::flake(kind, &targets, &packages, used);
                let code = code(&parsed(&text));
                for target in &targets {
                    let said = match kind {
                        Kind::Thin(_) => format!("\"{}\"", target.name()),
                        Kind::Standalone => format!("triple = \"{}\";", target.triple),
                    };
                    prop_assert!(code.contains(&said), "{said}");
                }
                for attribute in packages.libraries.iter().chain(&packages.tools) {
                    let said = format!("pkgs.{attribute}");
                    prop_assert!(code.contains(&said), "{said}");
                }
                // Every place of the template is filled.
                let places = code.lines().filter(|line| line.trim().starts_with('@'));
                prop_assert_eq!(places.collect::<Vec<_>>(), Vec::<&str>::new());
            }
        }
    }
}
