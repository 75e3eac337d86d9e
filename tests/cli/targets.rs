//! `crossflake targets`.

use serde_json::{Value, json};

use crate::support::{run, table};

#[test]
fn common_rows_are_listed_in_aligned_columns() {
    let run = run(&["targets"]);
    let lines: Vec<&str> = run.success().lines().collect();
    let rows: Vec<Value> = table()
        .into_iter()
        .filter(|row| row["common"] == true)
        .collect();
    assert_eq!(lines.len(), rows.len() + 1);
    let column = |name| lines[0].find(name).unwrap();
    for (line, row) in lines[1..].iter().zip(&rows) {
        assert!(line.starts_with(row["alias"].as_str().unwrap()));
        assert!(line[column("TRIPLE")..].starts_with(row["triple"].as_str().unwrap()));
        for (name, field) in [
            ("LINK", "link"),
            ("LIBRARIES", "libraries"),
            ("TESTS", "test"),
        ] {
            let word = if row[field] == true { "yes" } else { "no" };
            assert!(line[column(name)..].starts_with(word), "{line}");
        }
    }
}

#[test]
fn all_lists_every_row() {
    let run = run(&["targets", "--all"]);
    assert_eq!(run.success().lines().count(), table().len() + 1);
}

#[test]
fn json_is_the_table_itself() {
    assert_eq!(
        run(&["targets", "--all", "--json"]).json(),
        Value::from(table())
    );
    let common: Vec<Value> = table()
        .into_iter()
        .filter(|row| row["common"] == true)
        .collect();
    assert_eq!(run(&["targets", "--json"]).json(), Value::from(common));
}

/// What scripts/check-nixpkgs gives to nixpkgs' lib; `show` prints the same.
#[test]
fn cross_systems_are_those_of_the_rows_and_name_the_triple() {
    let systems = run(&["targets", "--all", "--json", "--cross-system"]).json();
    assert_eq!(systems.as_object().unwrap().len(), table().len());
    for row in table() {
        let triple = row["triple"].as_str().unwrap();
        let mut system = systems[triple].clone();
        assert_eq!(system["config"], row["config"], "{triple}");
        if system.is_null() {
            continue;
        }
        let rust = system.as_object_mut().unwrap().remove("rust");
        assert_eq!(rust, Some(json!({ "rustcTarget": triple })));
        if row["crossSystem"].is_object() {
            assert_eq!(system, row["crossSystem"], "{triple}");
        }
    }
}

#[test]
fn cross_systems_of_the_common_targets_fail() {
    assert_eq!(run(&["targets", "--cross-system"]).code, Some(2));
}

#[test]
fn an_unknown_option_fails() {
    let run = run(&["targets", "--al"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("'--all'"), "{}", run.stderr);
}
