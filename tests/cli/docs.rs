//! docs/targets.md and docs/libraries.md, which the program makes of the tables, and
//! docs/environment.md and docs/causes.md, which are made here.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use crossflake::environment::VARIABLES;
use crossflake::environment::variable::Side;
use crossflake::explain::{Explainer, Known};

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

/// The variables with their reasons, as a page.
fn environment() -> String {
    let mut page = String::from(
        "<!-- Made of environment.json by `CROSSFLAKE_UPDATE_GOLDEN=1 cargo test`. -->\n\n\
         # Environment variables\n\n\
         The setup hook of a target's tools sets these in shells, packages and checks. It leaves a variable alone that the shell, the\n\
         derivation or the user has set. `{t}` is a triple with `-` and `.` as `_`, `{T}` the same in upper case: of the build machine, the\n\
         target, or each of both. A variable \"for one target\" is set where the shell has a single target, since it speaks of all.\n\n\
         | variable | of | why |\n| --- | --- | --- |\n",
    );
    for variable in VARIABLES {
        let sides = match &*variable.sides {
            [Side::Build] => "the build machine",
            [Side::Target] if variable.alone => "one target",
            [Side::Target] => "the target",
            _ => "both",
        };
        let why = &variable.why;
        let _ = writeln!(page, "| `{}` | {sides} | {why} |", variable.name);
    }
    page + "\n\
         Not set, on purpose: `CC`, `AR`, `CFLAGS`, `PKG_CONFIG_PATH` (they would count for build scripts too), `TARGET_CC`, `TARGET_AR` and\n\
         `HOST_CC` (makefiles take them as their own variables), `RUSTFLAGS` (it replaces every `target.*.rustflags`), `QEMU_LD_PREFIX`.\n\n\
         The flags of the libraries, which the wrappers of nixpkgs read by the compiler's suffix (`NIX_CFLAGS_COMPILE_…`, `NIX_LDFLAGS_…`,\n\
         `NIX_HARDENING_ENABLE_…`, `PKG_CONFIG_PATH_…`), are known once the tools are built; the hook sets them too.\n"
}

#[test]
fn the_page_of_variables_is_up_to_date() {
    if root().join("docs").is_dir() {
        made("docs/environment.md", &environment());
    }
}

#[test]
fn the_page_of_libraries_is_up_to_date() {
    if root().join("docs").is_dir() {
        let page = run(&["crates", "--all", "--markdown"]);
        made("docs/libraries.md", page.success());
    }
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
    let run = run(&["targets", "--markdown"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("--all"), "{}", run.stderr);
}

/// The topics of the rules' files, by their first lines, each with its rules.
fn topics() -> Vec<(String, Vec<String>)> {
    let folder = fs::read_dir(root().join("src/explain/rules")).unwrap();
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let topic = |file: &PathBuf| {
        let text = fs::read_to_string(file).unwrap();
        let title = text.lines().next().unwrap().trim_matches(['#', ' ', '.']);
        let file: toml::Table = text.parse().unwrap();
        let rules = file.get("rule")?.as_array().unwrap().iter();
        let ids = rules.map(|rule| rule["id"].as_str().unwrap().to_owned());
        Some((title.to_owned(), ids.collect()))
    };
    files.iter().filter_map(topic).collect()
}

/// Each cause with the message of its log, and what is said about that.
fn causes() -> String {
    let mut page = String::from(
        "# The causes that `crossflake explain` knows\n\n\
         Each with its meaning, a message that it is known by, and its fix in the shell and in a flake, for the target of\n\
         that message. The rules are in `src/explain/rules`, the messages in `tests/explain`.\n\n\
         `CROSSFLAKE_UPDATE_GOLDEN=1 cargo test --test cli the_page_of_causes` makes this page.\n\n",
    );
    let topics = topics();
    for (title, ids) in &topics {
        let links: Vec<_> = ids.iter().map(|id| format!("[{id}](#{id})")).collect();
        let _ = writeln!(page, "- {title}: {}", links.join(", "));
    }
    let explainer = Explainer::new().unwrap();
    for (title, ids) in &topics {
        let _ = writeln!(page, "\n## {title}");
        for id in ids {
            let log = fs::read(root().join(format!("tests/explain/{id}.log"))).unwrap();
            let report = explainer.explain(&*log, Known::default()).unwrap();
            let cause = &report.causes[0];
            let _ = write!(
                page,
                "\n### {id}\n\n{}: {} ([more]({})).\n```text\nlog    {}\nshell  {}\nflake  {}\n```\n",
                cause.what, cause.why, cause.source, cause.place.text, cause.shell, cause.flake
            );
        }
    }
    page
}

#[test]
fn the_page_of_causes_is_up_to_date() {
    if root().join("docs").is_dir() {
        made("docs/causes.md", &causes());
        let all: Vec<_> = topics().into_iter().flat_map(|(_, ids)| ids).collect();
        assert!(all.iter().map(|id| &**id).eq(crossflake::explain::causes()));
    }
}
