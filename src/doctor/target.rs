//! Owns the checks of one target: its standard library, linker, pkg-config and
//! runner, and the compiler of the machine that builds, for build scripts.
//! Outside of the target's shell, they say what a shell brings.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Context, Finding, TIMEOUT, Trouble, caused, program, tried};
use crate::environment;
use crate::probe::{self, variable};
use crate::table::running::executes;
use crate::table::target::{Linker, RunnerKind, Std, Target};
use crate::table::{self, rule};

/// So many packages are looked at for one whose library tells its machine.
const MOST: usize = 50;

/// Whether rustc has the target's standard library.
pub fn standard_library(context: &Context) -> Finding {
    let target = match in_shell(context, |target| {
        Some(format!("the target's rust-std ({})", target.std.as_str()))
    }) {
        Ok(target) => target,
        Err(finding) => return finding,
    };
    if target.std != Std::Prebuilt {
        return Finding::skipped(
            "none is prebuilt: cargo builds it from source, with `-Zbuild-std`",
        );
    }
    let mut command = Command::new(program::rustc());
    command.args(["--print", "target-libdir", "--target", &target.triple]);
    let missing = |seen: &str| {
        let words = [("name", &*target.triple)];
        caused("std-missing", Some(target), &words, seen)
    };
    match tried(&mut command, TIMEOUT) {
        Ok(answer) if has_core(Path::new(answer.stdout.trim())) => {
            Finding::ok(format!("`{}`", answer.stdout.trim()))
        }
        Ok(answer) => missing(&format!("there is none in `{}`", answer.stdout.trim())),
        Err(trouble) => trouble.finding(Some(target), missing),
    }
}

fn has_core(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name()).any(|name| {
        let name = name.to_string_lossy();
        name.starts_with("libcore-") && name.ends_with(".rlib")
    })
}

/// Whether a real program of the target links.
pub fn linker(context: &Context) -> Finding {
    let target = match in_shell(context, |target| {
        Some(target.linker_program().map_or_else(
            || "rustc's own linker".to_owned(),
            |linker| format!("the linker `{linker}`"),
        ))
    }) {
        Ok(target) => target,
        Err(finding) => return finding,
    };
    if target.std != Std::Prebuilt {
        return Finding::skipped("a program needs a std or core, which cargo builds from source");
    }
    let name = environment::cargo(&target.triple, "LINKER");
    let linker = variable(&name);
    match context.program(target) {
        Ok(_) => Finding::ok(format!(
            "a program links with {}",
            linker.map_or_else(
                || "rustc's own linker".to_owned(),
                |linker| format!("`{linker}`")
            )
        )),
        Err(trouble) => trouble.finding(Some(target), |said| match (linker, target.linker) {
            (Some(linker), _) => Finding::failed(
                said,
                format!("see that `{linker}` ({name}) links a C program"),
            ),
            (None, Linker::Cc) => caused("linker-of-the-host", Some(target), &[], said),
            (None, _) => Finding::failed(
                said,
                format!("see that rustc has the target: {}", enter(target)),
            ),
        }),
    }
}

/// Whether the target's pkg-config answers for the target, and not for the
/// machine that builds.
pub fn pkg_config(context: &Context) -> Finding {
    let target = match in_shell(context, |target| {
        let prefix = target.tool_prefix()?;
        Some(format!("`{prefix}-pkg-config` with the flake's libraries"))
    }) {
        Ok(target) => target,
        Err(finding) => return finding,
    };
    let name = format!("PKG_CONFIG_{}", environment::lower(&target.triple));
    let Some(program) = variable(&name) else {
        return if target.linker == Linker::Cc {
            let seen = format!("{name} is not set");
            caused("pkg-config-of-the-host", Some(target), &[], &seen)
        } else {
            Finding::skipped("the target has no C toolchain, and so no libraries")
        };
    };
    let packages = match tried(Command::new(&program).arg("--list-all"), TIMEOUT) {
        Ok(answer) => answer.stdout,
        Err(trouble) => {
            return trouble.finding(Some(target), |said| {
                if trouble.missing {
                    return caused("pkg-config-missing", Some(target), &[], said);
                }
                Finding::failed(said, format!("see that {name} names the target's"))
            });
        }
    };
    let mut packages = packages
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .take(MOST)
        .peekable();
    if packages.peek().is_none() {
        return Finding::skipped(format!("`{program}` knows no library"))
            .by("name some in the flake: `libraries = pkgs: [ pkgs.openssl ];`");
    }
    let machine = context.program(target).ok().and_then(program::elf_machine);
    let mut seen = None;
    for package in packages {
        let Some(folder) = library_folder(&program, package) else {
            continue;
        };
        let Some((library, its)) = library(&folder, package) else {
            continue;
        };
        match machine {
            None => seen = Some(folder),
            Some(machine) if machine == its => {
                return Finding::ok(format!(
                    "`{package}` is the target's: `{}`",
                    library.display()
                ));
            }
            Some(_) => {
                let seen = format!(
                    "`{program}` gives `{package}` of another machine: `{}`",
                    library.display()
                );
                let words = [("library", linked(&library))];
                let words = words.each_ref().map(|(name, word)| (*name, &**word));
                return caused("library-of-the-host", Some(target), &words, &seen);
            }
        }
    }
    match seen {
        Some(folder) => Finding::skipped(format!(
            "`{}` cannot be compared: no program of the target was linked",
            folder.display()
        )),
        None => Finding::skipped(format!(
            "`{program}` answers, but names no ELF library to compare"
        )),
    }
}

fn library_folder(program: &str, package: &str) -> Option<PathBuf> {
    let mut command = Command::new(program);
    let answer = tried(command.args(["--variable=libdir", package]), TIMEOUT).ok()?;
    let folder = answer.stdout.trim();
    (!folder.is_empty()).then(|| PathBuf::from(folder))
}

/// A library in the folder, the package's own if its name says so, and its
/// machine.
fn library(folder: &Path, package: &str) -> Option<(PathBuf, [u8; 4])> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("lib") && (name.contains(".so") || name.ends_with(".a"))
        })
        .collect();
    let package = package.trim_start_matches("lib");
    paths.sort_by_key(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        (!name.contains(package), path.clone())
    });
    paths
        .into_iter()
        .take(MOST)
        .find_map(|path| program::elf_machine(&path).map(|machine| (path, machine)))
}

/// What stands behind `-l` for the library.
fn linked(library: &Path) -> String {
    let name = library.file_name().unwrap_or_default().to_string_lossy();
    let name = name.trim_start_matches("lib");
    let end = name.find(".so").or_else(|| name.find(".a"));
    name[..end.unwrap_or(name.len())].to_owned()
}

/// Whether build scripts get a compiler whose programs run here.
pub fn host_compiler(context: &Context) -> Finding {
    let name = format!("CC_{}", environment::lower(&context.host));
    if let Err(finding) = in_shell(context, |_| Some(format!("{name}, for build scripts"))) {
        return finding;
    }
    let Some(compiler) = variable(&name) else {
        return Finding::skipped(format!("{name} is not set: build scripts take `cc`"));
    };
    let host = table::get(&context.host);
    let seen = |said: &str| format!("{name} is `{compiler}`, and {said}");
    let program = match program::compile(context, &compiler) {
        Ok(program) => program,
        Err(trouble) if trouble.missing => {
            let words = [("tool", &*compiler)];
            let seen = seen(&trouble.said);
            return caused("compiler-of-the-host-missing", host, &words, &seen);
        }
        Err(trouble) => {
            return trouble.finding(host, |said| {
                let fix =
                    format!("set {name}, which is `{compiler}`, to this machine's C compiler");
                Finding::failed(said, fix)
            });
        }
    };
    match program::run(&mut Command::new(program)) {
        Ok(()) => Finding::ok(format!("a program of `{compiler}` runs here")),
        Err(trouble) => {
            let seen = seen(&trouble.said);
            caused("build-script-of-another-machine", host, &[], &seen)
        }
    }
}

/// Whether the runner runs the program, and hands on output and exit code.
pub fn runner(context: &Context) -> Finding {
    let target = match in_shell(context, |target| {
        let program = target.runner_program()?;
        Some(format!("the runner `{program}`"))
    }) {
        Ok(target) => target,
        Err(finding) => return finding,
    };
    let name = environment::cargo(&target.triple, "RUNNER");
    let runner = variable(&name);
    let executes = executes(&context.host, &target.triple);
    if runner.is_none()
        && let Some(reason) = target.untested_on(&context.host)
    {
        return Finding::skipped(format!("nothing runs the target's programs: {reason}"));
    }
    if rule::is_bare(&target.triple) {
        return Finding::skipped(
            "a bare-metal program needs its board's start-up code: `cargo test` shows it",
        );
    }
    if target.runner.kind == RunnerKind::Node {
        return Finding::skipped("wasm-bindgen runs tests alone: `cargo test` shows it");
    }
    let Ok(program) = context.program(target) else {
        return Finding::skipped("there is no program to run: see `linker`");
    };
    let mut command = match by_runner(target, program) {
        Some(command) => command,
        None if executes => Command::new(program),
        None => {
            let seen = format!("{name} is not set");
            return caused("exec-format", Some(target), &[], &seen);
        }
    };
    match program::run(command.current_dir(context.scratch())) {
        Ok(()) => Finding::ok(format!(
            "{} hands on the program's output and exit code",
            runner
                .as_ref()
                .map_or_else(|| "this machine".to_owned(), |runner| format!("`{runner}`"))
        )),
        Err(trouble) => trouble.finding(Some(target), |said| match &runner {
            Some(runner) if trouble.missing => {
                let program = runner.split_whitespace().next().unwrap_or_default();
                caused(
                    "runner-missing",
                    Some(target),
                    &[("program", program)],
                    said,
                )
            }
            Some(_) => {
                let what = format!("see that {name} runs a program of the target");
                Finding::failed(said, format!("{what}: {}", enter(target)))
            }
            None => caused("exec-format", Some(target), &[], said),
        }),
    }
}

/// Whether what the target's program starts runs under the emulator too; none
/// outside of the target's shell, or without a program.
pub fn starts_programs(context: &Context, target: &'static Target) -> Option<Result<(), Trouble>> {
    if !probe::in_shell_for(target) {
        return None;
    }
    let program = context.program(target).ok()?;
    let mut command = by_runner(target, program)?;
    command.arg(program).current_dir(context.scratch());
    Some(program::run(&mut command))
}

/// The command with which cargo would start the program, if a runner is set.
fn by_runner(target: &Target, program: &Path) -> Option<Command> {
    let runner = variable(&environment::cargo(&target.triple, "RUNNER"))?;
    let mut words = runner.split_whitespace();
    let mut command = Command::new(words.next()?);
    command.args(words).arg(program);
    Some(command)
}

/// The target, if this is its shell; else what its shell brings for the check.
fn in_shell(
    context: &Context,
    brings: impl Fn(&Target) -> Option<String>,
) -> Result<&'static Target, Finding> {
    let Some(target) = context.target else {
        return Err(Finding::skipped("no target"));
    };
    if probe::in_shell_for(target) {
        return Ok(target);
    }
    if let Some(reason) = target.link.reason()
        && target.triple != context.host
    {
        return Err(Finding::skipped(format!("there is no shell: {reason}")));
    }
    Err(match brings(target) {
        Some(brings) => Finding::skipped(format!("a shell brings {brings}")).by(enter(target)),
        None => Finding::skipped("the target has none"),
    })
}

fn enter(target: &Target) -> String {
    format!("`nix develop .#{}`", target.name())
}
