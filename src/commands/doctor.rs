//! `crossflake doctor`: what works here for a target, and how to fix what
//! does not.

use std::env;
use std::ffi::OsString;
use std::fmt::Write as _;

use serde::Serialize;

use crate::doctor::{Check, Context, Finding, MACHINE, PROJECT, Status, TARGET};
use crate::failure::{Exit, Failure};
use crate::probe::variable;
use crate::table::target::Target;
use crate::{table, terminal};

/// What the command does.
pub const ABOUT: &str = "Check what a target needs, and say how to fix it";
const EXAMPLES: &str = "\
Examples:
  crossflake doctor
  crossflake doctor aarch64 --json
  nix develop .#aarch64 -c crossflake doctor

Inside the target's shell, it links and runs a program. Exits with 1 if a check failed.
Where `crossflake explain` knows the cause too, its name is printed.";

/// The command's arguments.
#[derive(Debug, clap::Args)]
#[command(about = ABOUT, after_help = EXAMPLES)]
pub struct Arguments {
    /// An alias or a triple; the shell's target unless named
    target: Option<OsString>,
    /// Print a list of checks, each with status, detail and fix
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Line {
    check: &'static str,
    #[serde(flatten)]
    finding: Finding,
}

/// Checks; ends with 1 if something failed.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let target = match &arguments.target {
        Some(name) => Some(table::find(name)?),
        None => of_shell(),
    };
    let context = Context::new(target)?;
    let checks: Vec<&Check> = MACHINE
        .iter()
        .chain(target.map_or(&[][..], |_| TARGET))
        .chain(target.map_or(&[][..], |_| PROJECT))
        .collect();
    let mut lines = Vec::new();
    for check in checks {
        let line = Line {
            check: check.name,
            finding: (check.look)(&context),
        };
        if !arguments.json {
            terminal::text(&readable(&line))?;
        }
        lines.push(line);
    }
    if arguments.json {
        terminal::json(&lines)?;
    }
    let failed = lines
        .iter()
        .filter(|line| line.finding.status == Status::Failed)
        .count();
    if target.is_none() && !arguments.json {
        terminal::note(format!(
            "for a target, too: `crossflake doctor {}`",
            table::example()
        ));
    }
    Ok(if failed == 0 {
        Exit::Success
    } else {
        Exit::Difference
    })
}

/// The target of the shell that this runs in.
fn of_shell() -> Option<&'static Target> {
    let name = variable("CARGO_BUILD_TARGET")?;
    let target = table::get(&name);
    if target.is_none() {
        terminal::note(format!(
            "the table has no target `{}`, which CARGO_BUILD_TARGET names",
            name.escape_debug()
        ));
    }
    target
}

fn readable(line: &Line) -> String {
    let letters = has_letters();
    let sign = match (line.finding.status, letters) {
        (Status::Ok, true) => "✓",
        (Status::Failed, true) => "✗",
        (Status::Skipped, true) => "–",
        (Status::Ok, false) => "ok",
        (Status::Failed, false) => "x ",
        (Status::Skipped, false) => "- ",
    };
    let detail = in_one_line(&line.finding.detail);
    let mut text = format!("{sign} {:<13}  {detail}\n", line.check);
    let finding = &line.finding;
    for (name, value) in [
        ("fix", finding.fix.as_deref()),
        ("in the flake", finding.flake.as_deref()),
        ("cause", finding.cause),
    ] {
        if let Some(value) = value {
            let _ = writeln!(text, "  {:<13}  {name}: {}", "", in_one_line(value));
        }
    }
    text
}

/// What programs and variables say, without what would change a terminal.
fn in_one_line(text: &str) -> String {
    let shown = |letter: char| if letter.is_control() { ' ' } else { letter };
    text.chars().map(shown).collect()
}

/// Whether the terminal shows more than ASCII, as far as the locale says.
fn has_letters() -> bool {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(env::var_os)
        .find(|value| !value.is_empty())
        .is_some_and(|value| {
            let value = value.to_string_lossy().to_lowercase();
            value.contains("utf-8") || value.contains("utf8")
        })
}
