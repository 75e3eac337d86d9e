//! When a kept environment is used again, and what it is made of.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use super::{TRIPLE, World, ran};
use crate::support::Run;

fn built() -> String {
    ran("aarch64", &["build", "--target", TRIPLE])
}

/// The files of this name below the cache.
fn files(world: &World, name: &str) -> Vec<PathBuf> {
    fn search(folder: &Path, name: &str, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.file_name() == name {
                found.push(entry.path());
            }
            if entry.file_type().unwrap().is_dir() {
                search(&entry.path(), name, found);
            }
        }
    }
    let mut found = Vec::new();
    search(&world.folder.path().join("cache"), name, &mut found);
    found
}

#[test]
fn the_second_run_starts_no_nix() {
    for world in [World::new(), World::with_flake()] {
        assert_eq!(world.run(&["build", "aarch64"]).success(), built());
        assert!(!world.asked().is_empty());
        world.nix.add("nix", "exit 9");
        world.project.write("src/lib.rs", "// changed");
        let run = world.run(&["build", "aarch64"]);
        assert_eq!(run.success(), built());
        assert_eq!(run.stderr, "");
        // The same Nix is asked where it has to be.
        assert_eq!(world.run(&["build", "riscv64"]).code, Some(1));
    }
}

#[test]
fn a_project_without_flake_gets_one_in_the_cache_and_nothing_beside_its_own_files() {
    let world = World::new();
    world
        .project
        .write("rust-toolchain.toml", "[toolchain]\nchannel = \"1.90\"\n");
    world
        .project
        .write(".cargo/config.toml", "[net]\nretry = 3\n");
    world.project.write(
        "Cargo.lock",
        "version = 4\n[[package]]\nname = \"openssl-sys\"\nversion = \"0.9.0\"\n",
    );
    world
        .project
        .write("inner/Cargo.toml", "[package]\nname = \"inner\"\n");
    let run = world.run(&["build", "aarch64"]);
    assert_eq!(run.success(), built());
    assert!(
        run.stderr
            .starts_with("making the shell for aarch64: the first time"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("Nix fetches 2 paths (3.0 MiB download"),
        "{}",
        run.stderr
    );
    let system = format!("{}-linux", std::env::consts::ARCH);
    let asked = world.asked();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked[1].starts_with("print-dev-env path:/"), "{asked:?}");
    assert!(
        asked[1].ends_with(&format!("#devShells.{system}.\"aarch64\"")),
        "{asked:?}"
    );

    let flakes = files(&world, "flake.nix");
    let [flake] = &*flakes else {
        panic!("{flakes:?}")
    };
    let text = fs::read_to_string(flake).unwrap();
    assert!(text.contains("targets = [ \"aarch64\" ];"), "{text}");
    let copies = [
        "rust-toolchain.toml",
        ".cargo/config.toml",
        "Cargo.lock",
        "Cargo.toml",
        "inner/Cargo.toml",
    ];
    for name in copies {
        let copy = flake.with_file_name("").join(name);
        assert_eq!(fs::read_to_string(copy).unwrap(), world.project.read(name));
    }
    assert!(!flake.with_file_name("src").exists());
    let mut names: Vec<_> = fs::read_dir(world.project.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            ".cargo",
            "Cargo.lock",
            "Cargo.toml",
            "inner",
            "rust-toolchain.toml",
            "src"
        ]
    );
}

#[test]
fn what_the_shell_depends_on_makes_it_anew() {
    let world = World::with_flake();
    world.project.write("nix/shell.nix", "{ }");
    Run::start(
        Command::new("git")
            .args(["init", "-q"])
            .current_dir(world.project.path("")),
    )
    .success();
    let add = || {
        let mut git = Command::new("git");
        Run::start(
            git.args(["add", "--all"])
                .current_dir(world.project.path("")),
        )
        .success();
    };
    add();
    world.run(&["build", "aarch64"]).success();
    for (name, text) in [
        ("flake.nix", "{ } # changed"),
        ("flake.lock", "{ }"),
        ("nix/shell.nix", "{ } # changed"),
        ("Cargo.lock", "version = 4\n# changed\n"),
        ("Cargo.toml", "[package]\nname = \"changed\"\n"),
        ("rust-toolchain.toml", "[toolchain]\n"),
        ("rust-toolchain", "1.90\n"),
        ("member/Cargo.toml", "[package]\nname = \"member\"\n"),
        (".cargo/config.toml", "[net]\n"),
    ] {
        world.asked();
        world.project.write(name, text);
        add();
        let run = world.run(&["build", "aarch64"]);
        run.success();
        assert!(
            run.stderr.contains("making the shell for aarch64 again"),
            "{name}: {}",
            run.stderr
        );
        assert!(!world.asked().is_empty(), "{name}");
    }
    for name in ["src/lib.rs", "README.md", "build.rs", "tests/cli.rs"] {
        world.project.write(name, "// changed");
        add();
        assert_eq!(world.run(&["build", "aarch64"]).success(), built());
        assert_eq!(world.asked(), [""; 0], "{name}");
    }
    // What came before is still kept, but not everything.
    assert!(files(&world, "environment.json").len() <= 4);
}

#[test]
fn files_that_the_project_watches_make_it_anew() {
    let world = World::with_flake();
    world.project.write("versions/clang", "18");
    world.sets(&[
        ("CARGO_BUILD_TARGET", TRIPLE),
        ("CROSSFLAKE_WATCH", "versions/clang Makefile"),
    ]);
    world.run(&["build", "aarch64"]).success();
    world.asked();
    world.run(&["build", "aarch64"]).success();
    assert!(world.asked().is_empty());
    for (name, text) in [("versions/clang", "19"), ("Makefile", "")] {
        world.project.write(name, text);
        world.run(&["build", "aarch64"]).success();
        assert!(!world.asked().is_empty(), "{name}");
    }
}

#[test]
fn refresh_and_a_collected_environment_make_it_anew() {
    let world = World::new();
    world.run(&["build", "aarch64"]).success();
    world.asked();
    world.run(&["build", "aarch64", "--refresh"]).success();
    assert!(!world.asked().is_empty());
    let profile = files(&world, "profile").remove(0);
    fs::remove_file(profile).unwrap();
    world.run(&["build", "aarch64"]).success();
    assert!(!world.asked().is_empty());
    world.sets(&[("CARGO_BUILD_TARGET", TRIPLE), ("PATH", "/no/such/folder")]);
    world.run(&["build", "aarch64", "--refresh"]);
    world.sets(&[("CARGO_BUILD_TARGET", TRIPLE)]);
    assert_eq!(world.run(&["build", "aarch64"]).success(), built());
    world.asked();
    world.run(&["build", "aarch64"]).success();
    assert!(world.asked().is_empty());
}

#[test]
fn what_is_kept_is_its_owner_s_and_nothing_of_the_caller_s() {
    let world = World::new();
    let mut command = world.command(&["build", "aarch64"]);
    Run::start(command.env("SECRET", "of-the-caller")).success();
    let file = files(&world, "environment.json").remove(0);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("CARGO_BUILD_TARGET"));
    assert!(
        !text.contains("of-the-caller") && !text.contains("homeless"),
        "{text}"
    );
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&file), 0o600);
    assert_eq!(mode(file.parent().unwrap()), 0o700);

    // The caller's own variables reach cargo, and PATH comes after the shell's.
    world.shell.add("cargo", "echo $SECRET $HOME ${PATH%%:*}");
    // The script sets a PATH of its own.
    let run = Run::start(command.env("HOME", "/home/of-mine"));
    assert_eq!(run.success(), "of-the-caller /home/of-mine /usr/bin\n");
}

#[test]
fn the_hook_runs_each_time_before_cargo() {
    let world = World::new();
    let hook = "echo hook $name \"$#\"; export FROM_HOOK='a b'; set -- lost";
    world.sets(&[("CARGO_BUILD_TARGET", TRIPLE), ("shellHook", hook)]);
    world
        .shell
        .add("cargo", "echo \"$FROM_HOOK\"; printf '<%s>\\n' \"$@\"");
    let expected =
        format!("hook aarch64 0\na b\n<test>\n<--target>\n<{TRIPLE}>\n<-->\n<x y>\n<$z>\n");
    for _ in 0..2 {
        let run = world.run(&["test", "aarch64", "--", "x y", "$z"]);
        assert_eq!(run.success(), expected);
    }
    let mut command = world.command(&["test", "aarch64"]);
    world.shell.add("cargo", "exit 101");
    assert_eq!(Run::start(&mut command).code, Some(101));
}

#[test]
fn exit_codes_and_signals_are_those_of_cargo() {
    let world = World::new();
    for code in ["0", "1", "101", "255"] {
        let mut command = world.command(&["test", "aarch64"]);
        let run = Run::start(command.env("CARGO_ENDS_WITH", code));
        assert_eq!(run.code, Some(code.parse().unwrap()));
    }
    world.shell.add("cargo", "kill -TERM $$");
    let status = world.command(&["run", "aarch64"]).status().unwrap();
    assert_eq!(status.signal(), Some(15));
    world.shell.add("cargo", "cat");
    let mut command = world.command(&["run", "aarch64"]);
    let file = world.folder.path().join("input");
    fs::write(&file, "to the program").unwrap();
    let run = Run::start(command.stdin(fs::File::open(file).unwrap()));
    assert_eq!(run.success(), "to the program");
}

#[test]
fn a_signal_reaches_nix_and_ends_the_program_in_the_same_way() {
    let world = World::new();
    let up = world.folder.path().join("up");
    let script = format!(
        "trap 'echo got >{0}.got; exit 1' TERM; echo >{0}; for i in 1 2 3 4 5 6 7 8 9; do sleep 1; done",
        up.display()
    );
    world.nix.add("nix", &script);
    let mut child = world
        .command(&["build", "aarch64", "-q"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while !up.exists() {
        thread::sleep(Duration::from_millis(10));
    }
    Run::start(Command::new("sh").args(["-c", &format!("kill {}", child.id())])).success();
    assert_eq!(child.wait().unwrap().signal(), Some(15));
    assert!(up.with_extension("got").exists());
}

#[test]
fn two_runs_at_once_make_it_once() {
    let world = World::new();
    let slow = fs::read_to_string(world.nix.path().join("nix")).unwrap();
    world
        .nix
        .add("nix", &slow.replace("ask=$1", "ask=$1; sleep 0.3"));
    let children: Vec<_> = (0..4)
        .map(|_| {
            let mut command = world.command(&["build", "aarch64"]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), built());
    }
    let made = world.asked();
    let made = made.iter().filter(|line| line.starts_with("print-dev-env"));
    assert_eq!(made.count(), 1);
}

#[test]
fn a_run_that_is_killed_leaves_nothing_that_the_next_one_trusts() {
    let world = World::new();
    let script = fs::read_to_string(world.nix.path().join("nix")).unwrap();
    world
        .nix
        .add("nix", &script.replace("ask=$1", "ask=$1; sleep 0.01"));
    for moment in 0..50 {
        if moment % 10 == 0 {
            let _ = fs::remove_dir_all(world.folder.path().join("cache"));
        }
        let mut child = world
            .command(&["build", "aarch64", "--refresh"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_micros(1500 * moment));
        let _ = child.kill();
        child.wait().unwrap();
        assert_eq!(
            world.run(&["build", "aarch64"]).success(),
            built(),
            "{moment}"
        );
    }
}

#[test]
fn a_missing_cargo_lock_is_made_first_by_the_build_machine_s_cargo() {
    let world = World::new();
    fs::remove_file(world.project.path("Cargo.lock")).unwrap();
    let run = world.run(&["build", "aarch64", "--offline"]);
    let manifest = world
        .project
        .path("")
        .canonicalize()
        .unwrap()
        .join("Cargo.toml");
    let manifest = manifest.to_str().unwrap();
    let generated = ran(
        "default",
        &[
            "generate-lockfile",
            "--offline",
            "--manifest-path",
            manifest,
        ],
    );
    let cargo = ran("aarch64", &["build", "--target", TRIPLE, "--offline"]);
    assert_eq!(run.success(), generated + &cargo);
    let run = world.run(&["build", "aarch64", "--locked"]);
    assert_eq!(
        run.success(),
        ran("aarch64", &["build", "--target", TRIPLE, "--locked"])
    );
}
