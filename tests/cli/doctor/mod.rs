//! `crossflake doctor`: each check, holding and failing.

#![cfg(target_os = "linux")]

mod machine;
mod target;

use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Programs, Project, Run, program, table};

/// A Nix for which all is well.
const NIX: &str = "case \"$*\" in\n\
    --version) echo 'nix (Nix) 2.26.3' ;;\n\
    'config show experimental-features') echo 'flakes nix-command' ;;\n\
    'config show substituters '*) echo 'https://one.example https://two.example' ;;\n\
    'store ping '*) ;;\n\
    *) echo \"unexpected: $*\" >&2; exit 1 ;;\n\
esac";
const LOCK: &str = r#"{ "root": "root", "version": 7, "nodes": {
    "nixpkgs_2": { "locked": { "rev": "1" } },
    "root": { "inputs": { "nixpkgs": "nixpkgs_2", "same": [ "nixpkgs" ] } } } }"#;

/// A project in which the program runs.
struct Fixture {
    project: Project,
    programs: Programs,
    variables: Vec<(String, String)>,
}

impl Fixture {
    /// No shell; a Nix, and a flake with its lock.
    fn new() -> Self {
        let project = Project::new();
        project.write("flake.nix", "{ }");
        project.write("flake.lock", LOCK);
        Self {
            project,
            programs: Programs::new(&[("nix", NIX)]),
            variables: vec![("LANG".into(), "C.UTF-8".into())],
        }
    }

    /// The shell of the machine itself: real rustc, real linker.
    fn native() -> Self {
        let mut fixture = Self::new();
        fixture.set("CARGO_BUILD_TARGET", &host());
        fixture.set("RUSTC", &rustc());
        fixture.set(&Fixture::host_compiler(), "cc");
        fixture.set(&format!("PKG_CONFIG_{}", host().replace('-', "_")), "pkgs");
        fixture.programs.add("cc", "exec cc \"$@\"");
        fixture.programs.add("pkgs", "exit 0");
        fixture
    }

    /// The variable with the C compiler of build scripts.
    fn host_compiler() -> String {
        format!("CC_{}", host().replace('-', "_"))
    }

    fn set(&mut self, name: &str, value: &str) {
        self.variables.push((name.into(), value.into()));
    }

    fn of_target(key: &str) -> String {
        let triple = host().replace('-', "_").to_uppercase();
        format!("CARGO_TARGET_{triple}_{key}")
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let mut command = program();
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            let of_a_shell = ["CARGO_", "CROSSFLAKE_", "HOST_", "PKG_CONFIG", "RUSTC"];
            if of_a_shell.iter().any(|start| name.starts_with(start))
                || ["LC_ALL", "LC_CTYPE", "LANG"].contains(&&*name)
            {
                command.env_remove(&*name);
            }
        }
        command
            .arg("doctor")
            .args(arguments)
            .current_dir(self.project.path(""))
            .env("PATH", self.programs.path())
            .envs(self.variables.iter().cloned());
        Run::start(&mut command)
    }

    /// Each check by its name, and the exit code.
    fn findings(&self, arguments: &[&str]) -> (Option<i32>, Vec<Value>) {
        let run = self.run(&[arguments, &["--json"]].concat());
        let findings = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run:?}"));
        (run.code, findings)
    }

    /// One check's status and detail; failures have a fix, and the run fails.
    #[track_caller]
    fn finding(&self, arguments: &[&str], check: &str) -> (String, String) {
        let (code, findings) = self.findings(arguments);
        let field = |finding: &Value, name: &str| finding[name].as_str().unwrap().to_owned();
        for finding in &findings {
            let failed = finding["status"] == "failed";
            assert!(!failed || finding["fix"].is_string(), "{finding}");
            assert!(!failed || code == Some(1), "{finding}");
        }
        let finding = findings.iter().find(|finding| finding["check"] == check);
        let finding = finding.unwrap_or_else(|| panic!("{findings:?}"));
        (field(finding, "status"), field(finding, "detail"))
    }

    /// A check that fails for a cause that `explain` knows: its fix is the
    /// cause's.
    #[track_caller]
    fn expect_cause(&self, check: &str, cause: &str, detail: &str, fix: &str) {
        self.expect(&[], check, "failed", detail);
        let (_, findings) = self.findings(&[]);
        let finding = findings.iter().find(|finding| finding["check"] == check);
        let finding = finding.unwrap();
        assert_eq!(finding["cause"], cause, "{finding}");
        assert!(finding["fix"].as_str().unwrap().contains(fix), "{finding}");
    }

    #[track_caller]
    fn expect(&self, arguments: &[&str], check: &str, status: &str, detail: &str) {
        let found = self.finding(arguments, check);
        assert_eq!(found.0, status, "{}", found.1);
        assert!(found.1.contains(detail), "{}", found.1);
    }
}

/// By its path, since only the fake programs are on PATH.
fn rustc() -> String {
    let run = Run::start(Command::new("sh").args(["-c", "command -v rustc"]));
    run.success().trim().to_owned()
}

fn host() -> String {
    let run = Run::start(Command::new(rustc()).arg("-vV"));
    let host = run
        .success()
        .lines()
        .find_map(|line| line.strip_prefix("host: "));
    host.unwrap().to_owned()
}

/// The first bytes of an ELF file of this machine type.
fn elf(class: u8, machine: u8) -> Vec<u8> {
    let mut bytes = b"\x7fELF".to_vec();
    bytes.extend([class, 1]);
    bytes.resize(18, 0);
    bytes.extend([machine, 0]);
    bytes
}

#[test]
fn a_healthy_machine_passes() {
    let run = Fixture::new().run(&[]);
    assert_eq!(run.success().matches('✓').count(), 4, "{}", run.stdout);
    assert!(
        run.stdout
            .starts_with("✓ nix            nix (Nix) 2.26.3: `")
    );
    assert!(
        run.stdout
            .contains("reached https://one.example, https://two.example\n"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("locked: nixpkgs, same\n"));
    assert!(run.stderr.starts_with("note: for a target, too: "));
}

#[test]
fn another_locale_gets_ascii() {
    for (name, value, letters) in [
        ("LC_ALL", "C", false),
        ("LC_ALL", "de_DE.utf8", true),
        ("LC_CTYPE", "POSIX", false),
    ] {
        let mut fixture = Fixture::new();
        fixture.set(name, value);
        let run = fixture.run(&["aarch64"]);
        assert_eq!(run.success().contains('✓'), letters);
        assert_eq!(run.stdout.is_ascii(), !letters);
        assert_eq!(run.stdout.starts_with("ok nix "), !letters);
    }
}

#[test]
fn json_is_a_list_of_checks() {
    let (code, findings) = Fixture::new().findings(&["aarch64"]);
    assert_eq!(code, Some(0));
    let names: Vec<_> = findings.iter().map(|finding| &finding["check"]).collect();
    let expected = [
        "nix",
        "flakes",
        "binary cache",
        "flake inputs",
        "rust-std",
        "linker",
        "pkg-config",
        "host compiler",
        "runner",
        "binfmt",
        "git",
        "kept shell",
        "crates",
        "configuration",
    ];
    assert_eq!(names, expected);
    assert_eq!(
        findings[5],
        json!({
            "check": "linker",
            "status": "skipped",
            "detail": "a shell brings the linker `aarch64-unknown-linux-gnu-gcc`",
            "fix": "`nix develop .#aarch64`",
        })
    );
}

#[test]
fn every_target_can_be_examined_outside_of_its_shell() {
    let fixture = Fixture {
        programs: Programs::new(&[]),
        ..Fixture::new()
    };
    for row in table() {
        let run = fixture.run(&[row["triple"].as_str().unwrap()]);
        assert_eq!(run.code, Some(1), "Nix is missing: {run:?}");
        assert_eq!(run.stdout.matches('✗').count(), 1, "{}", run.stdout);
        if row["link"] != true {
            assert!(run.stdout.contains(row["link"].as_str().unwrap()));
        }
    }
}

#[test]
fn a_shells_target_that_the_table_lacks_is_noted() {
    let mut fixture = Fixture::new();
    fixture.set("CARGO_BUILD_TARGET", "my-target.json");
    let run = fixture.run(&[]);
    run.success();
    assert!(
        run.stderr
            .starts_with("note: the table has no target `my-target.json`")
    );
}

#[test]
fn a_temporary_folder_that_is_missing_fails() {
    let mut fixture = Fixture::new();
    fixture.set("TMPDIR", "/no/such/folder");
    let run = fixture.run(&[]);
    assert_eq!(run.code, Some(3));
    assert!(
        run.stderr.contains("failed to make a temporary folder"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("hint: name a folder"), "{}", run.stderr);
}

#[test]
fn a_flake_that_git_does_not_know_fails_for_explain_s_cause() {
    let fixture = Fixture::new();
    let git = Run::start(Command::new("sh").args(["-c", "command -v git"]));
    let git = git.success().trim();
    fixture.programs.add("git", &format!("exec {git} \"$@\""));
    fixture
        .project
        .write("Cargo.toml", "[package]\nname = \"a\"\n");
    let init = Command::new("git")
        .arg("init")
        .arg(fixture.project.path(""))
        .output();
    assert!(init.unwrap().status.success());
    let (_, findings) = fixture.findings(&["aarch64"]);
    let finding = findings.iter().find(|finding| finding["check"] == "git");
    let finding = finding.unwrap();
    assert_eq!(finding["cause"], "flake-untracked", "{finding}");
    let fix = finding["fix"].as_str().unwrap();
    assert!(fix.starts_with("git -C "), "{fix}");
    assert!(fix.contains("/flake.nix"), "{fix}");
}

#[test]
fn a_misspelt_target_suggests_the_nearest_and_fails() {
    let run = Fixture::new().run(&["aarch46"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("did you mean `aarch64`"));
}
