//! `crossflake export`: the same targets, for people who stay with another
//! system.

use std::ffi::OsString;
use std::fmt::Write as _;

use clap::ValueEnum as _;
use clap::builder::PossibleValue;

use crate::export::{self, System};
use crate::failure::{Exit, Failure};
use crate::table;
use crate::table::target::Target;
use crate::terminal;

/// What the command does.
pub const ABOUT: &str = "Print a file for Docker, Debian, cross, zigbuild or GitHub";

const EXAMPLES: &str = "\
Examples:
  crossflake export dockerfile aarch64 armv7 riscv64 > Dockerfile
  crossflake export debian aarch64 --library libsqlite3-dev > crossflake-debian.sh
  crossflake export cross armv7 > Cross.toml
  crossflake export zigbuild aarch64 > zigbuild.sh
  crossflake export github-actions aarch64 riscv64 > .github/workflows/cross.yml";

/// The command's arguments.
#[derive(Debug, clap::Args)]
#[command(about = ABOUT, after_help = EXAMPLES)]
pub struct Arguments {
    /// The system that reads the file
    #[arg(value_enum)]
    system: System,
    /// Aliases or triples
    #[arg(value_name = "TARGET", required = true)]
    targets: Vec<OsString>,
    /// A Debian package that the target links, without its architecture; can
    /// be given several times; libssl-dev unless one is named
    #[arg(long = "library", value_name = "PACKAGE")]
    libraries: Vec<String>,
    /// Print path and contents as JSON
    #[arg(long)]
    json: bool,
}

/// Prints the file.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let targets = table::find_all(&arguments.targets)?;
    let mut libraries: Vec<&str> = arguments.libraries.iter().map(String::as_str).collect();
    if arguments.system == System::Zigbuild && !libraries.is_empty() {
        return Err(Failure::usage("zig links no library of Debian").hint(
            "leave `--library` out: the crates must compile what they link; \
             `crossflake export debian` takes libraries",
        ));
    }
    if let Some(name) = libraries.iter().find(|name| !is_package(name)) {
        return Err(Failure::usage(format!(
            "`{}` is not the name of a Debian package",
            name.escape_debug()
        ))
        .hint("`apt-cache search` finds names; leave the architecture out"));
    }
    if libraries.is_empty() {
        libraries.push("libssl-dev");
    }
    let file = export::file(
        arguments.system,
        &targets,
        &libraries,
        &command(arguments, &targets),
    )?;
    if arguments.json {
        terminal::json(&file)?;
    } else {
        terminal::data(&file.contents)?;
    }
    Ok(Exit::Success)
}

/// Whether Debian's policy allows the name.
fn is_package(name: &str) -> bool {
    let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9') || b"+-.".contains(&byte);
    name.len() >= 2
        && name.bytes().all(allowed)
        && name.starts_with(|letter: char| letter.is_ascii_alphanumeric())
}

/// The command that makes the same file again.
fn command(arguments: &Arguments, targets: &[&Target]) -> String {
    let mut command = String::from("crossflake export");
    let system = arguments.system.to_possible_value();
    let words = system.iter().map(PossibleValue::get_name);
    for word in words.chain(targets.iter().map(|target| target.name())) {
        let _ = write!(command, " {word}");
    }
    for library in &arguments.libraries {
        let _ = write!(command, " --library {library}");
    }
    command
}
