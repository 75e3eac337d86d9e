//! `crossflake show`: everything that the table says about one target.

use std::ffi::OsString;
use std::fmt::Write as _;

use crate::failure::{Exit, Failure};
use crate::table::target::{Capability, Linker, RunnerKind, Std, Target};
use crate::table::{self, rule};
use crate::terminal;

/// What the command does.
pub const ABOUT: &str = "Show everything about one target";

const EXAMPLES: &str = "\
Examples:
  crossflake show riscv64
  crossflake show --json thumbv7em-hf";

/// The command's arguments.
#[derive(Debug, clap::Args)]
#[command(about = ABOUT, after_help = EXAMPLES)]
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
    if !target.also.is_empty() {
        line("also", &target.also.join(", "));
    }
    if let Some(alias) = target.alias.as_ref().filter(|_| target.has_shell()) {
        line("shell", &format!("nix develop .#{alias}"));
    }
    line("nixpkgs", &nixpkgs(target));
    line("toolchain", toolchain(target));
    line("linker", &linker(target));
    line("runner", &runner(target));
    line("libc", &libc(target));
    line("crt-static", if target.crt_static { "yes" } else { "no" });
    line("std", standard_library(target));
    line(
        "interpreter",
        target.interpreter.as_deref().unwrap_or("none"),
    );
    let debian = target.debian.as_ref().map_or_else(
        || "none".to_owned(),
        |debian| {
            let (architecture, tools) = (&debian.architecture, &debian.gnu_triple);
            let libraries = debian.multiarch();
            if libraries == *tools {
                format!("{architecture} (tools and libraries: {tools})")
            } else {
                format!("{architecture} (tools: {tools}, libraries: {libraries})")
            }
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
        Some(system) => rule::expression(&target.triple, system),
        None => "none".to_owned(),
    }
}

/// Whether the C cross compiler is at hand, said before anything is built.
fn toolchain(target: &Target) -> &'static str {
    match (target.hydra, target.linker, &target.link) {
        (Some(true), ..) => "downloaded: nixpkgs' Hydra builds it",
        (Some(false), ..) => "compiled at first use: nixpkgs' Hydra does not build it",
        (None, Linker::RustLld, Capability::Yes) => "none needed: rustc links",
        (None, ..) => "none",
    }
}

fn libc(target: &Target) -> String {
    let name = target.libc.as_deref().unwrap_or("none");
    match &target.glibc {
        Some(oldest) => format!("{name} (rustc's std runs with {oldest} or newer)"),
        None => name.to_owned(),
    }
}

fn linker(target: &Target) -> String {
    match (target.linker_program(), &target.link) {
        (Some(linker), _) => linker,
        (None, Capability::Yes) => "rustc's own (rust-lld)".to_owned(),
        (None, Capability::No(_)) => "none".to_owned(),
    }
}

fn runner(target: &Target) -> String {
    let Some(mut program) = target.runner_program() else {
        return "none".to_owned();
    };
    let runner = &target.runner;
    let parts = [
        (
            "",
            runner
                .emulator()
                .filter(|_| runner.kind != RunnerKind::QemuUser),
        ),
        ("machine ", runner.machine.as_deref().map(str::to_owned)),
        ("CPU ", runner.cpu.as_deref().map(str::to_owned)),
    ];
    let parts: Vec<_> = parts
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}{}", value?)))
        .collect();
    if !parts.is_empty() {
        let _ = write!(program, " ({})", parts.join(", "));
    }
    program
}

fn standard_library(target: &Target) -> &'static str {
    match target.std {
        Std::Prebuilt if rule::is_bare(&target.triple) => "prebuilt, `no_std` only",
        Std::Prebuilt => "prebuilt",
        Std::Source => "built from source",
        Std::None => "core and alloc built from source, `no_std` only",
    }
}

fn capability(capability: &Capability) -> String {
    match capability {
        Capability::Yes => "yes".to_owned(),
        Capability::No(reason) if capability.needs_licence() => format!("yes: {reason}"),
        Capability::No(reason) => format!("no: {reason}"),
    }
}
