//! `crossflake env`: the variables of a shell for one target.

use std::ffi::OsString;

use crate::environment::{self, Variables};
use crate::failure::{Exit, Failure};
use crate::probe;
use crate::shell::Shell;
use crate::table;
use crate::terminal;

/// What the command does.
pub const ABOUT: &str = "Print the environment variables for one target";

const EXAMPLES: &str = "\
Examples:
  eval \"$(crossflake env aarch64)\"
  crossflake env riscv64 --shell fish | source
  crossflake env armv7 --shell powershell | Out-String | Invoke-Expression
  crossflake env aarch64 --shell github >> \"$GITHUB_ENV\"";

/// The command's arguments.
#[derive(Debug, clap::Args)]
#[command(about = ABOUT, after_help = EXAMPLES)]
pub struct Arguments {
    /// An alias or a triple
    target: OsString,
    /// The machine that builds; this one unless named
    #[arg(long, value_name = "TARGET")]
    host: Option<OsString>,
    /// What reads the variables
    #[arg(long, value_enum, default_value_t = Shell::Bash)]
    shell: Shell,
    /// Print an object of names and values, as `--shell json` does
    #[arg(long, conflicts_with = "shell")]
    json: bool,
}

/// Prints the variables.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let target = table::find(&arguments.target)?;
    let host = match &arguments.host {
        Some(name) => table::find(name)?.triple.to_string(),
        None => environment::host(),
    };
    let variables = environment::variables(target, &host);
    let shell = if arguments.json {
        Shell::Json
    } else {
        arguments.shell
    };
    terminal::data(&shell.write(&variables))?;
    if let Some(reason) = target.link.reason()
        && target.triple != host
    {
        terminal::note(format!(
            "no compiler or linker for `{}`: {reason}",
            target.triple
        ));
    }
    let missing = missing(&variables);
    if !missing.is_empty() {
        let name = target.name();
        terminal::note(format!(
            "not on PATH here: {}; the flake's shell has them, `nix develop .#{name}`; \
             Debian's tools go by other names, `crossflake export debian {name}` prints those",
            missing.join(", ")
        ));
    }
    terminal::note(
        "the flake's shell also sets what needs a path: \
         OpenSSL's folders, libclang, bindgen's and CMake's files",
    );
    Ok(Exit::Success)
}

/// The programs that the variables name by a bare word, and that are not here.
fn missing(variables: &Variables) -> Vec<&str> {
    const PROGRAMS: [&str; 9] = [
        "CARGO_TARGET_",
        "CC_",
        "CXX_",
        "AR_",
        "RANLIB_",
        "PKG_CONFIG_",
        "HOST_CC",
        "HOST_CXX",
        "HOST_AR",
    ];
    let mut missing: Vec<_> = variables
        .iter()
        .filter(|(name, _)| PROGRAMS.iter().any(|start| name.starts_with(start)))
        .map(|(_, value)| value.as_str())
        .filter(|value| !value.contains([' ', '/', '=']) && value.contains('-'))
        .filter(|value| probe::program(value).is_none())
        .collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}
