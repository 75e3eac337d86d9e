//! The forms that a `.cargo/config.toml` comes in: a folder each under
//! `tests/config`, named by what happens to it. `before.toml` is what the user
//! has, `after.toml` what `crossflake config` makes of it, `removed.toml` what
//! `--remove` leaves where that is not the text from before, and `targets`
//! names the targets where that is not `aarch64`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Project, root, updating};

const CONFIG: &str = ".cargo/config.toml";

fn shapes() -> Vec<PathBuf> {
    let mut shapes: Vec<_> = fs::read_dir(root().join("tests/config"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    shapes.sort();
    assert!(shapes.len() >= 40);
    shapes
}

/// A project of this shape, and its targets.
fn project(shape: &Path) -> (Project, Vec<String>) {
    let project = match fs::read_to_string(shape.join("before.toml")) {
        Ok(text) => Project::with_config(&text),
        Err(_) => Project::new(),
    };
    let targets = fs::read_to_string(shape.join("targets")).unwrap_or("aarch64".to_owned());
    let targets = targets.split_whitespace().map(str::to_owned).collect();
    (project, targets)
}

fn config(project: &Project, flags: &[&str], targets: &[String]) -> String {
    let mut arguments = vec!["config"];
    arguments.extend(flags);
    arguments.extend(targets.iter().map(String::as_str));
    let run = project.run(&arguments);
    run.success();
    run.stderr
}

#[track_caller]
fn compare(path: &Path, text: &str) {
    if updating() {
        fs::write(path, text).unwrap();
    } else {
        assert_eq!(
            text,
            fs::read_to_string(path).unwrap(),
            "{}",
            path.display()
        );
    }
}

#[test]
fn each_shape_gains_the_keys_and_nothing_else_changes() {
    for shape in shapes() {
        let (project, targets) = project(&shape);
        config(&project, &[], &targets);
        compare(&shape.join("after.toml"), &project.config());
    }
}

#[test]
fn a_second_run_changes_nothing_and_says_so() {
    for shape in shapes() {
        let (project, targets) = project(&shape);
        config(&project, &[], &targets);
        let after = project.config();
        let stderr = config(&project, &[], &targets);
        assert_eq!(project.config(), after, "{}", shape.display());
        assert!(stderr.ends_with("is up to date\n"), "{stderr}");
        config(&project, &["--check"], &targets);
    }
}

#[test]
fn removing_restores_the_text_from_before() {
    for shape in shapes() {
        let (project, targets) = project(&shape);
        let before = fs::read_to_string(shape.join("before.toml")).unwrap_or_default();
        config(&project, &[], &targets);
        config(&project, &["--remove"], &targets);
        let removed = shape.join("removed.toml");
        let text = project.config();
        if updating() {
            let _ = fs::remove_file(&removed);
        }
        if removed.exists() || updating() && text != before {
            compare(&removed, &text);
        } else {
            assert_eq!(text, before, "{}", shape.display());
        }
        let stderr = config(&project, &["--remove"], &targets);
        assert_eq!(project.config(), text, "{}", shape.display());
        assert!(stderr.ends_with("is up to date\n"), "{stderr}");
    }
}

#[test]
fn a_diff_writes_nothing() {
    for shape in shapes() {
        let (project, _) = project(&shape);
        let run = project.run(&["config", "--diff", "aarch64"]);
        let heading = "--- .cargo/config.toml\n+++ .cargo/config.toml\n@@";
        assert!(run.success().starts_with(heading) || run.stdout.is_empty());
        let before = fs::read(shape.join("before.toml")).ok();
        assert_eq!(fs::read(project.path(CONFIG)).ok(), before);
    }
}

#[test]
fn cargo_resolves_the_keys_in_each_shape() {
    for shape in shapes() {
        let (project, targets) = project(&shape);
        config(&project, &[], &targets);
        let set_by_hand = shape.ends_with("a_linker_set_by_hand_is_kept");
        let linker = if set_by_hand {
            "aarch64-linux-gnu-gcc"
        } else {
            "aarch64-unknown-linux-gnu-gcc"
        };
        let reads = |key: &str| {
            let value = project.cargo_reads(&format!("target.aarch64-unknown-linux-gnu.{key}"));
            value.unwrap_or_else(|| panic!("{}: cargo reads no {key}", shape.display()))
        };
        assert_eq!(reads("linker"), format!("\"{linker}\""));
        if !shape.ends_with("cfg_tables_stay") {
            assert!(reads("runner").contains("\"qemu-aarch64\""));
        }
    }
}
