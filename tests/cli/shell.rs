//! What `crossflake env --shell` writes, read by the shells themselves: every
//! value arrives as it is. A shell that is not installed is named, not tested.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use clap::ValueEnum as _;
use crossflake::environment::Variables;
use crossflake::shell::Shell;

use crate::support::{program, run};

/// What some shell reads as more than itself.
const PIECES: [&str; 24] = [
    "'",
    "\"",
    "\\",
    "$",
    "$HOME",
    "$(echo x)",
    "`",
    "\n",
    "\r",
    "\t",
    " ",
    "!",
    "#",
    "~",
    "=ls",
    "*",
    "{a,b}",
    "%",
    "&;|<>",
    "\u{2019}",
    "\u{1b}",
    "ü🦀",
    "END",
    "-n",
];

/// Every sequence of up to three pieces, the empty one too.
fn values() -> Vec<String> {
    let mut values = vec![String::new()];
    let mut longest = values.clone();
    for _ in 0..3 {
        longest = longest
            .iter()
            .flat_map(|start| PIECES.map(|piece| format!("{start}{piece}")))
            .collect();
        values.extend_from_slice(&longest);
    }
    values
}

fn variables() -> Variables {
    let name = |index| format!("CROSSFLAKE_{index}");
    let values = values().into_iter().enumerate();
    values.map(|(index, value)| (name(index), value)).collect()
}

/// Lets the shell read the variables, and a program that it starts print them.
fn check(shell: Shell, program: &str, arguments: &[&str], print: &str) {
    let variables = variables();
    let script = tempfile::NamedTempFile::new().unwrap();
    fs::write(&script, shell.write(&variables) + print).unwrap();
    let mut command = Command::new(program);
    command.args(arguments).arg(script.path());
    command.env_clear().env("HOME", "/nonexistent");
    command.env("PATH", std::env::var_os("PATH").unwrap());
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => {
            assert_ne!(program, "bash", "{error}");
            eprintln!("not tested, since `{program}` cannot be started: {error}");
            return;
        }
    };
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let printed = String::from_utf8(output.stdout).unwrap();
    let read: BTreeMap<_, _> = printed
        .split('\0')
        .filter_map(|variable| variable.split_once('='))
        .collect();
    for (name, value) in &variables {
        assert_eq!(read.get(&**name), Some(&&**value), "{name}");
    }
}

#[test]
fn bash_reads_every_value() {
    check(Shell::Bash, "bash", &[], "env -0\n");
}

#[test]
fn dash_reads_what_is_for_bash() {
    check(Shell::Bash, "dash", &[], "env -0\n");
}

#[test]
fn zsh_reads_every_value() {
    check(Shell::Zsh, "zsh", &["-f"], "env -0\n");
}

#[test]
fn fish_reads_every_value() {
    check(Shell::Fish, "fish", &["--no-config"], "env -0\n");
}

#[test]
fn nushell_reads_every_value() {
    check(Shell::Nushell, "nu", &["--no-config-file"], "^env -0\n");
}

/// As the runner of GitHub's actions reads the file.
fn github_reads(text: &str) -> BTreeMap<String, String> {
    let mut variables = BTreeMap::new();
    let mut rest = text;
    while let Some((line, after)) = rest.split_once('\n') {
        rest = after;
        let equals = line.find('=').unwrap_or(usize::MAX);
        let heredoc = line.find("<<").unwrap_or(usize::MAX);
        if equals < heredoc {
            variables.insert(line[..equals].to_owned(), line[equals + 1..].to_owned());
        } else {
            let end = format!("\n{}\n", &line[heredoc + 2..]);
            let start = rest;
            let at = format!("\n{start}").find(&end).unwrap();
            let value = start[..at].strip_suffix('\n').unwrap_or(&start[..at]);
            variables.insert(line[..heredoc].to_owned(), value.to_owned());
            rest = &start[at + end.len() - 1..];
        }
    }
    assert_eq!(rest, "");
    variables
}

#[test]
fn githubs_runner_reads_every_value() {
    let variables = variables();
    assert_eq!(github_reads(&Shell::Github.write(&variables)), variables);
}

#[test]
fn json_holds_every_value() {
    let variables = variables();
    let read: Variables = serde_json::from_str(&Shell::Json.write(&variables)).unwrap();
    assert_eq!(read, variables);
}

#[test]
fn each_shell_can_be_named() {
    for shell in Shell::value_variants() {
        let name = shell.to_possible_value().unwrap().get_name().to_owned();
        let run = run(&["env", "armv7", "--shell", &name]);
        let host = crossflake::environment::host();
        let row = crossflake::table::get("armv7").unwrap();
        let variables = crossflake::environment::variables(row, &host);
        assert_eq!(run.success(), shell.write(&variables), "{name}");
    }
    let json = run(&["env", "armv7", "--json"]);
    assert_eq!(
        json.success(),
        run(&["env", "armv7", "--shell", "json"]).success()
    );
}

#[test]
fn json_and_a_shell_together_fail() {
    let run = run(&["env", "armv7", "--json", "--shell", "fish"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("cannot be used with"));
}

#[test]
fn an_unknown_shell_fails_and_the_known_ones_are_named() {
    let run = crate::support::Run::start(program().args(["env", "armv7", "--shell", "tcsh"]));
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("nushell, powershell, json, github"),
        "{}",
        run.stderr
    );
}
