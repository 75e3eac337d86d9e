//! `crossflake debug`: the program, or one test, under the target's emulator
//! and stopped at its start, with gdb on it. May not know any emulator: the
//! runner of the target's shell starts it for a debugger.

use std::ffi::{OsStr, OsString};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

use serde_json::{Value, json};

use crate::environment as contract;
use crate::failure::{Exit, Failure};
use crate::table::target::{RunnerKind, Target};
use crate::verbs::arguments::Own;
use crate::verbs::environment::Environment;
use crate::verbs::shell;
use crate::{probe, project, table, terminal};

/// What the command does.
pub const ABOUT: &str = "Debug the program, or one test, under the emulator";

const EXAMPLES: &str = "\
Examples:
  crossflake debug aarch64
  crossflake debug aarch64 --bin server -- --verbose
  crossflake debug riscv64 --case tests::parses_a_date
  crossflake debug thumbv7em-hf --port 3333";

/// What tells the runner to wait for a debugger at this port.
const VARIABLE: &str = "CROSSFLAKE_GDB";
/// Debian's gdb for every architecture; nixpkgs' is one by itself.
const DEBUGGERS: [&str; 2] = ["gdb-multiarch", "gdb"];
/// How long an emulator may take to listen.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The command's arguments.
#[derive(Debug, clap::Args)]
#[command(about = ABOUT, after_help = EXAMPLES)]
pub struct Arguments {
    /// An alias or a triple
    target: OsString,
    /// Debug the test of this name instead of the program
    #[arg(long, value_name = "NAME")]
    case: Option<String>,
    /// Wait for an editor or another gdb at this port, and print how to connect it
    #[arg(long, conflicts_with = "script")]
    port: Option<u16>,
    /// Run the gdb commands in this file, and end
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
    /// Cargo's own arguments, last: `--bin NAME`, `--test NAME`, `--features …`
    #[arg(
        value_name = "CARGO ARGUMENTS",
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    of_cargo: Vec<OsString>,
}

/// Debugs until gdb ends, or the program where somebody else debugs it.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let target = table::find(&arguments.target)?;
    let native = target.triple == contract::host();
    let emulated = target.runner.kind().takes_debugger;
    if !(native || emulated && target.test.reason().is_none()) {
        return Err(Failure::usage(format!(
            "no emulator of `{}` takes a debugger",
            target.triple
        ))
        .hint("debug it on a device; docs/devices.md says how programs get there"));
    }
    let session = Session::new(target)?;
    let (of_cargo, of_program) = split(&arguments.of_cargo);
    let mut program = session.build(of_cargo, arguments.case.is_some())?;
    let mut words = of_program.to_vec();
    if let Some(case) = &arguments.case {
        program.retain(|program| session.holds(program, case));
        let exact = ["--exact", case, "--nocapture", "--test-threads=1"];
        words.splice(0..0, exact.map(OsString::from));
    }
    let program = match program.as_slice() {
        [program] => program,
        [] => {
            return Err(Failure::usage(match &arguments.case {
                Some(case) => format!("the test `{case}` does not exist"),
                None => "cargo has built no program".to_owned(),
            })
            .hint(
                "name a test in full, as `cargo test -- --list` does; a program by `--bin NAME`",
            ));
        }
        several => {
            let names: Vec<_> = several.iter().map(|program| &*program.name).collect();
            return Err(Failure::usage(format!(
                "there are several programs: {}",
                names.join(", ")
            ))
            .hint(format!("name one: `--bin {}`", several[0].name)));
        }
    };
    match arguments.port {
        Some(port) => session.serve(program, &words, port),
        None => session.debug(program, &words, arguments),
    }
}

/// Cargo's words, and the program's behind `--`.
fn split(words: &[OsString]) -> (&[OsString], &[OsString]) {
    match words.iter().position(|word| word == "--") {
        Some(at) => (&words[..at], &words[at + 1..]),
        None => (words, &[]),
    }
}

/// A program that cargo has built.
struct Program {
    path: PathBuf,
    /// Cargo's name for it, and the crate's.
    name: String,
}

/// The place where everything runs: the target's shell.
struct Session {
    target: &'static Target,
    environment: Option<Environment>,
}

impl Session {
    fn new(target: &'static Target) -> Result<Self, Failure> {
        let folder = probe::folder()?;
        let is_here = probe::program("cargo").is_some() && probe::in_shell_for(target);
        let environment = if is_here {
            None
        } else {
            let project = project::find(&folder)?;
            Some(shell::environment(&project, Some(target), Own::default())?)
        };
        Ok(Self {
            target,
            environment,
        })
    }

    fn command(&self, words: &[OsString]) -> Command {
        if let Some(environment) = &self.environment {
            return environment.command(words);
        }
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]);
        command
    }

    /// The programs that cargo builds, with what a debugger reads.
    fn build(&self, of_cargo: &[OsString], tests: bool) -> Result<Vec<Program>, Failure> {
        let mut words: Vec<OsString> = vec!["cargo".into()];
        words.extend(
            if tests {
                vec!["test", "--no-run"]
            } else {
                vec!["build"]
            }
            .into_iter()
            .map(OsString::from),
        );
        words.extend(["--target".into(), OsString::from(&*self.target.triple)]);
        words.push("--message-format=json-render-diagnostics".into());
        words.extend(of_cargo.iter().cloned());
        let mut command = self.command(&words);
        command
            .env("CARGO_PROFILE_DEV_DEBUG", "2")
            .stderr(Stdio::inherit());
        terminal::running(&command);
        let output = command.output().map_err(|error| failed(&words[0], error))?;
        if !output.status.success() {
            return Err(
                Failure::difference("cargo failed: what it says stands above")
                    .hint("`cargo build` does the same by itself"),
            );
        }
        Ok(String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter_map(|line| executable(&serde_json::from_str(line).ok()?, tests))
            .collect())
    }

    /// The target's runner with the program; the machine that builds needs none.
    fn runner(&self, program: &Program, words: &[OsString]) -> Command {
        let mut all = vec![
            OsString::from(self.target.runner_wrapper()),
            program.path.clone().into(),
        ];
        all.extend(words.iter().cloned());
        self.command(&all)
    }

    /// Whether a test program has this test.
    fn holds(&self, program: &Program, case: &str) -> bool {
        let list = ["--list", "--format=terse"].map(OsString::from);
        let output = self.runner(program, &list).stdin(Stdio::null()).output();
        output.is_ok_and(|output| {
            let line = format!("{case}: test");
            String::from_utf8_lossy(&output.stdout)
                .lines()
                .any(|other| other == line)
        })
    }

    fn is_native(&self) -> bool {
        self.target.triple == contract::host()
    }

    /// The program, waiting for a debugger.
    fn waiting(&self, program: &Program, words: &[OsString], port: u16) -> Command {
        if !self.is_native() {
            let mut command = self.runner(program, words);
            command.env(VARIABLE, port.to_string());
            return command;
        }
        let mut all = vec![
            OsString::from("gdbserver"),
            format!("127.0.0.1:{port}").into(),
            program.path.clone().into(),
        ];
        all.extend(words.iter().cloned());
        self.command(&all)
    }

    /// Prints how to connect, and runs until the program ends.
    fn serve(&self, program: &Program, words: &[OsString], port: u16) -> Result<Exit, Failure> {
        let gdb = self.gdb().unwrap_or_else(|_| DEBUGGERS[1].into());
        let path = program.path.to_string_lossy();
        let mut words_of_gdb: Vec<String> = vec![gdb.to_string_lossy().into()];
        words_of_gdb.extend(
            self.settings()
                .iter()
                .flat_map(|line| ["-ex".to_owned(), line.clone()]),
        );
        words_of_gdb.extend(["-ex".to_owned(), remote(port), path.clone().into()]);
        let line: Vec<_> = words_of_gdb
            .iter()
            .map(|word| crate::shell::posix(word))
            .collect();
        let setup: Vec<_> = self
            .settings()
            .into_iter()
            .map(|text| json!({ "text": text }))
            .collect();
        let launch = json!({
            "name": format!("{} for {}", program.name, self.target.name()),
            "type": "cppdbg",
            "request": "launch",
            "program": path,
            "cwd": "${workspaceFolder}",
            "MIMode": "gdb",
            "miDebuggerPath": gdb.to_string_lossy(),
            "miDebuggerServerAddress": format!("127.0.0.1:{port}"),
            "setupCommands": setup,
        });
        terminal::say(format!(
            "waiting at port {port}\n\ngdb:\n  {}\n\nVS Code, in launch.json under `configurations`:\n{launch:#}",
            line.join(" ")
        ));
        let status = self
            .waiting(program, words, port)
            .status()
            .map_err(|error| failed(OsStr::new("the runner"), error))?;
        Ok(
            match status.code().and_then(|code| u8::try_from(code).ok()) {
                Some(0) => Exit::Success,
                code => Exit::Cargo(code.unwrap_or(1)),
            },
        )
    }

    /// gdb on the program, until gdb ends.
    fn debug(
        &self,
        program: &Program,
        words: &[OsString],
        arguments: &Arguments,
    ) -> Result<Exit, Failure> {
        let mut gdb: Vec<OsString> = vec![self.gdb()?.into(), "-q".into()];
        for line in self.settings() {
            gdb.extend(["-ex".into(), line.into()]);
        }
        let mut emulator = None;
        let start = if self.is_native() {
            "run".to_owned()
        } else {
            let port = free_port()?;
            let mut command = self.waiting(program, words, port);
            command.stdin(Stdio::null());
            terminal::running(&command);
            let child = command
                .spawn()
                .map_err(|error| failed(OsStr::new("the runner"), error))?;
            let mut child = Emulator(child);
            child.listens(port)?;
            emulator = Some(child);
            gdb.extend(["-ex".into(), remote(port).into()]);
            "continue".to_owned()
        };
        let stop = self.start_of(program, arguments.case.as_deref());
        gdb.extend([
            "-ex".into(),
            format!("tbreak {stop}").into(),
            "-ex".into(),
            start.into(),
        ]);
        if let Some(script) = &arguments.script {
            gdb.extend(["-x".into(), script.into(), "--batch".into()]);
        }
        gdb.push("--args".into());
        gdb.push(program.path.clone().into());
        gdb.extend(words.iter().cloned());
        let mut command = self.command(&gdb);
        terminal::running(&command);
        let status = command.status().map_err(|error| failed(&gdb[0], error))?;
        drop(emulator);
        Ok(
            match status.code().and_then(|code| u8::try_from(code).ok()) {
                Some(0) => Exit::Success,
                code => Exit::Cargo(code.unwrap_or(1)),
            },
        )
    }

    /// Where a program stops first: Rust's `main`, not C's, where there is one.
    fn start_of(&self, program: &Program, case: Option<&str>) -> String {
        let name = program.name.replace('-', "_");
        match case {
            Some(case) => format!("{name}::{case}"),
            None if self.target.runner.kind == RunnerKind::QemuSystem => "main".to_owned(),
            None => format!("{name}::main"),
        }
    }

    /// What gdb has to know: libraries are where the program says, and Rust's
    /// values are printed as Rust's.
    fn settings(&self) -> Vec<String> {
        let mut lines = vec!["set sysroot /".to_owned(), "set confirm off".to_owned()];
        let sysroot = self
            .command(&["rustc", "--print", "sysroot"].map(OsString::from))
            .output();
        let sysroot =
            sysroot.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
        // Debian has them beside gdb.
        let gdb = self.gdb().ok();
        let beside = gdb.as_deref().and_then(|path| path.parent()?.parent());
        let folders = sysroot.iter().map(Path::new).chain(beside);
        let folder = folders
            .map(|folder| folder.join("lib/rustlib/etc"))
            .find(|folder| folder.join("gdb_lookup.py").is_file());
        if let Some(folder) = folder {
            lines.push(format!(
                "python import sys; sys.path.insert(0, {:?}); import gdb_lookup; gdb_lookup.register_printers(gdb)",
                folder.display().to_string()
            ));
        }
        lines
    }

    fn gdb(&self) -> Result<PathBuf, Failure> {
        let own = self
            .environment
            .as_ref()
            .and_then(|environment| environment.get("PATH"));
        let path = env::var_os("PATH").unwrap_or_default();
        let folders: Vec<_> = own
            .map(OsStr::new)
            .into_iter()
            .chain([&*path])
            .flat_map(env::split_paths)
            .collect();
        DEBUGGERS
            .iter()
            .find_map(|name| {
                folders
                    .iter()
                    .map(|folder| folder.join(name))
                    .find(|path| path.is_file())
            })
            .ok_or_else(|| {
                Failure::usage("gdb is not on PATH")
                    .hint("add `pkgs.gdb` to `buildTools` in the flake, or install gdb-multiarch")
            })
    }
}

/// An emulator that ends with its debugger.
struct Emulator(Child);

impl Emulator {
    /// Waits until gdb can connect, which an emulator lets one do only once.
    fn listens(&mut self, port: u16) -> Result<(), Failure> {
        let end = Instant::now() + TIMEOUT;
        while Instant::now() < end {
            if let Ok(Some(status)) = self.0.try_wait() {
                return Err(
                    Failure::difference(format!("the emulator ended with {status}"))
                        .hint("what it says stands above"),
                );
            }
            if TcpListener::bind(("127.0.0.1", port)).is_err() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Err(Failure::difference("the emulator does not listen")
            .hint("try again, or name a free port by `--port`"))
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn remote(port: u16) -> String {
    format!("target remote 127.0.0.1:{port}")
}

fn free_port() -> Result<u16, Failure> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| {
            Failure::io("failed to find a free port", error).hint("name one by `--port`")
        })
}

/// The program of one of cargo's messages.
fn executable(message: &Value, tests: bool) -> Option<Program> {
    if message["profile"]["test"].as_bool()? != tests {
        return None;
    }
    Some(Program {
        path: message["executable"].as_str()?.into(),
        name: message["target"]["name"].as_str()?.to_owned(),
    })
}

fn failed(program: &OsStr, error: std::io::Error) -> Failure {
    let program = program.to_string_lossy();
    Failure::io(format!("failed to run `{program}`"), error)
        .hint(format!("see that `{program}` is on PATH"))
}
