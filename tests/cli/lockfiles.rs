//! What the table says of the lock files of real projects, each with what its
//! project is known to build with. The lists hold the crates that could want
//! something: those of the table, and those that are called like a binding.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crossflake::crates::lock::Locked;
use crossflake::crates::wants;
use serde::Deserialize;

use crate::support::root;

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
                dependencies: Vec::new(),
            }
        });
        let wants = wants(&crates.collect::<Vec<_>>(), &["linux"]);
        let said: BTreeSet<_> = wants.libraries.union(&wants.tools).copied().collect();
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
