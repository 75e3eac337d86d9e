//! Owns what crates want of the system: the table `crates.json`, and the one
//! way from a project's crates to names of nixpkgs. Holds no fact itself, and
//! never passes on a name of the project. May not read or write files.

pub mod lock;
pub mod page;
pub mod row;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Serialize;

use lock::Locked;
use row::{Row, Table};

/// The table as it stands in the repository.
pub const TEXT: &str = include_str!("../../crates.json");

/// Every row; `build.rs` has checked it.
pub static TABLE: LazyLock<Table> =
    LazyLock::new(|| serde_json::from_str(TEXT).unwrap_or_default());

/// Names of nixpkgs, each with the crates that want it.
pub type Wanted = BTreeMap<&'static str, BTreeSet<&'static str>>;

/// What a project's crates want.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Wants {
    /// Attributes of the target's package set.
    pub libraries: Wanted,
    /// Attributes of the build machine's.
    pub tools: Wanted,
    /// Crates that are called like one for a C library, and have no row.
    pub unknown: BTreeSet<String>,
}

/// What these crates want for targets of these systems (`linux`, `windows` …);
/// of none, for Linux.
#[must_use]
pub fn wants(crates: &[Locked], systems: &[&str]) -> Wants {
    let systems = if systems.is_empty() {
        &["linux"]
    } else {
        systems
    };
    let names: BTreeSet<_> = crates.iter().map(|locked| &*locked.name).collect();
    let mut wants = Wants::default();
    for locked in crates {
        let Some((name, row)) = TABLE.crates.get_key_value(&locked.name) else {
            if locked.foreign && is_binding(&locked.name) {
                wants.unknown.insert(locked.name.clone());
            }
            continue;
        };
        let elsewhere = !row.os.is_empty() && !row.os.iter().any(|os| systems.contains(&&**os));
        if elsewhere || is_brought(row, locked, crates, &names) {
            continue;
        }
        let (libraries, tools) = of_version(row, &locked.version);
        for (wanted, attributes) in [(&mut wants.libraries, libraries), (&mut wants.tools, tools)] {
            for attribute in attributes {
                wanted.entry(attribute).or_default().insert(name);
            }
        }
    }
    wants
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
mod tests {
    use super::lock::Locked;
    use super::row::Table;
    use super::{TABLE, TEXT, is_below, system, wants};

    fn locked(name: &str, version: &str, dependencies: &[&str]) -> Locked {
        Locked {
            name: name.to_owned(),
            version: version.to_owned(),
            foreign: true,
            dependencies: dependencies.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    #[test]
    fn the_table_is_whole_and_sorted() {
        let table: Table = serde_json::from_str(TEXT).unwrap();
        table.check().unwrap();
        assert!(TABLE.crates.len() == table.crates.len() && table.crates.len() > 200);
        // A row stands on a line of its own.
        let keys = TEXT
            .lines()
            .filter_map(|line| line.strip_prefix("    \"")?.split('"').next());
        let keys: Vec<_> = keys.collect();
        let sorted = table
            .crates
            .keys()
            .chain(table.libraries.keys())
            .chain(table.tools.keys());
        assert_eq!(keys, sorted.collect::<Vec<_>>());
    }

    #[test]
    fn older_versions_and_systems_are_told_apart() {
        let of = |name, version, os| wants(&[locked(name, version, &[])], &[os]);
        assert!(
            of("zmq-sys", "0.11.0", "linux")
                .libraries
                .contains_key("zeromq")
        );
        assert!(of("zmq-sys", "0.12.0", "linux").libraries.is_empty());
        assert!(of("alsa-sys", "0.3.1", "windows").libraries.is_empty());
        assert!(is_below("0.9.1+b", "0.10") && !is_below("0.10.0-rc.1", "0.10"));
        assert_eq!(system("thumbv7em-none-eabihf"), "");
        assert_eq!(system("armv7-linux-androideabi"), "android");
    }

    #[test]
    fn what_brings_the_library_leaves_it_out() {
        let lua = [
            locked("mlua-sys", "0.6.8", &[]),
            locked("lua-src", "547.0.0", &[]),
        ];
        assert!(wants(&lua, &[]).libraries.is_empty());
        assert!(wants(&lua[..1], &[]).libraries.contains_key("lua5_4"));
        // With the other name alone, or as a dependency of its own.
        let both = [
            locked("mlua-sys", "0.6.8", &["lua-src"]),
            locked("lua-src", "547.0.0", &[]),
        ];
        assert!(wants(&both, &[]).libraries.is_empty());
        let apart = [
            locked("mlua-sys", "0.6.8", &["cc"]),
            locked("lua-src", "547.0.0", &[]),
        ];
        assert!(wants(&apart, &[]).libraries.contains_key("lua5_4"));
    }

    #[test]
    fn a_feature_that_opens_a_library_or_leaves_it_alone_wants_none() {
        let wayland = |uses: &[&str]| {
            let crates = [
                locked("wayland-sys", "0.31.11", uses),
                locked("winit", "0.30.0", &["x"]),
            ];
            wants(&crates, &[]).libraries.contains_key("wayland")
        };
        assert!(wayland(&["dlib", "pkg-config"]));
        assert!(!wayland(&["dlib", "once_cell", "pkg-config"]));
        assert!(!wayland(&["pkg-config"]));
        // Names alone: winit opens it.
        assert!(!wayland(&[]));
        assert!(
            wants(&[locked("wayland-sys", "0.31.11", &[])], &[])
                .libraries
                .contains_key("wayland")
        );
    }

    #[test]
    fn who_depends_on_a_crate_says_how_much_of_it_is_needed() {
        let x11 = |users: &[&str]| {
            let mut crates = vec![locked("x11", "2.21.0", &["libc", "pkg-config"])];
            crates.extend(users.iter().map(|user| locked(user, "1.0.0", &["x11"])));
            wants(&crates, &[]).libraries.contains_key("libxtst")
        };
        assert!(!x11(&["gdkx11", "gdkx11-sys"]));
        assert!(x11(&["gdkx11-sys", "rdev"]));
        assert!(x11(&[]));
        let names = [
            locked("gdkx11-sys", "0.18.0", &[]),
            locked("x11", "2.21.0", &[]),
        ];
        assert!(!wants(&names, &[]).libraries.contains_key("libxtst"));
    }

    #[test]
    fn an_unknown_binding_is_named_unless_it_is_the_projects_own() {
        let mut own = locked("a-sys", "0.1.0", &[]);
        assert_eq!(wants(&[own.clone()], &[]).unknown.len(), 1);
        own.foreign = false;
        assert!(
            wants(&[own, locked("b", "0.1.0", &[])], &[])
                .unknown
                .is_empty()
        );
    }
}
