//! What all commands share: help, colours, closed pipes, wrong names.

use std::process::Stdio;

use crate::support::{Project, Run, golden, program, run};

const LIST: &str = "`crossflake targets --all` lists every target";
const NEWER: &str =
    "the table is of rustc 1.96: for a target of a newer one, take its facts as docs/guide.md says";

#[test]
fn help_names_commands_examples_and_exit_codes() {
    golden("help.txt", run(&["--help"]).success());
}

#[test]
fn each_command_has_help() {
    for (command, json) in [
        ("build", false),
        ("test", false),
        ("run", false),
        ("doctor", true),
        ("targets", true),
        ("show", true),
        ("env", true),
        ("config", true),
        ("init", true),
        ("explain", true),
        ("export", true),
    ] {
        let run = run(&[command, "--help"]);
        assert!(run.success().contains("Usage: crossflake"));
        assert!(run.stdout.contains("Examples:"), "{command}");
        assert_eq!(run.stdout.contains("--json"), json, "{command}");
    }
}

#[test]
fn version_is_the_packages() {
    let expected = concat!("crossflake ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(run(&["--version"]).success(), expected);
}

#[test]
fn a_pipe_that_is_closed_early_is_no_error() {
    for arguments in [&["targets", "--all"][..], &["show", "aarch64"], &["--help"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = program();
        command
            .args(arguments)
            .stdout(writer)
            .stderr(Stdio::piped());
        let output = command.spawn().unwrap().wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        assert_eq!(output.status.code(), Some(0));
    }
}

#[test]
fn messages_have_colour_where_asked_for() {
    let coloured = |arguments: &[&str], variable: &str| {
        let run = Run::start(program().args(arguments).env(variable, "1"));
        run.stderr.contains("\u{1b}[")
    };
    let unknown = ["show", "x"];
    assert!(!coloured(&unknown, "UNRELATED"));
    assert!(coloured(&unknown, "CLICOLOR_FORCE"));
    assert!(!coloured(&unknown, "NO_COLOR"));
    assert!(coloured(&["show", "x", "--color=always"], "NO_COLOR"));
    assert!(coloured(&["--color", "always", "bogus"], "UNRELATED"));
    assert!(!coloured(&["--color", "never", "bogus"], "CLICOLOR_FORCE"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_stdout_fails() {
    for arguments in [
        &["targets"][..],
        &["show", "aarch64", "--json"],
        &["--help"],
    ] {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let mut command = program();
        command.args(arguments).stdout(full).stderr(Stdio::piped());
        let output = command.spawn().unwrap().wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(
            stderr.starts_with("error: failed to write to standard output: "),
            "{stderr}"
        );
        assert!(stderr.ends_with("hint: make room on the disk, then run again\n"));
        assert_eq!(output.status.code(), Some(3));
    }
}

#[test]
fn no_command_fails() {
    let run = run(&[]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("Usage: crossflake"));
}

#[test]
fn an_unknown_command_fails() {
    let run = run(&["shwo"]);
    assert_eq!(run.code, Some(2));
    let hint = "did you mean `crossflake show`?";
    assert!(run.stderr.contains(hint), "{}", run.stderr);
}

#[test]
fn an_unknown_target_suggests_the_nearest_and_fails() {
    let run = run(&["show", "aarch46"]);
    assert_eq!(run.code, Some(2));
    let message = "error: unknown target `aarch46`

hint: did you mean `aarch64`";
    assert!(run.stderr.starts_with(message), "{}", run.stderr);
    assert!(run.stderr.ends_with(&format!(
        "? {LIST}
"
    )));
}

#[test]
fn debians_name_of_a_target_suggests_it_and_fails() {
    let run = run(&["show", "powerpc64le-linux-gnu"]);
    assert_eq!(run.code, Some(2));
    let hint = "did you mean `ppc64le`";
    assert!(run.stderr.contains(hint), "{}", run.stderr);
}

#[test]
fn an_unknown_target_like_no_other_fails() {
    let run = run(&["show", "qqqqqqqqqqqqqqqqqqqqqqqq"]);
    let message = format!("error: unknown target `qqqqqqqqqqqqqqqqqqqqqqqq`\n\nhint: {LIST}\n");
    run.failure(2, &message);
}

#[test]
fn an_upper_case_target_suggests_the_lower_case_and_fails() {
    run(&["show", "AArch64"]).failure(
        2,
        "error: unknown target `AArch64`\n\nhint: names are in lower case: `aarch64`\n",
    );
}

#[test]
fn a_triple_in_upper_case_suggests_the_lower_case_and_fails() {
    run(&["env", "RISCV64GC-Unknown-Linux-GNU"]).failure(
        2,
        "error: unknown target `RISCV64GC-Unknown-Linux-GNU`\n\n\
         hint: names are in lower case: `riscv64gc-unknown-linux-gnu`\n",
    );
}

#[test]
fn a_misspelt_target_in_upper_case_suggests_the_nearest_and_fails() {
    let run = run(&["config", "RISCV46"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr
            .starts_with("error: unknown target `RISCV46`\n\nhint: did you mean `riscv64`"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_misspelt_triple_suggests_it_first_and_fails() {
    run(&["show", "aarch64-unknown-linux-gun"]).failure(
        2,
        &format!(
            "error: unknown target `aarch64-unknown-linux-gun`\n\n\
             hint: did you mean `aarch64-unknown-linux-gnu` or `aarch64-unknown-linux-musl`? \
             {LIST}; {NEWER}\n"
        ),
    );
}

#[test]
fn a_very_long_target_is_cut_and_fails() {
    let mut names = ["x", "-", "ä", "aarch64-"]
        .map(|part| part.repeat(10_000))
        .to_vec();
    names.push(format!("riscv64{}-unknown-none-elf", "c".repeat(10_000)));
    for name in names {
        let run = run(&["show", "--", &name]);
        assert_eq!(run.code, Some(2));
        assert!(run.stderr.contains('…'), "{}", run.stderr);
        assert!(run.stderr.len() < 500, "{}", run.stderr);
    }
}

#[test]
fn a_well_formed_triple_outside_the_table_fails() {
    let run = run(&["show", "aarch64-unknown-hermit-macho"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.starts_with(&format!(
            "error: the table has no target `aarch64-unknown-hermit-macho`\n\nhint: {NEWER}; "
        )),
        "{}",
        run.stderr
    );
}

#[test]
fn what_is_no_triple_is_not_called_one_and_fails() {
    for name in ["linux", "mips-unknown-gnulinux"] {
        let run = run(&["show", name]);
        assert_eq!(run.code, Some(2));
        let message = format!("error: unknown target `{name}`\n");
        assert!(run.stderr.starts_with(&message), "{}", run.stderr);
    }
}

#[test]
fn a_triple_that_only_a_newer_rustc_knows_gets_the_rules_package_set_and_fails() {
    let run = run(&["show", "riscv64gcv-unknown-none-elf"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.starts_with(&format!(
            "error: the table has no target `riscv64gcv-unknown-none-elf`\n\n\
             hint: {NEWER}; its package set would be `import nixpkgs {{ crossSystem = {{ \
             config = \"riscv64-none-elf\"; gcc = {{ abi = \"lp64d\"; arch = \"rv64gcv\"; }}; \
             libc = \"newlib\"; rust = {{ rustcTarget = \"riscv64gcv-unknown-none-elf\"; }}; }}; }}`; \
             did you mean `riscv64gc-unknown-none-elf`"
        )),
        "{}",
        run.stderr
    );
}

#[test]
fn a_triple_of_an_unknown_abi_suggests_the_nearest_and_names_rustcs_version_and_fails() {
    for abi in ["gnuwsan", "gnuzsan"] {
        let triple = format!("x86_64-unknown-linux-{abi}");
        let run = run(&["show", &triple]);
        assert_eq!(run.code, Some(2));
        assert!(
            run.stderr.starts_with(&format!(
                "error: unknown target `{triple}`\n\nhint: did you mean `x86_64-unknown-linux-gnu"
            )),
            "{}",
            run.stderr
        );
        let end = format!("`? {LIST}; {NEWER}\n");
        assert!(run.stderr.ends_with(&end), "{}", run.stderr);
    }
}

#[test]
fn nixpkgs_name_of_a_target_suggests_it_and_fails() {
    for (name, target) in [
        ("mingwW64", "windows"),
        ("raspberryPi", "arm"),
        ("aarch64-multiplatform-musl", "aarch64-musl"),
    ] {
        let run = run(&["show", name]);
        assert_eq!(run.code, Some(2));
        let hint = format!("hint: did you mean `{target}`");
        assert!(run.stderr.contains(&hint), "{}", run.stderr);
    }
}

#[test]
fn an_empty_target_fails() {
    let message = format!("error: the target's name is empty\n\nhint: {LIST}\n");
    for command in ["show", "env", "config"] {
        run(&[command, ""]).failure(2, &message);
    }
}

#[test]
fn a_target_with_spaces_or_control_characters_is_escaped_and_fails() {
    run(&["show", " aarch64\n"]).failure(
        2,
        &format!(
            "error: the target ` aarch64\\n` holds spaces or control characters\n\n\
             hint: did you mean `aarch64`? {LIST}\n"
        ),
    );
    assert!(
        !run(&["show", "a\u{1b}[31m\u{202e}"])
            .stderr
            .contains(['\u{1b}', '\u{202e}'])
    );
}

/// Each place where a command takes a target.
const TARGETS: [&[&str]; 10] = [
    &["build"],
    &["test"],
    &["run"],
    &["doctor"],
    &["show"],
    &["env"],
    &["env", "aarch64", "--host"],
    &["config"],
    &["init", "--target"],
    &["explain", "--target"],
];

#[test]
fn an_unknown_target_fails_wherever_it_is_named() {
    for command in TARGETS.into_iter().chain([&["export", "debian"][..]]) {
        for json in [&[][..], &["--json"]] {
            let run = run(&[command, &["aarch46"], json].concat());
            assert_eq!(run.code, Some(2), "{command:?}");
            assert_eq!(run.stdout, "", "{command:?}");
            assert!(
                run.stderr.contains("did you mean `aarch64`")
                    || run
                        .stderr
                        .contains(&format!("`crossflake {} aarch64", command[0]))
                    || run.stderr.contains("'--json'"),
                "{}",
                run.stderr
            );
        }
    }
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_utf_8_fail() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let folder = tempfile::tempdir().unwrap();
    let with = |arguments: &[&str], bytes: &[u8]| {
        let mut command = program();
        command.args(arguments).arg(OsStr::from_bytes(bytes));
        Run::start(command.current_dir(&folder).stdin(Stdio::null()))
    };
    let target = format!("error: the target `aarch\u{fffd}` is not valid UTF-8\n\nhint: {LIST}\n");
    for command in TARGETS.into_iter().chain([&["export", "debian"][..]]) {
        with(command, b"aarch\xff").failure(2, &target);
    }
    for command in [
        &["--color"][..],
        &["init", "--url"],
        &["export", "debian", "aarch64", "--library"],
    ] {
        with(command, b"a\xff").failure(
            2,
            "error: the argument `a\u{fffd}` is not valid UTF-8\n\n\
             hint: write it in UTF-8; `crossflake --help` lists the arguments\n",
        );
    }
    for command in [
        &[][..],
        &["targets"],
        &["export"],
        &["env", "aarch64", "--shell"],
    ] {
        let run = with(command, b"a\xff");
        assert_eq!(run.code, Some(2));
        assert!(run.stderr.contains("'a\u{fffd}'"), "{}", run.stderr);
    }
    // A file may be called anything.
    let run = with(&["explain"], b"no-such-\xff.log");
    assert_eq!(run.code, Some(3));
    assert!(
        run.stderr.contains("`no-such-\u{fffd}.log`"),
        "{}",
        run.stderr
    );
}

#[test]
fn files_that_are_not_utf_8_name_the_place_and_fail() {
    for (file, command) in [
        ("Cargo.toml", &["config", "aarch64"][..]),
        ("Cargo.toml", &["init"]),
        ("Cargo.toml", &["build", "aarch64"]),
        ("Cargo.lock", &["init"]),
        (".cargo/config.toml", &["config", "aarch64"]),
        (".cargo/config.toml", &["config", "--diff", "aarch64"]),
        (".cargo/config.toml", &["init", "--target", "aarch64"]),
    ] {
        let project = Project::with_config("");
        std::fs::write(project.path(file), b"# a\n# \xff\n").unwrap();
        let run = project.run(command);
        assert_eq!(run.code, Some(2), "{command:?}");
        assert_eq!(run.stdout, "");
        let place = format!("{file}` at line 2, column 3: invalid UTF-8\n\nhint: ");
        assert!(run.stderr.contains(&place), "{}", run.stderr);
        assert!(!project.path("flake.nix").exists());
    }
}

#[cfg(unix)]
#[test]
fn a_current_folder_that_is_gone_fails() {
    for command in [
        &["config", "aarch64"][..],
        &["init"],
        &["build", "aarch64"],
        &["doctor"],
    ] {
        let folder = tempfile::tempdir().unwrap();
        let run = Run::start(
            std::process::Command::new("sh")
                .args(["-c", "rmdir \"$PWD\" && exec \"$0\" \"$@\""])
                .arg(program().get_program())
                .args(command)
                .current_dir(&folder),
        );
        assert_eq!(run.code, Some(3), "{}", run.stderr);
        assert!(
            run.stderr
                .starts_with("error: failed to find the current folder: "),
            "{}",
            run.stderr
        );
        assert!(
            run.stderr
                .ends_with("\n\nhint: go to a folder that is there, for example `cd`\n")
        );
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_fails() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    for command in [&["config", "aarch64"][..], &["init", "--target", "aarch64"]] {
        let project = Project::new();
        let allow = |mode| {
            let mode = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(project.path(""), mode).unwrap();
        };
        allow(0o555);
        if std::fs::write(project.path("probe"), "").is_ok() {
            // Root may write anything, but the kernel's own files.
            symlink("/sys", project.path(".cargo")).unwrap();
        }
        let run = project.run(command);
        allow(0o755);
        assert_eq!(run.code, Some(3), "{}", run.stderr);
        assert!(run.stderr.contains("ermission denied"), "{}", run.stderr);
        assert!(run.stderr.contains("\n\nhint: make "), "{}", run.stderr);
    }
}

#[test]
fn a_file_that_cannot_be_read_has_a_next_step_and_fails() {
    let project = Project::new();
    project.write("inner/a", "");
    // A file in the place of a folder.
    let mut command = program();
    command
        .args(["explain", "a/b"])
        .current_dir(project.path("inner"));
    let run = Run::start(&mut command);
    assert_eq!(run.code, Some(3));
    assert!(run.stderr.contains("`a/b`: "), "{}", run.stderr);
    assert!(run.stderr.contains("\n\nhint: "), "{}", run.stderr);

    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("Cargo.lock", project.path("Cargo.lock")).unwrap();
        let run = project.run(&["init"]);
        assert_eq!(run.code, Some(3));
        assert!(run.stderr.contains("Cargo.lock`: "), "{}", run.stderr);
        assert!(run.stderr.ends_with("\n\nhint: fix that, then run again\n"));
    }
}
