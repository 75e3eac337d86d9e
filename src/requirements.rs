//! Owns the way from a project's folder to what its crates want: what cargo says
//! of them where it can, else their names in Cargo.lock. May not write files.

use std::thread;

use crate::cargo_reads;
use crate::crates::{self, Requirements, lock, metadata};
use crate::failure::Failure;
use crate::project::{self, Project};
use crate::table::target::Target;
use crate::{environment, files, table};

/// What the project's crates want for these targets, or for the ones that people
/// use most; none without a Cargo.lock.
pub fn find(project: &Project, targets: &[&Target]) -> Result<Option<Requirements>, Failure> {
    let path = project.root.join("Cargo.lock");
    let Some(text) = files::read(&path)? else {
        return Ok(None);
    };
    let locked = lock::packages(&text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        project::broken(&path, &text, offset, error.message())
    })?;
    let systems: Vec<_> = targets
        .iter()
        .map(|target| crates::system(&target.triple))
        .collect();
    Ok(Some(match from_cargo(project, targets) {
        Some(crates) => crates::requirements_by_machine(&crates, &systems),
        None => crates::requirements(&locked, &systems),
    }))
}

/// What cargo says, unless it or a crate is missing.
fn from_cargo(project: &Project, targets: &[&Target]) -> Option<metadata::Crates> {
    let common = table::common();
    let targets = if targets.is_empty() { &common } else { targets };
    let triples: Vec<_> = targets.iter().map(|target| &*target.triple).collect();
    let host = environment::host();
    let (targets, host) = thread::scope(|scope| {
        let targets = scope.spawn(|| cargo_reads::metadata(&project.root, &triples));
        let host = cargo_reads::metadata(&project.root, &[&host]);
        (targets.join().ok().flatten(), host)
    });
    metadata::crates(&targets?, &host?).ok()
}
