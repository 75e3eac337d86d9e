//! Owns the search for the project that a folder belongs to, and for its
//! cargo configuration. May not change anything.

use std::path::{Path, PathBuf};

use toml_edit::Document;

use crate::failure::Failure;
use crate::files;

/// A cargo package or workspace.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Project {
    /// The folder of the workspace's `Cargo.toml`, or of the package's.
    pub root: PathBuf,
}

/// The project that the folder belongs to.
pub fn find(folder: &Path) -> Result<Project, Failure> {
    let mut nearest = None;
    for folder in folder.ancestors() {
        let path = folder.join("Cargo.toml");
        let Some(text) = files::read(&path)? else {
            continue;
        };
        let root = folder.to_owned();
        if has_workspace(&path, &text)? {
            return Ok(Project { root });
        }
        nearest.get_or_insert(Project { root });
    }
    nearest.ok_or_else(|| {
        Failure::usage(format!(
            "there is no `Cargo.toml` in `{}` or above it",
            folder.display()
        ))
        .hint("go to a cargo project's folder, or make one with `cargo init`")
    })
}

fn has_workspace(path: &Path, text: &str) -> Result<bool, Failure> {
    let document = Document::parse(text).map_err(|error| {
        broken(
            path,
            text,
            error.span().map_or(0, |span| span.start),
            error.message(),
        )
    })?;
    Ok(document.contains_key("workspace"))
}

/// The failure for a file that is no TOML.
#[must_use]
pub fn broken(path: &Path, text: &str, offset: usize, message: &str) -> Failure {
    Failure::usage(format!(
        "failed to parse `{}` at {}: {}",
        path.display(),
        files::position(text, offset),
        message.replace('\n', ", ")
    ))
    .hint("mend that line, then run again; nothing was written")
}

impl Project {
    /// The project's cargo configuration, whether or not it exists. Cargo
    /// reads the file without extension where there are both.
    #[must_use]
    pub fn cargo_config(&self) -> PathBuf {
        let folder = self.root.join(".cargo");
        let old = folder.join("config");
        if files::is_taken(&old) {
            old
        } else {
            folder.join("config.toml")
        }
    }
}
