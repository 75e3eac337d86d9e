//! `crossflake init`: the flake of a project, and what goes with it.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use clap::builder::NonEmptyStringValueParser;
use serde::Serialize;

use super::config;
use crate::crates::Requirements;
use crate::failure::{Exit, Failure};
use crate::init::extend::{self, Extended};
use crate::init::{self, Kind, Use, migrate};
use crate::project::{self, Project};
use crate::shell::posix;
use crate::table::target::Target;
use crate::{files, probe, requirements, table, terminal};

/// What the command does.
pub const ABOUT: &str = "Write a flake for the project, and its linkers and runners";

const EXAMPLES: &str = "\
Examples:
  crossflake init aarch64
  crossflake init aarch64 riscv64 --direnv
  crossflake init --standalone riscv64

Targets are added to the `targets` of a flake of crossflake's. Any other flake.nix
stays as it is: what to paste into it is printed, and the exit code is 4.";

/// The command's arguments.
#[derive(Debug, clap::Args)]
#[command(about = ABOUT, after_help = EXAMPLES)]
pub struct Arguments {
    /// Aliases or triples; the targets that people use most unless named
    #[arg(value_name = "TARGET")]
    targets: Vec<OsString>,
    /// The same as an option
    #[arg(long = "target", value_name = "TARGET")]
    named: Vec<OsString>,
    /// Write .envrc too, so that direnv enters the first target's shell
    #[arg(long)]
    direnv: bool,
    /// Write the library into the project too: nixpkgs and rust-overlay are the flake's only inputs
    #[arg(long, conflicts_with = "url")]
    standalone: bool,
    /// Where the flake of crossflake is
    #[arg(long, value_name = "URL", default_value = init::URL, value_parser = NonEmptyStringValueParser::new())]
    url: String,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Report<'a> {
    flake: String,
    written: bool,
    text: &'a str,
    beside: Vec<Beside>,
}

/// A file that goes with the flake.
#[derive(Serialize)]
struct Beside {
    path: String,
    written: bool,
}

/// Writes what is not there yet.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let names = arguments.targets.iter().chain(&arguments.named);
    let targets = table::find_all(&names.cloned().collect::<Vec<_>>())?;
    let folder = probe::folder()?;
    let project = project::find(&folder)?;
    let kind = if arguments.standalone {
        Kind::Standalone
    } else {
        Kind::Thin(&arguments.url)
    };
    let found = requirements::find(&project, &targets)?;
    let has_lock = found.is_some();
    let requirements = found.unwrap_or_default();
    let path = project.root.join("flake.nix");
    if !targets.is_empty()
        && let Some(exit) = extended(arguments, &project, &path, &targets)?
    {
        return Ok(exit);
    }
    let text = |used| init::flake(kind, &targets, &requirements, used);
    let (mut written, mut beside) = (false, Vec::new());
    let mut kept = false;
    if kind == Kind::Standalone {
        let (library, differs) = library(&project, &targets)?;
        beside.push(library);
        kept = differs;
    }
    // The flake comes last: while there is none, a run that ended early can be
    // repeated.
    if !files::is_taken(&path) {
        let common = table::common();
        let configured = if targets.is_empty() {
            &common
        } else {
            &targets
        };
        let file = project.cargo_config();
        beside.push(Beside::new(&file, config::add(&project, configured)?));
        if arguments.direnv {
            beside.push(direnv(&project, &targets)?);
        }
        written = create(&path, &text(Use::Whole))?;
        // Another run was quicker.
        if !written
            && !targets.is_empty()
            && let Some(exit) = extended(arguments, &project, &path, &targets)?
        {
            return Ok(exit);
        }
    }
    let text = text(if written { Use::Whole } else { Use::Pasted });

    if arguments.json {
        terminal::json(&Report {
            flake: path.to_string_lossy().into_owned(),
            written,
            text: &text,
            beside,
        })?;
    } else if !written {
        terminal::data(&text)?;
    }
    if !written {
        terminal::say(format!(
            "`{}` is there and stays as it is; paste the inputs and the outputs above into it",
            path.display()
        ));
        if !targets.is_empty() {
            let names: Vec<_> = targets.iter().map(|target| target.name()).collect();
            let names = names.join(" ");
            terminal::note(format!("linkers and runners: `crossflake config {names}`"));
        }
        if arguments.direnv {
            terminal::note(format!("in .envrc: {}", enters(&targets)));
        }
        return Ok(Exit::Kept);
    }
    terminal::say(format!("wrote `{}`", path.display()));
    tell(&project, &folder, &targets, &requirements, has_lock, kind);
    Ok(if kept { Exit::Kept } else { Exit::Success })
}

/// Adds the targets to a flake of ours that is there, as far as that can be
/// done for the user; none if there is no such flake.
fn extended(
    arguments: &Arguments,
    project: &Project,
    path: &Path,
    targets: &[&'static Target],
) -> Result<Option<Exit>, Failure> {
    if arguments.standalone {
        return Ok(None);
    }
    let lock = files::lock(&project.root)?;
    let Some(text) = files::read(path)?.filter(|text| extend::is_ours(text)) else {
        return Ok(None);
    };
    let shown = path.display();
    let (text, written) = match extend::extend(&text, targets) {
        Extended::Unclear => {
            let names: Vec<_> = targets.iter().map(|target| target.name()).collect();
            terminal::note(format!(
                "`{shown}` is a flake of crossflake's: add to its `targets`, by hand: {}",
                names.join(", ")
            ));
            return Ok(None);
        }
        Extended::Complete => {
            terminal::say(format!("`{shown}` has these targets"));
            (text, false)
        }
        Extended::Changed(changed, added) => {
            files::replace(path, &changed, &lock)?;
            terminal::say(format!(
                "added to `targets` in `{shown}`: {}",
                added.join(", ")
            ));
            (changed, true)
        }
    };
    drop(lock);
    let config = project.cargo_config();
    let beside = vec![Beside::new(&config, config::add(project, targets)?)];
    if arguments.json {
        terminal::json(&Report {
            flake: shown.to_string(),
            written,
            text: &text,
            beside,
        })?;
    }
    terminal::say(format!("next: crossflake test {}", shell(targets)));
    Ok(Some(Exit::Success))
}

impl Beside {
    fn new(path: &Path, written: bool) -> Self {
        Self {
            path: path.to_string_lossy().into_owned(),
            written,
        }
    }
}

/// Writes what enters the first target's shell, or says it.
fn direnv(project: &Project, targets: &[&Target]) -> Result<Beside, Failure> {
    let path = project.root.join(".envrc");
    let line = enters(targets);
    let shown = path.display();
    let written = create(&path, &format!("{line}\n"))?;
    terminal::say(if written {
        format!("wrote `{shown}`: `direnv allow` enters it")
    } else {
        format!("`{shown}` is there and stays as it is; add: {line}")
    });
    Ok(Beside::new(&path, written))
}

/// The line of an .envrc that enters the first target's shell.
fn enters(targets: &[&Target]) -> String {
    format!("use flake .#{}", shell(targets))
}

fn shell<'a>(targets: &[&'a Target]) -> &'a str {
    targets
        .first()
        .map_or(table::example(), |target| target.name())
}

/// Writes the files of the library that are not there, and says which are there
/// with another text; whether there is one.
fn library(project: &Project, targets: &[&Target]) -> Result<(Beside, bool), Failure> {
    let (mut written, mut others) = (false, Vec::new());
    for (name, text) in init::standalone::files(targets) {
        let path = project.root.join(&name);
        if let Some(folder) = path.parent() {
            files::make_folder(folder)?;
        }
        if create(&path, &text)? {
            written = true;
        } else if files::read(&path)?.as_ref() != Some(&text) {
            others.push(name);
        }
    }
    let folder = project.root.join(init::standalone::FOLDER);
    let shown = folder.display();
    if written {
        terminal::say(format!("wrote the library into `{shown}`"));
    }
    if let [first, rest @ ..] = &*others {
        let more = match rest.len() {
            0 => String::new(),
            count => format!(" and {count} more"),
        };
        terminal::say(format!(
            "`{first}`{more} is there with another text and stays as it is; to write the library again: \
             rm -r {}",
            posix(&folder.to_string_lossy())
        ));
    }
    Ok((Beside::new(&folder, written), !others.is_empty()))
}

/// What the files of other tools say, in our words.
fn migrated(project: &Project) {
    let workflows = project.root.join(".github/workflows");
    let of_folder = |folder: &Path| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        paths
    };
    let is_known = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name == "Cross.toml" || name.starts_with("Dockerfile") || name.ends_with("Dockerfile")
    };
    let beside = of_folder(&project.root);
    let beside = beside.into_iter().filter(|path| is_known(path));
    for path in beside.chain(of_folder(&workflows)) {
        let Ok(Some(text)) = files::read(&path) else {
            continue;
        };
        let name = path.strip_prefix(&project.root).unwrap_or(&path);
        for line in migrate::lines(&name.to_string_lossy(), &text) {
            terminal::note(format!("`{}`, here: {line}", name.display()));
        }
    }
}

/// Writes the file if nothing is there, not even a link that leads nowhere.
fn create(path: &Path, text: &str) -> Result<bool, Failure> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let lock = files::lock(folder)?;
    if files::is_taken(path) {
        return Ok(false);
    }
    files::replace(path, text, &lock)?;
    Ok(true)
}

/// What is left for the user to do, who is in this folder.
fn tell(
    project: &Project,
    folder: &Path,
    targets: &[&'static Target],
    requirements: &Requirements,
    has_lock: bool,
    kind: Kind<'_>,
) {
    for target in targets {
        if let Some(reason) = target.link.reason() {
            terminal::note(format!("`{}` may not link: {reason}", target.triple));
        }
    }
    for (what, names) in [
        ("libraries", &requirements.libraries),
        (
            "the build machine's libraries",
            &requirements.build_libraries,
        ),
        ("tools", &requirements.tools),
    ] {
        if !names.is_empty() {
            let names: Vec<_> = names.keys().copied().collect();
            terminal::note(format!("{what} from nixpkgs: {}", names.join(", ")));
        }
    }
    if !requirements.unknown.is_empty() {
        let names: Vec<_> = requirements.unknown.iter().map(String::as_str).collect();
        terminal::note(format!(
            "not in the table of crates: {}; if the build of one does not find its C library, add \
             that to `libraries` in flake.nix",
            names.join(", ")
        ));
    }
    let lock = if has_lock {
        ""
    } else {
        terminal::note("there is no Cargo.lock, which packages need: `cargo generate-lockfile`");
        " Cargo.lock"
    };
    let in_git = project
        .root
        .ancestors()
        .any(|folder| files::is_taken(&folder.join(".git")));
    if in_git {
        let there = if project.root == folder {
            String::new()
        } else {
            format!(" -C {}", posix(&project.root.to_string_lossy()))
        };
        let library = match kind {
            Kind::Thin(_) => String::new(),
            Kind::Standalone => format!(" {}", init::standalone::FOLDER),
        };
        terminal::note(format!(
            "Nix sees what git knows: `git{there} add -N flake.nix{library}{lock}`"
        ));
        let ignored = files::read(&project.root.join(".gitignore"));
        let is_ignored = |text: String| text.lines().any(|line| line.contains("result"));
        if !ignored.is_ok_and(|text| text.is_some_and(is_ignored)) {
            let path = posix(&project.root.join(".gitignore").to_string_lossy());
            terminal::note(format!(
                "`nix build` leaves a link that git should not know: `echo /result >>{path}`"
            ));
        }
    }
    migrated(project);
    let shell = shell(targets);
    terminal::say(format!("next: nix develop .#{shell} -c cargo test"));
}
