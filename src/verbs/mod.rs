//! Cargo's subcommands for a target: `crossflake test aarch64`. Owns what
//! happens in which order; the program becomes cargo, so that exit code,
//! signals, input and terminal are cargo's.

pub mod arguments;
pub mod configuration;
mod device;
pub mod environment;
pub mod files;
mod generated;
pub mod help;
pub mod kept;
mod mistakes;
mod nix;
mod plan;
pub mod shell;
mod signals;
mod start;
pub mod subcommands;
#[cfg(unix)]
mod watched;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Instant;

use crate::environment as contract;
use crate::failure::{Exit, Failure};
use crate::probe;
use crate::project::{self, Project};
use crate::table::target::Target;
use crate::terminal::{self, Verbosity};
use arguments::Request;
use subcommands::{Needs, Words};

/// Does what the words after the program's name ask for, if that is for cargo.
#[must_use]
pub fn run(words: &[OsString]) -> Option<Result<Exit, Failure>> {
    let (words, device) = match device::take(words) {
        Ok(taken) => taken,
        Err(failure) => return Some(Err(failure)),
    };
    match arguments::read(&words) {
        Ok(None) => None,
        Ok(Some(mut request)) => {
            request.device = device;
            Some(request_run(request))
        }
        Err(failure) => Some(Err(failure)),
    }
}

fn request_run(mut request: Request) -> Result<Exit, Failure> {
    terminal::set_verbosity(match (request.own.quiet, request.own.verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    });
    if let Some(form) = &request.new_form {
        terminal::note(format!("cargo's arguments need no `--` of ours: `{form}`"));
    }
    configuration::note_of_cross();
    let folder = folder_of(&request)?;
    if request.targets.is_empty() && request.needs_or_takes_target() {
        request.targets = configuration::targets(&folder)?;
        if let Some(target) = request.targets.first() {
            let names: Vec<_> = request.targets.iter().map(|target| target.name()).collect();
            if std::env::var_os("CARGO_BUILD_TARGET").is_none_or(|name| *name != *target.triple) {
                terminal::note(format!(
                    "for {}, which the project's cargo configuration names",
                    names.join(" and ")
                ));
            }
        }
    }
    match &*request.targets.clone() {
        [] if request.needs_target() => Err(mistakes::no_target(&request)),
        [] => match mistakes::misspelt(&request) {
            Some(failure) => Err(failure),
            None => for_build_machine(&request, &folder),
        },
        [target] => start::explained(
            prepared(&request, target, &folder)?,
            target,
            request.own.explain(),
        ),
        targets => Ok(one_after_another(&request, targets, &folder)),
    }
}

impl Request {
    fn needs_or_takes_target(&self) -> bool {
        self.known().is_none_or(|row| row.target == Needs::One)
    }
}

/// The folder that cargo works in.
fn folder_of(request: &Request) -> Result<PathBuf, Failure> {
    let folder = probe::folder()?;
    let Some(place) = &request.place else {
        return Ok(folder);
    };
    let place = folder.join(place);
    Ok(match place.parent() {
        Some(parent) if !place.is_dir() => parent.to_owned(),
        _ => place,
    })
}

/// Without a target, it is what cargo does by itself.
fn for_build_machine(request: &Request, folder: &Path) -> Result<Exit, Failure> {
    let words = request.cargo(None);
    if probe::program("cargo").is_some() {
        return start::exec(start::command(None, &words));
    }
    let project = project::find(folder)?;
    let environment = shell::environment(&project, None, request.own)?;
    start::exec(start::command(Some(&environment), &words))
}

/// Cargo's command for the target, in its shell.
fn prepared(
    request: &Request,
    target: &'static Target,
    folder: &Path,
) -> Result<std::process::Command, Failure> {
    let project = project::find(folder)?;
    let words = request.cargo(Some(target));
    if probe::program("cargo").is_some() && probe::in_shell_for(target) {
        let mut command = start::command(None, &words);
        device::name(&mut command, request.device.as_ref());
        device::name_runner(&mut command, target, request.device.as_ref());
        return Ok(command);
    }
    links(target)?;
    if runs_programs(request)
        && !device::is_named(request.device.as_ref())
        && let Some(reason) = target.test.reason()
        && target.triple != contract::host()
    {
        terminal::note(format!("no runner for `{}`: {reason}", target.triple));
    }
    lock(request, &project)?;
    let environment = shell::environment(&project, Some(target), request.own)?;
    let mut command = start::command(Some(&environment), &words);
    device::name(&mut command, request.device.as_ref());
    Ok(command)
}

fn runs_programs(request: &Request) -> bool {
    request
        .known()
        .is_some_and(|row| row.target == Needs::One && row.words != Words::None)
}

/// A target that links nowhere has no shell; the table knows why.
fn links(target: &Target) -> Result<(), Failure> {
    match target.link.reason() {
        Some(reason) if !target.has_shell() && target.triple != contract::host() => {
            Err(Failure::usage(format!(
                "programs for `{}` cannot be linked here: {reason}",
                target.triple
            ))
            .hint(format!(
                "`crossflake show {}` says what there is; \
                 in a shell with a toolchain of your own, set {}",
                target.name(),
                contract::cargo(&target.triple, "LINKER")
            )))
        }
        _ => Ok(()),
    }
}

/// The shell of a project without flake depends on Cargo.lock: where there is
/// none, cargo makes it first, as it would.
fn lock(request: &Request, project: &Project) -> Result<(), Failure> {
    let is_set = |name: &str| {
        let words = request.before.iter().chain(&request.arguments);
        words
            .take_while(|word| *word != "--")
            .any(|word| word == name)
    };
    if probe::flake(&project.root).is_some()
        || project.root.join("Cargo.lock").exists()
        || is_set("--locked")
        || is_set("--frozen")
    {
        return Ok(());
    }
    let environment = shell::environment(project, None, request.own)?;
    let mut words: Vec<OsString> = vec!["cargo".into(), "generate-lockfile".into()];
    words.extend(is_set("--offline").then(|| "--offline".into()));
    words.extend(request.own.quiet.then(|| "--quiet".into()));
    words.push("--manifest-path".into());
    words.push(project.root.join("Cargo.toml").into());
    let status = start::wait(&mut start::command(Some(&environment), &words))?;
    if status.success() {
        return Ok(());
    }
    Err(
        Failure::difference("cargo failed to make Cargo.lock: what it says stands above")
            .hint("`cargo generate-lockfile` does the same by itself"),
    )
}

/// Several targets, a line about each at the end; ends as the first that
/// failed.
fn one_after_another(request: &Request, targets: &[&'static Target], folder: &Path) -> Exit {
    let mut lines = Vec::new();
    let mut first = None;
    for target in targets {
        let began = Instant::now();
        let ended =
            prepared(request, target, folder).and_then(|mut command| start::wait(&mut command));
        let (how, code) = match &ended {
            Ok(status) if status.success() => ("ok".to_owned(), 0),
            Ok(status) => (format!("failed: {status}"), code(*status)),
            Err(failure) => {
                terminal::failure(failure);
                (format!("failed: {:#}", failure.error), failure.exit.code())
            }
        };
        if code != 0 {
            first.get_or_insert(code);
        }
        let seconds = began.elapsed().as_secs_f32();
        lines.push(format!("{}: {how} ({seconds:.1} s)", target.name()));
    }
    for line in lines {
        terminal::say(line);
    }
    first.map_or(Exit::Success, Exit::Cargo)
}

/// As a shell gives it: a signal is 128 and its number.
fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal: Option<i32> = None;
    let code = status.code().or(signal.map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}
