//! `crossflake targets`: lists the table's rows.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::failure::{Exit, Failure};
use crate::table::target::{Capability, Target};
use crate::table::value::Value;
use crate::table::{TABLE, rule};
use crate::{markdown, terminal};

/// What the command does.
pub const ABOUT: &str = "List targets: the common ones, or all";

const EXAMPLES: &str = "\
Examples:
  crossflake targets
  crossflake targets --all | grep musl
  crossflake targets --all --json";

/// The command's arguments.
#[derive(Debug, clap::Args)]
#[command(about = ABOUT, after_help = EXAMPLES)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag")]
pub struct Arguments {
    /// List every target in the table
    #[arg(long, short)]
    all: bool,
    /// Print the rows as JSON, with all their fields
    #[arg(long)]
    json: bool,
    /// Print every target as a page in Markdown, as in docs/targets.md
    #[arg(long, requires = "all", conflicts_with = "json", hide = true)]
    markdown: bool,
    /// Print the crossSystem that the rule gives each target, as it is pasted,
    /// for scripts/check-nixpkgs
    #[arg(long, requires_all = ["all", "json"], hide = true)]
    cross_system: bool,
}

/// Prints the rows.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let rows: Vec<&Target> = TABLE
        .iter()
        .filter(|target| arguments.all || target.common)
        .collect();
    if arguments.cross_system {
        terminal::json(&cross_systems(&rows))?;
    } else if arguments.json {
        terminal::json(&rows)?;
    } else if arguments.markdown {
        terminal::data(&markdown::page(&rows))?;
    } else {
        terminal::data(&aligned(&rows))?;
    }
    Ok(Exit::Success)
}

/// By triple; none where nixpkgs does not know the triple's parts.
fn cross_systems<'a>(rows: &[&'a Target]) -> BTreeMap<&'a str, Option<Value>> {
    rows.iter()
        .map(|target| {
            let system = rule::cross_system(&target.triple);
            (
                &*target.triple,
                system.map(|system| rule::pasted(&target.triple, &system)),
            )
        })
        .collect()
}

fn aligned(rows: &[&Target]) -> String {
    let alias = width("ALIAS", rows.iter().map(|target| alias(target)));
    let triple = width("TRIPLE", rows.iter().map(|target| &*target.triple));
    let mut text = format!(
        "{:alias$}  {:triple$}  LINK  LIBRARIES  TESTS\n",
        "ALIAS", "TRIPLE"
    );
    for target in rows {
        let _ = writeln!(
            text,
            "{:alias$}  {:triple$}  {:4}  {:9}  {}",
            self::alias(target),
            target.triple,
            yes_or_no(&target.link),
            yes_or_no(&target.libraries),
            yes_or_no(&target.test),
        );
    }
    text
}

fn alias(target: &Target) -> &str {
    target.alias.as_deref().unwrap_or("-")
}

fn width<'a>(title: &str, cells: impl Iterator<Item = &'a str>) -> usize {
    cells.map(str::len).max().unwrap_or(0).max(title.len())
}

fn yes_or_no(capability: &Capability) -> &'static str {
    match capability {
        Capability::Yes => "yes",
        Capability::No(_) if capability.is_on_a_device() => "device",
        Capability::No(_) if capability.needs_licence() => "licence",
        Capability::No(_) => "no",
    }
}
