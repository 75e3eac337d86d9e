//! `crossflake targets`: lists the table's rows.

use std::fmt::Write as _;

use crate::failure::{Exit, Failure};
use crate::table::TABLE;
use crate::table::target::{Capability, Target};
use crate::{markdown, terminal};

/// What the command does.
pub const ABOUT: &str = "List targets: the common ones, or all";

/// The command's arguments.
#[derive(Debug, clap::Args)]
#[command(about = ABOUT)]
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
}

/// Prints the rows.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let rows: Vec<&Target> = TABLE
        .iter()
        .filter(|target| arguments.all || target.common)
        .collect();
    if arguments.json {
        terminal::json(&rows)?;
    } else if arguments.markdown {
        terminal::data(&markdown::page(&rows))?;
    } else {
        terminal::data(&aligned(&rows))?;
    }
    Ok(Exit::Success)
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
        Capability::No(_) => "no",
    }
}
