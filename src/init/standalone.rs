//! Owns the copy of the library that a project without this flake gets: the
//! files of nix/ and the rows of its targets. May not read or write files, or
//! change what a file says.

use crate::table::TABLE;
use crate::table::running::MACHINES;
use crate::table::target::Target;

/// Where the files are, from the project's root on.
pub const FOLDER: &str = "nix/crossflake";

/// Path below the folder, and text: what nix/default.nix leads to.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/library.rs"));

/// The table, which the copy has without the rows that nobody asked for.
const ROWS: &str = "targets.json";

const README: &str = "\
# crossflake's library

`crossflake init --standalone` wrote these files: the library of https://github.com/crossflake/crossflake
as it was, under its licence (MIT or Apache-2.0). `targets.json` holds the targets that were asked for
and the build machines' own.

For further targets or a newer library, remove the folder and write it again:

    rm -r nix/crossflake
    crossflake init --standalone --target aarch64 --target riscv64
";

/// Each file of the copy: its path below the project's root, and its text.
#[must_use]
pub fn files(targets: &[&Target]) -> Vec<(String, String)> {
    let library = FILES.iter().map(|(path, text)| match *path {
        ROWS => (ROWS, rows(targets)),
        path => (path, (*text).to_owned()),
    });
    library
        .chain([("README.md", README.to_owned())])
        .map(|(path, text)| (format!("{FOLDER}/{path}"), text))
        .collect()
}

/// The table of the targets and of the build machines themselves.
fn rows(targets: &[&Target]) -> String {
    let wanted = |row: &&Target| {
        let named = targets.iter().any(|target| target.triple == row.triple);
        let by_default = targets.is_empty() && row.common;
        named || by_default || builds(row)
    };
    let rows: Vec<_> = TABLE
        .iter()
        .filter(wanted)
        .filter_map(|row| serde_json::to_string(row).ok())
        .map(|row| format!("  {row}"))
        .collect();
    format!("[\n{}\n]\n", rows.join(",\n"))
}

/// Whether outputs are made for this machine.
fn builds(row: &Target) -> bool {
    let mut machines = MACHINES.build.iter();
    machines.any(|(_, triple)| *triple == row.triple)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{FILES, files};
    use crate::table;
    use crate::table::running::MACHINES;

    fn names(targets: &[&str]) -> Vec<String> {
        let targets: Vec<_> = targets
            .iter()
            .map(|name| table::get(name).unwrap())
            .collect();
        let files = files(&targets);
        let (_, text) = files
            .iter()
            .find(|(path, _)| path == "nix/crossflake/targets.json")
            .unwrap();
        let rows: Vec<Value> = serde_json::from_str(text).unwrap();
        let triple = |row: &Value| row["triple"].as_str().unwrap().to_owned();
        rows.iter().map(triple).collect()
    }

    #[test]
    fn a_row_is_the_tables() {
        let table: Vec<Value> = serde_json::from_str(include_str!("../../targets.json")).unwrap();
        let targets: Vec<_> = table::TABLE.iter().collect();
        let text = super::rows(&targets);
        assert_eq!(serde_json::from_str::<Vec<Value>>(&text).unwrap(), table);
    }

    #[test]
    fn the_targets_and_the_build_machines_have_rows() {
        let rows = names(&["riscv64"]);
        assert!(rows.contains(&table::get("riscv64").unwrap().triple.to_string()));
        let machines: Vec<_> = MACHINES.build.iter().map(|(_, triple)| *triple).collect();
        let found: Vec<_> = rows
            .iter()
            .filter(|row| machines.contains(&row.as_str()))
            .collect();
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(rows.len(), 4, "{rows:?}");
    }

    #[test]
    fn without_targets_the_common_ones_have_rows() {
        let rows = names(&[]);
        for target in table::TABLE {
            assert!(!target.common || rows.contains(&target.triple.to_string()));
        }
    }

    #[test]
    fn what_only_this_flake_needs_stays_out() {
        let paths: Vec<_> = FILES.iter().map(|(path, _)| *path).collect();
        for there in [
            "default.nix",
            "mkProject.nix",
            "systems.nix",
            "runners/wine.sh.in",
        ] {
            assert!(paths.contains(&there), "{there}");
        }
        for absent in [
            "debian",
            "tests",
            "examples.nix",
            "program.nix",
            "overlay.nix",
        ] {
            let begins = |path: &&str| path.starts_with(absent);
            assert!(!paths.iter().any(begins), "{absent}");
        }
    }

    #[test]
    fn no_file_leads_out_of_the_folder() {
        for (path, text) in FILES {
            let depth = path.matches('/').count();
            let up = "../".repeat(depth + 1);
            // A file that is written so is there; others are examples in comments.
            for (name, _) in FILES {
                assert!(!text.contains(&format!("{up}{name}")), "{path}: {up}{name}");
            }
        }
    }
}
