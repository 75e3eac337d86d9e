//! `crossflake show`: everything that the table says about one target.

use std::ffi::OsString;
use std::fmt::Write as _;

use crate::failure::{Exit, Failure};
use crate::table;
use crate::table::target::{Capability, Std, Target};
use crate::terminal;

/// What the command does.
pub const ABOUT: &str = "Show everything about one target";

/// The command's arguments.
#[derive(Debug, clap::Args)]
#[command(about = ABOUT)]
pub struct Arguments {
    /// An alias or a triple
    target: OsString,
    /// Print the row as JSON
    #[arg(long)]
    json: bool,
}

/// Prints the row.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let target = table::find(&arguments.target)?;
    if arguments.json {
        terminal::json(target)?;
    } else {
        terminal::data(&readable(target))?;
    }
    Ok(Exit::Success)
}

fn readable(target: &Target) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "{name:<12} {value}");
    };
    line("triple", &target.triple);
    line("alias", target.alias.as_deref().unwrap_or("none"));
    if let Some(alias) = &target.alias {
        line("shell", &format!("nix develop .#{alias}"));
    }
    line("nixpkgs", &nixpkgs(target));
    line("linker", &linker(target));
    line("runner", &runner(target));
    line("libc", target.libc.as_deref().unwrap_or("none"));
    line("crt-static", if target.crt_static { "yes" } else { "no" });
    line("std", standard_library(target.std));
    line(
        "interpreter",
        target.interpreter.as_deref().unwrap_or("none"),
    );
    let debian = target.debian.as_ref().map_or_else(
        || "none".to_owned(),
        |debian| {
            format!(
                "{} (tools and libraries: {})",
                debian.architecture, debian.gnu_triple
            )
        },
    );
    line("Debian", &debian);
    line("link", &capability(&target.link));
    line("libraries", &capability(&target.libraries));
    line("tests", &capability(&target.test));
    text
}

/// The expression for the target's package set, to paste; where nixpkgs'
/// releases differ in the name, all names.
fn nixpkgs(target: &Target) -> String {
    let names: Vec<_> = target
        .pkgs_cross
        .iter()
        .map(|name| format!("pkgsCross.{name}"))
        .collect();
    match &target.cross_system {
        _ if !names.is_empty() => names.join(" or "),
        Some(system) => format!("import nixpkgs {{ crossSystem = {system}; }}"),
        None => "none".to_owned(),
    }
}

fn linker(target: &Target) -> String {
    match (target.tool_prefix(), &target.link) {
        (Some(prefix), _) => format!("{prefix}-cc"),
        (None, Capability::Yes) => "rustc's own".to_owned(),
        (None, Capability::No(_)) => "none".to_owned(),
    }
}

fn runner(target: &Target) -> String {
    let program = target.runner.program();
    match (program, target.runner.cpu.as_deref()) {
        (None, _) => "none".to_owned(),
        (Some(program), Some(cpu)) => format!("{program} (CPU {cpu})"),
        (Some(program), None) => program,
    }
}

fn standard_library(std: Std) -> &'static str {
    match std {
        Std::Prebuilt => "prebuilt",
        Std::Source => "built from source",
        Std::None => "none: `no_std` only",
    }
}

fn capability(capability: &Capability) -> String {
    match capability {
        Capability::Yes => "yes".to_owned(),
        Capability::No(reason) => format!("no: {reason}"),
    }
}
