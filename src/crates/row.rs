//! Owns the shape of `crates.json`: what a row may say, and what is wrong in
//! one. May not read files.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The whole table; each map is sorted by its key.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// What a crate needs, by its name.
    pub crates: BTreeMap<String, Row>,
    /// What a library is called elsewhere, by its attribute in nixpkgs.
    pub libraries: BTreeMap<String, Library>,
    /// The same for a program of the build machine.
    pub tools: BTreeMap<String, Tool>,
}

/// What one crate needs, and where that is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Row {
    /// The file of the crate that says so, and the version that was read.
    pub source: String,
    /// Attributes of the target's package set.
    #[serde(default)]
    pub libraries: Vec<String>,
    /// Attributes of the build machine's package set.
    #[serde(default)]
    pub tools: Vec<String>,
    /// Libraries that a feature or a variable of the crate asks for.
    #[serde(default)]
    pub optional: Vec<String>,
    /// Whether it builds the library itself where it finds none.
    #[serde(default)]
    pub bundles: bool,
    /// Crates that bring the library, or open it when the program runs. It
    /// depends on them itself; beside them, where only names are known.
    #[serde(default)]
    pub unless: Vec<String>,
    /// The same, for crates so usual that their name alone says nothing.
    #[serde(default)]
    pub unless_uses: Vec<String>,
    /// Crates of which it uses one where a feature asks for the library.
    #[serde(default)]
    pub if_uses: Vec<String>,
    /// Crates whose own libraries are enough, where no other depends on it.
    #[serde(default)]
    pub unless_only_for: Vec<String>,
    /// The systems of the targets for which it wants them; without any, all.
    #[serde(default)]
    pub os: Vec<String>,
    /// Variables for its build, with `{T}` for the target.
    #[serde(default)]
    pub env: BTreeMap<String, Variable>,
    /// Variables by which it takes the system's library in place of its own.
    #[serde(default)]
    pub system: BTreeMap<String, String>,
    /// Programs that it asks besides those of its libraries' rows.
    #[serde(default)]
    pub config: Vec<String>,
    /// What else to know.
    #[serde(default)]
    pub note: Option<String>,
    /// Older versions that want something else, the oldest first.
    #[serde(default)]
    pub versions: Vec<Older>,
}

/// A variable's value: the same for all targets, or by the processor.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Variable {
    /// For all targets.
    Always(String),
    /// By the first part of the triple; for others, the variable is not set.
    ByProcessor(BTreeMap<String, String>),
}

/// What versions below one wanted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Older {
    /// The first version that this is not about.
    pub below: String,
    /// As in the row.
    pub source: String,
    /// As in the row; without it, the row's.
    #[serde(default)]
    pub libraries: Option<Vec<String>>,
    /// As in the row; without it, the row's.
    #[serde(default)]
    pub tools: Option<Vec<String>>,
    /// As in the row.
    #[serde(default)]
    pub note: Option<String>,
}

/// One library of nixpkgs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Library {
    /// Debian's packages with what a linker and a C compiler want of it.
    pub debian: Vec<String>,
    /// Names by which pkg-config knows it, in nixpkgs as in Debian.
    #[serde(default)]
    pub pkg_config: Vec<String>,
    /// Names behind `-l`, where pkg-config does not know it.
    #[serde(default)]
    pub link: Vec<String>,
    /// Headers by which a compiler's error names it.
    #[serde(default)]
    pub headers: Vec<String>,
    /// Programs that build scripts ask for it where pkg-config does not know
    /// it: on PATH is the build machine's, and names that one's library.
    #[serde(default)]
    pub config: Vec<String>,
    /// Attributes that it has in an older nixpkgs.
    #[serde(default)]
    pub formerly: Vec<String>,
    /// Whether many projects use it: it is tried in every run of the tests.
    #[serde(default)]
    pub common: bool,
    /// Why it cannot be tried with Debian's packages.
    #[serde(default)]
    pub lacks: Option<String>,
}

/// One program of nixpkgs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Debian's packages.
    pub debian: Vec<String>,
}

impl Table {
    /// What is wrong in it, if anything.
    pub fn check(&self) -> Result<(), String> {
        for (name, row) in &self.crates {
            let older = |pick: fn(&Older) -> &Option<Vec<String>>| {
                row.versions.iter().filter_map(pick_from(pick)).flatten()
            };
            let libraries = row.libraries.iter().chain(&row.optional);
            for library in libraries.chain(older(|older| &older.libraries)) {
                known(name, "library", library, &self.libraries)?;
            }
            for tool in row.tools.iter().chain(older(|older| &older.tools)) {
                known(name, "tool", tool, &self.tools)?;
            }
            let lists = [
                &row.libraries,
                &row.tools,
                &row.unless,
                &row.unless_uses,
                &row.if_uses,
                &row.unless_only_for,
                &row.config,
            ];
            if !lists.iter().all(|list| list.is_sorted_by(|a, b| a < b)) {
                return Err(format!("`{name}`: a list is not sorted"));
            }
            if row.source.is_empty() {
                return Err(format!("`{name}`: its source is empty"));
            }
            let systems = ["android", "linux", "macos", "windows"];
            if let Some(other) = row.os.iter().find(|os| !systems.contains(&&***os)) {
                return Err(format!("`{name}`: `{other}` is no system"));
            }
        }
        for (name, library) in &self.libraries {
            if library.debian.is_empty() && library.lacks.is_none() {
                return Err(format!("`{name}`: it has neither `debian` nor `lacks`"));
            }
        }
        Ok(())
    }
}

fn pick_from<T>(pick: fn(&Older) -> &Option<T>) -> impl Fn(&Older) -> Option<&T> {
    move |older| pick(older).as_ref()
}

fn known<T>(row: &str, what: &str, name: &str, map: &BTreeMap<String, T>) -> Result<(), String> {
    if map.contains_key(name) {
        return Ok(());
    }
    Err(format!("`{row}`: the {what} `{name}` has no row"))
}
