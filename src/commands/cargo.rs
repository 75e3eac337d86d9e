//! `crossflake build`, `test` and `run`: cargo in the project's shell for one
//! target. The program becomes cargo, or Nix: exit code and signals are theirs.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::environment;
use crate::failure::{Exit, Failure};
use crate::surroundings::{self, ask};
use crate::table::target::Target;
use crate::{project, table, terminal};

/// What Nix is allowed to do, whatever its configuration says.
const FEATURES: [&str; 2] = ["--extra-experimental-features", "nix-command flakes"];
/// The names of all shells; which system's does not matter, they are the same.
const NAMES: &str =
    "shells: builtins.concatLists (map builtins.attrNames (builtins.attrValues shells))";
/// How long Nix may take for them: it may have to fetch the flake's inputs.
const PATIENCE: Duration = Duration::from_secs(600);

/// One of cargo's commands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verb {
    /// `cargo build`
    Build,
    /// `cargo test`
    Test,
    /// `cargo run`
    Run,
}

impl Verb {
    /// The command's name, here and in cargo.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Test => "test",
            Self::Run => "run",
        }
    }

    /// What the command does.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Build => "Build the project for one target, in its shell",
            Self::Test => "Test the project for one target, in its shell",
            Self::Run => "Run the project's program for one target, in its shell",
        }
    }

    const fn examples(self) -> &'static str {
        match self {
            Self::Build => {
                "\
Examples:
  crossflake build aarch64
  crossflake build riscv64 -- --release --locked"
            }
            Self::Test => {
                "\
Examples:
  crossflake test aarch64
  crossflake test aarch64 -- --lib -- --nocapture"
            }
            Self::Run => {
                "\
Examples:
  crossflake run aarch64
  crossflake run armv7 -- --release -- --help"
            }
        }
    }
}

/// The commands' arguments.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// An alias or a triple
    target: OsString,
    /// Cargo's own arguments
    #[arg(last = true, value_name = "ARGS")]
    arguments: Vec<OsString>,
}

/// Adds what the commands have in common, and what this one is about.
#[must_use]
pub fn augment(verb: Verb, command: clap::Command) -> clap::Command {
    <Arguments as clap::Args>::augment_args(command)
        .about(verb.about())
        .after_help(verb.examples())
}

/// Becomes cargo; comes back if it cannot.
pub fn run(verb: Verb, arguments: &Arguments) -> Result<Exit, Failure> {
    let target = table::find(&arguments.target)?;
    let folder = surroundings::folder()?;
    let root = project::find(&folder)?.root;
    let mut cargo = vec![
        "cargo".into(),
        verb.name().into(),
        "--target".into(),
        OsString::from(&*target.triple),
    ];
    cargo.extend(terminal::is_quiet().then(|| "--quiet".into()));
    cargo.extend(arguments.arguments.iter().cloned());

    if let Some(program) = surroundings::program("cargo")
        && surroundings::are_for(target)
    {
        return become_(Command::new(program).args(&cargo[1..]));
    }
    links(target)?;
    let flake = flake(target, &root)?;
    let nix = surroundings::nix()?;
    if verb != Verb::Build
        && let Some(reason) = target.test.reason()
        && target.triple != environment::host()
    {
        terminal::note(format!("no runner for `{}`: {reason}", target.triple));
    }
    let mut shell = flake.as_os_str().to_owned();
    shell.push("#");
    shell.push(attribute(&nix, flake, target));
    become_(
        Command::new(nix)
            .arg("develop")
            .args(FEATURES)
            .args(terminal::is_quiet().then_some("--quiet"))
            .arg(shell)
            .arg("-c")
            .args(cargo),
    )
}

/// A target that links nowhere has no shell; the table knows why.
fn links(target: &Target) -> Result<(), Failure> {
    match target.link.reason() {
        Some(reason) if target.triple != environment::host() => Err(Failure::usage(format!(
            "programs for `{}` cannot be linked here: {reason}",
            target.triple
        ))
        .hint(format!(
            "`crossflake show {}` says what there is; \
             in a shell with a toolchain of your own, set {}",
            target.name(),
            environment::cargo(&target.triple, "LINKER")
        ))),
        _ => Ok(()),
    }
}

/// The folder of the project's flake, as Nix can be told of it.
fn flake<'a>(target: &Target, root: &'a Path) -> Result<&'a Path, Failure> {
    let folder = surroundings::flake(root).ok_or_else(|| {
        Failure::usage(format!(
            "there is no `flake.nix` in `{}` or above it",
            root.display()
        ))
        .hint(format!("`crossflake init --target {}`", target.name()))
    })?;
    if folder.to_string_lossy().contains(['#', '?']) {
        return Err(Failure::usage(format!(
            "Nix cannot be told of the folder `{}`, since `#` and `?` end a path there",
            folder.display()
        ))
        .hint("rename the folder"));
    }
    Ok(folder)
}

/// The shell's name in the flake: as the project lists it, or, of a target
/// that it does not list, where `mkProject` has all others. Nix looks for the
/// latter in `legacyPackages` by itself.
fn attribute(nix: &Path, flake: &Path, target: &Target) -> String {
    let mut shells = flake.as_os_str().to_owned();
    shells.push("#devShells");
    let mut command = Command::new(nix);
    command
        .arg("eval")
        .args(FEATURES)
        .args(["--json", "--apply", NAMES])
        .arg(shells);
    let names: Option<Vec<String>> = ask(&mut command, PATIENCE)
        .ok()
        .filter(|answer| answer.status.success())
        .and_then(|answer| serde_json::from_str(&answer.stdout).ok());
    let listed = |name: &&str| {
        names
            .as_ref()
            .is_none_or(|names| names.iter().any(|other| other == name))
    };
    [target.name(), &target.triple]
        .into_iter()
        .find(listed)
        // Quoted, since a triple may hold a dot.
        .map_or_else(
            || format!("devShells.\"{}\"", target.name()),
            |name| format!("\"{name}\""),
        )
}

#[cfg(unix)]
fn become_(command: &mut Command) -> Result<Exit, Failure> {
    use std::os::unix::process::CommandExt as _;
    terminal::running(command);
    let error = command.exec();
    Err(failed(command, error))
}

#[cfg(not(unix))]
fn become_(command: &mut Command) -> Result<Exit, Failure> {
    terminal::running(command);
    match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(Exit::Io as i32)),
        Err(error) => Err(failed(command, error)),
    }
}

fn failed(command: &Command, error: std::io::Error) -> Failure {
    let program = Path::new(command.get_program()).display();
    Failure::io(format!("failed to run `{program}`"), error)
        .hint(format!("see that `{program}` runs by itself"))
}
