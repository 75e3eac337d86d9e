//! Owns what is generated from the command line: completions for five shells,
//! manual pages, and docs/reference.md. May not write a file.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use clap::Command;
use clap::builder::PossibleValuesParser;
use clap_complete::{Generator, Shell};
use clap_complete_nushell::Nushell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};
use crossflake::cli;
use crossflake::table::TABLE;

#[path = "reference.rs"]
pub mod reference;

const PROGRAM: &str = "crossflake";

/// Every file, by its path below `share`.
pub fn all() -> BTreeMap<PathBuf, Vec<u8>> {
    let command = complete_command();
    let mut completing = with_targets(command.clone());
    let mut files = BTreeMap::new();
    for (folder, shell) in [
        ("bash-completion/completions", Shell::Bash),
        ("fish/vendor_completions.d", Shell::Fish),
        ("powershell", Shell::PowerShell),
        ("zsh/site-functions", Shell::Zsh),
    ] {
        add_completion(&mut files, folder, shell, &mut completing);
    }
    add_completion(
        &mut files,
        "nushell/vendor/autoload",
        Nushell,
        &mut completing,
    );
    add_manual(&mut files, &command);
    let page = reference::page(&command).into_bytes();
    files.insert(PathBuf::from("doc/crossflake/reference.md"), page);
    files
}

/// The command line with the arguments of every command, which are built
/// late otherwise.
pub fn complete_command() -> Command {
    let mut command = cli::command().disable_help_subcommand(true);
    command.build();
    command
}

/// Lets each argument for a target complete to the names of the table. The
/// program itself takes any text there, so as to name the nearest target.
fn with_targets(command: Command) -> Command {
    let names = || {
        let aliases = TABLE.iter().filter_map(|target| target.alias.as_deref());
        let triples = TABLE.iter().map(|target| &*target.triple);
        aliases.chain(triples)
    };
    let takes_target = |argument: &clap::Arg| {
        let names = argument.get_value_names().unwrap_or_default();
        names.iter().any(|name| name == "TARGET")
    };
    command
        .mut_args(|argument| {
            if takes_target(&argument) {
                argument.value_parser(PossibleValuesParser::new(names()))
            } else {
                argument
            }
        })
        .mut_subcommands(with_targets)
}

fn add_completion(
    files: &mut BTreeMap<PathBuf, Vec<u8>>,
    folder: &str,
    shell: impl Generator,
    command: &mut Command,
) {
    let path = PathBuf::from(folder).join(shell.file_name(PROGRAM));
    let mut script = Vec::new();
    clap_complete::generate(shell, command, PROGRAM, &mut script);
    files.insert(path, script);
}

/// A page for the command, and for each below it.
fn add_manual(files: &mut BTreeMap<PathBuf, Vec<u8>>, command: &Command) {
    let manual = Man::new(command.clone()).source(PROGRAM);
    let path = PathBuf::from("man/man1").join(manual.get_filename());
    // Writing into memory does not fail.
    files.insert(path, render(&manual, command).unwrap_or_default());
    for command in shown(command) {
        add_manual(files, command);
    }
}

fn render(manual: &Man, command: &Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    manual.render_title(&mut page)?;
    manual.render_name_section(&mut page)?;
    manual.render_synopsis_section(&mut page)?;
    manual.render_description_section(&mut page)?;
    manual.render_options_section(&mut page)?;
    if shown(command).next().is_some() {
        manual.render_subcommands_section(&mut page)?;
    }
    for (title, lines) in sections(command) {
        let mut section = Roff::new();
        section.control("SH", [&*title.to_uppercase()]);
        section.control("nf", []);
        section.text([roman(lines)]);
        section.control("fi", []);
        section.to_writer(&mut page)?;
    }
    Ok(page)
}

/// What stands below the options in the help, by its titles.
fn sections(command: &Command) -> Vec<(String, String)> {
    let help = command.get_after_long_help().or(command.get_after_help());
    let help = help.map(ToString::to_string).unwrap_or_default();
    let section = |text: &str| {
        let (title, lines) = text.split_once(":\n").unwrap_or(("Notes", text));
        let lines: Vec<_> = lines.lines().map(str::trim_start).collect();
        (title.to_owned(), lines.join("\n"))
    };
    let texts = help.trim().split("\n\n").filter(|text| !text.is_empty());
    texts.map(section).collect()
}

/// The commands below that are not hidden.
fn shown(command: &Command) -> impl Iterator<Item = &Command> {
    command
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
}
