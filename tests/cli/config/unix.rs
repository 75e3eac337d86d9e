//! What only Unix has: permissions, links and locks.

use std::collections::BTreeSet;
use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use super::{CONFIG, Duration, File, Project, Run, WRITTEN, fs, program, thread};

#[test]
fn permissions_stay() {
    let project = Project::with_config("");
    fs::set_permissions(project.path(CONFIG), fs::Permissions::from_mode(0o640)).unwrap();
    project.run(&["config", "aarch64"]).success();
    assert_eq!(
        fs::metadata(project.path(CONFIG)).unwrap().mode() & 0o777,
        0o640
    );
}

#[test]
fn a_secret_is_never_readable_while_it_is_written() {
    // Long enough that the watcher sees the file that is being written.
    let secret = format!("token = \"{}\"\n", "x".repeat(4_000_000));
    let mut modes = BTreeSet::new();
    // On a machine with much else to do, the watcher may miss the file.
    for _ in 0..20 {
        let project = Project::with_config(&secret);
        fs::set_permissions(project.path(CONFIG), fs::Permissions::from_mode(0o600)).unwrap();
        thread::scope(|scope| {
            let run = scope.spawn(|| project.run(&["config", "aarch64"]));
            while !run.is_finished() {
                for entry in fs::read_dir(project.path(".cargo")).unwrap().flatten() {
                    if let Ok(metadata) = entry.metadata() {
                        let is_new = entry.file_name() != "config.toml";
                        modes.insert((is_new, metadata.mode() & 0o777));
                    }
                }
            }
            run.join().unwrap().success();
        });
        if modes.iter().any(|(is_new, _)| *is_new) {
            break;
        }
    }
    assert_eq!(modes, BTreeSet::from([(false, 0o600), (true, 0o600)]));
}

#[test]
fn a_new_file_is_as_readable_as_any() {
    let project = Project::new();
    project.run(&["config", "aarch64"]).success();
    let mode = |name| fs::metadata(project.path(name)).unwrap().mode();
    assert_eq!(mode(CONFIG), mode("Cargo.toml"));
}

#[test]
fn a_symbolic_link_stays_and_its_file_is_written() {
    let project = Project::with_config("");
    fs::remove_file(project.path(CONFIG)).unwrap();
    project.write("elsewhere/cargo.toml", "");
    symlink("../elsewhere/cargo.toml", project.path(CONFIG)).unwrap();
    project.run(&["config", "aarch64"]).success();
    assert!(project.path(CONFIG).is_symlink());
    assert_eq!(project.read("elsewhere/cargo.toml"), WRITTEN);
}

#[test]
fn a_symbolic_link_to_nothing_makes_its_file() {
    let project = Project::with_config("");
    fs::remove_file(project.path(CONFIG)).unwrap();
    symlink("../elsewhere/cargo.toml", project.path(CONFIG)).unwrap();
    project.run(&["config", "aarch64"]).success();
    assert!(project.path(CONFIG).is_symlink());
    assert_eq!(project.read("elsewhere/cargo.toml"), WRITTEN);
}

#[test]
fn a_folder_that_is_a_link_to_nothing_is_made() {
    let project = Project::new();
    symlink("elsewhere/cargo", project.path(".cargo")).unwrap();
    project
        .run(&["config", "--check", "--remove", "aarch64"])
        .success();
    assert!(!project.path("elsewhere").exists());
    project.run(&["config", "aarch64"]).success();
    assert!(project.path(".cargo").is_symlink());
    assert_eq!(project.read("elsewhere/cargo/config.toml"), WRITTEN);
}

#[test]
fn a_link_without_extension_that_leads_nowhere_hides_no_file() {
    let project = Project::with_config("[build]\njobs = 3\n");
    symlink("nowhere", project.path(".cargo/config")).unwrap();
    project.run(&["config", "aarch64"]).success();
    assert_eq!(project.config(), format!("[build]\njobs = 3\n\n{WRITTEN}"));
    assert!(!project.path(".cargo/nowhere").exists());
    assert_eq!(project.cargo_reads("build.jobs").as_deref(), Some("3"));
}

#[test]
fn another_run_is_waited_for() {
    let project = Project::with_config("");
    let lock = File::open(project.path(".cargo")).unwrap();
    lock.lock().unwrap();
    thread::scope(|scope| {
        let run = scope.spawn(|| project.run(&["config", "aarch64"]));
        thread::sleep(Duration::from_millis(200));
        assert_eq!(project.config(), "");
        lock.unlock().unwrap();
        run.join().unwrap().success();
    });
    assert_eq!(project.config(), WRITTEN);
}

#[test]
fn a_link_to_itself_fails() {
    let project = Project::with_config("");
    fs::remove_file(project.path(CONFIG)).unwrap();
    symlink("config.toml", project.path(CONFIG)).unwrap();
    let run = project.run(&["config", "aarch64"]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    assert!(run.stderr.contains("leads to itself"), "{}", run.stderr);
}

#[test]
fn a_read_only_file_fails() {
    let project = Project::with_config("# mine\n");
    fs::set_permissions(project.path(CONFIG), fs::Permissions::from_mode(0o444)).unwrap();
    let run = project.run(&["config", "aarch64"]);
    assert_eq!(run.code, Some(3));
    assert!(
        run.stderr.starts_with("error: failed to write `"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr
            .contains(".cargo/config.toml`: permission denied")
    );
    assert!(run.stderr.contains("hint: ") && run.stderr.contains("`chmod u+w "));
    assert_eq!(project.config(), "# mine\n");
}

#[test]
fn a_read_only_folder_is_named_and_fails() {
    let project = Project::with_config("# mine\n");
    let folder = project.path(".cargo");
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let mut command = program();
    mode(&folder, 0o555);
    // Root may write everywhere, so another user runs a program that it can reach.
    if File::create(folder.join("probe")).is_ok() {
        fs::remove_file(folder.join("probe")).unwrap();
        let reachable = project.path("crossflake");
        fs::copy(command.get_program(), &reachable).unwrap();
        mode(&project.path("."), 0o755);
        command = Command::new(reachable);
        command
            .uid(65534)
            .gid(65534)
            .env("HOME", "/nonexistent")
            .env("CARGO_HOME", "/nonexistent");
    }
    command
        .args(["config", "aarch64"])
        .current_dir(project.path("."));
    let run = command.output();
    mode(&folder, 0o755);
    let unreachable = |error: &io::Error| error.kind() == io::ErrorKind::PermissionDenied;
    if run.as_ref().is_err_and(unreachable) {
        eprintln!("skipped: another user does not reach the folder of temporary files");
        return;
    }
    let run = Run::from(run.unwrap());
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    let hint = format!("`chmod u+w {}`", folder.canonicalize().unwrap().display());
    assert!(run.stderr.contains(&hint), "{}", run.stderr);
    assert_eq!(project.config(), "# mine\n");
    project.run(&["config", "aarch64"]).success();
}
