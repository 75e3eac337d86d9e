//! Owns docs/targets.md, which is made of the table and nothing else.

use std::fmt::Write as _;

use crate::table::target::{Capability, Linker, Target};

const HEAD: &str = "\
# Targets

Every target that rustc lists, those with a short name first. Made of `targets.json` by
`crossflake targets --all --markdown`; do not edit.

- **Link**: programs link, and with what is needed for it at hand; else the reason why not.
- **Libraries**: native libraries for the target, such as OpenSSL, are at hand.
- **Tests**: `cargo test` executes them on the machine that builds, where it can do so itself or has the emulator.
- **Toolchain**: `cached` if nixpkgs' binary cache holds the C cross compiler, `compiled` if it is built at first use,
  `rustc's own` if no C compiler is needed.

A plain `no` has the reason to its left. Of several names, the first is that of the flake's outputs.
";

const COLUMNS: &str = "
| names | triple | link | libraries | tests | toolchain |
| --- | --- | --- | --- | --- | --- |
";

/// The page about these rows.
#[must_use]
pub fn page(rows: &[&Target]) -> String {
    let (short, long): (Vec<_>, Vec<_>) = rows.iter().partition(|target| target.alias.is_some());
    let mut page = HEAD.to_owned();
    for (title, rows) in [("With a short name", short), ("By their triples", long)] {
        let _ = write!(page, "\n## {title}\n{COLUMNS}");
        for target in rows {
            page += &line(target);
        }
    }
    page
}

fn line(target: &Target) -> String {
    let short: Vec<_> = target.alias.iter().chain(&*target.also).collect();
    let alias = short
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ");
    let mut line = format!("| {alias} | `{}` |", target.triple);
    let mut said = None;
    for capability in [&target.link, &target.libraries, &target.test] {
        let cell = match capability.reason() {
            None => "yes",
            reason if reason == said => "no",
            Some(reason) => {
                said = Some(reason);
                reason
            }
        };
        let _ = write!(line, " {cell} |");
    }
    let _ = writeln!(line, " {} |", toolchain(target));
    line
}

fn toolchain(target: &Target) -> &'static str {
    match (target.hydra, target.linker, &target.link) {
        (Some(true), ..) => "cached",
        (Some(false), ..) => "compiled",
        (None, Linker::RustLld, Capability::Yes) => "rustc's own",
        (None, ..) => "none",
    }
}
