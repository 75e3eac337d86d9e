//! Owns the flake that a project without one gets for its shells: a folder in
//! the cache, with copies of the files that a shell depends on. Nothing is
//! written into the project.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::files;
use super::kept;
use super::nix::Flake;
use crate::crates::Requirements;
use crate::failure::Failure;
use crate::init::{self, Kind, Use};
use crate::probe;
use crate::project::Project;
use crate::requirements;
use crate::table::target::Target;

/// Where the flake of this program is: what the user says, else what came with
/// the package, else the one that `init` writes.
#[must_use]
pub fn url() -> String {
    probe::variable("CROSSFLAKE_FLAKE")
        .or_else(|| Some(packaged()?.lines().next()?.to_owned()))
        .unwrap_or_else(|| init::URL.to_owned())
}

/// What a package has beside the program: the reference of the flake that it
/// came from and, where inputs of that were not those of its lock, a line
/// `NAME=REFERENCE` for each.
fn packaged() -> Option<String> {
    let program = env::current_exe().ok()?.canonicalize().ok()?;
    let place = program.parent()?.parent()?.join("share/crossflake/flake");
    fs::read_to_string(place).ok()
}

/// Writes the flake below the folder, in the place of an older one.
pub fn write(folder: &Path, project: &Project, target: Option<&Target>) -> Result<Flake, Failure> {
    let place = folder.join("flake");
    let failed = |error| kept::unwritable(&place, error);
    match fs::remove_dir_all(&place) {
        Err(error) if place.exists() => return Err(failed(error)),
        _ => {}
    }
    let copies = files::of_shell(project).into_iter();
    for path in copies.chain(files::manifests(&project.root)) {
        let Ok(relative) = path.strip_prefix(&project.root) else {
            continue;
        };
        let copy = place.join(relative);
        copy.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::read(&path))
            .and_then(|content| fs::write(&copy, content))
            .map_err(failed)?;
    }
    fs::create_dir_all(&place).map_err(failed)?;
    // Where there is none, cargo makes it in this shell, or says so: the library's word on it would come too early.
    let lock = place.join("Cargo.lock");
    if !lock.exists() {
        fs::write(lock, "version = 4\n").map_err(failed)?;
    }
    let targets: Vec<_> = target.into_iter().collect();
    let url = url();
    // What the crates of Cargo.lock want, the library adds by itself, but for what cargo alone can say. What is wrong in the
    // project, cargo says too.
    let requirements = Requirements {
        build_libraries: requirements::find(project, &targets)
            .ok()
            .flatten()
            .unwrap_or_default()
            .build_libraries,
        ..Requirements::default()
    };
    let mut text = init::flake(Kind::Thin(&url), &targets, &requirements, Use::Whole);
    let packaged = packaged().filter(|lines| lines.lines().next() == Some(&url));
    let inputs = packaged.iter().flat_map(|lines| lines.lines().skip(1));
    for (name, reference) in inputs.filter_map(|line| line.split_once('=')) {
        let line = format!("  inputs.crossflake.inputs.{name}.url = \"{reference}\";\n");
        text.insert_str(text.find('\n').map_or(0, |end| end + 1), &line);
    }
    fs::write(place.join("flake.nix"), text).map_err(failed)?;
    Ok(Flake {
        reference: reference(&place).into(),
        input: Some("crossflake".to_owned()),
        is_ours: true,
    })
}

/// A folder of ours has no letters that would have to be escaped, but the
/// cache may be anywhere.
fn reference(folder: &Path) -> PathBuf {
    let path = folder.to_string_lossy();
    let mut url = String::from("path:");
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~+".contains(&byte) {
            url.push(char::from(byte));
        } else {
            let _ = write!(url, "%{byte:02X}");
        }
    }
    PathBuf::from(url)
}
