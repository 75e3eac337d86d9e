//! Owns what crates want of the system: the table `crates.json`, and the one
//! way from a project's crates to names of nixpkgs. Holds no fact itself, and
//! never passes on a name of the project. May not read or write files.

pub mod lock;
pub mod metadata;
pub mod page;
pub mod row;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Serialize;

use crate::environment;

use lock::Locked;
use row::{Row, Table};

/// The table as it stands in the repository.
pub const TEXT: &str = include_str!("../../crates.json");

/// Every row; `build.rs` has checked it.
pub static TABLE: LazyLock<Table> =
    LazyLock::new(|| serde_json::from_str(TEXT).unwrap_or_default());

/// Names of nixpkgs, each with the crates that want it.
pub type Attributes = BTreeMap<&'static str, BTreeSet<&'static str>>;

/// What a project's crates want.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Requirements {
    /// Attributes of the target's package set.
    pub libraries: Attributes,
    /// Attributes of the build machine's, for build scripts and proc-macros.
    pub build_libraries: Attributes,
    /// Programs of the build machine's.
    pub tools: Attributes,
    /// Crates that look like ones for a C library, and have no row.
    pub unknown: BTreeSet<String>,
}

/// What these crates want for targets of these systems (`linux`, `windows` …);
/// of none, for Linux.
#[must_use]
pub fn requirements(crates: &[Locked], systems: &[&str]) -> Requirements {
    let systems = if systems.is_empty() {
        &["linux"]
    } else {
        systems
    };
    let names: BTreeSet<_> = crates.iter().map(|locked| &*locked.name).collect();
    let mut requirements = Requirements::default();
    for locked in crates {
        let Some((name, row)) = TABLE.crates.get_key_value(&locked.name) else {
            if locked.foreign && (locked.links || is_binding(&locked.name)) {
                requirements.unknown.insert(locked.name.clone());
            }
            continue;
        };
        let elsewhere = !row.os.is_empty() && !row.os.iter().any(|os| systems.contains(&&**os));
        if elsewhere || is_brought(row, locked, crates, &names) {
            continue;
        }
        let (libraries, tools) = of_version(row, &locked.version);
        for (wanted, attributes) in [
            (&mut requirements.libraries, libraries),
            (&mut requirements.tools, tools),
        ] {
            for attribute in attributes {
                wanted.entry(attribute).or_default().insert(name);
            }
        }
    }
    requirements
}

/// The same where cargo has said which machine runs a crate: what only the build
/// runs wants libraries of the build machine.
#[must_use]
pub fn requirements_by_machine(crates: &metadata::Crates, systems: &[&str]) -> Requirements {
    let mut requirements = requirements(&crates.target, systems);
    let build = self::requirements(&crates.build, &[system(&environment::host())]);
    requirements.build_libraries = build.libraries;
    for (name, crates) in build.tools {
        requirements.tools.entry(name).or_default().extend(crates);
    }
    requirements.unknown.extend(build.unknown);
    requirements
}

/// Whether another crate, or a feature that none of them turns on, makes the
/// library unneeded. What depends on what is compared where it is known: a
/// list of names alone leaves the fields without `dependencies` to say so.
fn is_brought(row: &Row, locked: &Locked, crates: &[Locked], names: &BTreeSet<&str>) -> bool {
    let uses = &locked.dependencies;
    let is_one = |list: &[String], name: &str| list.iter().any(|one| one == name);
    let by_name = |list: &[String]| list.iter().any(|name| names.contains(&**name));
    let dependents: Vec<_> = crates
        .iter()
        .filter(|other| {
            !row.unless_only_for.is_empty() && is_one(&other.dependencies, &locked.name)
        })
        .collect();
    let unless = if uses.is_empty() {
        by_name(&row.unless)
    } else {
        uses.iter().any(|name| is_one(&row.unless, name))
    };
    let only_for = if dependents.is_empty() {
        by_name(&row.unless_only_for)
    } else {
        dependents
            .iter()
            .all(|other| is_one(&row.unless_only_for, &other.name))
    };
    let unused = !uses.is_empty()
        && !row.if_uses.is_empty()
        && !uses.iter().any(|name| is_one(&row.if_uses, name));
    let opened = uses.iter().any(|name| is_one(&row.unless_uses, name));
    unless || only_for || unused || opened
}

/// The system of a triple as the table's column names it; empty for others.
#[must_use]
pub fn system(triple: &str) -> &'static str {
    let parts: Vec<_> = triple.split('-').collect();
    let has = |part| parts.contains(&part);
    match () {
        () if has("android") || has("androideabi") => "android",
        () if has("linux") => "linux",
        () if has("windows") => "windows",
        () if has("darwin") => "macos",
        () => "",
    }
}

/// Whether a crate is called as one for a C library.
fn is_binding(name: &str) -> bool {
    name.ends_with("-sys") || name.ends_with("_sys")
}

/// The libraries and the tools of this version.
fn of_version(row: &'static Row, version: &str) -> (&'static [String], &'static [String]) {
    let older = row
        .versions
        .iter()
        .find(|older| is_below(version, &older.below));
    let libraries = older.and_then(|older| older.libraries.as_ref());
    let tools = older.and_then(|older| older.tools.as_ref());
    (
        libraries.unwrap_or(&row.libraries),
        tools.unwrap_or(&row.tools),
    )
}

fn is_below(version: &str, other: &str) -> bool {
    let numbers = |version: &str| -> Vec<u64> {
        let core = version.split(['-', '+']).next().unwrap_or_default();
        core.split('.')
            .map_while(|part| part.parse().ok())
            .collect()
    };
    numbers(version) < numbers(other)
}

#[cfg(test)]
mod tests;
