//! What is said where there is no shell, or none can be made.

use std::fs;
use std::process::Command;

use super::{TRIPLE, World, ran};
use crate::support::{Programs, Run};

#[test]
fn the_shell_is_the_one_that_the_project_lists_or_mkproject_s_for_others() {
    let world = World::with_flake();
    let system = format!("{}-linux", std::env::consts::ARCH);
    for (target, answer, attribute) in [
        (
            "aarch64",
            r#"[["devShells", "aarch64"], ["legacyPackages", "aarch64"]]"#,
            "devShells.SYSTEM.\"aarch64\"",
        ),
        (
            "x86_64-musl",
            r#"[["devShells", "x86_64-unknown-linux-musl"]]"#,
            "devShells.SYSTEM.\"x86_64-unknown-linux-musl\"",
        ),
        (
            "riscv64",
            r#"[["legacyPackages", "riscv64"]]"#,
            "legacyPackages.SYSTEM.devShells.\"riscv64\"",
        ),
        (
            "thumbv8m",
            r#"[["legacyPackages", "thumbv8m"]]"#,
            "legacyPackages.SYSTEM.devShells.\"thumbv8m\"",
        ),
    ] {
        world.answers(answer);
        world.run(&["build", target]).success();
        let folder = world.project.path("").canonicalize().unwrap();
        let shell = format!(
            "{}#{}",
            folder.display(),
            attribute.replace("SYSTEM", &system)
        );
        let asked = world.asked();
        assert_eq!(asked[0], format!("eval {}#.", folder.display()));
        assert_eq!(asked[2], format!("print-dev-env {shell}"));
    }
}

#[test]
fn a_flake_without_a_shell_of_ours_is_gone_without_unless_it_is_insisted_on() {
    for foreign in [
        // It has none, or one that is not for the target.
        "[]",
        r#"[["devShells", "aarch64"]]"#,
    ] {
        let world = World::with_flake();
        world.answers(foreign);
        world.sets(&[("SOMETHING", "else")]);
        let run = world.run(&["build", "aarch64"]);
        assert_eq!(
            run.success(),
            ran("aarch64", &["build", "--target", TRIPLE])
        );
        let note =
            "has no shell of crossflake's for aarch64: going on without it; `--flake` insists\n";
        assert!(run.stderr.contains(note), "{}", run.stderr);
        world.nix.add("nix", "exit 9");
        assert_eq!(world.run(&["build", "aarch64"]).stderr, "");
    }
    let world = World::with_flake();
    world.answers("[]");
    let run = world.run(&["build", "aarch64", "--flake"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("flake.nix` has no shell for aarch64"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_git_does_not_know_is_named_with_the_command_and_fails() {
    let world = World::with_flake();
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        Run::start(command.args(arguments).current_dir(world.project.path(""))).success();
    };
    git(&["init", "-q"]);
    let run = world.run(&["build", "aarch64"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stderr.contains("git does not know `"), "{}", run.stderr);
    let (_, hint) = run.stderr.split_once("hint: `").unwrap();
    let command = hint.trim_end().trim_end_matches('`');
    Run::start(Command::new("sh").args(["-c", command])).success();
    world.run(&["build", "aarch64"]).success();

    git(&["rm", "-q", "--cached", "Cargo.toml"]);
    world.project.write("flake.nix", "{ } # changed");
    let run = world.run(&["build", "aarch64"]);
    assert!(
        run.stderr.contains("Cargo.toml`, so Nix does not see it"),
        "{}",
        run.stderr
    );
    // Without a flake, git has no part in it.
    fs::remove_file(world.project.path("flake.nix")).unwrap();
    world.run(&["build", "aarch64"]).success();
}

#[test]
fn a_flake_outside_of_git_is_copied_whole_and_that_is_said() {
    let world = World::with_flake();
    world.project.write("target/debug/large", "");
    let run = world.run(&["build", "aarch64"]);
    run.success();
    assert!(
        run.stderr
            .contains("Nix copies all of it, `target` too: `git init && git add --all`"),
        "{}",
        run.stderr
    );
    assert_eq!(world.run(&["build", "aarch64"]).stderr, "");
}

#[test]
fn quiet_leaves_errors_alone_and_is_handed_on() {
    let world = World::with_flake();
    let run = world.run(&["-q", "build", "aarch64"]);
    assert_eq!(
        run.success(),
        ran("aarch64", &["--quiet", "build", "--target", TRIPLE])
    );
    assert_eq!(run.stderr, "");
    world.nix.add("nix", "echo error: no shell >&2; exit 1");
    let run = world.run(&["-q", "build", "riscv64"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stderr
            .starts_with("error: no shell\nerror: Nix failed with exit status: 1"),
        "{}",
        run.stderr
    );
}

#[test]
fn verbose_names_what_is_run() {
    let world = World::with_flake();
    let run = world.run(&["-v", "test", "aarch64"]);
    let lines: Vec<_> = run
        .stderr
        .lines()
        .filter(|line| line.starts_with("running "))
        .collect();
    let [eval, plan, make, cargo] = *lines else {
        panic!("{}", run.stderr);
    };
    assert!(eval.contains("/nix\" \"eval\" "), "{eval}");
    assert!(
        plan.contains("\"build\" ") && plan.contains("--dry-run"),
        "{plan}"
    );
    assert!(make.contains("\"print-dev-env\" "), "{make}");
    assert!(
        cargo.contains("/cargo\" \"-v\" \"test\" \"--target\""),
        "{cargo}"
    );
}

#[test]
fn the_variable_names_another_nix() {
    let world = World::with_flake();
    let mut command = world.command(&["build", "aarch64"]);
    Run::start(command.env("CROSSFLAKE_NIX", world.nix.path().join("nix"))).success();
    let run = Run::start(command.arg("--refresh").env("CROSSFLAKE_NIX", "none-such"));
    run.failure(
        2,
        "error: CROSSFLAKE_NIX is `none-such`, which is no program that can be run\n\n\
         hint: set it to Nix's path, or unset it to take `nix` from PATH\n",
    );
}

#[test]
fn without_nix_fails() {
    let world = World::with_flake();
    let programs = Programs::new(&[]);
    let mut command = world.command(&["build", "aarch64"]);
    let run = Run::start(command.env("PATH", programs.path()));
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("`nix` is not on PATH"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_nix_that_cannot_be_executed_fails() {
    let world = World::with_flake();
    let path = world.nix.path().join("nix");
    fs::write(&path, "#!/no/such/shell\n").unwrap();
    let run = world.run(&["build", "aarch64"]);
    assert_eq!(run.code, Some(3));
    assert!(
        run.stderr.contains("error: failed to run `"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("hint: see that `"), "{}", run.stderr);
}

#[test]
fn a_nix_that_prints_something_else_fails() {
    let world = World::new();
    fs::write(world.folder.path().join("environment"), "no json").unwrap();
    let run = world.run(&["build", "aarch64"]);
    assert_eq!(run.code, Some(3));
    assert!(
        run.stderr
            .contains("failed to read what `nix print-dev-env` printed"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_folder_that_nix_cannot_be_told_fails() {
    let world = World::new();
    world
        .project
        .write("a#b/Cargo.toml", "[package]\nname = \"inner\"\n");
    world.project.write("a#b/flake.nix", "{ }");
    let mut command = world.command(&["build", "aarch64"]);
    let run = Run::start(command.current_dir(world.project.path("a#b")));
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
    let world = World::new();
    let run = Run::start(
        world
            .command(&["build", "aarch64"])
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
fn a_manifest_elsewhere_is_the_project() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let manifest = world.project.path("Cargo.toml");
    let manifest = manifest.to_str().unwrap();
    let mut command = world.command(&["build", "aarch64", "--manifest-path", manifest]);
    let run = Run::start(command.current_dir(folder.path()));
    assert_eq!(
        run.success(),
        ran(
            "aarch64",
            &["build", "--target", TRIPLE, "--manifest-path", manifest]
        )
    );
}

#[test]
fn a_target_that_links_nowhere_gives_the_reason_and_fails() {
    let world = World::new();
    let outside = world.run(&["build", "i586"]);
    assert_eq!(outside.code, Some(2));
    let start = "error: programs for `i586-unknown-linux-gnu` cannot be linked here: ";
    assert!(outside.stderr.starts_with(start), "{}", outside.stderr);
    assert!(outside.stderr.contains("hint: `crossflake show i586`"));
    // With a linker of one's own, it is cargo's business.
    let own = Programs::new(&[("cargo", "echo own")]);
    let mut command = world.command(&["build", "i586"]);
    command.env("PATH", own.path());
    let run = Run::start(command.env("CARGO_TARGET_I586_UNKNOWN_LINUX_GNU_LINKER", "cc"));
    assert_eq!(run.success(), "own\n");
}

#[test]
fn a_target_without_runner_is_noted_before_its_tests() {
    let world = World::new();
    let test = world.run(&["test", "wasm32v1-none"]);
    test.success();
    assert!(
        test.stderr
            .starts_with("note: no runner for `wasm32v1-none`: "),
        "{}",
        test.stderr
    );
    assert!(
        !world
            .run(&["build", "wasm32v1-none"])
            .stderr
            .contains("runner")
    );
}

#[test]
fn a_cache_that_cannot_be_written_fails_before_nix_is_asked() {
    let world = World::new();
    fs::write(world.folder.path().join("cache"), "a file").unwrap();
    let run = world.run(&["build", "aarch64"]);
    assert_eq!(run.code, Some(3));
    assert!(
        run.stderr.contains("export CROSSFLAKE_CACHE="),
        "{}",
        run.stderr
    );
    assert!(world.asked().is_empty());
    let mut command = world.command(&["build", "aarch64"]);
    let run = Run::start(command.env("CROSSFLAKE_CACHE", "target/kept"));
    run.success();
    assert!(world.project.path("target/kept/environments").is_dir());
}

#[test]
fn cargo_subcommand_runs_it_too() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(crate::support::cargo_subcommand(folder.path()));
    let like = world.command(&["crossflake", "build", "aarch64"]);
    command
        .args(like.get_args())
        .current_dir(world.project.path(""));
    for (name, value) in like.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    assert_eq!(
        Run::start(&mut command).success(),
        ran("aarch64", &["build", "--target", TRIPLE])
    );
}
