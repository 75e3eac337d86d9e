//! `crossflake show`.

use crate::support::{golden, run, table};

#[test]
fn everything_about_a_target_is_shown() {
    golden("show-aarch64.txt", run(&["show", "aarch64"]).success());
}

#[test]
fn a_capability_that_is_missing_says_why() {
    golden(
        "show-aarch64-darwin.txt",
        run(&["show", "macos-aarch64"]).success(),
    );
}

#[test]
fn alias_and_triple_show_the_same() {
    let triple = run(&["show", "aarch64-unknown-linux-gnu"]);
    assert_eq!(run(&["show", "aarch64"]).success(), triple.success());
}

#[test]
fn every_row_can_be_shown() {
    for row in table() {
        let run = run(&["show", row["triple"].as_str().unwrap()]);
        assert!(run.success().starts_with("triple "));
    }
}

#[test]
fn json_is_the_row_itself() {
    for row in table() {
        let triple = row["triple"].as_str().unwrap();
        assert_eq!(run(&["show", "--json", triple]).json(), row);
    }
}

#[test]
fn no_target_fails() {
    let run = run(&["show"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("<TARGET>"), "{}", run.stderr);
}
