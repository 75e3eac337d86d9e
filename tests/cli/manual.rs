//! What a package installs beside the program: completions, manual pages, and
//! the reference among the documents.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use clap::error::ErrorKind;

use crate::support::{Run, root, run, table, updating};

#[path = "../../manual/pages.rs"]
mod pages;

/// The files as text, by their paths.
fn files() -> BTreeMap<String, String> {
    let text = |contents| String::from_utf8(contents).unwrap();
    let files = pages::all().into_iter();
    files
        .map(|(path, contents)| (path.to_str().unwrap().to_owned(), text(contents)))
        .collect()
}

/// The commands that the help names.
fn commands() -> Vec<String> {
    let help = run(&["--help"]);
    let (_, list) = help.success().split_once("Commands:\n").unwrap();
    let names = list.lines().take_while(|line| !line.is_empty());
    let names = names.map(|line| line.split_whitespace().next().unwrap().to_owned());
    names.filter(|name| name != "help").collect()
}

/// A shell with the file for it, if the shell is installed.
fn with_completion(program: &str, arguments: &[&str], path: &str, script: &str) -> Option<Run> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(Path::new(path).file_name().unwrap());
    fs::write(&file, &files()[path]).unwrap();
    let mut command = Command::new(program);
    command.args(arguments).arg("-c").arg(script);
    command
        .env("FILE", &file)
        .env("FOLDER", folder.path())
        .env("HOME", folder.path());
    if command.output().is_err() {
        assert_ne!(program, "bash");
        eprintln!("not tested, since `{program}` cannot be started");
        return None;
    }
    Some(Run::start(&mut command))
}

/// The words that bash offers behind these, the last of which is unfinished.
fn bash_offers(words: &[&str]) -> Vec<String> {
    let script = format!(
        "source \"$FILE\"; complete -p crossflake >&2
        COMP_WORDS=({}); COMP_CWORD={}
        _crossflake crossflake \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"
        printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        words.join(" "),
        words.len() - 1
    );
    let path = "bash-completion/completions/crossflake.bash";
    let run = with_completion("bash", &["--norc"], path, &script).unwrap();
    assert!(
        run.stderr.contains(" -F _crossflake crossflake\n"),
        "{}",
        run.stderr
    );
    run.success()
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_shell_and_every_command_has_its_file() {
    let files = files();
    for path in [
        "bash-completion/completions/crossflake.bash",
        "doc/crossflake/reference.md",
        "fish/vendor_completions.d/crossflake.fish",
        "man/man1/crossflake.1",
        "nushell/vendor/autoload/crossflake.nu",
        "powershell/_crossflake.ps1",
        "zsh/site-functions/_crossflake",
    ] {
        let text = files.get(path).unwrap_or_else(|| panic!("{path}"));
        for command in commands() {
            let name = command.replace('-', if path.contains("/man1/") { "\\-" } else { "-" });
            assert!(text.contains(&name), "{path} lacks {command}");
        }
    }
    let pages = files.keys().filter(|path| path.starts_with("man/")).count();
    assert_eq!(pages, commands().len() + 1);
    assert!(pages > 5);
}

#[test]
fn bash_completes_commands_options_and_targets() {
    assert_eq!(bash_offers(&["crossflake", "sho"]), ["show"]);
    assert_eq!(bash_offers(&["crossflake", "show", "--js"]), ["--json"]);
    assert_eq!(
        bash_offers(&["crossflake", "env", "--shell", "nu"]),
        ["nushell"]
    );
    assert_eq!(
        bash_offers(&["crossflake", "export", "dock"]),
        ["dockerfile"]
    );
    let offered = bash_offers(&["crossflake", "show", "aarch64"]);
    let mut expected = Vec::new();
    for row in table() {
        for name in ["alias", "triple"]
            .map(|field| row[field].as_str())
            .into_iter()
            .flatten()
        {
            if name.starts_with("aarch64") {
                expected.push(name.to_owned());
            }
        }
    }
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    assert!(expected.len() > 20);
    assert_eq!(sorted(offered), sorted(expected));
    assert_eq!(
        bash_offers(&["crossflake", "env", "--host", "riscv64-m"]),
        ["riscv64-musl"]
    );
}

#[test]
fn fish_completes_commands_and_targets() {
    let script = "source $FILE; complete --do-complete 'crossflake sho'; \
        complete --do-complete 'crossflake env --host riscv64-m'";
    let path = "fish/vendor_completions.d/crossflake.fish";
    if let Some(run) = with_completion("fish", &["--no-config"], path, script) {
        assert!(run.success().starts_with("show\t"), "{}", run.stdout);
        assert!(run.stdout.contains("\nriscv64-musl"), "{}", run.stdout);
    }
}

#[test]
fn zsh_takes_the_function() {
    let script = "fpath=($FOLDER $fpath); autoload -U compinit; compinit -u -D; \
        echo $_comps[crossflake]; autoload +X _crossflake; \
        [[ $functions[_crossflake] == *riscv64-musl* ]] && echo complete";
    let path = "zsh/site-functions/_crossflake";
    if let Some(run) = with_completion("zsh", &["-f"], path, script) {
        assert_eq!(run.success(), "_crossflake\ncomplete\n");
    }
}

#[test]
fn nushell_takes_the_module() {
    let path = "nushell/vendor/autoload/crossflake.nu";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("crossflake.nu");
    fs::write(&file, &files()[path]).unwrap();
    let script = format!(
        "source {}; scope externs | get name | to json --raw",
        file.display()
    );
    let mut nushell = Command::new("nu");
    match nushell.args(["--no-config-file", "-c", &script]).output() {
        Ok(_) => assert!(
            Run::start(&mut nushell)
                .success()
                .contains("\"crossflake show\"")
        ),
        Err(error) => eprintln!("not tested, since `nu` cannot be started: {error}"),
    }
}

#[test]
fn manual_pages_have_the_sections_of_the_help() {
    let files = files();
    let page = &files["man/man1/crossflake.1"];
    for title in ["NAME", "SYNOPSIS", "OPTIONS", "SUBCOMMANDS", "EXAMPLES"] {
        assert!(page.contains(&format!("\n.SH {title}\n")), "{title}");
    }
    for title in ["EXIT CODES", "ENVIRONMENT VARIABLES"] {
        assert!(page.contains(&format!("\n.SH \"{title}\"\n")), "{title}");
    }
    assert!(!page.contains("crossflake\\-help"));
    for command in commands() {
        let page = &files[&format!("man/man1/crossflake-{command}.1")];
        assert!(
            page.contains("\n.SH EXAMPLES\n"),
            "{command} has no example"
        );
    }
}

/// What a shell makes of the line, without quotes: none of ours needs more.
fn arguments(line: &str) -> Option<Vec<String>> {
    let start = line.find("crossflake ")?;
    let words = line[start..].split_whitespace();
    let words = words.take_while(|word| !["|", ">", ">>", "&&", "--"].contains(word));
    Some(
        words
            .map(|word| word.trim_end_matches([')', '"']).to_owned())
            .collect(),
    )
}

#[test]
fn each_example_is_understood() {
    let mut seen = 0;
    for command in commands() {
        let help = run(&[&command, "--help"]);
        let (_, examples) = help.success().split_once("Examples:\n").unwrap();
        let lines = examples.lines().take_while(|line| !line.is_empty());
        for arguments in lines.filter_map(arguments) {
            let words: Vec<_> = arguments[1..].iter().map(Into::into).collect();
            if matches!(crossflake::verbs::arguments::read(&words), Ok(Some(_))) {
                seen += 1;
                continue;
            }
            let parsed = crossflake::cli::command().try_get_matches_from(&arguments);
            match parsed {
                Err(error) if error.kind() != ErrorKind::DisplayHelp => panic!("{error}"),
                _ => seen += 1,
            }
        }
    }
    assert!(seen >= 2 * commands().len(), "{seen}");
}

#[test]
fn the_reference_is_up_to_date() {
    let docs = root().join("docs");
    if !docs.is_dir() {
        eprintln!("these sources come without documents");
        return;
    }
    let page = &files()["doc/crossflake/reference.md"];
    let path = docs.join("reference.md");
    if updating() {
        fs::write(path, page).unwrap();
    } else {
        assert!(
            *page == fs::read_to_string(path).unwrap_or_default(),
            "docs/reference.md is out of date; this fixes it:\nCROSSFLAKE_UPDATE_GOLDEN=1 cargo test"
        );
    }
}

#[test]
fn the_reference_holds_each_command_and_option_of_the_help() {
    let page = &files()["doc/crossflake/reference.md"];
    for command in commands() {
        let start = page
            .find(&format!("\n## `crossflake {command}`\n"))
            .unwrap();
        let end = page[start + 4..]
            .find("\n## ")
            .map_or(page.len(), |end| start + 4 + end);
        let section = &page[start..end];
        let help = run(&[&command, "-h"]);
        let words = help
            .success()
            .split(|letter: char| letter.is_whitespace() || letter == '=');
        let options = words.filter(|word| word.starts_with("--") && word.len() > 2);
        for option in
            options.filter(|option| !["--help", "--color", "--quiet", "--verbose"].contains(option))
        {
            let option = option.trim_matches(['\'', '`', ')', ',', '.']);
            assert!(section.contains(option), "{command} {option}");
        }
        for row in section.lines().filter(|line| line.starts_with("| `")) {
            assert_eq!(row.replace("\\|", "").matches('|').count(), 5, "{row}");
        }
    }
}
