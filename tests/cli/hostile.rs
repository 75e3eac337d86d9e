//! Names and files that somebody else chose, against the reader's terminal and
//! against what people paste.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::support::{Project, Run, program};

/// What a terminal would obey (ESC, C1) or turn around, and a blank.
const ACTIVE: &str = "a \u{1b}]0;b\u{7}\u{9b}31m\u{202e}c";

#[track_caller]
fn is_harmless(run: &Run) {
    let active = |letter: &char| {
        letter.is_control() && *letter != '\n' || ('\u{202a}'..='\u{202e}').contains(letter)
    };
    for text in [&run.stdout, &run.stderr] {
        assert!(!text.contains(|letter| active(&letter)), "{text:?}");
    }
}

#[test]
fn names_that_a_terminal_would_obey_are_shown_harmless() {
    let project = Project::new();
    let folder = format!("{ACTIVE}/project");
    let manifest = format!("{folder}/Cargo.toml");
    let config = format!("{folder}/.cargo/config.toml");
    let run = |arguments: &[&str]| {
        let mut command = program();
        command.args(arguments).current_dir(project.path(&folder));
        // A Nix that only fails.
        command.env("CROSSFLAKE_NIX", "false");
        command.env("CROSSFLAKE_CACHE", project.path("cache"));
        let run = Run::start(&mut command);
        is_harmless(&run);
        run
    };
    project.write(
        &manifest,
        "[package]\nname = 'a'\nworkspace = '\u{85}\u{2066}'\n",
    );
    let named = run(&["config", "aarch64"]);
    assert!(named.stderr.contains("names the workspace `"), "{named:?}");
    assert!(named.stderr.contains(r"\u{85}\u{2066}`"), "{named:?}");

    project.write(&manifest, "[package]\nname = 'a'\n[workspace]\n");
    project.write(
        &config,
        "# \u{9b}31m\n[target.aarch64-unknown-linux-gnu]\nlinker = '\u{202e}'\n",
    );
    for arguments in [
        &["config", "--diff", "aarch64"][..],
        &["config", "--diff", "--json", "aarch64"],
        &["config", "--check", "aarch64"],
        &["config", "aarch64", ACTIVE],
        &["config", "--verbose", ACTIVE, "--x"],
        &[ACTIVE],
        &["config", &format!("--{ACTIVE}")],
        &["show", ACTIVE],
        &["explain", ACTIVE],
        &["init", "--target", "aarch64", "--direnv"],
        &["build", "aarch64", ACTIVE],
        &["debug", "aarch64"],
        &["doctor", "aarch64"],
        &["export", "debian", "aarch64"],
        &["show", "--project"],
    ] {
        let run = run(arguments);
        assert!(!run.stdout.is_empty() || !run.stderr.is_empty());
    }
    let json = run(&["config", "--json", "aarch64"]).json();
    assert_eq!(json["entries"][0]["found"], "'\u{202e}'");

    // A hint is pasted: the shell makes of it what the file is called.
    let path = project.path(&config);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let read_only = run(&["config", "riscv64"]);
    let (_, hint) = read_only.stderr.split_once("for example `").unwrap();
    let (command, _) = hint.split_once("`, then").unwrap();
    let pasted = Command::new("bash").args(["-c", command]).status().unwrap();
    assert!(pasted.success(), "{command}");
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o644
    );

    let utf_16 = project.path(&format!("{ACTIVE}.log"));
    fs::write(&utf_16, b"\xff\xfee\0r\0").unwrap();
    let log = Run::start(program().arg("explain").arg(&utf_16));
    is_harmless(&log);
    let (_, hint) = log.stderr.split_once("hint: `").unwrap();
    let (command, _) = hint.split_once(" | ").unwrap();
    let pasted = Run::start(Command::new("bash").args(["-c", command]));
    assert_eq!(pasted.success(), "er", "{command}");
}
