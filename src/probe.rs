//! Owns what the program finds around it: variables that a shell sets, the
//! programs on `PATH`, and what these answer. May not judge it.

use std::env;
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::environment;
use crate::failure::Failure;
use crate::table::target::{Linker, Std, Target};
use crate::terminal;

/// What a program did within its time.
#[derive(Debug)]
pub struct Answer {
    /// How it ended.
    pub status: ExitStatus,
    /// What it printed, invalid UTF-8 replaced.
    pub stdout: String,
    /// What it complained.
    pub stderr: String,
}

/// A variable that is set, and not empty.
#[must_use]
pub fn variable(name: &str) -> Option<String> {
    let value = env::var_os(name)?.to_string_lossy().into_owned();
    (!value.is_empty()).then_some(value)
}

/// Whether the program runs in a shell made for this target, be it among others.
#[must_use]
pub fn in_shell_for(target: &Target) -> bool {
    if variable("CARGO_BUILD_TARGET").as_deref() == Some(&*target.triple) {
        return true;
    }
    let is_set = |key| variable(&environment::cargo(&target.triple, key)).is_some();
    if target.triple == environment::host() {
        // Every shell names the linker of the machine that builds, but its
        // pkg-config, and with that its libraries, only one that is for it.
        let name = format!("PKG_CONFIG_{}", environment::lower(&target.triple));
        return variable(&name).is_some();
    }
    // What rustc links by itself has no linker; a std that cargo builds is
    // there in a shell of that target alone.
    let has_runner = target.linker == Linker::RustLld && target.std == Std::Prebuilt;
    is_set("LINKER") || has_runner && is_set("RUNNER")
}

/// The folder that the program was started in.
pub fn folder() -> Result<PathBuf, Failure> {
    env::current_dir().map_err(|error| {
        Failure::io("failed to find the current folder", error)
            .hint("go to a folder that is there, for example `cd`")
    })
}

/// The program of this name on `PATH`, or at this path.
#[must_use]
pub fn program(name: &str) -> Option<PathBuf> {
    if name.contains(std::path::is_separator) {
        return Some(PathBuf::from(name)).filter(|path| is_program(path));
    }
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(&name))
        .find(|path| is_program(path))
}

/// The Nix to run: what `CROSSFLAKE_NIX` names, else the one on `PATH`.
pub fn nix() -> Result<PathBuf, Failure> {
    let Some(name) = variable("CROSSFLAKE_NIX") else {
        return program("nix").ok_or_else(|| {
            Failure::usage("`nix` is not on PATH")
                .hint("install it: https://nixos.org/download, or name it with CROSSFLAKE_NIX")
        });
    };
    program(&name).ok_or_else(|| {
        Failure::usage(format!(
            "CROSSFLAKE_NIX is `{name}`, which is no program that can be run"
        ))
        .hint("set it to Nix's path, or unset it to take `nix` from PATH")
    })
}

/// The nearest folder with a `flake.nix`, in the same git tree.
#[must_use]
pub fn flake(folder: &Path) -> Option<&Path> {
    for folder in folder.ancestors() {
        if folder.join("flake.nix").is_file() {
            return Some(folder);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

/// Runs a program without input, and ends it when its time is over.
pub fn ask(command: &mut Command, limit: Duration) -> io::Result<Answer> {
    terminal::running(command);
    // Files, since a pipe stays open for as long as a grandchild lives.
    let (mut stdout, mut stderr) = (tempfile::tempfile()?, tempfile::tempfile()?);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(stdout.try_clone()?)
        .stderr(stderr.try_clone()?)
        .spawn()?;
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() > limit {
            let _ = child.kill();
            child.wait()?;
            return Err(io::Error::new(
                io::ErrorKind::TimedOut,
                format!("no answer within {} s", limit.as_secs()),
            ));
        }
        thread::sleep(Duration::from_millis(5));
    };
    Ok(Answer {
        status,
        stdout: text(&mut stdout)?,
        stderr: text(&mut stderr)?,
    })
}

fn text(file: &mut File) -> io::Result<String> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path)
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file())
}
