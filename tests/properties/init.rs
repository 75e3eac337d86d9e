//! `init` writes no name of a project as Nix code, and a flake for each choice.

use std::fs;

use crossflake::crates::lock::Locked;
use crossflake::crates::{TABLE as CRATES, requirements};
use crossflake::init::{self, Kind, Use};
use crossflake::table::TABLE;
use crossflake::table::target::Target;
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::select;
use rnix::ast::{self, AstToken as _, HasEntry as _, InterpolPart};
use rowan::ast::AstNode as _;
use tempfile::TempDir;
use toml_edit::Value;

use crate::{FEW, cases, run};

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
        let crates: Vec<_> = crates.into_iter().filter(|name| !CRATES.crates.contains_key(name)).collect();
        let plain = project("plain", &[]);
        let named = project(&package, &crates);
        let arguments = ["init", "--target", "riscv64", "--direnv"];
        for option in [None, Some("--standalone")] {
            let arguments: Vec<_> = arguments[..3 + usize::from(direnv)].iter().copied().chain(option).collect();
            for folder in [&plain, &named] {
                prop_assert_eq!(run(folder.path(), &arguments).0, Some(0));
                // Beside a flake that is not ours, the same is printed.
                let flake = folder.path().join("flake.nix");
                let ours = fs::read_to_string(&flake).unwrap();
                fs::write(&flake, "{ outputs = _: { }; }\n").unwrap();
                let (code, snippet) = run(folder.path(), &arguments);
                prop_assert_eq!(code, Some(4));
                fs::write(&flake, ours).unwrap();
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
    fn an_address_is_the_string_that_was_given(url in name().prop_filter("refused", |url| !url.is_empty())) {
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
        let locked = |index: &usize| Locked { name: known[*index].to_owned(), version: "1.0.0".to_owned(), ..Locked::default() };
        let wants = requirements(&crates.iter().map(locked).collect::<Vec<_>>(), &[]);
        for kind in [Kind::Thin(init::URL), Kind::Standalone] {
            for used in [Use::Whole, Use::Pasted] {
                let text = init::flake(kind, &targets, &wants, used);
                let code = code(&parsed(&text));
                for target in &targets {
                    let said = format!("\"{}\"", target.name());
                    prop_assert!(code.contains(&said), "{said}");
                }
                for attribute in wants.libraries.keys().chain(wants.tools.keys()) {
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
