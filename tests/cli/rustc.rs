//! The table against rustc's own list.

use std::collections::BTreeSet;
use std::process::Command;

use crate::support::{Run, table};

#[test]
fn rustc_knows_every_row() {
    let rustc = std::env::var_os("RUSTC").unwrap_or("rustc".into());
    let list = Run::of(Command::new(rustc).args(["--print", "target-list"]));
    let known: BTreeSet<&str> = list.success().lines().collect();
    let table = table();
    let unknown: Vec<&str> = table
        .iter()
        .map(|row| row["triple"].as_str().unwrap())
        .filter(|triple| !known.contains(triple))
        .collect();
    assert!(unknown.is_empty(), "rustc does not know {unknown:?}");
}
