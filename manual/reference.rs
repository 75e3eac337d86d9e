//! Owns docs/reference.md, which is made of the command line and nothing else.

use std::fmt::Write as _;

use clap::{Arg, ArgAction, Command};

const HEAD: &str = "\
# Reference

Every command of the program, its arguments and options. Made of the program itself; do not edit:
`CROSSFLAKE_UPDATE_GOLDEN=1 cargo test` writes it. `crossflake COMMAND --help` and `man crossflake-COMMAND` say the same.
";

/// The page about a command that is built, and those below it.
pub fn page(command: &Command) -> String {
    let mut page = HEAD.to_owned();
    write_command(&mut page, command);
    page
}

fn write_command(page: &mut String, command: &Command) {
    let name = command.get_bin_name().unwrap_or(command.get_name());
    let _ = write!(page, "\n## `{name}`\n");
    let about = command.get_long_about().or(command.get_about());
    if let Some(about) = about {
        let _ = write!(page, "\n{about}.\n");
    }
    let usage = command.clone().render_usage().to_string();
    let usage = usage
        .trim_start_matches("Usage: ")
        .replace("\n       ", "\n");
    let _ = write!(page, "\n```text\n{usage}\n```\n");
    write_commands(page, command);
    // `help` is of clap, and global options stand at the program itself.
    let is_own = |argument: &&Arg| {
        let above = argument.is_global_set() && name.contains(' ');
        !argument.is_hide_set() && !above && argument.get_id() != "help"
    };
    let arguments: Vec<_> = command.get_arguments().filter(is_own).collect();
    write_arguments(page, &arguments);
    for (title, lines) in super::sections(command) {
        let _ = write!(page, "\n{title}:\n\n```text\n{lines}\n```\n");
    }
    for command in super::shown(command) {
        write_command(page, command);
    }
}

fn write_commands(page: &mut String, command: &Command) {
    let mut commands = super::shown(command).peekable();
    if commands.peek().is_some() {
        *page += "\n| command | does |\n| --- | --- |\n";
    }
    for command in commands {
        let about = command.get_about().map(ToString::to_string);
        let _ = writeln!(
            page,
            "| `{}` | {} |",
            command.get_name(),
            cell(&about.unwrap_or_default())
        );
    }
}

fn write_arguments(page: &mut String, arguments: &[&Arg]) {
    if !arguments.is_empty() {
        *page += "\n| argument | meaning | values | default |\n| --- | --- | --- | --- |\n";
    }
    for argument in arguments {
        let help = argument.get_long_help().or(argument.get_help());
        let help = help.map(ToString::to_string).unwrap_or_default();
        let takes_value = !matches!(
            argument.get_action(),
            ArgAction::SetTrue | ArgAction::SetFalse | ArgAction::Count | ArgAction::Version
        );
        let values = argument.get_possible_values();
        let values: Vec<_> = values
            .iter()
            .filter(|value| takes_value && !value.is_hide_set())
            .map(|value| format!("`{}`", value.get_name()))
            .collect();
        let defaults: Vec<_> = argument
            .get_default_values()
            .iter()
            .filter(|_| takes_value)
            .map(|value| format!("`{}`", value.to_string_lossy()))
            .collect();
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} |",
            spelling(argument),
            cell(&help),
            values.join(", "),
            defaults.join(", "),
        );
    }
}

/// How the argument is typed, its short form first.
fn spelling(argument: &Arg) -> String {
    let long = argument.to_string();
    match (argument.get_short(), argument.get_long()) {
        (Some(short), Some(_)) => format!("-{short}, {long}"),
        _ => long,
    }
}

/// Text on one line, in a table.
fn cell(text: &str) -> String {
    let line: Vec<_> = text.split_whitespace().collect();
    line.join(" ").replace('|', r"\|")
}
