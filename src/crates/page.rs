//! Owns docs/libraries.md, which is made of the table and nothing else.

use std::fmt::Write as _;

use super::TABLE;
use super::row::{Row, Variable};

const HEAD: &str = "\
# Libraries that crates need

What each crate needs from nixpkgs, and where the crate says so. Made of `crates.json` by
`crossflake crates --all --markdown`; do not edit.

The flake's functions add these from Cargo.lock, `crossflake init` writes them, and `crossflake crates` says what a project gets; the
last two ask cargo which of the crates a target's programs hold, and which only build scripts do. A crate without libraries and tools
needs none, though it looks as if it did.

## Crates

| crate | libraries | tools | more | source |
| --- | --- | --- | --- | --- |
";

const LIBRARIES: &str = "
## Libraries

| nixpkgs | pkg-config | Debian | more |
| --- | --- | --- | --- |
";

const TOOLS: &str = "
## Tools

| nixpkgs | Debian |
| --- | --- |
";

/// The page.
#[must_use]
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    for (name, row) in &TABLE.crates {
        let (libraries, tools) = (code(&row.libraries), code(&row.tools));
        let more = more(row).join("; ");
        let _ = writeln!(
            page,
            "| {name} | {libraries} | {tools} | {more} | {} |",
            row.source
        );
    }
    page += LIBRARIES;
    for (name, row) in &TABLE.libraries {
        let names = if row.pkg_config.is_empty() {
            row.link.iter().map(|name| format!("-l{name}")).collect()
        } else {
            row.pkg_config.clone()
        };
        let (names, debian) = (code(&names), row.debian.join(" "));
        let mut more = Vec::new();
        if !row.formerly.is_empty() {
            more.push(format!("formerly {}", code(&row.formerly)));
        }
        if !row.config.is_empty() {
            more.push(format!("known to {}", code(&row.config)));
        }
        more.extend(row.lacks.clone());
        let _ = writeln!(
            page,
            "| `{name}` | {names} | {debian} | {} |",
            more.join("; ")
        );
    }
    page += TOOLS;
    for (name, row) in &TABLE.tools {
        let _ = writeln!(page, "| `{name}` | {} |", row.debian.join(" "));
    }
    page
}

/// What else a row says, as short sentences.
fn more(row: &Row) -> Vec<String> {
    let mut more = Vec::new();
    if row.bundles {
        more.push("builds its own where none is found".to_owned());
    }
    if !row.unless.is_empty() {
        more.push(format!("none beside {}", code(&row.unless)));
    }
    if !row.unless_uses.is_empty() {
        more.push(format!("none if it uses {}", row.unless_uses.join(" or ")));
    }
    if !row.if_uses.is_empty() {
        more.push(format!("only if it uses {}", row.if_uses.join(" or ")));
    }
    if !row.unless_only_for.is_empty() {
        let names = code(&row.unless_only_for);
        more.push(format!("none if it is for {names} alone"));
    }
    if !row.os.is_empty() {
        more.push(format!("on {} only", row.os.join(", ")));
    }
    if !row.optional.is_empty() {
        more.push(format!("{} if asked to", code(&row.optional)));
    }
    for (name, value) in &row.system {
        more.push(format!("`{name}={value}` takes the system's"));
    }
    for (name, value) in &row.env {
        let processors = match value {
            Variable::Always(value) => format!("`{name}={value}`"),
            Variable::ByProcessor(values) => {
                let values = values
                    .iter()
                    .map(|(processor, value)| format!("`{name}={value}` for {processor}"));
                values.collect::<Vec<_>>().join(", ")
            }
        };
        more.push(processors);
    }
    if !row.config.is_empty() {
        more.push(format!("may ask {}", code(&row.config)));
    }
    for older in &row.versions {
        let names = older.libraries.iter().chain(&older.tools).flatten();
        let names: Vec<_> = names.cloned().collect();
        let names = if names.is_empty() {
            "none".to_owned()
        } else {
            code(&names)
        };
        more.push(format!(
            "before {}: {names} ({})",
            older.below, older.source
        ));
    }
    more.extend(row.note.clone());
    more
}

fn code(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(" ")
}
