//! Owns the checks of the project: what its shell is made of, and whether the
//! kept one still holds.

use super::{Context, Finding, caused};
use crate::cargo_reads;
use crate::probe;
use crate::project::{self, Project};
use crate::requirements;
use crate::table::target::Target;
use crate::verbs::arguments::Own;
use crate::verbs::{files, shell};

/// The project and the target, where there are both.
fn both(context: &Context) -> Result<(Project, &'static Target), Finding> {
    let Some(target) = context.target else {
        return Err(Finding::skipped("no target"));
    };
    match project::find(&context.folder) {
        Ok(project) => Ok((project, target)),
        Err(failure) => Err(Finding::skipped(failure.error.to_string())),
    }
}

/// Whether git knows what Nix has to see.
pub fn git(context: &Context) -> Finding {
    let (project, target) = match both(context) {
        Ok(both) => both,
        Err(finding) => return finding,
    };
    let Some(flake) = probe::flake(&project.root) else {
        return Finding::skipped("without a flake.nix, git has no part in the shell");
    };
    if !files::is_in_git(flake) {
        return Finding::skipped(format!(
            "`{}` is not in git: Nix copies all of it",
            flake.display()
        ))
        .by("`git init && git add --all` there: Nix copies what git knows");
    }
    let unknown = [
        (flake, files::unknown_to_git(flake, &["flake.nix"])),
        (
            &*project.root,
            files::unknown_to_git(&project.root, &["Cargo.toml", "Cargo.lock"]),
        ),
    ];
    let unknown: Vec<_> = unknown
        .iter()
        .flat_map(|(folder, names)| names.iter().map(|name| folder.join(name)))
        .map(|path| crate::shell::posix(&path.to_string_lossy()))
        .collect();
    if unknown.is_empty() {
        return Finding::ok("git knows flake.nix, Cargo.toml and Cargo.lock");
    }
    let files = unknown.join(" ");
    let folder = crate::shell::posix(&flake.to_string_lossy());
    let words = [("folder", &*folder), ("files", &*files)];
    let seen = format!("git does not know {files}");
    caused("flake-untracked", Some(target), &words, &seen)
}

/// Whether the next run starts Nix, and what that takes.
pub fn kept(context: &Context) -> Finding {
    let (project, target) = match both(context) {
        Ok(both) => both,
        Err(finding) => return finding,
    };
    let place = match shell::place(&project, Some(target), Own::default()) {
        Ok(place) => place,
        Err(failure) => {
            return Finding::failed(failure.error.to_string(), failure.hint.unwrap_or_default());
        }
    };
    let name = target.name();
    if place.load().is_some() {
        return Finding::ok(format!("`crossflake test {name}` starts no Nix"));
    }
    if place.is_stale() {
        return Finding::skipped(
            "the kept shell holds no longer: its programs are gone, or a watched file has changed",
        );
    }
    if place.has_siblings() {
        return Finding::skipped(
            "the kept shell holds no longer: flake.nix, a Nix file, Cargo.lock, a Cargo.toml, the \
             toolchain file or cargo's configuration has changed",
        );
    }
    let takes = match target.hydra {
        Some(true) => "Nix downloads the C compiler",
        Some(false) => "Nix compiles the C compiler, which no public cache has",
        None => "no C compiler is needed",
    };
    Finding::skipped(format!("none is kept yet: in the first run, {takes}"))
}

/// Whether the table knows the crates that look like bindings.
pub fn crates(context: &Context) -> Finding {
    let (project, target) = match both(context) {
        Ok(both) => both,
        Err(finding) => return finding,
    };
    let requirements = match requirements::find(&project, &[target]) {
        Ok(Some(requirements)) => requirements,
        Ok(None) => {
            return Finding::skipped("there is no Cargo.lock yet").by("`cargo generate-lockfile`");
        }
        Err(failure) => {
            return Finding::failed(failure.error.to_string(), "`cargo generate-lockfile`");
        }
    };
    if requirements.unknown.is_empty() {
        let names = requirements
            .libraries
            .keys()
            .chain(requirements.tools.keys());
        let mut names: Vec<_> = names.map(|name| (*name).to_owned()).collect();
        let build = requirements.build_libraries.keys();
        names.extend(build.map(|name| format!("{name} of the build machine")));
        return Finding::ok(if names.is_empty() {
            "no crate needs anything from nixpkgs".to_owned()
        } else {
            format!("crates want {}", names.join(", "))
        });
    }
    let names: Vec<_> = requirements.unknown.iter().map(String::as_str).collect();
    Finding::skipped(format!("the table does not know {}", names.join(", ")))
        .by("if one links a C library, add that to `libraries` in flake.nix")
}

/// Whether the project's configuration says something in our place.
pub fn configuration(context: &Context) -> Finding {
    let (project, target) = match both(context) {
        Ok(both) => both,
        Err(finding) => return finding,
    };
    let elsewhere = cargo_reads::elsewhere(&project.root, &project.cargo_config(), &[target]);
    let found: Vec<_> = ["linker", "runner"]
        .into_iter()
        .filter_map(|key| Some((key, elsewhere.get(&target.triple, key)?)))
        .map(|(key, found)| format!("`{key} = {}`", found.value))
        .collect();
    if found.is_empty() {
        return Finding::ok("cargo's configuration leaves linker and runner to the shell");
    }
    Finding::ok(format!(
        "cargo's configuration says {}, which wins where its program is on PATH",
        found.join(" and ")
    ))
}
