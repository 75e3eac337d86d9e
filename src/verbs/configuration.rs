//! Owns what the user has configured elsewhere and cargo would heed: the
//! target, and variables of cross. May not change anything.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use toml_edit::{Document, Item, Value};

use crate::failure::Failure;
use crate::files;
use crate::project;
use crate::table;
use crate::table::target::Target;
use crate::{environment, probe, terminal};

/// The targets that `CARGO_BUILD_TARGET` or `build.target` names.
pub fn targets(folder: &Path) -> Result<Vec<&'static Target>, Failure> {
    if let Some(name) = env::var_os("CARGO_BUILD_TARGET").filter(|name| !name.is_empty()) {
        return Ok(vec![find(&name)?]);
    }
    for path in files_of_cargo(folder) {
        let Some(text) = files::read(&path)? else {
            continue;
        };
        let document = Document::parse(text.as_str()).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            project::broken(&path, &text, offset, error.message())
        })?;
        let target = document.get("build").and_then(|build| build.get("target"));
        let names = match target.and_then(Item::as_value) {
            Some(Value::String(name)) => vec![name.value().clone()],
            Some(Value::Array(names)) => {
                let names = names.iter().filter_map(Value::as_str);
                names.map(str::to_owned).collect()
            }
            _ => continue,
        };
        return table::find_all(&names.into_iter().map(known).collect::<Vec<_>>());
    }
    Ok(Vec::new())
}

fn find(name: &OsStr) -> Result<&'static Target, Failure> {
    table::find(&known(name.to_string_lossy().into_owned()))
}

/// Cargo's own word for the build machine.
fn known(name: String) -> OsString {
    match &*name {
        "host-tuple" => environment::host().into(),
        _ => name.into(),
    }
}

/// The configuration files that cargo reads there, the nearest first.
fn files_of_cargo(folder: &Path) -> Vec<PathBuf> {
    let home = probe::variable("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
    let above = folder.ancestors().map(|folder| folder.join(".cargo"));
    above
        .chain(home)
        .flat_map(|folder| {
            let old = folder.join("config");
            let new = folder.join("config.toml");
            if old.is_file() {
                [old, new]
            } else {
                [new, old]
            }
        })
        .filter(|path| path.is_file())
        .collect()
}

/// Variables of cross mean nothing here; whoever has set one is told once.
pub fn note_of_cross() {
    const MEANING: &[(&str, &str)] = &[
        (
            "CROSS_BUILD_",
            "the shell has your environment, and `libraries` in flake.nix adds packages",
        ),
        (
            "CROSS_CONFIG",
            "nothing reads Cross.toml; `crossflake init` prints the equal lines",
        ),
        ("CROSS_CONTAINER_", "crossflake has no container"),
        (
            "CROSS_CUSTOM_TOOLCHAIN",
            "rust-toolchain.toml names the toolchain",
        ),
        (
            "CROSS_REMOTE",
            "crossflake has no container; docs/remote.md says how to build on another machine with Nix",
        ),
        (
            "CROSS_TARGET_",
            "the shell has your environment, and `overrides` in flake.nix is for one target",
        ),
    ];
    for (start, meaning) in MEANING {
        let name = env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
        if let Some(name) = name.into_iter().find(|name| name.starts_with(start)) {
            terminal::note(format!("{name} is a variable of cross: {meaning}"));
        }
    }
}
