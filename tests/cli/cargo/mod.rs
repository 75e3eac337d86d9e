//! Cargo's subcommands for a target. The Nix here is a script that prints an
//! environment; tests/flake enters the real ones.

#![cfg(unix)]

mod failures;
mod habits;
mod kept;
mod words;

use std::fs;
use std::process::Command;

use serde_json::json;
use tempfile::TempDir;

use crate::support::{Programs, Project, Run, program};

pub const TRIPLE: &str = "aarch64-unknown-linux-gnu";

/// Prints the environment's name, and its arguments, one in a line.
const CARGO: &str = "echo \"$name\"; printf '<%s>\\n' \"$@\"; exit ${CARGO_ENDS_WITH:-0}";
/// Answers as Nix does, and writes down what it was asked.
const NIX: &str = r#"
ask=$1
for last; do :; done
echo "$ask $last" >>"$FOLDER/asked"
case $ask in
    eval) cat "$FOLDER/answer" ;;
    build) echo 'these 2 paths will be fetched (3.0 MiB download, 9.0 MiB unpacked):' >&2 ;;
    print-dev-env)
        while [ "$1" != --profile ]; do shift; done
        : >"$2"
        name=$(echo "${last##*.}" | tr -d '"')
        sed "s|NAME|$name|" "$FOLDER/environment"
        ;;
esac
"#;

/// A machine with a Nix, a project, and a cache of its own.
pub struct World {
    pub project: Project,
    pub nix: Programs,
    pub shell: Programs,
    pub folder: TempDir,
}

impl World {
    /// A project without a flake.
    pub fn new() -> Self {
        let world = Self {
            project: Project::new(),
            nix: Programs::new(&[]),
            shell: Programs::new(&[("cargo", CARGO)]),
            folder: tempfile::tempdir().unwrap(),
        };
        let folder = world.folder.path().display().to_string();
        // Programs have a PATH of their own.
        let path = std::env::var("PATH").unwrap();
        let git = format!("PATH={}\nexec git \"$@\"", crossflake::shell::posix(&path));
        world.nix.add("git", &git);
        world.nix.add("nix", &format!("FOLDER={folder}\n{NIX}"));
        world.project.write("Cargo.lock", "version = 4\n");
        world.answers("[]");
        world.sets(&[("CARGO_BUILD_TARGET", TRIPLE)]);
        world
    }

    /// With a flake that has a shell for aarch64.
    pub fn with_flake() -> Self {
        let world = Self::new();
        world.project.write("flake.nix", "{ }");
        world.answers(r#"[["devShells", "aarch64"]]"#);
        world
    }

    pub fn answers(&self, json: &str) {
        fs::write(self.folder.path().join("answer"), json).unwrap();
    }

    /// What the shells set beside their name and PATH.
    pub fn sets(&self, variables: &[(&str, &str)]) {
        let exported = |value: &str| json!({ "type": "exported", "value": value });
        let mut all = serde_json::Map::new();
        all.insert("name".into(), exported("NAME"));
        all.insert("HOME".into(), exported("/homeless-shelter"));
        let path = self.shell.path().to_str().unwrap();
        all.insert("PATH".into(), exported(path));
        all.insert("SHELL".into(), exported("/bin/bash"));
        for (name, value) in variables {
            all.insert((*name).into(), exported(value));
        }
        let text = json!({ "variables": all, "bashFunctions": {} }).to_string();
        fs::write(self.folder.path().join("environment"), text).unwrap();
    }

    /// What Nix was asked since the last time.
    pub fn asked(&self) -> Vec<String> {
        let path = self.folder.path().join("asked");
        let text = fs::read_to_string(&path).unwrap_or_default();
        let _ = fs::remove_file(path);
        text.lines().map(str::to_owned).collect()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        command
            .args(arguments)
            .current_dir(self.project.path(""))
            .env("PATH", self.nix.path())
            .env("CROSSFLAKE_CACHE", self.folder.path().join("cache"))
            .env("CARGO_HOME", self.folder.path());
        for name in [
            "CARGO_BUILD_TARGET",
            "CROSSFLAKE_NIX",
            "CROSSFLAKE_FLAKE",
            "CROSSFLAKE_WORLD",
        ] {
            command.env_remove(name);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::start(&mut self.command(arguments))
    }
}

/// What the script in the place of cargo prints in the shell of this name.
pub fn ran(name: &str, cargo: &[&str]) -> String {
    let words: Vec<_> = cargo.iter().map(|word| format!("<{word}>\n")).collect();
    format!("\"{name}\"\n{}", words.concat()).replace('"', "")
}
