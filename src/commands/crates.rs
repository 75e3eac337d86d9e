//! `crossflake crates`: what the crates of a project want of nixpkgs.

use std::ffi::OsString;
use std::fmt::Write as _;

use crate::crates::{self, Requirements, page};
use crate::failure::{Exit, Failure};
use crate::project;
use crate::{probe, requirements, table, terminal};

/// What the command does.
pub const ABOUT: &str = "Name the libraries and tools that a project's crates want";

const EXAMPLES: &str = "\
Examples:
  crossflake crates
  crossflake crates windows
  crossflake crates --all --json";

/// The command's arguments.
#[derive(Debug, clap::Args)]
#[command(about = ABOUT, after_help = EXAMPLES)]
pub struct Arguments {
    /// An alias or a triple; Linux in general unless named
    #[arg(value_name = "TARGET", conflicts_with = "all")]
    targets: Vec<OsString>,
    /// Print the whole table, not what one project wants
    #[arg(long, short, requires = "form")]
    all: bool,
    /// Print it as JSON
    #[arg(long, group = "form")]
    json: bool,
    /// Print the table as a page in Markdown, as in docs/libraries.md
    #[arg(long, group = "form", requires = "all", hide = true)]
    markdown: bool,
}

/// Prints what Cargo.lock says.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    if arguments.markdown {
        terminal::data(&page::page())?;
        return Ok(Exit::Success);
    }
    if arguments.all {
        terminal::data(crates::TEXT)?;
        return Ok(Exit::Success);
    }
    let targets = table::find_all(&arguments.targets)?;
    let project = project::find(&probe::folder()?)?;
    let requirements = requirements::find(&project, &targets)?.ok_or_else(|| {
        let path = project.root.join("Cargo.lock");
        Failure::usage(format!("there is no `{}`", path.display()))
            .hint("make it: cargo generate-lockfile")
    })?;
    if arguments.json {
        terminal::json(&requirements)?;
    } else {
        terminal::data(&listed(&requirements))?;
    }
    Ok(Exit::Success)
}

/// A line for each name, with the crates that want it.
fn listed(requirements: &Requirements) -> String {
    let mut text = String::new();
    for (title, wanted) in [
        ("libraries", &requirements.libraries),
        ("buildLibraries", &requirements.build_libraries),
        ("tools", &requirements.tools),
    ] {
        let width = wanted.keys().map(|name| name.len()).max().unwrap_or(0);
        for (index, (name, crates)) in wanted.iter().enumerate() {
            let title = if index == 0 { title } else { "" };
            let crates: Vec<_> = crates.iter().copied().collect();
            let crates = crates.join(", ");
            let _ = writeln!(text, "{title:14} {name:width$}  {crates}");
        }
    }
    if !requirements.unknown.is_empty() {
        let names: Vec<_> = requirements.unknown.iter().map(String::as_str).collect();
        let _ = writeln!(text, "{:14} {}", "unknown", names.join(", "));
    }
    text
}
