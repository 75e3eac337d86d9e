//! Owns which of a project's files its shell depends on: never its sources.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::kept::Key;
use crate::project::Project;

/// Folders below this depth, or in larger numbers, are not searched.
const DEEPEST: usize = 12;
const MOST: usize = 5000;

/// The files that a shell reads, those that are there.
#[must_use]
pub fn of_shell(project: &Project) -> Vec<PathBuf> {
    [
        "Cargo.lock",
        "rust-toolchain",
        "rust-toolchain.toml",
        ".cargo/config",
        ".cargo/config.toml",
    ]
    .into_iter()
    .map(|name| project.root.join(name))
    .filter(|path| path.is_file())
    .collect()
}

/// The manifests of the project: all below its root that git knows or would
/// add, or all that are no other project's where there is no git.
#[must_use]
pub fn manifests(root: &Path) -> Vec<PathBuf> {
    let options = ["--cached", "--others", "--exclude-standard"];
    if let Some(paths) = of_git(root, &options, &[":(glob)**/Cargo.toml"]) {
        return paths.into_iter().filter(|path| path.is_file()).collect();
    }
    let mut manifests = Vec::new();
    let mut folders = vec![(root.to_owned(), 0)];
    let mut visited = 0;
    while let Some((folder, depth)) = folders.pop() {
        visited += 1;
        let manifest = folder.join("Cargo.toml");
        if manifest.is_file() {
            manifests.push(manifest);
        }
        if depth == DEEPEST || visited > MOST {
            continue;
        }
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            let path = entry.path();
            // What cargo builds in has a tag.
            if is_folder && !is_hidden && !path.join("CACHEDIR.TAG").exists() {
                folders.push((path, depth + 1));
            }
        }
    }
    manifests.sort();
    manifests
}

/// The Nix files that git knows in the folder of a flake, or all beside it.
fn nix_files(folder: &Path) -> Vec<PathBuf> {
    of_git(folder, &["--cached"], &["*.nix"]).unwrap_or_else(|| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut paths: Vec<_> = entries
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "nix"))
            .collect();
        paths.sort();
        paths
    })
}

/// Adds everything that a project's shell is made of.
pub fn add(key: &mut Key, project: &Project, flake: Option<&Path>) {
    for path in of_shell(project) {
        key.add_file(&path);
    }
    for path in manifests(&project.root) {
        key.add_file(&path);
    }
    if let Some(folder) = flake {
        for path in nix_files(folder) {
            key.add_file(&path);
        }
        key.add_file(&folder.join("flake.nix"))
            .add_file(&folder.join("flake.lock"));
    }
}

/// What git lists of these patterns; none outside of its trees.
fn of_git(folder: &Path, options: &[&str], patterns: &[&str]) -> Option<Vec<PathBuf>> {
    if !folder.ancestors().any(|above| above.join(".git").exists()) {
        return None;
    }
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["ls-files", "-z"])
        .args(options)
        .arg("--")
        .args(patterns)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let names = output.stdout.split(|byte| *byte == 0);
    let names = names.filter(|name| !name.is_empty());
    let mut paths: Vec<_> = names
        .map(|name| folder.join(String::from_utf8_lossy(name).as_ref()))
        .collect();
    paths.sort();
    paths.dedup();
    Some(paths)
}

/// Those of the files, by their names, that are there and that git does not
/// know, so that Nix does not see them; none where there is no git.
#[must_use]
pub fn unknown_to_git(folder: &Path, names: &[&'static str]) -> Vec<&'static str> {
    let there: Vec<_> = names
        .iter()
        .copied()
        .filter(|name| folder.join(name).is_file())
        .collect();
    match of_git(folder, &["--cached"], &there) {
        Some(known) if !there.is_empty() => there
            .into_iter()
            .filter(|name| !known.contains(&folder.join(name)))
            .collect(),
        _ => Vec::new(),
    }
}

/// Whether the folder is below a git tree.
#[must_use]
pub fn is_in_git(folder: &Path) -> bool {
    folder.ancestors().any(|above| above.join(".git").exists())
}
