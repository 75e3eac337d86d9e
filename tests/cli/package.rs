//! The crate's package: what `cargo install` compiles.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Run, root};

/// The files below a folder, from the repository on.
fn files(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            let relative = path.strip_prefix(root()).unwrap();
            found.insert(relative.to_str().unwrap().replace('\\', "/"));
        }
    }
}

#[test]
fn the_package_holds_each_file_that_the_program_is_made_of() {
    let list = Run::start(
        Command::new(env!("CARGO"))
            .args(["package", "--list", "--allow-dirty", "--offline"])
            .current_dir(root()),
    );
    let packed: BTreeSet<_> = list.success().lines().map(str::to_owned).collect();
    let mut needed = BTreeSet::from(["build.rs", "Cargo.lock"].map(str::to_owned));
    // What build.rs reads.
    for entry in fs::read_dir(root()).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|end| end == "json" || end == "toml")
        {
            let name = path.file_name().unwrap().to_str().unwrap();
            needed.insert(name.to_owned());
        }
    }
    files(&root().join("src"), &mut needed);
    let missing: Vec<_> = needed.difference(&packed).collect();
    assert_eq!(missing, Vec::<&String>::new());
}
