//! `crossflake config`: a target's linker and runner in the project's
//! `.cargo/config.toml`.

use std::ffi::OsString;
use std::path::Path;

use serde::Serialize;
use similar::TextDiff;

use crate::cargo_config::{self, Action, Entry, Merge, Problem, State};
use crate::failure::{Exit, Failure};
use crate::table::target::Target;
use crate::{files, project, surroundings, table, terminal};

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
    /// Take out the keys that have our values, instead
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
    let folder = surroundings::folder()?;
    let path = project::find(&folder)?.cargo_config();
    let shown = path.strip_prefix(&folder).unwrap_or(&path);
    let action = if arguments.remove {
        Action::Remove
    } else {
        Action::Add
    };

    let (source, merge) = if arguments.check || arguments.diff {
        merged(&path, shown, &targets, action)?
    } else {
        write(&path, shown, &targets, action)?
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
pub fn add(path: &Path, targets: &[&'static Target]) -> Result<bool, Failure> {
    let (source, merge) = write(path, path, targets, Action::Add)?;
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

/// Reads, merges and replaces, while no other run does.
fn write(
    path: &Path,
    shown: &Path,
    targets: &[&Target],
    action: Action,
) -> Result<(String, Merge), Failure> {
    let real = files::follow(path)?;
    let folder = files::follow(real.parent().unwrap_or(Path::new("/")))?;
    let folder = folder.as_path();
    if !files::is_taken(folder) {
        let (source, merge) = merged(path, shown, targets, action)?;
        if merge.text == source {
            return Ok((source, merge));
        }
        files::make_folder(folder)?;
    }
    let lock = files::lock(folder)?;
    let (source, merge) = merged(path, shown, targets, action)?;
    if merge.text != source {
        files::replace(path, &merge.text, &lock)?;
    }
    Ok((source, merge))
}

/// The text as it is, and as it should be.
fn merged(
    path: &Path,
    shown: &Path,
    targets: &[&Target],
    action: Action,
) -> Result<(String, Merge), Failure> {
    let source = files::read(path)?.unwrap_or_default();
    let merge = cargo_config::merge(&source, targets, action)
        .map_err(|problem| failure(shown, &source, problem))?;
    Ok((source, merge))
}

fn failure(path: &Path, source: &str, problem: Problem) -> Failure {
    match problem {
        Problem::Syntax { message, offset } => project::broken(path, source, offset, &message),
        Problem::NotATable { key, found, offset } => Failure::usage(format!(
            "`{key}` in `{}` at {} is of type {found}, but cargo expects a table",
            path.display(),
            files::position(source, offset)
        ))
        .hint("mend that line, then run again; nothing was written"),
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
            State::Kept { found } => terminal::note(format!(
                "kept `{key} = {found}`; crossflake would write `\"{value}\"`"
            )),
            State::Skipped { reason } => terminal::note(format!("no `{key}`: {reason}")),
            State::Added | State::Removed | State::Present | State::Absent => {}
        }
    }
    let added = |entry: &Entry| entry.state == State::Added;
    if merge.includes && merge.entries.iter().any(added) {
        terminal::note(format!(
            "what `{}` says goes before the files that its `include` names, which are not looked at",
            path.display()
        ));
    }
    for table in &merge.unread {
        terminal::note(format!(
            "cargo does not read `[{table}]` in `{}`: it wants no quotes there",
            path.display()
        ));
    }
}

/// The arguments that make a check succeed.
fn rest(arguments: &Arguments, targets: &[&Target]) -> String {
    let mut words = vec![""];
    words.extend(arguments.remove.then_some("--remove"));
    words.extend(targets.iter().map(|target| target.name()));
    words.join(" ")
}
