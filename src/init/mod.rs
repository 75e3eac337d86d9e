//! Owns the text of the flake that a project gets: which targets, and which of
//! nixpkgs' packages its crates want. Nothing that a project says becomes Nix
//! code: names are the table's and this folder's. May not read or write files.

mod nix;
mod packages;
mod standalone;

use crate::table::target::Target;
use crate::template::{self, Values};

pub use packages::{Packages, packages};

/// Where the flake of this project is, unless the user says otherwise.
pub const URL: &str = "github:crossflake/crossflake";

/// What the flake is made of.
#[derive(Clone, Copy, Debug)]
pub enum Kind<'a> {
    /// This project's library, from there.
    Thin(&'a str),
    /// Nixpkgs and rust-overlay alone.
    Standalone,
}

/// How the text is used.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Use {
    /// It is the project's flake.nix.
    Whole,
    /// It is pasted into one that is there.
    Pasted,
}

/// The flake's text, formatted as nixfmt does. Without targets, it has the
/// ones that people use most.
#[must_use]
pub fn flake(kind: Kind<'_>, targets: &[&Target], packages: &Packages, used: Use) -> String {
    let mut shared = Values::new();
    for (name, attributes) in [
        ("libraries", &packages.libraries),
        ("tools", &packages.tools),
    ] {
        let items: Vec<_> = attributes
            .iter()
            .map(|attribute| format!("pkgs.{attribute}"))
            .collect();
        let line = match (&*items, kind) {
            ([], Kind::Thin(_)) => String::new(),
            ([], Kind::Standalone) => format!("{name} = _: [ ];"),
            (items, _) => format!("{name} = pkgs: {};", nix::list(items)),
        };
        shared.set(name, &line);
    }
    let url = match kind {
        Kind::Thin(url) => url,
        Kind::Standalone => return standalone::flake(shared, targets, used),
    };
    shared.set("url", &nix::string(url));
    let names: Vec<_> = targets
        .iter()
        .map(|target| nix::string(target.name()))
        .collect();
    shared.set(
        "targets",
        &match &*names {
            [] => String::new(),
            names => format!("targets = {};", nix::list(names)),
        },
    );
    let text = match used {
        Use::Whole => include_str!("templates/flake.nix.in"),
        Use::Pasted => include_str!("templates/snippet.nix.in"),
    };
    template::fill(text, &shared, &[])
}
