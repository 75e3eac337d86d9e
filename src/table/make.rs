//! Owns the making of the table: its rows follow from facts that others
//! publish (`facts/`), from the rule, and from what is kept by hand
//! (`targets.toml`). Used by `build.rs`; the program has the rows compiled in.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::machine::fits;
use super::rule;
use super::target::{Capability, Debian, Linker, Runner, RunnerKind, Std, Target, Text};

/// Linkers that come with rustc.
const OWN_LINKERS: [&str; 2] = ["rust-lld", "wasm-component-ld"];

/// What the files say, still as text.
pub struct Sources<'a> {
    /// `targets.toml`.
    pub hand: &'a str,
    /// `facts/rustc.json`.
    pub rustc: &'a str,
    /// `facts/rust-std.json`.
    pub rust_std: &'a str,
    /// `facts/nixpkgs.json`.
    pub nixpkgs: &'a str,
    /// `facts/debian.json`.
    pub debian: &'a str,
}

/// The targets of one rustc, as its specifications describe them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rustc {
    version: String,
    targets: BTreeMap<String, Specification>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Specification {
    linker: Option<String>,
    flavor: String,
    #[serde(default)]
    crt_static: bool,
    /// Whether there is a standard library; rustc does not say it of all.
    std: Option<bool>,
    os: Option<String>,
    /// The oldest glibc.
    glibc: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the version is for readers")]
struct RustStd {
    version: String,
    targets: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(
    dead_code,
    reason = "the versions are for readers, the platforms for tests"
)]
struct Nixpkgs {
    version: String,
    examples: BTreeMap<String, String>,
    release_cross: ReleaseCross,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the version is for readers")]
struct ReleaseCross {
    version: String,
    /// The examples whose C compiler Hydra builds.
    compilers: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the version is for readers")]
struct DebianNames {
    version: String,
    architectures: BTreeMap<String, Text>,
}

/// `targets.toml`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Curated {
    common: BTreeSet<String>,
    alias: BTreeMap<String, String>,
    also: BTreeMap<String, Vec<Text>>,
    pkgs_cross: BTreeMap<String, Vec<Text>>,
    debian: BTreeMap<String, String>,
    libc: BTreeMap<String, Vec<String>>,
    interpreter: BTreeMap<String, Vec<String>>,
    runner: Vec<RunnerEntry>,
    reason: Vec<Reason>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RunnerEntry {
    targets: Vec<String>,
    kind: RunnerKind,
    arch: Option<Text>,
    cpu: Option<Text>,
    machine: Option<Text>,
    #[serde(default)]
    arguments: Vec<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    targets: Vec<String>,
    link: Option<Capability>,
    libraries: Option<Capability>,
    test: Option<Capability>,
}

/// The minor version of rustc whose targets the facts list: `1.96`.
pub fn version(json: &str) -> Result<String, String> {
    let Rustc { version, .. } = read("facts/rustc.json", json)?;
    let minor = version.rsplit_once('.').map(|(minor, _)| minor.to_owned());
    Ok(minor.unwrap_or(version))
}

/// The rows, sorted by triple; the error names what contradicts what.
pub fn rows(sources: &Sources) -> Result<Vec<Target>, String> {
    let hand: Curated = toml::from_str(sources.hand).map_err(|error| format!("{error}"))?;
    let maker = Maker {
        hand: &hand,
        rust_std: read("facts/rust-std.json", sources.rust_std)?,
        nixpkgs: read("facts/nixpkgs.json", sources.nixpkgs)?,
        debian: read("facts/debian.json", sources.debian)?,
    };
    let rustc: Rustc = read("facts/rustc.json", sources.rustc)?;
    let rows = rustc
        .targets
        .iter()
        .map(|(triple, specification)| maker.row(triple, specification))
        .collect::<Result<Vec<_>, _>>()?;
    check_that_all_is_used(&hand, &rustc)?;
    Ok(rows)
}

fn read<T: for<'de> Deserialize<'de>>(name: &str, json: &str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|error| format!("{name}: {error}"))
}

struct Maker<'a> {
    hand: &'a Curated,
    rust_std: RustStd,
    nixpkgs: Nixpkgs,
    debian: DebianNames,
}

impl Maker<'_> {
    fn row(&self, triple: &str, specification: &Specification) -> Result<Target, String> {
        let hand = self.hand;
        let alias = hand
            .alias
            .iter()
            .find_map(|(alias, of)| (of == triple).then_some(alias));
        let pkgs_cross = hand.pkgs_cross.get(triple).cloned().unwrap_or_default();
        let cross_system = rule::cross_system(triple);
        let config = cross_system
            .as_ref()
            .and_then(|system| system.text("config"));
        let mut target = Target {
            triple: triple.to_owned().into(),
            alias: alias.cloned().map(Text::from),
            also: hand.also.get(triple).cloned().unwrap_or_default().into(),
            common: alias.is_some_and(|alias| hand.common.contains(alias)),
            cross_system: cross_system.filter(|_| pkgs_cross.is_empty()),
            pkgs_cross: pkgs_cross.into(),
            config,
            hydra: None,
            libc: keyed(&hand.libc, triple)?,
            glibc: specification.glibc.clone(),
            crt_static: specification.crt_static,
            std: self.std(triple, specification),
            linker: specification.linker(),
            rustflags: Vec::new().into(),
            runner: self.runner(triple)?,
            interpreter: keyed(&hand.interpreter, triple)?,
            debian: self.debian(triple)?,
            link: Capability::Yes,
            libraries: Capability::Yes,
            test: Capability::Yes,
        };
        target.link = self.capability(triple, |reason| reason.link.clone(), || link(&target))?;
        target.libraries = self.capability(
            triple,
            |reason| reason.libraries.clone(),
            || libraries(&target),
        )?;
        target.test = self.capability(triple, |reason| reason.test.clone(), || test(&target))?;
        target.hydra = self.hydra(&target);
        Ok(target)
    }

    /// Rustc does not say of each target whether it has a standard library:
    /// one for an operating system does.
    fn std(&self, triple: &str, specification: &Specification) -> Std {
        if self.rust_std.targets.contains(triple) {
            Std::Prebuilt
        } else if specification.std.unwrap_or(specification.os.is_some()) {
            Std::Source
        } else {
            Std::None
        }
    }

    /// Hydra builds nothing that is unfree, and the NDK is. It builds zig, the
    /// compiler of Apple's targets, and LLVM, that of Microsoft's, as programs
    /// like any other.
    fn hydra(&self, target: &Target) -> Option<bool> {
        let android = target.libc.as_deref() == Some("bionic");
        let zig = target.libc.as_deref() == Some("libSystem");
        let llvm = target.linker == Linker::LldLink;
        let links = target.link == Capability::Yes || target.link.needs_licence();
        let compiled = links && (target.linker == Linker::Cc || llvm);
        compiled.then(|| {
            let built = &self.nixpkgs.release_cross.compilers;
            let is_built = || target.pkgs_cross.iter().any(|name| built.contains(&**name));
            zig || llvm || !android && is_built()
        })
    }

    fn runner(&self, triple: &str) -> Result<Runner, String> {
        let entries = self.hand.runner.iter();
        let entry = best(triple, entries.map(|entry| (&entry.targets, entry)))?;
        Ok(Runner {
            kind: entry.map_or(RunnerKind::None, |entry| entry.kind),
            arch: entry.and_then(|entry| entry.arch.clone()),
            cpu: entry.and_then(|entry| entry.cpu.clone()),
            machine: entry.and_then(|entry| entry.machine.clone()),
            arguments: entry
                .map_or_else(Vec::new, |entry| entry.arguments.clone())
                .into(),
        })
    }

    fn debian(&self, triple: &str) -> Result<Option<Debian>, String> {
        let names = self.hand.debian.iter();
        let Some((architecture, _)) = names.into_iter().find(|(_, of)| *of == triple) else {
            return Ok(None);
        };
        let gnu_triple = self.debian.architectures.get(architecture).ok_or(format!(
            "targets.toml: facts/debian.json does not have the architecture `{architecture}`"
        ))?;
        Ok(Some(Debian {
            architecture: architecture.clone().into(),
            gnu_triple: gnu_triple.clone(),
        }))
    }

    /// What is said by hand, else what follows.
    fn capability(
        &self,
        triple: &str,
        said: impl Fn(&Reason) -> Option<Capability>,
        follows: impl Fn() -> Capability,
    ) -> Result<Capability, String> {
        let entries = self.hand.reason.iter();
        let entries = entries.filter_map(|entry| Some((&entry.targets, said(entry)?)));
        Ok(match best(triple, entries)? {
            Some(Capability::No(reason)) => {
                let cpu = triple.split('-').next().unwrap_or(triple);
                Capability::No(reason.replace("{cpu}", cpu).into())
            }
            Some(Capability::Yes) => Capability::Yes,
            None => follows(),
        })
    }
}

impl Specification {
    fn linker(&self) -> Linker {
        let linker = self.linker.as_deref();
        if linker.is_some_and(|linker| OWN_LINKERS.contains(&linker)) {
            Linker::RustLld
        } else if self.flavor.ends_with("-cc") {
            Linker::Cc
        } else if self.flavor == "msvc" {
            Linker::LldLink
        } else {
            Linker::None
        }
    }
}

/// Whether a target links of which nobody has said anything.
fn link(target: &Target) -> Capability {
    let known = target.config.is_some();
    let common = matches!(target.libc.as_deref(), Some("glibc" | "musl"));
    match target.linker {
        Linker::RustLld => Capability::Yes,
        Linker::Cc if !target.pkgs_cross.is_empty() => Capability::Yes,
        // nixpkgs has these for each CPU that it knows.
        Linker::Cc if known && (common || rule::is_bare(&target.triple)) => Capability::Yes,
        Linker::Cc if known => no("nobody has tried it: try the crossSystem of `crossflake show`"),
        Linker::Cc => {
            no("nixpkgs does not know it: name its C compiler as `linker` in .cargo/config.toml")
        }
        Linker::LldLink | Linker::None => {
            no("rustc names no linker for it: name yours as `linker` in .cargo/config.toml")
        }
    }
}

fn libraries(target: &Target) -> Capability {
    if target.link != Capability::Yes {
        target.link.clone()
    } else if target.linker == Linker::Cc && !rule::is_bare(&target.triple) {
        Capability::Yes
    } else if target.config.is_some() {
        no(
            "bare metal has no native libraries: use crates without C code, or set the flake's option `compiler`",
        )
    } else {
        no(
            "bare metal has no native libraries: use crates without C code; nixpkgs has no compiler for it",
        )
    }
}

fn test(target: &Target) -> Capability {
    if target.link != Capability::Yes && !target.link.needs_licence() {
        target.link.clone()
    } else if target.runner.kind != RunnerKind::None {
        Capability::Yes
    } else if rule::is_bare(&target.triple) {
        no(
            "on a device: set CROSSFLAKE_RUN_ON=probe-rs:CHIP, or name QEMU's board as `runner` in .cargo/config.toml",
        )
    } else {
        no(
            "on a device: set CROSSFLAKE_RUN_ON=ssh:HOST; no emulator is known that runs its programs",
        )
    }
}

fn no(reason: &'static str) -> Capability {
    Capability::No(reason.into())
}

fn keyed(entries: &BTreeMap<String, Vec<String>>, triple: &str) -> Result<Option<Text>, String> {
    let entries = entries.iter().map(|(value, patterns)| (patterns, value));
    Ok(best(triple, entries)?.cloned().map(Text::from))
}

/// The value of the pattern that says most about the triple.
fn best<'a, T>(
    triple: &str,
    entries: impl Iterator<Item = (&'a Vec<String>, T)>,
) -> Result<Option<T>, String> {
    let mut best: Option<(usize, &str, T)> = None;
    for (patterns, value) in entries {
        let fitting = patterns.iter().filter(|pattern| fits(pattern, triple));
        let Some(pattern) = fitting.max_by_key(|pattern| letters(pattern)) else {
            continue;
        };
        match &best {
            Some((most, other, _)) if *most == letters(pattern) => {
                return Err(format!(
                    "targets.toml: `{other}` and `{pattern}` say as much about `{triple}`; write one of them out"
                ));
            }
            Some((most, ..)) if *most > letters(pattern) => {}
            _ => best = Some((letters(pattern), pattern, value)),
        }
    }
    Ok(best.map(|(.., value)| value))
}

fn letters(pattern: &str) -> usize {
    pattern.bytes().filter(|letter| *letter != b'*').count()
}

/// A line of the hand-kept file that speaks of no target is a mistake, or of a
/// target that rustc has dropped.
fn check_that_all_is_used(hand: &Curated, rustc: &Rustc) -> Result<(), String> {
    let triples = hand.alias.values().chain(hand.also.keys());
    let triples = triples.chain(hand.pkgs_cross.keys());
    let patterns = hand.libc.values().chain(hand.interpreter.values());
    let patterns = patterns
        .chain(hand.runner.iter().map(|entry| &entry.targets))
        .chain(hand.reason.iter().map(|entry| &entry.targets))
        .flatten();
    for pattern in triples.chain(hand.debian.values()).chain(patterns) {
        if !rustc.targets.keys().any(|triple| fits(pattern, triple)) {
            return Err(format!(
                "targets.toml: rustc {} has no target `{pattern}`",
                rustc.version
            ));
        }
    }
    match hand
        .common
        .iter()
        .find(|alias| !hand.alias.contains_key(*alias))
    {
        None => Ok(()),
        Some(name) => Err(format!(
            "targets.toml: `{name}` of `common` is not an alias"
        )),
    }
}

#[cfg(test)]
mod tests;
