//! `crossflake config`, apart from the forms of the file (see `shapes`).

#[cfg(unix)]
mod unix;

use std::fs::{self, File};
use std::thread;
use std::time::Duration;

use crate::support::{Project, Run, program, run};

const CONFIG: &str = ".cargo/config.toml";
const CHANGED_BY_HAND: &str = "[target.aarch64-unknown-linux-gnu]\nlinker = \"mine\"\n";
const WRITTEN: &str = "[target.aarch64-unknown-linux-gnu]\n\
    linker = \"aarch64-unknown-linux-gnu-gcc\"\nrunner = \"qemu-aarch64\"\n";

#[test]
fn what_was_written_is_told() {
    let run = Project::new().run(&["config", "aarch64"]);
    assert_eq!(run.success(), "");
    assert_eq!(run.stderr, "wrote `.cargo/config.toml`\n");
}

#[test]
fn a_value_changed_by_hand_is_kept_and_reported() {
    let project = Project::with_config(CHANGED_BY_HAND);
    let run = project.run(&["config", "aarch64"]);
    run.success();
    assert_eq!(
        run.stderr,
        "note: kept `target.aarch64-unknown-linux-gnu.linker = \"mine\"`; \
         crossflake would write `\"aarch64-unknown-linux-gnu-gcc\"`\nwrote `.cargo/config.toml`\n"
    );
}

#[test]
fn a_table_in_the_place_of_a_value_is_kept_and_shown_in_one_line() {
    let triple = "aarch64-unknown-linux-gnu";
    for text in [
        format!("[target.{triple}]\nlinker.path = \"mine\"\n"),
        format!("[target.{triple}.linker]\npath = \"mine\" # a\n"),
        format!("[target]\n{triple} = {{ linker = {{ path = \"mine\" }} }}\n"),
        format!("target = {{ {triple} = {{ linker.path = \"mine\" }} }}\n"),
    ] {
        let run = Project::with_config(&text).run(&["config", "aarch64"]);
        run.success();
        let kept = format!("note: kept `target.{triple}.linker = {{ path = \"mine\" }}`; ");
        assert!(run.stderr.starts_with(&kept), "{text}: {}", run.stderr);
    }
}

/// What the note of each of these says, and what cargo reads then.
#[test]
fn values_from_elsewhere_are_kept_and_reported() {
    let cfg = "[target.'cfg(target_arch = \"aarch64\")']\nrunner = [\"a\", \"b\"]\n";
    for (own, above, included, note) in [
        (
            cfg,
            "",
            "",
            "`target.'cfg(target_arch = \"aarch64\")'.runner = [\"a\", \"b\"]`; ",
        ),
        (
            "",
            cfg,
            "",
            "`target.'cfg(target_arch = \"aarch64\")'.runner = [",
        ),
        (
            "",
            CHANGED_BY_HAND,
            "",
            "`target.aarch64-unknown-linux-gnu.linker = \"mine\"` of `",
        ),
        (
            "include = [\"mine.toml\"]\n",
            "",
            CHANGED_BY_HAND,
            "`target.aarch64-unknown-linux-gnu.linker = \"mine\"` of `",
        ),
    ] {
        for with_cargo in [true, false] {
            // Without cargo, nobody follows an `include`.
            if !with_cargo && !included.is_empty() {
                continue;
            }
            let outer = Project::new();
            let inner = outer.path("inner");
            outer.write(
                "inner/Cargo.toml",
                "[package]\nname = \"inner\"\n[workspace]\n",
            );
            outer.write("inner/.cargo/config.toml", own);
            outer.write("inner/.cargo/mine.toml", included);
            outer.write(".cargo/config.toml", above);
            let run = |arguments: &[&str]| {
                let mut command = program();
                command.args(arguments).current_dir(&inner);
                command.env("CARGO_HOME", outer.path("no-home"));
                if !with_cargo {
                    command.env("PATH", "");
                }
                Run::start(&mut command)
            };
            let first = run(&["config", "aarch64"]);
            first.success();
            let start = format!("note: kept {note}");
            assert!(
                first.stderr.starts_with(&start),
                "{with_cargo} {start}: {first:?}"
            );
            let written = outer.read("inner/.cargo/config.toml");
            let kept = if note.contains("runner") {
                "runner = \""
            } else {
                "linker = \""
            };
            assert!(!written.contains(kept), "{written}");
            run(&["config", "--check", "aarch64"]).success();
            run(&["config", "--remove", "aarch64"]).success();
            assert_eq!(outer.read("inner/.cargo/config.toml"), own);
        }
    }
}

#[test]
fn a_key_of_ours_before_the_users_cfg_is_told() {
    let text = format!("{WRITTEN}\n[target.'cfg(unix)']\nrunner = \"mine\"\n");
    let project = Project::with_config(&text);
    let run = project.run(&["config", "aarch64"]);
    run.success();
    let note = "note: cargo reads `target.aarch64-unknown-linux-gnu.runner` in the place of \
        `target.'cfg(unix)'.runner = \"mine\"`";
    assert!(run.stderr.starts_with(note), "{}", run.stderr);
    assert_eq!(project.config(), text);
}

#[test]
fn remove_without_a_file_makes_none() {
    let project = Project::new();
    project.run(&["config", "--remove", "aarch64"]).success();
    assert!(!project.path(".cargo").exists());
}

#[test]
fn json_names_each_key_and_what_became_of_it() {
    let project = Project::with_config(CHANGED_BY_HAND);
    let report = project.run(&["config", "--json", "aarch64"]).json();
    assert_eq!(report["changed"], true);
    let expected = serde_json::json!([
        {"target": "aarch64-unknown-linux-gnu", "key": "linker", "state": "kept",
         "value": "aarch64-unknown-linux-gnu-gcc", "found": "\"mine\""},
        {"target": "aarch64-unknown-linux-gnu", "key": "runner", "state": "added",
         "value": "qemu-aarch64"},
    ]);
    assert_eq!(report["entries"], expected);
    assert!(report["diff"].as_str().unwrap().contains("+runner = "));
}

#[test]
fn a_target_that_rustc_links_gets_a_runner_alone() {
    let project = Project::new();
    let run = project.run(&["config", "thumbv8m"]);
    assert_eq!(
        project.config(),
        "[target.thumbv8m.main-none-eabi]\nrunner = \"thumbv8m.main-none-eabi-runner\"\n"
    );
    assert!(
        run.stderr.starts_with(
            "note: no `target.thumbv8m.main-none-eabi.linker`: rustc brings the linker\n"
        ),
        "{}",
        run.stderr
    );
    assert_eq!(
        project
            .cargo_reads("target.thumbv8m.main-none-eabi.runner")
            .as_deref(),
        Some("\"thumbv8m.main-none-eabi-runner\"")
    );
}

#[test]
fn a_target_without_linker_and_runner_says_why() {
    let run = Project::new().run(&["config", "ios"]);
    run.success();
    assert!(
        run.stderr
            .starts_with("note: no `target.aarch64-apple-ios.linker`: "),
        "{}",
        run.stderr
    );
    assert!(run.stderr.ends_with("`.cargo/config.toml` is up to date\n"));
}

#[test]
fn diff_prints_what_would_change() {
    let run = Project::with_config("[build]\njobs = 2\n").run(&["config", "--diff", "aarch64"]);
    let added = WRITTEN.trim_end().replace('\n', "\n+");
    let expected = format!(
        "--- .cargo/config.toml\n+++ .cargo/config.toml\n\
         @@ -1,2 +1,6 @@\n [build]\n jobs = 2\n+\n+{added}\n"
    );
    assert_eq!(run.success(), expected);
    assert_eq!(run.stderr, "`.cargo/config.toml` would change\n");
}

#[test]
fn check_of_a_difference_fails() {
    let project = Project::new();
    let check = project.run(&["config", "--check", "aarch64", "riscv64"]);
    assert_eq!(check.code, Some(1));
    assert!(check.stdout.contains("+linker = "));
    assert_eq!(
        check.stderr,
        "error: `.cargo/config.toml` is not what crossflake writes\n\n\
         hint: `crossflake config aarch64 riscv64`\n"
    );
    assert!(!project.path(".cargo").exists());
}

#[test]
fn check_of_leftovers_fails() {
    let check =
        Project::with_config(WRITTEN).run(&["config", "--check", "--remove", "--json", "aarch64"]);
    assert_eq!(check.code, Some(1));
    assert!(check.stdout.contains("\"removed\""));
    assert!(
        check
            .stderr
            .ends_with("hint: `crossflake config --remove aarch64`\n")
    );
}

#[test]
fn the_workspace_is_found_from_a_member() {
    let project = Project::new();
    project.write("Cargo.toml", "[workspace]\nmembers = [\"a\"]\n");
    project.write("a/Cargo.toml", "[package]\nname = \"a\"\n");
    project.write("a/src/lib.rs", "");
    let run = Run::start(
        program()
            .args(["config", "aarch64"])
            .current_dir(project.path("a/src")),
    );
    run.success();
    assert_eq!(project.config(), WRITTEN);
}

#[test]
fn the_file_without_extension_is_used_where_it_exists() {
    let project = Project::with_config("");
    project.write(".cargo/config", "# old\n");
    project.run(&["config", "aarch64"]).success();
    assert_eq!(project.read(".cargo/config"), format!("# old\n\n{WRITTEN}"));
    assert_eq!(project.config(), "");
    let linker = project.cargo_reads("target.aarch64-unknown-linux-gnu.linker");
    assert_eq!(linker.as_deref(), Some("\"aarch64-unknown-linux-gnu-gcc\""));
}

#[test]
fn runs_at_once_lose_nothing() {
    let project = Project::new();
    let names = ["aarch64", "armv7", "i686", "ppc64le", "riscv64", "s390x"];
    thread::scope(|scope| {
        for name in names {
            scope.spawn(|| project.run(&["config", name]).success().to_owned());
        }
    });
    let mut check = vec!["config", "--check"];
    check.extend(names);
    project.run(&check).success();
}

#[test]
fn no_target_fails() {
    Project::new().run(&["config"]).failure(
        2,
        "error: no target is named\n\nhint: name one or more, for example \
         `crossflake config aarch64`; `crossflake targets` lists them\n",
    );
}

#[test]
fn one_unknown_target_writes_nothing_and_fails() {
    let project = Project::new();
    let run = project.run(&["config", "aarch64", "riscv46"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.starts_with(
        "error: unknown target `riscv46`

hint: did you mean `riscv64`"
    ));
    assert!(!project.path(".cargo").exists());
}

#[test]
fn a_folder_without_a_project_fails() {
    let folder = tempfile::tempdir().unwrap();
    let run = Run::start(program().args(["config", "aarch64"]).current_dir(&folder));
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr
            .starts_with("error: there is no `Cargo.toml` in `")
    );
    assert!(run.stderr.ends_with("or make one with `cargo init`\n"));
}

#[test]
fn a_broken_file_names_line_and_column_and_fails() {
    let text = "[build]\njobs = = 2\n";
    let project = Project::with_config(text);
    let run = project.run(&["config", "aarch64"]);
    assert_eq!(run.code, Some(2));
    let place = "error: failed to parse `.cargo/config.toml` at line 2, column 8: ";
    assert!(run.stderr.starts_with(place), "{}", run.stderr);
    assert!(run.stderr.contains("\n\nhint: "));
    assert_eq!(project.config(), text);
}

#[test]
fn a_broken_manifest_fails() {
    let project = Project::new();
    project.write("Cargo.toml", "[package\n");
    let run = project.run(&["config", "aarch64"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("Cargo.toml` at line 1, column "),
        "{}",
        run.stderr
    );
}

#[test]
fn a_target_that_is_no_table_fails() {
    for (text, found) in [
        (
            "[build]\n[[target]]\na = 1\n",
            "`target` in `.cargo/config.toml` at line 2, column 1",
        ),
        (
            "[target]\naarch64-unknown-linux-gnu = 1\n",
            "`target.aarch64-unknown-linux-gnu` in `.cargo/config.toml` at line 2, column 29 \
             is of type integer",
        ),
    ] {
        let project = Project::with_config(text);
        let run = project.run(&["config", "aarch64"]);
        assert_eq!(run.code, Some(2));
        assert!(run.stderr.contains(found), "{}", run.stderr);
        assert_eq!(project.config(), text);
    }
}

#[test]
fn a_folder_in_place_of_the_file_fails() {
    let project = Project::with_config("");
    fs::remove_file(project.path(CONFIG)).unwrap();
    fs::create_dir(project.path(CONFIG)).unwrap();
    let run = project.run(&["config", "aarch64"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("is a folder, not a file"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_file_in_place_of_the_folder_fails() {
    let project = Project::new();
    project.write(".cargo", "");
    let run = project.run(&["config", "aarch64"]);
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert!(run.stderr.contains(".cargo/config.toml`"), "{}", run.stderr);
}

#[test]
fn check_and_diff_together_fails() {
    let run = run(&["config", "--check", "--diff", "aarch64"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("cannot be used with"));
}
