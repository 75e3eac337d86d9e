//! docs/targets.md, which the program makes of the table.

use std::fs;

use crate::support::{made, root, run, table};

#[test]
fn the_page_of_targets_is_up_to_date() {
    let docs = root().join("docs");
    if !docs.is_dir() {
        eprintln!("these sources come without documents");
        return;
    }
    let page = run(&["targets", "--all", "--markdown"]);
    made("docs/targets.md", page.success());
}

#[test]
fn the_page_holds_each_row_once_and_no_cell_is_empty() {
    let page = run(&["targets", "--all", "--markdown"]);
    for row in table() {
        let cell = format!("| `{}` |", row["triple"].as_str().unwrap());
        let lines: Vec<&str> = page
            .success()
            .lines()
            .filter(|line| line.contains(&cell))
            .collect();
        assert_eq!(lines.len(), 1, "{cell}");
        let cells: Vec<&str> = lines[0].split(" | ").collect();
        assert_eq!(cells.len(), 6, "{cell}");
        assert_eq!(cells[2] == "yes", row["link"] == true, "{cell}");
    }
}

#[test]
fn the_guide_to_a_row_names_each_field() {
    let Ok(guide) = fs::read_to_string(root().join("docs/guide.md")) else {
        eprintln!("these sources come without documents");
        return;
    };
    let (_, recipe) = guide.split_once("## Adding a target").expect("the recipe");
    for field in table()[0].as_object().expect("a row").keys() {
        assert!(recipe.contains(&format!("`{field}`")), "{field}");
    }
}

#[test]
fn a_page_of_some_targets_fails() {
    assert_eq!(run(&["targets", "--markdown"]).code, Some(2));
}
