//! Runs that are killed at any moment of their work: each file is the old or
//! the new one, whole, and what is left behind stops nobody.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{Project, program};

/// Of each command.
const KILLS: u32 = 250;

/// A file's text by its path, `None` where there is no file.
type Files = BTreeMap<&'static str, Option<String>>;

fn read(project: &Project, paths: &[&'static str]) -> Files {
    let text = |path: &&'static str| (*path, fs::read_to_string(project.path(path)).ok());
    paths.iter().map(text).collect()
}

fn restore(project: &Project, files: &Files) {
    for (path, text) in files {
        match text {
            Some(text) => project.write(path, text),
            None => drop(fs::remove_file(project.path(path))),
        }
    }
}

fn command(project: &Project, arguments: &[&str]) -> Command {
    let mut command = program();
    command.args(arguments).current_dir(project.path(""));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// The files of ours that are not complete.
fn unfinished(project: &Project) -> usize {
    let folders = ["", ".cargo"].map(|folder| fs::read_dir(project.path(folder)));
    let entries = folders.into_iter().flatten().flatten();
    entries
        .filter(|entry| {
            let name = entry.as_ref().unwrap().file_name();
            name.to_string_lossy().contains(".crossflake-unfinished-")
        })
        .count()
}

/// Kills the command while it makes the files new, at moments that are spread
/// over as long as it takes.
fn kill(project: &Project, arguments: &[&str], paths: &[&'static str]) {
    let old = read(project, paths);
    let start = Instant::now();
    let status = command(project, arguments).status().unwrap();
    let usual = start.elapsed();
    assert!(status.success());
    let new = read(project, paths);
    assert!(old.iter().all(|(path, text)| new[path] != *text));

    let mut seen = [0, 0, 0];
    for number in 0..KILLS {
        restore(project, &old);
        let mut child = command(project, arguments).spawn().unwrap();
        thread::sleep(moment(usual, number));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = read(project, paths);
        for (path, text) in &found {
            let length = text.as_ref().map(String::len);
            assert!(
                *text == old[path] || *text == new[path],
                "{path}: {length:?}"
            );
        }
        seen[0] += u32::from(found == old);
        seen[1] += u32::from(found == new);
        seen[2] += u32::from(unfinished(project) > 0);
    }
    // Were all killed too early or too late, this would show nothing.
    let [unchanged, changed, half] = seen;
    assert!(unchanged > 0 && changed > 0, "{seen:?}, {half} unfinished");

    restore(project, &old);
    let mut kept = Vec::new();
    for path in paths {
        let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
        let left =
            |name: &str, letters| format!("{folder}/.{name}.crossflake-unfinished-{letters}");
        project.write(&left(name, "a1B2c3D4e5F6"), "half");
        // Called nearly so, these are the user's.
        for mine in [
            left(name, "notes"),
            left(&format!("mine-{name}"), "a1B2c3D4e5F6"),
            format!("{folder}/.crossflake-notes"),
            format!("{folder}/.crossflake-abcdef"),
        ] {
            project.write(&mine, "mine");
            kept.push(mine);
        }
        fs::create_dir_all(project.path(&left(name, "folderfolder"))).unwrap();
    }
    assert!(command(project, arguments).status().unwrap().success());
    assert_eq!(read(project, paths), new);
    for mine in &kept {
        assert_eq!(project.read(mine), "mine", "{mine}");
    }
    // The folder and two of these are called so.
    assert_eq!(unfinished(project), 3 * paths.len());
}

/// From at once to half as long again as a run takes, most of them near its
/// end, where it writes; a few long after, should the machine be busy.
fn moment(usual: Duration, number: u32) -> Duration {
    let spread = usual * ((number * 37) % KILLS) / KILLS;
    match number % 20 {
        19 => usual * 10,
        early if early % 4 == 0 => spread,
        _ => usual / 2 + spread,
    }
}

#[test]
fn a_killed_config_leaves_the_old_or_the_new_text() {
    let project = Project::with_config(&format!("# {}\n", "x".repeat(100_000)));
    kill(&project, &["config", "aarch64"], &[".cargo/config.toml"]);
}

#[test]
fn a_killed_init_leaves_no_file_or_the_whole_one() {
    let project = Project::new();
    let url = format!("--url=path:/{}", "x".repeat(100_000));
    kill(
        &project,
        &["init", "--target", "aarch64", "--direnv", &url],
        &[".cargo/config.toml", ".envrc", "flake.nix"],
    );
}
