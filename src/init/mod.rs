//! Owns the text of the flake that a project gets: which targets, and which of
//! nixpkgs' packages its crates want. Nothing that a project says becomes Nix
//! code: names are the table's and this folder's. May not read or write files.

pub mod extend;
pub mod migrate;
mod nix;
pub mod standalone;

use crate::crates::{Attributes, Requirements};
use crate::table::target::Target;
use crate::template::{self, Values};

/// Where the flake of this project is, unless the user says otherwise.
pub const URL: &str = "github:crossflake/crossflake";

/// What the flake is made of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind<'a> {
    /// This project's library, from there.
    Thin(&'a str),
    /// Nixpkgs and rust-overlay alone, beside a copy of the library.
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

const STANDALONE_INPUTS: &str = "\
inputs = {
  nixpkgs.url = \"github:NixOS/nixpkgs/nixos-unstable\";
  rust-overlay = {
    url = \"github:oxalica/rust-overlay\";
    inputs.nixpkgs.follows = \"nixpkgs\";
  };
};";

/// A whole flake follows our nixpkgs: `nix develop` takes bash from the input
/// of that name, and fetches one without a lock where there is none.
fn thin_inputs(url: &str, used: Use) -> String {
    let url = nix::string(url);
    match used {
        Use::Whole => format!(
            "inputs.crossflake.url = {url};\ninputs.nixpkgs.follows = \"crossflake/nixpkgs\";"
        ),
        Use::Pasted => format!("inputs.crossflake.url = {url};"),
    }
}

/// The flake's text, formatted as nixfmt does. Without targets, it has the
/// ones that people use most.
#[must_use]
pub fn flake(
    kind: Kind<'_>,
    targets: &[&Target],
    requirements: &Requirements,
    used: Use,
) -> String {
    let mut values = Values::new();
    let (inputs, library) = match kind {
        Kind::Thin(url) => (thin_inputs(url, used), "crossflake.lib".to_owned()),
        Kind::Standalone => (
            STANDALONE_INPUTS.to_owned(),
            format!(
                "(import ./{} {{ inherit nixpkgs rust-overlay; }})",
                standalone::FOLDER
            ),
        ),
    };
    values.set("inputs", &inputs);
    values.set("library", &library);
    values.set(
        "arguments",
        match (kind, used) {
            (Kind::Thin(_), Use::Whole) => "crossflake, ...",
            (Kind::Thin(_), Use::Pasted) => "crossflake, nixpkgs, ...",
            (Kind::Standalone, _) => "nixpkgs, rust-overlay, ...",
        },
    );
    let names: Vec<_> = targets
        .iter()
        .map(|target| nix::string(target.name()))
        .collect();
    let attributes = |wanted: &Attributes| -> Vec<_> {
        let attributes = wanted.keys().map(|name| format!("pkgs.{name}"));
        attributes.collect()
    };
    for (place, name, function, items) in [
        ("targets", "targets", "", names),
        (
            "libraries",
            "libraries",
            "pkgs: ",
            attributes(&requirements.libraries),
        ),
        (
            "build_libraries",
            "buildLibraries",
            "pkgs: ",
            attributes(&requirements.build_libraries),
        ),
        (
            "tools",
            "buildTools",
            "pkgs: ",
            attributes(&requirements.tools),
        ),
    ] {
        let line = match &*items {
            [] => String::new(),
            items => format!("{name} = {function}{};", nix::list(items)),
        };
        values.set(place, &line);
    }
    let text = match used {
        Use::Whole => include_str!("templates/flake.nix.in"),
        Use::Pasted => include_str!("templates/snippet.nix.in"),
    };
    template::fill(text, &values, &[])
}
