//! Which words of a command line are cargo's, and which are targets.

use super::habits::HABITS;
use super::{TRIPLE, World, ran};
use std::process::Command;

use crate::support::{Programs, Project, Run, root};

#[test]
fn cargo_gets_what_people_type() {
    let world = World::with_flake();
    for (typed, cargo) in HABITS {
        let run = world.run(typed);
        assert_eq!(run.success(), ran("aarch64", cargo), "{typed:?}");
    }
}

#[test]
fn cargo_without_a_target_is_the_one_on_path() {
    let world = World::new();
    world.nix.add("cargo", "echo own; printf '<%s>\\n' \"$@\"");
    for words in [
        &["fmt", "--check"][..],
        &["clean"],
        &["metadata", "--format-version", "1"],
        &["update", "-p", "serde"],
        &["nextest", "list"],
    ] {
        let cargo: Vec<_> = words.iter().map(|word| format!("<{word}>\n")).collect();
        assert_eq!(
            world.run(words).success(),
            format!("own\n{}", cargo.concat())
        );
    }
    assert!(world.asked().is_empty());
}

#[test]
fn cargo_without_a_target_or_a_path_is_the_build_machine_s() {
    let world = World::new();
    assert_eq!(world.run(&["fmt"]).success(), ran("default", &["fmt"]));
}

#[test]
fn the_old_form_works_and_prints_the_new_one() {
    let world = World::with_flake();
    for (typed, cargo, new) in [
        (
            &["build", "aarch64", "--", "--release"][..],
            &["build", "--target", TRIPLE, "--release"][..],
            "crossflake build aarch64 --release",
        ),
        (
            &["test", "aarch64", "--", "--lib", "--", "--nocapture"],
            &["test", "--target", TRIPLE, "--lib", "--", "--nocapture"],
            "crossflake test aarch64 --lib -- --nocapture",
        ),
        (
            &["test", "aarch64", "--", "--locked"],
            &["test", "--target", TRIPLE, "--locked"],
            "crossflake test aarch64 --locked",
        ),
        (
            &["run", "aarch64", "--", "--release", "--", "--help"],
            &["run", "--target", TRIPLE, "--release", "--", "--help"],
            "crossflake run aarch64 --release -- --help",
        ),
    ] {
        let run = world.run(typed);
        assert_eq!(run.success(), ran("aarch64", cargo), "{typed:?}");
        let note = format!("note: cargo's arguments need no `--` of ours: `{new}`\n");
        assert!(run.stderr.contains(&note), "{}", run.stderr);
    }
    let run = world.run(&["test", "aarch64", "--", "--nocapture"]);
    assert!(!run.stderr.contains("of ours"), "{}", run.stderr);
}

#[test]
fn what_cargo_is_configured_for_is_the_target_where_none_is_named() {
    let world = World::with_flake();
    let mut command = world.command(&["test", "hashes"]);
    // In no shell of ours, the name alone does not mean that we are in one.
    let run = Run::start(command.env("CARGO_BUILD_TARGET", "aarch64"));
    assert_eq!(
        run.success(),
        ran("aarch64", &["test", "--target", TRIPLE, "hashes"])
    );

    for text in [
        format!("[build]\ntarget = \"{TRIPLE}\"\n"),
        format!("build.target = [\"{TRIPLE}\"]\n"),
    ] {
        world.project.write(".cargo/config.toml", &text);
        let run = world.run(&["test", "hashes"]);
        assert_eq!(
            run.success(),
            ran("aarch64", &["test", "--target", TRIPLE, "hashes"])
        );
        let note = "note: for aarch64, which the project's cargo configuration names\n";
        assert!(run.stderr.contains(note), "{}", run.stderr);
    }
}

#[test]
fn several_targets_run_one_after_the_other_with_a_line_each() {
    let world = World::new();
    let words = ["test", "aarch64", "riscv64", "--locked"];
    let both = format!(
        "{}{}",
        ran("aarch64", &["test", "--target", TRIPLE, "--locked"]),
        ran(
            "riscv64",
            &[
                "test",
                "--target",
                "riscv64gc-unknown-linux-gnu",
                "--locked"
            ]
        ),
    );
    world.sets(&[("CARGO_BUILD_TARGET", TRIPLE)]);
    let run = world.run(&words);
    assert_eq!(run.success(), both);
    let lines: Vec<_> = run.stderr.lines().rev().take(2).collect();
    assert!(lines[1].starts_with("aarch64: ok ("), "{}", run.stderr);
    assert!(lines[0].starts_with("riscv64: ok ("), "{}", run.stderr);

    let mut command = world.command(&words);
    let run = Run::start(command.env("CARGO_ENDS_WITH", "101"));
    assert_eq!((run.code, &*run.stdout), (Some(101), &*both));
    let failed = "aarch64: failed: exit status: 101 (";
    assert!(run.stderr.contains(failed), "{}", run.stderr);
}

#[test]
fn variables_of_cross_are_explained() {
    let world = World::new();
    let mut command = world.command(&["build", "aarch64"]);
    let run = Run::start(command.env("CROSS_CONTAINER_ENGINE", "podman"));
    run.success();
    let note = "note: CROSS_CONTAINER_ENGINE is a variable of cross: crossflake has no container\n";
    assert!(run.stderr.contains(note), "{}", run.stderr);
    assert!(!world.run(&["build", "aarch64"]).stderr.contains("cross:"));
}

/// Each mistake, and what its error and its hint say.
const MISTAKES: &[(&[&str], &str, &str)] = &[
    (
        &["build", "--release", "aarch64"],
        "the target `aarch64` comes after cargo's arguments",
        "`crossflake build aarch64 --release`",
    ),
    (
        &["test", "--release", "aarch64"],
        "the target `aarch64` comes after cargo's arguments",
        "`crossflake test aarch64 --release`",
    ),
    (
        &["build", "arch64"],
        "unknown target `arch64`",
        "`crossflake build aarch64`",
    ),
    (
        &["test", "aarch46", "--lib"],
        "unknown target `aarch46`",
        "`crossflake test aarch64 --lib`",
    ),
    (
        &["build", "aarch64", "riscv46"],
        "unknown target `riscv46`",
        "`crossflake build aarch64 riscv64`",
    ),
    (
        &["build", "--target", "aarch64-unknown-linux-gnuu"],
        "",
        "`aarch64-unknown-linux-gnu`",
    ),
    (
        &["build"],
        "no target is named",
        "`crossflake build aarch64`",
    ),
    (
        &["build", "--release"],
        "no target is named",
        "`crossflake build aarch64 --release`",
    ),
    (
        &["build", "aarch64", "--target", "armv7"],
        "the targets are `aarch64` and `--target armv7",
        "`crossflake build aarch64` for the one, `crossflake build aarch64 armv7` for both",
    ),
    (
        &["build", "aarch64", "--target"],
        "`--target` needs a value",
        "`crossflake build aarch64 --target aarch64`",
    ),
    (
        &["+nightly", "build", "aarch64"],
        "`+nightly` is for rustup",
        "channel = \"nightly\"",
    ),
    (
        &["build", "+1.80", "aarch64"],
        "`+1.80` is for rustup",
        "channel = \"1.80\"",
    ),
    (
        &["biuld", "aarch64"],
        "unknown subcommand `biuld`",
        "did you mean `crossflake build aarch64`?",
    ),
    (
        &["doctr", "aarch64"],
        "unknown subcommand `doctr`",
        "did you mean `crossflake doctor aarch64`?",
    ),
    (
        &["nextest", "aarch46", "run"],
        "unknown target `aarch46`",
        "`crossflake nextest aarch64 run`",
    ),
    (
        &["cargo"],
        "no subcommand of cargo is named",
        "`crossflake cargo check aarch64`",
    ),
    (
        &["cargo", "--version"],
        "no subcommand of cargo is named",
        "`crossflake cargo check aarch64`",
    ),
];

#[test]
fn mistakes_come_with_the_corrected_command_line_and_fail() {
    let world = World::with_flake();
    for (typed, error, hint) in MISTAKES {
        let run = world.run(typed);
        assert_eq!(run.code, Some(2), "{typed:?}: {run:?}");
        assert_eq!(run.stdout, "", "{typed:?}");
        let (first, last) = run.stderr.split_once("\n\nhint: ").expect("a hint");
        assert!(first.contains(error), "{typed:?}: {}", run.stderr);
        assert!(last.contains(hint), "{typed:?}: {}", run.stderr);
    }
    assert!(world.asked().is_empty());
}

#[test]
fn a_subcommand_like_another_s_is_its_own_where_there_is_such_a_program() {
    let world = World::with_flake();
    world.nix.add("cargo-tests", "");
    let run = world.run(&["tests", "aarch64"]);
    assert_eq!(run.success(), ran("aarch64", &["tests"]));
    let run = world.run(&["cargo", "tets", "aarch64"]);
    assert_eq!(run.success(), ran("aarch64", &["tets"]));
}

#[test]
fn a_filter_that_is_nearly_a_target_is_noted() {
    let run = World::with_flake().run(&["test", "aarch64", "riscv46"]);
    assert_eq!(
        run.success(),
        ran("aarch64", &["test", "--target", TRIPLE, "riscv46"])
    );
    let note = "note: `riscv46` is handed to cargo as it is; if it is a target, write `riscv64`\n";
    assert!(run.stderr.contains(note), "{}", run.stderr);
}

#[test]
fn commands_of_ours_are_no_subcommands_of_cargo() {
    for name in crossflake::verbs::arguments::OWN
        .iter()
        .filter(|name| **name != "help")
    {
        let run = crate::support::run(&[name, "--help"]);
        assert!(run.success().contains("Usage: crossflake"), "{name}");
    }
    for command in crossflake::cli::command().get_subcommands() {
        let name = command.get_name();
        let is_ours = crossflake::verbs::arguments::OWN.contains(&name);
        let is_cargos = crossflake::verbs::arguments::LISTED.contains(&name);
        assert!(is_ours != is_cargos, "{name}");
    }
}

#[test]
fn arguments_that_are_not_utf_8_are_cargos_as_they_are() {
    use std::os::unix::ffi::OsStrExt as _;
    let bytes = std::ffi::OsStr::from_bytes(b"a\xffb");
    let world = World::new();
    let output = world
        .command(&["test", "aarch64", "--"])
        .arg(bytes)
        .output()
        .unwrap();
    assert!(output.stdout.ends_with(b"<a\xffb>\n"), "{output:?}");
}

#[test]
fn in_the_target_s_shell_cargo_runs_at_once() {
    let world = World::new();
    let own = Programs::new(&[("cargo", "echo own; printf '<%s>\\n' \"$@\"")]);
    for variable in [
        ("CARGO_BUILD_TARGET", TRIPLE),
        ("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", "some-cc"),
    ] {
        let mut command = world.command(&["test", "aarch64", "--lib"]);
        let run = Run::start(command.env("PATH", own.path()).env(variable.0, variable.1));
        assert_eq!(
            run.success(),
            format!("own\n<test>\n<--target>\n<{TRIPLE}>\n<--lib>\n")
        );
        assert_eq!(run.stderr, "");
    }
    assert!(world.asked().is_empty());
}

#[test]
fn quiet_silences_notes_but_not_failures() {
    for arguments in [
        &["--quiet", "env", "armv7"][..],
        &["config", "-q", "thumbv8m"],
        &["config", "-q", "--remove", "thumbv8m"],
        &["init", "--quiet", "--target", "thumbv8m", "--direnv"],
    ] {
        let quiet = Project::new().run(arguments);
        quiet.success();
        assert_eq!(quiet.stderr, "", "{arguments:?}");
    }
    let unknown = crate::support::run(&["--quiet", "show", "aarch46"]);
    assert!(unknown.stderr.starts_with("error: unknown target"));
}

#[test]
fn cargo_crossflake_is_the_same_program() {
    let folder = tempfile::tempdir().unwrap();
    let binary = crate::support::cargo_subcommand(folder.path());
    let path = std::env::join_paths(
        [folder.path().to_owned()]
            .into_iter()
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    )
    .unwrap();
    let cargo = |arguments: &[&str]| {
        Run::start(
            Command::new(env!("CARGO"))
                .arg("crossflake")
                .args(arguments)
                .current_dir(root())
                .env("PATH", &path),
        )
    };
    let show = crate::support::run(&["show", "aarch64"]);
    assert_eq!(cargo(&["show", "aarch64"]).success(), show.success());
    let help = cargo(&["test", "--help"]);
    assert!(
        help.success()
            .contains("Usage: crossflake test [TARGET]... [CARGO ARGUMENTS]..."),
        "{}",
        help.stdout
    );
    // By its own name, too.
    let direct = Run::start(Command::new(&binary).args(["show", "aarch64"]));
    assert_eq!(direct.success(), show.success());
}
