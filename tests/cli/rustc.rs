//! The table against the installed rustc.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::process::Command;

use crossflake::table::RUSTC;

use crate::support::{Run, run, table};

fn rustc(arguments: &[&str]) -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or(OsString::from("rustc"));
    Run::start(Command::new(rustc).args(arguments))
        .success()
        .to_owned()
}

/// Newer versions gain targets and lose some; the table holds all of one
/// version, and may hold some that only a newer one knows.
#[test]
fn the_table_lists_what_rustc_lists() {
    let list = rustc(&["--print", "target-list"]);
    let known: BTreeSet<&str> = list.lines().collect();
    let table = table();
    let rows: BTreeSet<&str> = table
        .iter()
        .map(|row| row["triple"].as_str().unwrap())
        .collect();
    let missing: Vec<_> = known.difference(&rows).collect();
    let unknown: Vec<_> = rows.difference(&known).collect();
    let version = rustc(&["--version"]);
    let version = version.trim();
    if version.starts_with(&format!("rustc {RUSTC}.")) {
        assert!(missing.is_empty(), "targets.json has no row of {missing:?}");
    } else {
        eprintln!("only {version} knows {missing:?}");
        assert!(rows.intersection(&known).count() > 250);
    }
    eprintln!("{version} does not know {unknown:?}");
}

#[test]
fn rustc_reads_each_triple_that_is_shown() {
    let list = rustc(&["--print", "target-list"]);
    let rows = table().len();
    let shown = list
        .lines()
        .filter(|triple| run(&["show", triple, "--json"]).code == Some(0))
        .count();
    eprintln!(
        "{shown} of rustc's {} targets are shown",
        list.lines().count()
    );
    assert!(shown > rows * 3 / 4);
}
