//! Owns how Nix is started by the commands for cargo: which Nix, with which
//! options, and that it gets the signals that this program gets. May not know
//! what it is asked for.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::signals;
use crate::failure::Failure;
use crate::table::target::Target;
use crate::{probe, terminal};

/// What Nix is allowed to do, whatever its configuration says.
const FEATURES: [&str; 2] = ["--extra-experimental-features", "nix-command flakes"];
/// A script in the place of Nix which chooses the packages too: scripts/nix,
/// for scripts/crossflake.
const WORLD: &str = "CROSSFLAKE_WORLD";

/// A Nix to ask.
#[derive(Debug)]
pub struct Nix {
    program: PathBuf,
    /// Whether it is the script that chooses the packages.
    is_world: bool,
}

/// What differs from one flake to the next.
#[derive(Clone, Debug, Default)]
pub struct Flake {
    /// The reference that Nix is given.
    pub reference: OsString,
    /// The input that is crossflake, where there is one.
    pub input: Option<String>,
    /// Whether that input is to be the flake that this program came from.
    pub is_ours: bool,
}

impl Nix {
    /// The Nix to run.
    pub fn find() -> Result<Self, Failure> {
        let world = probe::variable(WORLD).map(PathBuf::from);
        let is_world = world.is_some();
        let program = match world {
            Some(world) => world,
            None => probe::nix()?,
        };
        Ok(Self { program, is_world })
    }

    /// What decides which Nix and which packages it is, without a start.
    #[must_use]
    pub fn identity() -> String {
        let names = [WORLD, "CROSSFLAKE_NIX", "CROSSFLAKE_NIXPKGS"];
        let values = names.map(|name| probe::variable(name).unwrap_or_default());
        values.join("\0")
    }

    /// What Nix prints to stdout; what it says besides goes to stderr as it
    /// comes.
    pub fn ask(
        &self,
        flake: &Flake,
        target: Option<&Target>,
        words: &[&str],
        attribute: &str,
    ) -> Result<Vec<u8>, Failure> {
        let mut command = self.command(flake, target, words, attribute);
        command.stdout(Stdio::piped());
        let output = self.output(&mut command)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(Failure::difference(format!(
            "Nix failed with {}: what it says stands above",
            output.status
        ))
        .hint(
            "`crossflake -v …` shows the command, to run it by itself; \
             `crossflake doctor` checks Nix",
        ))
    }

    /// What Nix says on stderr while it prints nothing.
    pub fn messages(
        &self,
        flake: &Flake,
        target: Option<&Target>,
        words: &[&str],
        attribute: &str,
    ) -> Result<String, Failure> {
        let mut command = self.command(flake, target, words, attribute);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let output = self.output(&mut command)?;
        Ok(String::from_utf8_lossy(&output.stderr).into_owned())
    }

    fn output(&self, command: &mut Command) -> Result<Output, Failure> {
        terminal::running(command);
        signals::output(command).map_err(|error| {
            let program = self.program.display();
            Failure::io(format!("failed to run `{program}`"), error)
                .hint(format!("see that `{program}` runs by itself"))
        })
    }

    fn command(
        &self,
        flake: &Flake,
        target: Option<&Target>,
        words: &[&str],
        attribute: &str,
    ) -> Command {
        let mut command = Command::new(&self.program);
        if self.is_world {
            command.args((!terminal::is_verbose()).then_some("--brief"));
            // Without a target, what the build machine itself takes.
            let name = target.map_or(env::consts::ARCH, Target::name);
            command.args(["--targets", name]);
            if let Some(input) = &flake.input {
                command.args(["--inputs-of", input]);
            }
        }
        let (subcommand, options) = words.split_at(1);
        command.args(subcommand);
        if !self.is_world {
            command.args(FEATURES);
        }
        if let Some(input) = flake
            .input
            .as_ref()
            .filter(|_| self.is_world && !flake.is_ours)
        {
            command
                .args(["--override-input", input])
                .arg(super::generated::url());
        }
        if terminal::is_quiet() {
            command.args(["--quiet"; 3]);
        }
        // A lock would be written into the project.
        command.args(["--no-write-lock-file"]).args(options);
        let mut reference = flake.reference.clone();
        reference.push("#");
        reference.push(attribute);
        command.arg(reference);
        command
    }
}

/// The system of the build machine, by Nix' name.
#[must_use]
pub fn system() -> String {
    let arch = env::consts::ARCH;
    let os = match env::consts::OS {
        "macos" => "darwin",
        os => os,
    };
    format!("{arch}-{os}")
}

/// A failure if Nix cannot be told of the folder.
pub fn check_folder(folder: &Path) -> Result<(), Failure> {
    if folder.to_string_lossy().contains(['#', '?']) {
        return Err(Failure::usage(format!(
            "Nix cannot be told of the folder `{}`, since `#` and `?` end a path there",
            folder.display()
        ))
        .hint("rename the folder"));
    }
    Ok(())
}
