//! Owns the table of targets, compiled in by `build.rs`, and the search in it.
//! `targets.json` holds the same rows, for Nix. Holds no fact itself: what differs between targets is in the rows.

pub mod machine;
#[cfg(test)]
mod make;
pub mod nearest;
#[cfg(test)]
mod parse;
pub mod rule;
pub mod running;
pub mod target;
pub mod value;

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};

use crate::failure::Failure;
use target::{Capability, Debian, Linker, Runner, RunnerKind, Std, Target};
use value::Value;

/// The version of rustc whose targets the table lists, all of them.
pub const RUSTC: &str = include!(concat!(env!("OUT_DIR"), "/rustc.rs"));

/// Every row, sorted by triple.
pub static TABLE: &[Target] = include!(concat!(env!("OUT_DIR"), "/targets.rs"));

/// The row that an alias or a triple names.
#[must_use]
pub fn get(name: &str) -> Option<&'static Target> {
    match TABLE.binary_search_by(|target| (*target.triple).cmp(name)) {
        Ok(index) => Some(&TABLE[index]),
        Err(_) => TABLE
            .iter()
            .find(|target| target.names().any(|other| other == name)),
    }
}

/// The row that the user named; the error says what they may have meant.
pub fn find(name: &OsStr) -> Result<&'static Target, Failure> {
    name.to_str()
        .and_then(get)
        .ok_or_else(|| nearest::unknown(name))
}

/// The rows that the user named, each once.
pub fn find_all(names: &[OsString]) -> Result<Vec<&'static Target>, Failure> {
    let mut targets: Vec<&'static Target> = Vec::new();
    for name in names {
        let target = find(name)?;
        if !targets.iter().any(|other| other.triple == target.triple) {
            targets.push(target);
        }
    }
    Ok(targets)
}

/// The rows that people use most, those that link.
#[must_use]
pub fn common() -> Vec<&'static Target> {
    TABLE
        .iter()
        .filter(|target| target.common && target.link == Capability::Yes)
        .collect()
}

/// A name for messages that show how something is typed.
#[must_use]
pub fn example() -> &'static str {
    TABLE
        .iter()
        .find(|target| target.common && target.link == Capability::Yes)
        .or(TABLE.first())
        .map_or("TARGET", Target::name)
}

#[cfg(test)]
mod tests {
    use super::{TABLE, get};

    #[test]
    fn every_row_is_found_by_each_of_its_names() {
        for target in TABLE {
            for name in target.names() {
                assert_eq!(get(name).unwrap().triple, target.triple);
            }
        }
    }
}
