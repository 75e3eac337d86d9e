//! `crossflake explain`: the causes that a build log shows, and their fixes.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, IsTerminal as _, Read};
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::explain::{Cause, Explainer, Known, Report};
use crate::failure::{Exit, Failure};
use crate::table::target::Target;
use crate::verbs::configuration;
use crate::{files, probe, shell, table, terminal};

/// What the command does.
pub const ABOUT: &str = "Name the causes that a build log shows, and their fixes";
const EXAMPLES: &str = "\
Examples:
  cargo build 2>&1 | crossflake explain
  crossflake explain --target aarch64 build.log

Exits with 1 if nothing in the log is recognised.";
/// So much of the log is read at once.
const BUFFER: usize = 64 * 1024;
/// What files of UTF-16 begin with, as Windows' `>` writes them.
const UTF_16: [[u8; 2]; 2] = [[0xff, 0xfe], [0xfe, 0xff]];

/// The command's arguments.
#[derive(Debug, clap::Args)]
#[command(about = ABOUT, after_help = EXAMPLES)]
pub struct Arguments {
    /// The log; standard input unless named, or by `-`
    file: Option<PathBuf>,
    /// The target that the fixes are for; the one that the log names unless given
    #[arg(long, value_name = "TARGET")]
    target: Option<OsString>,
    /// Print the causes as JSON
    #[arg(long)]
    json: bool,
}

/// Prints the causes; exits with 1 if there is none that it knows.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let target = arguments.target.as_deref().map(table::find).transpose()?;
    let file = arguments
        .file
        .as_deref()
        .filter(|file| *file != Path::new("-"));
    let (name, log): (_, Box<dyn Read>) = if let Some(path) = file {
        (format!("`{}`", path.display()), Box::new(opened(path)?))
    } else {
        if io::stdin().is_terminal() {
            return Err(Failure::usage("no log is named").hint(
                "pipe one in, `cargo build 2>&1 | crossflake explain`, \
                 or name its file, `crossflake explain build.log`",
            ));
        }
        ("standard input".to_owned(), Box::new(io::stdin().lock()))
    };
    let failed = |error| Failure::io(format!("failed to read {name}"), error);
    let mut log = BufReader::with_capacity(BUFFER, log);
    let start = log.fill_buf().map_err(failed)?;
    if UTF_16.iter().any(|mark| start.starts_with(mark)) {
        let file = shell::word(file.unwrap_or(Path::new("build.log")));
        return Err(Failure::usage(format!("{name} is UTF-16")).hint(format!(
            "`iconv -f UTF-16 -t UTF-8 {file} | crossflake explain`"
        )));
    }
    let known = Known {
        given: target,
        project: of_project(),
    };
    let explainer = Explainer::new()
        .map_err(|error| Failure::usage(format!("failed to compile the rules: {error}")))?;
    let report = explainer.explain(log, known).map_err(failed)?;
    if arguments.json {
        terminal::json(&report)?;
    } else {
        terminal::text(&readable(&report))?;
    }
    if report.causes.is_empty() {
        return Err(nothing(&report, &name));
    }
    Ok(Exit::Success)
}

/// The target that the project here is for, if it is one: what cargo's
/// configuration names, else the flake's list.
fn of_project() -> Option<&'static Target> {
    let folder = probe::folder().ok()?;
    let configured = configuration::targets(&folder).unwrap_or_default();
    let targets = if configured.is_empty() {
        let flake = probe::flake(&folder)?.join("flake.nix");
        let text = files::read(&flake).ok().flatten()?;
        listed(&text)
    } else {
        configured
    };
    match *targets {
        [target] => Some(target),
        _ => None,
    }
}

/// What stands in a flake between `targets = [` and `]`.
fn listed(flake: &str) -> Vec<&'static Target> {
    let list = Regex::new(r"targets[ \t\n]*=[ \t\n]*\[([^\]]*)\]").ok();
    let list = list.and_then(|list| Some(list.captures(flake)?.get(1)?.as_str()));
    let names = list.unwrap_or_default().split_whitespace();
    names
        .map(|name| name.trim_matches('"'))
        .filter_map(table::get)
        .collect()
}

fn opened(path: &Path) -> Result<impl Read + use<>, Failure> {
    files::open(path).map_err(|failure| failure.hint("name a file that holds a build log"))
}

/// What is said about a log that shows no known cause.
fn nothing(report: &Report, name: &str) -> Failure {
    let lines = match report.lines {
        0 => {
            return Failure::difference(format!("{name} is empty"))
                .hint("cargo reports on stderr: `cargo build 2>&1 | crossflake explain`");
        }
        1 => "1 line was read".to_owned(),
        lines => format!("{lines} lines were read"),
    };
    let failure = Failure::difference(format!("nothing in {name} is recognised; {lines}"));
    failure.hint(match &report.error {
        Some(error) => format!(
            "the first error is in line {}, `{}`: report it with the lines around it",
            error.line, error.text
        ),
        None => "no line speaks of an error; cargo reports on stderr: \
                 `cargo build 2>&1 | crossflake explain`"
            .to_owned(),
    })
}

fn readable(report: &Report) -> String {
    let mut text = String::new();
    for (index, cause) in report.causes.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        write_cause(&mut text, cause);
    }
    text
}

fn write_cause(text: &mut String, cause: &Cause) {
    let _ = writeln!(text, "{}", cause.what);
    let further = match cause.further {
        0 => String::new(),
        1 => " (and 1 line more)".to_owned(),
        further => format!(" (and {further} lines more)"),
    };
    let _ = writeln!(
        text,
        "line    {}: {}{further}",
        cause.place.line, cause.place.text
    );
    if let Some(target) = cause.target {
        let _ = writeln!(text, "target  {target}");
    }
    for (name, value) in [
        ("why", &*cause.why),
        ("shell", &cause.shell),
        ("flake", &cause.flake),
        ("see", cause.source),
    ] {
        let _ = writeln!(text, "{name:<7} {value}");
    }
}
