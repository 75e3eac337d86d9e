//! The forms that a `.cargo/config.toml` comes in: a folder each under
//! `tests/config`, named by what happens to it. `before.toml` is what the user
//! has, `after.toml` what `crossflake config` makes of it, `removed.toml` what
//! `--remove` leaves where that is not the text from before, and `targets`
//! names the targets where that is not `aarch64`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Project, Run, root, updating};

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

fn config(project: &Project, flags: &[&str], targets: &[String]) -> Run {
    let mut arguments = vec!["config"];
    arguments.extend(flags);
    arguments.extend(targets.iter().map(String::as_str));
    let run = project.run(&arguments);
    run.success();
    run
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
fn each_shape_gains_the_keys_alone_and_loses_them_again() {
    for shape in shapes() {
        let name = shape.display();
        let (project, targets) = project(&shape);
        let before = fs::read_to_string(shape.join("before.toml")).ok();

        let diff = config(&project, &["--diff"], &targets).stdout;
        let heading = "--- .cargo/config.toml\n+++ .cargo/config.toml\n@@";
        assert!(diff.starts_with(heading) || diff.is_empty(), "{name}");
        let unchanged = fs::read_to_string(project.path(CONFIG)).ok();
        assert_eq!(unchanged, before, "{name}");

        let wrote = config(&project, &[], &targets).stderr;
        let after = project.config();
        compare(&shape.join("after.toml"), &after);
        assert_eq!(diff.is_empty(), before.as_ref() == Some(&after), "{name}");
        let said = if diff.is_empty() {
            "`.cargo/config.toml` is up to date\n"
        } else {
            "wrote `.cargo/config.toml`\n"
        };
        assert!(wrote.ends_with(said), "{name}: {wrote}");
        cargo_reads_the_keys(&project, &shape);

        let again = config(&project, &[], &targets).stderr;
        assert_eq!(project.config(), after, "{name}");
        assert!(again.ends_with("is up to date\n"), "{name}: {again}");
        config(&project, &["--check"], &targets);

        config(&project, &["--remove"], &targets);
        let text = project.config();
        let removed = shape.join("removed.toml");
        let before = before.unwrap_or_default();
        if updating() {
            let _ = fs::remove_file(&removed);
        }
        if removed.exists() || updating() && text != before {
            compare(&removed, &text);
        } else {
            assert_eq!(text, before, "{name}");
        }
        let again = config(&project, &["--remove"], &targets).stderr;
        assert_eq!(project.config(), text, "{name}");
        assert!(again.ends_with("is up to date\n"), "{name}: {again}");
    }
}

fn cargo_reads_the_keys(project: &Project, shape: &Path) {
    let linker = if shape.ends_with("a_linker_set_by_hand_is_kept") {
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
