//! Owns how tests run the binary, make projects and compare golden files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// Set it to write golden files anew; read the difference as you read code.
const UPDATE: &str = "CROSSFLAKE_UPDATE_GOLDEN";

/// What a run of the program gave.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// The program, with nothing in its environment that changes what it prints.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crossflake"));
    // A derivation and a shell of a target set the last two.
    for name in [
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "CARGO_BUILD_TARGET",
        "CROSSFLAKE_TARGETS",
    ] {
        command.env_remove(name);
    }
    command
}

/// Runs the program with these arguments.
pub fn run(arguments: &[&str]) -> Run {
    Run::start(program().args(arguments))
}

impl Run {
    pub fn start(command: &mut Command) -> Self {
        Self::from(command.output().unwrap())
    }

    pub fn from(output: Output) -> Self {
        let Output {
            status,
            stdout,
            stderr,
        } = output;
        Self {
            code: status.code(),
            stdout: String::from_utf8(stdout).unwrap(),
            stderr: String::from_utf8(stderr).unwrap(),
        }
    }

    /// The run went well; what it printed.
    #[track_caller]
    pub fn success(&self) -> &str {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        &self.stdout
    }

    /// The run went well and printed JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(self.success()).unwrap()
    }

    /// The run failed in this way and printed no data.
    #[track_caller]
    pub fn failure(&self, code: i32, stderr: &str) {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.stderr, stderr);
        assert_eq!(self.stdout, "");
    }
}

/// The table as it is in the repository.
pub fn table() -> Vec<Value> {
    serde_json::from_str(&fs::read_to_string(root().join("targets.json")).unwrap()).unwrap()
}

/// The repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program under the name by which cargo starts it, in this folder: a link, as packages install it.
pub fn cargo_subcommand(folder: &Path) -> PathBuf {
    let link = folder.join("cargo-crossflake");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_crossflake"), &link).unwrap();
    link
}

/// Whether golden files are being written anew.
pub fn updating() -> bool {
    std::env::var_os(UPDATE).is_some()
}

/// Compares with a file under `tests/golden`, or writes it.
#[track_caller]
pub fn golden(name: &str, text: &str) {
    let path = root().join("tests/golden").join(name);
    if updating() {
        fs::write(path, text).unwrap();
    } else {
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(text, expected, "{name} differs; {UPDATE}=1 updates it");
    }
}

/// Compares with a committed file that is made of others, or writes it.
#[track_caller]
pub fn made(path: &str, text: &str) {
    let file = root().join(path);
    if updating() {
        fs::write(file, text).unwrap();
    } else {
        let written = fs::read_to_string(file).unwrap_or_default();
        assert!(
            text == written,
            "{path} is out of date; this updates it:\nscripts/update-targets none"
        );
    }
}

/// A cargo package in a folder of its own.
pub struct Project {
    folder: TempDir,
}

impl Project {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let manifest = "[package]\nname = \"project\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
        fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
        fs::create_dir(folder.path().join("src")).unwrap();
        fs::write(folder.path().join("src/lib.rs"), "").unwrap();
        Self { folder }
    }

    /// With this text in `.cargo/config.toml`.
    pub fn with_config(text: &str) -> Self {
        let project = Self::new();
        project.write(".cargo/config.toml", text);
        project
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn config(&self) -> String {
        self.read(".cargo/config.toml")
    }

    /// Runs the program in the project's folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::start(program().args(arguments).current_dir(&self.folder))
    }

    /// What cargo itself reads in the project as the value of a key.
    pub fn cargo_reads(&self, key: &str) -> Option<String> {
        let cargo = Run::start(
            Command::new(env!("CARGO"))
                .args([
                    "-Zunstable-options",
                    "config",
                    "get",
                    "--format",
                    "json-value",
                    key,
                ])
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_HOME", self.folder.path().join("no-home"))
                .current_dir(&self.folder),
        );
        (cargo.code == Some(0)).then_some(cargo.stdout.trim().to_owned())
    }
}

/// Programs in a folder that is to be the only one on PATH: shell scripts.
#[cfg(unix)]
pub struct Programs {
    folder: TempDir,
}

#[cfg(unix)]
impl Programs {
    /// Each by its name, and what the script does.
    pub fn new(scripts: &[(&str, &str)]) -> Self {
        let programs = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for (name, script) in scripts {
            programs.add(name, script);
        }
        programs
    }

    /// Adds one, or puts it in another's place.
    pub fn add(&self, name: &str, script: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.folder.path().join(name);
        // A shell writes it: a file that this process has open for writing
        // could be inherited by another test's child, and not be executed.
        let text = format!("#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}
