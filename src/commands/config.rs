//! `crossflake config`: a target's linker and runner in the project's
//! `.cargo/config.toml`.

use std::ffi::OsString;
use std::path::Path;

use serde::Serialize;
use similar::TextDiff;

use crate::cargo_config::{self, Action, Elsewhere, Entry, Merge, Problem, State};
use crate::failure::{Exit, Failure};
use crate::project::Project;
use crate::table::target::Target;
use crate::{cargo_reads, files, probe, project, table, terminal};

/// What the command does.
pub const ABOUT: &str = "Merge targets' linkers and runners into .cargo/config.toml";

const EXAMPLES: &str = "\
Examples:
  crossflake config aarch64 riscv64
  crossflake config --check aarch64 riscv64
  crossflake config --remove riscv64";

/// The command's arguments.
#[derive(Debug, clap::Args)]
#[command(about = ABOUT, after_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub struct Arguments {
    /// Aliases or triples
    #[arg(value_name = "TARGET")]
    targets: Vec<OsString>,
    /// Remove the keys that crossflake wrote, instead
    #[arg(long)]
    remove: bool,
    /// Write nothing; exit with 1 and print the difference if there is one
    #[arg(long, conflicts_with = "diff")]
    check: bool,
    /// Write nothing; print what would change
    #[arg(long)]
    diff: bool,
    /// Print what was done, or would be, as JSON
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Report<'a> {
    path: String,
    changed: bool,
    entries: &'a [Entry],
    diff: &'a str,
}

/// Merges, and tells what was done.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let targets = targets(&arguments.targets)?;
    let folder = probe::folder()?;
    let project = project::find(&folder)?;
    let path = project.cargo_config();
    let shown = path.strip_prefix(&folder).unwrap_or(&path);
    let task = if arguments.remove {
        Task::remove(&targets)
    } else {
        Task::add(&project, &targets)
    };

    let (source, merge) = if arguments.check || arguments.diff {
        task.merged(&path, shown)?
    } else {
        task.write(&path, shown)?
    };
    let changed = merge.text != source;
    let diff = TextDiff::from_lines(&source, &merge.text)
        .unified_diff()
        .header(&shown.to_string_lossy(), &shown.to_string_lossy())
        .to_string();

    if arguments.json {
        terminal::json(&Report {
            path: path.to_string_lossy().into_owned(),
            changed,
            entries: &merge.entries,
            diff: &diff,
        })?;
    } else if arguments.check || arguments.diff {
        terminal::text(&diff)?;
    }
    tell(&merge, shown);
    if arguments.check && changed {
        return Err(Failure::difference(format!(
            "`{}` is not what crossflake writes",
            shown.display()
        ))
        .hint(format!("`crossflake config{}`", rest(arguments, &targets))));
    }
    terminal::say(match (changed, arguments.diff) {
        (true, true) => format!("`{}` would change", shown.display()),
        (true, false) => format!("wrote `{}`", shown.display()),
        (false, _) => format!("`{}` is up to date", shown.display()),
    });
    Ok(Exit::Success)
}

/// Writes the targets' linkers and runners, and tells what was done; whether the
/// file is another one now.
pub fn add(project: &Project, targets: &[&'static Target]) -> Result<bool, Failure> {
    let path = &project.cargo_config();
    let (source, merge) = Task::add(project, targets).write(path, path)?;
    tell(&merge, path);
    let changed = merge.text != source;
    terminal::say(if changed {
        format!("wrote `{}`", path.display())
    } else {
        format!("`{}` is up to date", path.display())
    });
    Ok(changed)
}

/// The rows that the user named, each once.
fn targets(names: &[OsString]) -> Result<Vec<&'static Target>, Failure> {
    if names.is_empty() {
        return Err(Failure::usage("no target is named").hint(format!(
            "name one or more, for example `crossflake config {}`; \
             `crossflake targets` lists them",
            table::example()
        )));
    }
    table::find_all(names)
}

/// What is done with the file.
struct Task<'a> {
    targets: &'a [&'static Target],
    action: Action,
    elsewhere: Elsewhere,
}

impl<'a> Task<'a> {
    fn add(project: &Project, targets: &'a [&'static Target]) -> Self {
        Self {
            targets,
            action: Action::Add,
            elsewhere: cargo_reads::elsewhere(&project.root, &project.cargo_config(), targets),
        }
    }

    fn remove(targets: &'a [&'static Target]) -> Self {
        Self {
            targets,
            action: Action::Remove,
            elsewhere: Elsewhere::default(),
        }
    }

    /// Reads, merges and replaces, while no other run does.
    fn write(&self, path: &Path, shown: &Path) -> Result<(String, Merge), Failure> {
        let real = files::follow(path)?;
        let folder = files::follow(real.parent().unwrap_or(Path::new("/")))?;
        let folder = folder.as_path();
        if !files::is_taken(folder) {
            let (source, merge) = self.merged(path, shown)?;
            if merge.text == source {
                return Ok((source, merge));
            }
            files::make_folder(folder)?;
        }
        let lock = files::lock(folder)?;
        let (source, merge) = self.merged(path, shown)?;
        if merge.text != source {
            files::replace(path, &merge.text, &lock)?;
        }
        Ok((source, merge))
    }

    /// The text as it is, and as it should be.
    fn merged(&self, path: &Path, shown: &Path) -> Result<(String, Merge), Failure> {
        let source = files::read(path)?.unwrap_or_default();
        let merge = cargo_config::merge(&source, self.targets, self.action, &self.elsewhere)
            .map_err(|problem| failure(shown, &source, problem))?;
        Ok((source, merge))
    }
}

fn failure(path: &Path, source: &str, problem: Problem) -> Failure {
    match problem {
        Problem::Syntax { message, offset } => project::broken(path, source, offset, &message),
        Problem::NotATable { key, found, offset } => Failure::usage(format!(
            "`{key}` in `{}` at {} is of type {found}, but cargo expects a table",
            path.display(),
            files::position(source, offset)
        ))
        .hint("fix that line, then run again; nothing was written"),
        Problem::Unproved { key } => Failure::usage(format!(
            "`{key}` in `{}` is written in a form that cannot be changed safely",
            path.display()
        ))
        .hint("write the table with a header of its own, then run again; nothing was written"),
    }
}

/// Tells what became of the keys, except for what needs no word.
fn tell(merge: &Merge, path: &Path) {
    for entry in &merge.entries {
        let key = format!("target.{}.{}", entry.target, entry.key);
        let value = entry.value.as_deref().unwrap_or_default();
        match &entry.state {
            State::Kept { found, table, file } => {
                let ours = format!("\"{value}\"");
                let key = table
                    .as_ref()
                    .map_or(key, |table| format!("{table}.{}", entry.key));
                let file = in_file(file.as_deref());
                // Another file may have what crossflake wrote there.
                if *found != ours {
                    terminal::note(format!(
                        "kept `{key} = {found}`{file}; crossflake would write `{ours}`"
                    ));
                }
            }
            State::Skipped { reason } => terminal::note(format!("no `{key}`: {reason}")),
            State::Added | State::Removed | State::Present | State::Absent => {}
        }
    }
    for (key, found) in &merge.hidden {
        let name = key.rsplit('.').next().unwrap_or_default();
        terminal::note(format!(
            "cargo reads `{key}` in the place of `{}.{name} = {}`{}; \
             to use that, remove `{key}`",
            found.table,
            found.value,
            in_file(found.file.as_deref())
        ));
    }
    for table in &merge.unread {
        terminal::note(format!(
            "cargo does not read `[{table}]` in `{}`: the name must be without quotes",
            path.display()
        ));
    }
}

fn in_file(file: Option<&str>) -> String {
    file.map_or_else(String::new, |file| format!(" of `{file}`"))
}

/// The arguments that make a check succeed.
fn rest(arguments: &Arguments, targets: &[&Target]) -> String {
    let mut words = vec![""];
    words.extend(arguments.remove.then_some("--remove"));
    words.extend(targets.iter().map(|target| target.name()));
    words.join(" ")
}
