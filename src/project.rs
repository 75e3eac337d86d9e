//! Owns the search for the project that a folder belongs to, and for its
//! cargo configuration. May not change anything.

use std::path::{Component, Path, PathBuf};

use toml_edit::{Document, Item, Value};

use crate::failure::Failure;
use crate::files;

/// What cargo calls the description of a package or workspace.
const MANIFEST: &str = "Cargo.toml";

/// A cargo package or workspace.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Project {
    /// The folder of the workspace's `Cargo.toml`, or of the package's.
    pub root: PathBuf,
}

/// The project that the folder belongs to. Its workspace is the one that cargo
/// takes: the one that the package names, else the nearest above that does not
/// leave it out.
pub fn find(folder: &Path) -> Result<Project, Failure> {
    let mut nearest = None;
    for folder in folder.ancestors() {
        let path = folder.join(MANIFEST);
        let Some(text) = files::read(&path)? else {
            continue;
        };
        let manifest = parsed(&path, &text)?;
        let package = *nearest.get_or_insert(folder);
        let root = if let Some(workspace) = manifest.get("workspace") {
            let leaves_out = package != folder && leaves_out(workspace, folder, package);
            (!leaves_out).then(|| folder.to_owned())
        } else if let Some(named) = named_workspace(&manifest) {
            Some(named_root(&path, &folder.join(named))?)
        } else {
            None
        };
        if let Some(root) = root {
            return Ok(Project { root });
        }
    }
    let root = nearest.map(Path::to_owned).ok_or_else(|| {
        Failure::usage(format!(
            "there is no `{MANIFEST}` in `{}` or above it",
            folder.display()
        ))
        .hint("go to a cargo project's folder, or make one with `cargo init`")
    })?;
    Ok(Project { root })
}

fn parsed<'a>(path: &Path, text: &'a str) -> Result<Document<&'a str>, Failure> {
    Document::parse(text).map_err(|error| {
        broken(
            path,
            text,
            error.span().map_or(0, |span| span.start),
            error.message(),
        )
    })
}

/// Whether the workspace in this folder leaves the package out. What is below a
/// member that it names stays in, as in cargo.
fn leaves_out(workspace: &Item, root: &Path, package: &Path) -> bool {
    let holds = |key| {
        let paths = workspace
            .get(key)
            .and_then(Item::as_value)
            .and_then(Value::as_array);
        let mut paths = paths.into_iter().flatten().filter_map(Value::as_str);
        paths.any(|path| package.starts_with(root.join(path)))
    };
    holds("exclude") && !holds("members")
}

/// The folder that `package.workspace` names.
fn named_workspace<'a>(manifest: &'a Document<&str>) -> Option<&'a str> {
    let package = manifest.get("package")?;
    package.get("workspace")?.as_str()
}

/// That folder, as it is written without `..`.
fn named_root(manifest: &Path, root: &Path) -> Result<PathBuf, Failure> {
    let mut normal = PathBuf::new();
    for part in root.components() {
        match part {
            Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    if files::is_taken(&normal.join(MANIFEST)) {
        return Ok(normal);
    }
    Err(Failure::usage(format!(
        "`{}` names the workspace `{}`, where there is no `{MANIFEST}`",
        manifest.display(),
        normal.display()
    ))
    .hint("fix `package.workspace` in it, then run again"))
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
    .hint("fix that line, then run again; nothing was written")
}

impl Project {
    /// The project's cargo configuration, whether or not it exists. Cargo
    /// reads the file without extension where there are both; a link of that
    /// name that leads nowhere is none.
    #[must_use]
    pub fn cargo_config(&self) -> PathBuf {
        let folder = self.root.join(".cargo");
        let (old, new) = (folder.join("config"), folder.join("config.toml"));
        let is_old = old.exists() || files::is_taken(&old) && !files::is_taken(&new);
        if is_old { old } else { new }
    }
}
