//! `crossflake build`, `test` and `run`, and `cargo crossflake`.

#![cfg(unix)]

use std::os::unix::process::ExitStatusExt as _;
use std::process::Command;

use crate::support::{Programs, Project, Run, program, root};

const TRIPLE: &str = "aarch64-unknown-linux-gnu";
/// Prints its own name, variable and arguments, one in a line.
const ECHO: &str = "echo \"${0##*/}\"; printf '<%s>\\n' \"$@\"";
/// A Nix that knows these shells, and prints what else it is asked.
const NIX: &str = "if [ \"$1\" = eval ]; then echo '[\"all\",\"aarch64\",\"x86_64-unknown-linux-musl\"]'; exit; fi\n\
                   echo nix; printf '<%s>\\n' \"$@\"";

fn flake() -> Project {
    let project = Project::new();
    project.write("flake.nix", "{ }");
    project
}

/// The program in the project, with only these on PATH.
fn command(project: &Project, programs: &Programs, arguments: &[&str]) -> Command {
    let mut command = program();
    command
        .args(arguments)
        .current_dir(project.path(""))
        .env("PATH", programs.path())
        .env_remove("CARGO_BUILD_TARGET")
        .env_remove("CROSSFLAKE_NIX");
    command
}

fn run(project: &Project, programs: &Programs, arguments: &[&str]) -> Run {
    Run::of(&mut command(project, programs, arguments))
}

fn in_shell(project: &Project, programs: &Programs, arguments: &[&str]) -> Command {
    let mut command = command(project, programs, arguments);
    command.env("CARGO_BUILD_TARGET", TRIPLE);
    command
}

fn developed(project: &Project, attribute: &str, cargo: &[&str]) -> String {
    let folder = project.path("").canonicalize().unwrap();
    let shell = format!("{}#{attribute}", folder.display());
    let head = [
        "develop",
        "--extra-experimental-features",
        "nix-command flakes",
        &shell,
        "-c",
    ];
    let words: Vec<_> = [&head[..], cargo].concat();
    let lines: Vec<_> = words.iter().map(|word| format!("<{word}>\n")).collect();
    format!("nix\n{}", lines.concat())
}

#[test]
fn outside_a_shell_cargo_runs_in_the_projects() {
    let programs = Programs::new(&[("nix", NIX), ("cargo", ECHO)]);
    let project = flake();
    for verb in ["build", "test", "run"] {
        let cargo = ["cargo", verb, "--target", TRIPLE];
        assert_eq!(
            run(&project, &programs, &[verb, "aarch64"]).success(),
            developed(&project, "\"aarch64\"", &cargo)
        );
    }
}

#[test]
fn in_the_targets_shell_cargo_runs_at_once() {
    let programs = Programs::new(&[("nix", NIX), ("cargo", ECHO)]);
    // No flake is needed.
    let project = Project::new();
    let expected = format!("cargo\n<test>\n<--target>\n<{TRIPLE}>\n<--lib>\n<-->\n<--nocapture>\n");
    let arguments = ["test", "aarch64", "--", "--lib", "--", "--nocapture"];
    for variable in [
        ("CARGO_BUILD_TARGET", TRIPLE),
        ("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", "some-cc"),
    ] {
        let mut command = command(&project, &programs, &arguments);
        let run = Run::of(command.env(variable.0, variable.1));
        assert_eq!(run.success(), expected);
        assert_eq!(run.stderr, "");
    }
}

#[test]
fn arguments_that_are_not_utf_8_are_cargos_as_they_are() {
    use std::os::unix::ffi::OsStrExt as _;
    let programs = Programs::new(&[("nix", NIX), ("cargo", ECHO)]);
    let bytes = std::ffi::OsStr::from_bytes(b"a\xffb");
    let project = flake();
    for mut command in [
        command(&project, &programs, &["build", "aarch64", "--"]),
        in_shell(&project, &programs, &["build", "aarch64", "--"]),
    ] {
        let output = command.arg(bytes).output().unwrap();
        assert!(output.stdout.ends_with(b"<a\xffb>\n"), "{output:?}");
    }
}

#[test]
fn another_targets_shell_is_not_the_right_one() {
    let programs = Programs::new(&[("nix", NIX), ("cargo", ECHO)]);
    let project = flake();
    let mut command = command(&project, &programs, &["build", "aarch64"]);
    let run = Run::of(command.env("CARGO_BUILD_TARGET", "riscv64gc-unknown-linux-gnu"));
    assert!(run.success().starts_with("nix\n"), "{run:?}");
}

#[test]
fn another_targets_shell_names_the_hosts_linker_and_is_not_the_hosts() {
    let programs = Programs::new(&[("nix", NIX), ("cargo", ECHO)]);
    let project = flake();
    let host = crossflake::environment::host();
    let mut command = in_shell(&project, &programs, &["build", &host]);
    command.env(crossflake::environment::cargo(&host, "LINKER"), "cc");
    let pkg_config = format!("PKG_CONFIG_{}", crossflake::environment::lower(&host));
    let run = Run::of(command.env_remove(&pkg_config));
    assert!(run.success().starts_with("nix\n"), "{run:?}");
    // Among several targets, the host has a pkg-config of its own.
    command.env_remove("CARGO_BUILD_TARGET");
    let run = Run::of(command.env(pkg_config, "pkg-config"));
    assert!(run.success().starts_with("cargo\n"), "{run:?}");
}

#[test]
fn a_shell_of_several_targets_is_right_for_one_that_rustc_links() {
    let programs = Programs::new(&[("nix", NIX), ("cargo", ECHO)]);
    let project = flake();
    for (target, variable, program) in [
        ("wasi", "CARGO_TARGET_WASM32_WASIP1_RUNNER", "cargo\n"),
        // Its core has to be built, which variables without a triple say.
        (
            "riscv32ima-unknown-none-elf",
            "CARGO_TARGET_RISCV32IMA_UNKNOWN_NONE_ELF_RUNNER",
            "nix\n",
        ),
    ] {
        let mut command = command(&project, &programs, &["test", target]);
        let run = Run::of(command.env(variable, "some-runner"));
        assert!(run.success().starts_with(program), "{run:?}");
    }
}

#[test]
fn a_shell_is_named_as_the_project_lists_it() {
    let programs = Programs::new(&[("nix", NIX)]);
    let project = flake();
    for (target, attribute, triple) in [
        (
            "x86_64-musl",
            "\"x86_64-unknown-linux-musl\"",
            "x86_64-unknown-linux-musl",
        ),
        (
            "riscv64",
            "devShells.\"riscv64\"",
            "riscv64gc-unknown-linux-gnu",
        ),
        (
            "thumbv8m",
            "devShells.\"thumbv8m\"",
            "thumbv8m.main-none-eabi",
        ),
    ] {
        let run = run(&project, &programs, &["build", target]);
        let cargo = ["cargo", "build", "--target", triple];
        assert_eq!(run.success(), developed(&project, attribute, &cargo));
    }
}

#[test]
fn a_flake_that_nix_cannot_list_is_left_to_nix() {
    let nix = "[ \"$1\" = develop ] || exit 1; echo \"error: no shell\" >&2; exit 1";
    let run = run(
        &flake(),
        &Programs::new(&[("nix", nix)]),
        &["build", "aarch64"],
    );
    assert_eq!(run.code, Some(1));
    assert_eq!(run.stderr, "error: no shell\n");
}

#[test]
fn the_flake_may_stand_above_in_the_git_tree() {
    let programs = Programs::new(&[("nix", NIX)]);
    let project = flake();
    project.write("crate/Cargo.toml", "[package]\nname = \"inner\"\n");
    let mut inner = command(&project, &programs, &["build", "aarch64"]);
    let run = Run::of(inner.current_dir(project.path("crate")));
    let cargo = ["cargo", "build", "--target", TRIPLE];
    assert_eq!(run.success(), developed(&project, "\"aarch64\"", &cargo));

    std::fs::create_dir(project.path("crate/.git")).unwrap();
    let run = Run::of(inner.current_dir(project.path("crate")));
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("there is no `flake.nix` in `"));
}

#[test]
fn exit_codes_and_signals_are_those_of_cargo_and_nix() {
    let project = flake();
    for code in [0, 1, 101, 255] {
        let exit = format!("[ \"$1\" = eval ] && exit 1; exit {code}");
        let programs = Programs::new(&[("nix", &exit), ("cargo", &exit)]);
        let outside = run(&project, &programs, &["test", "aarch64"]);
        assert_eq!((outside.code, &*outside.stderr), (Some(code), ""));
        let inside = Run::of(&mut in_shell(&project, &programs, &["test", "aarch64"]));
        assert_eq!((inside.code, &*inside.stderr), (Some(code), ""));
    }
    let programs = Programs::new(&[("cargo", "kill -TERM $$")]);
    let status = in_shell(&project, &programs, &["run", "aarch64"])
        .status()
        .unwrap();
    assert_eq!(status.signal(), Some(15));
}

#[test]
fn a_signal_reaches_cargo_itself() {
    let programs = Programs::new(&[(
        "cargo",
        "trap 'exit 42' TERM; echo up; for i in 1 2 3 4 5 6 7 8 9; do sleep 1; done",
    )]);
    let project = flake();
    let mut command = in_shell(&project, &programs, &["run", "aarch64"]);
    let mut child = command
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut up = [0; 3];
    std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut up).unwrap();
    Run::of(Command::new("sh").args(["-c", &format!("kill {}", child.id())])).success();
    assert_eq!(child.wait().unwrap().code(), Some(42));
}

#[test]
fn quiet_is_handed_on_and_verbose_names_the_command() {
    let programs = Programs::new(&[("nix", NIX), ("cargo", ECHO)]);
    let project = flake();
    for arguments in [
        ["--quiet", "test", "wasm"],
        ["test", "-q", "wasm"],
        ["test", "wasm", "--quiet"],
    ] {
        let run = run(&project, &programs, &arguments);
        assert_eq!(run.success().matches("<--quiet>").count(), 2);
        assert_eq!(run.stderr, "");
    }
    let verbose = run(&project, &programs, &["test", "aarch64", "--verbose"]);
    let lines: Vec<_> = verbose.stderr.lines().collect();
    let [eval, develop] = *lines else {
        panic!("{lines:?}");
    };
    assert!(lines.iter().all(|line| line.starts_with("running \"")));
    assert!(eval.contains("/nix\" \"eval\" "), "{eval}");
    assert!(develop.contains("/nix\" \"develop\" "), "{develop}");
    assert!(
        develop.ends_with("\"cargo\" \"test\" \"--target\" \"aarch64-unknown-linux-gnu\""),
        "{develop}"
    );
    assert_eq!(
        run(&project, &programs, &["test", "-q", "-v", "aarch64"]).code,
        Some(2)
    );
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
fn a_target_without_runner_is_noted_before_its_tests() {
    let programs = Programs::new(&[("nix", NIX)]);
    let project = flake();
    let test = run(&project, &programs, &["test", "wasm32v1-none"]);
    test.success();
    let note = "note: no runner for `wasm32v1-none`: ";
    assert!(test.stderr.starts_with(note), "{}", test.stderr);
    assert_eq!(
        run(&project, &programs, &["build", "wasm32v1-none"]).stderr,
        ""
    );
}

#[test]
fn the_variable_names_another_nix() {
    let programs = Programs::new(&[("nix", "exit 9"), ("my-nix", NIX)]);
    let project = flake();
    let named = |name: &str| {
        let mut command = command(&project, &programs, &["build", "aarch64"]);
        Run::of(command.env("CROSSFLAKE_NIX", name))
    };
    assert!(named("my-nix").success().starts_with("nix\n"));
    let path = programs.path().join("my-nix");
    assert!(named(path.to_str().unwrap()).success().starts_with("nix\n"));
    named("none-such").failure(
        2,
        "error: CROSSFLAKE_NIX is `none-such`, which is no program that can be run\n\n\
         hint: set it to Nix's path, or unset it to take `nix` from PATH\n",
    );
}

#[test]
fn without_nix_fails() {
    run(&flake(), &Programs::new(&[]), &["build", "aarch64"]).failure(
        2,
        "error: `nix` is not on PATH\n\n\
         hint: install it: https://nixos.org/download, or name it with CROSSFLAKE_NIX\n",
    );
}

#[test]
fn a_nix_that_cannot_be_executed_fails() {
    let programs = Programs::new(&[]);
    let path = programs.path().join("nix");
    std::fs::write(&path, "#!/no/such/shell\n").unwrap();
    Run::of(Command::new("chmod").arg("+x").arg(&path)).success();
    let run = run(&flake(), &programs, &["build", "aarch64"]);
    assert_eq!(run.code, Some(3));
    assert!(
        run.stderr.starts_with("error: failed to run `"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("hint: see that `"), "{}", run.stderr);
}

#[test]
fn without_a_flake_names_init_and_fails() {
    let project = Project::new();
    let run = run(
        &project,
        &Programs::new(&[("nix", NIX)]),
        &["test", "aarch64"],
    );
    let folder = project.path("").canonicalize().unwrap();
    run.failure(
        2,
        &format!(
            "error: there is no `flake.nix` in `{}` or above it\n\n\
             hint: `crossflake init --target aarch64`\n",
            folder.display()
        ),
    );
}

#[test]
fn a_folder_that_nix_cannot_be_told_fails() {
    let project = Project::new();
    project.write("a#b/Cargo.toml", "[package]\nname = \"inner\"\n");
    project.write("a#b/flake.nix", "{ }");
    let programs = Programs::new(&[("nix", NIX)]);
    let mut command = command(&project, &programs, &["build", "aarch64"]);
    let run = Run::of(command.current_dir(project.path("a#b")));
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("a#b`, since `#` and `?` end a path"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.ends_with("hint: rename the folder\n"));
}

#[test]
fn outside_a_project_fails() {
    let folder = tempfile::tempdir().unwrap();
    let run = Run::of(
        program()
            .args(["build", "aarch64"])
            .current_dir(folder.path()),
    );
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("there is no `Cargo.toml` in `"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_target_that_links_nowhere_gives_the_reason_and_fails() {
    let programs = Programs::new(&[("nix", NIX), ("cargo", ECHO)]);
    let project = flake();
    let outside = run(&project, &programs, &["build", "windows-msvc"]);
    assert_eq!(outside.code, Some(2));
    assert!(
        outside
            .stderr
            .starts_with("error: programs for `x86_64-pc-windows-msvc` cannot be linked here: "),
        "{}",
        outside.stderr
    );
    assert!(
        outside
            .stderr
            .contains("hint: `crossflake show windows-msvc`")
    );
    // With a linker of one's own, it is cargo's business.
    let mut own = command(&project, &programs, &["build", "windows-msvc"]);
    let run = Run::of(own.env("CARGO_TARGET_X86_64_PC_WINDOWS_MSVC_LINKER", "xwin"));
    assert!(run.success().starts_with("cargo\n"));
}

#[test]
fn a_misspelt_target_suggests_the_nearest_and_fails() {
    for verb in ["build", "test", "run"] {
        let run = crate::support::run(&[verb, "aarch46"]);
        assert_eq!(run.code, Some(2));
        assert!(run.stderr.starts_with("error: unknown target `aarch46`"));
        assert!(run.stderr.contains("did you mean `aarch64`"));
    }
}

#[test]
fn an_argument_of_cargos_without_dashes_fails() {
    let run = crate::support::run(&["test", "aarch64", "--lib"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("'--lib'"), "{}", run.stderr);
    assert!(run.stderr.contains("-- --lib"), "{}", run.stderr);
}

#[test]
fn cargo_crossflake_is_the_same_program() {
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_cargo-crossflake"));
    let path = std::env::join_paths(
        [binary.parent().unwrap().to_owned()]
            .into_iter()
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    )
    .unwrap();
    let cargo = |arguments: &[&str]| {
        Run::of(
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
            .contains("Usage: cargo crossflake test [OPTIONS] <TARGET> [-- <ARGS>...]"),
        "{}",
        help.stdout
    );
    // By its own name, too.
    let direct = Run::of(Command::new(binary).args(["show", "aarch64"]));
    assert_eq!(direct.success(), show.success());
    // Only what cargo adds is dropped.
    let twice = cargo(&["crossflake", "show", "aarch64"]);
    assert_eq!(twice.code, Some(2));
}
