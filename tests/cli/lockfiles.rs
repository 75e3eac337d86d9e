//! What the table says of the lock files of real projects, each with what its
//! project is known to build with. The lists hold the crates that could want
//! something: those of the table, and those that are called like a binding.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crossflake::crates::lock::Locked;
use crossflake::crates::requirements;
use serde::Deserialize;

use crate::support::{Project as Folder, root};

#[derive(Deserialize)]
struct Project {
    libraries: BTreeSet<String>,
    tools: BTreeSet<String>,
    crates: Vec<String>,
}

/// Projects that get more than they need: names and versions do not say, for
/// example, that a feature opens `wayland` only when the program runs.
const MOST_SUPERFLUOUS: usize = 3;

#[test]
fn lock_files_of_real_projects_want_what_they_build_with() {
    let text = fs::read_to_string(root().join("tests/lockfiles.json")).unwrap();
    let projects: BTreeMap<String, Project> = serde_json::from_str(&text).unwrap();
    let mut superfluous = BTreeMap::new();
    for (name, project) in &projects {
        let crates = project.crates.iter().map(|line| {
            let (name, version) = line.split_once(' ').unwrap();
            Locked {
                name: name.to_owned(),
                version: version.to_owned(),
                foreign: true,
                links: false,
                dependencies: Vec::new(),
            }
        });
        let wants = requirements(&crates.collect::<Vec<_>>(), &["linux"]);
        let said = wants.libraries.keys().chain(wants.tools.keys());
        let said: BTreeSet<_> = said.copied().collect();
        let known = project.libraries.union(&project.tools);
        let known: BTreeSet<_> = known.map(String::as_str).collect();
        let missing: Vec<_> = known.difference(&said).collect();
        assert!(missing.is_empty(), "{name}: {missing:?}");
        let more: Vec<_> = said.difference(&known).copied().collect();
        if !more.is_empty() {
            superfluous.insert(name, more);
        }
    }
    assert!(projects.len() >= 27);
    assert!(superfluous.len() <= MOST_SUPERFLUOUS, "{superfluous:?}");
}

const LOCK: &str = r#"version = 3

[[package]]
name = "alsa-sys"
version = "0.4.0"
source = "registry+https://example.org/index"

[[package]]
name = "frobnicate-sys"
version = "0.1.0"
source = "registry+https://example.org/index"

[[package]]
name = "prost-build"
version = "0.14.0"
source = "git+https://example.org/fork"

[[package]]
name = "zmq-sys"
version = "0.11.0"

[[package]]
name = "zmq-sys"
version = "0.12.0"
source = "registry+https://example.org/index"
"#;

#[test]
fn a_project_is_told_what_its_crates_want() {
    let project = Folder::new();
    project.write("Cargo.lock", LOCK);
    let run = project.run(&["crates"]);
    let expected = "\
libraries      alsa-lib  alsa-sys
               zeromq    zmq-sys
tools          protobuf  prost-build
unknown        frobnicate-sys
";
    assert_eq!(run.success(), expected);
    let json = project.run(&["crates", "windows", "--json"]).json();
    let expected = serde_json::json!({
        "libraries": {"zeromq": ["zmq-sys"]},
        "buildLibraries": {},
        "tools": {"protobuf": ["prost-build"]},
        "unknown": ["frobnicate-sys"],
    });
    assert_eq!(json, expected);
    let run = project.run(&["init"]);
    assert!(
        run.stderr
            .contains("not in the table of crates: frobnicate-sys;"),
        "{}",
        run.stderr
    );
}

#[test]
fn without_a_lock_file_or_with_a_broken_one_it_fails() {
    let project = Folder::new();
    let run = project.run(&["crates"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr
            .ends_with("hint: make it: cargo generate-lockfile\n"),
        "{}",
        run.stderr
    );
    project.write("Cargo.lock", "[[package]\n");
    let run = project.run(&["crates"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("Cargo.lock` at line 1"),
        "{}",
        run.stderr
    );
}
