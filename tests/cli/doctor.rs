//! `crossflake doctor`: each check, holding and failing.

#![cfg(target_os = "linux")]

use std::fs;
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
struct Ward {
    project: Project,
    programs: Programs,
    variables: Vec<(String, String)>,
}

impl Ward {
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
        let mut ward = Self::new();
        ward.set("CARGO_BUILD_TARGET", &host());
        ward.set("RUSTC", &rustc());
        ward.set("HOST_CC", "cc");
        ward.set(&format!("PKG_CONFIG_{}", host().replace('-', "_")), "pkgs");
        ward.programs.add("cc", "exec cc \"$@\"");
        ward.programs.add("pkgs", "exit 0");
        ward
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
        Run::of(&mut command)
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

    #[track_caller]
    fn expect(&self, arguments: &[&str], check: &str, status: &str, detail: &str) {
        let found = self.finding(arguments, check);
        assert_eq!(found.0, status, "{}", found.1);
        assert!(found.1.contains(detail), "{}", found.1);
    }
}

/// By its path, since only the fake programs are on PATH.
fn rustc() -> String {
    let run = Run::of(Command::new("sh").args(["-c", "command -v rustc"]));
    run.success().trim().to_owned()
}

fn host() -> String {
    let run = Run::of(Command::new(rustc()).arg("-vV"));
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
    let run = Ward::new().run(&[]);
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
        let mut ward = Ward::new();
        ward.set(name, value);
        let run = ward.run(&["aarch64"]);
        assert_eq!(run.success().contains('✓'), letters);
        assert_eq!(run.stdout.is_ascii(), !letters);
        assert_eq!(run.stdout.starts_with("ok nix "), !letters);
    }
}

#[test]
fn json_is_a_list_of_checks() {
    let (code, findings) = Ward::new().findings(&["aarch64"]);
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
    ];
    assert_eq!(names, expected);
    assert_eq!(
        findings[5],
        json!({
            "check": "linker",
            "status": "skipped",
            "detail": "a shell brings the linker `aarch64-unknown-linux-gnu-cc`",
            "fix": "`nix develop .#aarch64`",
        })
    );
}

#[test]
fn every_target_can_be_examined_outside_of_its_shell() {
    let ward = Ward {
        programs: Programs::new(&[]),
        ..Ward::new()
    };
    for row in table() {
        let run = ward.run(&[row["triple"].as_str().unwrap()]);
        assert_eq!(run.code, Some(1), "Nix is missing: {run:?}");
        assert_eq!(run.stdout.matches('✗').count(), 1, "{}", run.stdout);
        if row["link"] != true {
            assert!(run.stdout.contains(row["link"].as_str().unwrap()));
        }
    }
}

#[test]
fn a_missing_nix_fails() {
    let ward = Ward::new();
    fs::remove_file(ward.programs.path().join("nix")).unwrap();
    ward.expect(&[], "nix", "failed", "`nix` is not on PATH");
    ward.expect(&[], "flakes", "skipped", "`nix` is not on PATH");
}

#[test]
fn an_old_or_strange_nix_fails() {
    let ward = Ward::new();
    for (script, detail) in [
        (
            "echo 'nix (Nix) 2.17.1'",
            "nix (Nix) 2.17.1 is older than 2.18",
        ),
        ("echo hello", "--version` says `hello`"),
        ("echo error: no >&2; exit 3", "exit status: 3: error: no"),
    ] {
        ward.programs.add("nix", script);
        ward.expect(&[], "nix", "failed", detail);
    }
}

#[test]
fn verbose_names_each_program_that_is_run() {
    let run = Ward::native().run(&["--verbose"]);
    for words in [
        "/nix\" \"store\" \"ping\"",
        "\"--crate-name\" \"doctor\"",
        "\"cc\" ",
    ] {
        assert!(
            run.stderr
                .lines()
                .any(|line| line.starts_with("running \"") && line.contains(words)),
            "{words}: {}",
            run.stderr
        );
    }
}

#[test]
fn what_a_program_says_does_not_change_the_terminal() {
    let ward = Ward::new();
    ward.programs.add("nix", "printf '\\033[31mhello\\n'");
    let run = ward.run(&[]);
    assert!(run.stdout.contains("says ` [31mhello`"), "{}", run.stdout);
}

#[test]
fn a_nix_that_hangs_is_ended_and_fails() {
    let ward = Ward::new();
    ward.programs
        .add("nix", "[ \"$1\" = --version ] && exec sleep 60; exit 1");
    ward.expect(&[], "nix", "failed", "no answer within 5 s");
}

#[test]
fn flakes_that_are_not_enabled_fail() {
    let ward = Ward::new();
    for (script, detail) in [
        ("echo nix-command", "not enabled: flakes"),
        (
            "echo \"error: experimental feature 'nix-command' is disabled\" >&2; exit 1",
            "is disabled",
        ),
    ] {
        ward.programs.add("nix", script);
        ward.expect(&[], "flakes", "failed", detail);
    }
}

#[test]
fn a_nix_from_before_2_20_shows_its_settings_by_another_name() {
    let ward = Ward::new();
    let older = "case \"$*\" in\n\
        --version) echo 'nix (Nix) 2.18.1' ;;\n\
        show-config*) echo 'cores = 0'; echo \"experimental-features = $features\"; \
            echo 'substituters = https://one.example'; echo 'extra-substituters = ' ;;\n\
        'store ping '*https://one.example) ;;\n\
        *) echo \"error: '$1' is not a recognised command\" >&2; exit 1 ;;\n\
    esac";
    ward.programs
        .add("nix", &format!("features='flakes nix-command'\n{older}"));
    ward.expect(&[], "nix", "ok", "2.18.1");
    ward.expect(&[], "flakes", "ok", "are enabled");
    ward.expect(&[], "binary cache", "ok", "reached https://one.example");
    ward.programs
        .add("nix", &format!("features=nix-command\n{older}"));
    ward.expect(&[], "flakes", "failed", "not enabled: flakes");
    ward.programs
        .add("nix", &older.replace("experimental", "other"));
    ward.expect(
        &[],
        "flakes",
        "failed",
        "does not show `experimental-features`",
    );
}

#[test]
fn a_cache_that_cannot_be_reached_fails() {
    let ward = Ward::new();
    let refused = NIX.replace(
        "'store ping '*) ;;",
        "*one.example) ;; *two.example) echo 'error: connection refused' >&2; exit 1 ;;",
    );
    ward.programs.add("nix", &refused);
    ward.expect(
        &[],
        "binary cache",
        "failed",
        "`https://two.example` cannot be reached",
    );
    ward.expect(&[], "binary cache", "failed", "connection refused");
    ward.programs.add(
        "nix",
        &NIX.replace("https://one.example https://two.example", ""),
    );
    ward.expect(
        &[],
        "binary cache",
        "skipped",
        "it builds everything itself",
    );
}

#[test]
fn inputs_that_are_not_locked_fail() {
    let ward = Ward::new();
    for (lock, detail) in [
        ("{", "is no JSON"),
        ("[]", "locks no input"),
        (
            r#"{"nodes":{"root":{"inputs":{"a":"b"}}}}"#,
            "does not lock `a`",
        ),
    ] {
        ward.project.write("flake.lock", lock);
        ward.expect(&[], "flake inputs", "failed", detail);
    }
    fs::remove_file(ward.project.path("flake.lock")).unwrap();
    ward.expect(&[], "flake inputs", "failed", "failed to read `");
    fs::remove_file(ward.project.path("flake.nix")).unwrap();
    ward.expect(&[], "flake inputs", "skipped", "there is no flake.nix");
}

#[test]
fn in_its_shell_a_program_is_linked_and_run() {
    let (code, findings) = Ward::native().findings(&[]);
    assert_eq!(code, Some(0), "{findings:?}");
    for check in ["rust-std", "linker", "host compiler", "runner"] {
        let finding = findings.iter().find(|finding| finding["check"] == check);
        assert_eq!(finding.unwrap()["status"], "ok", "{findings:?}");
    }
}

#[test]
fn a_target_without_its_std_fails() {
    let mut ward = Ward::native();
    ward.programs.add("rustc", "echo /no/such/folder");
    ward.set("RUSTC", "rustc");
    ward.expect(
        &[],
        "rust-std",
        "failed",
        "there is none in `/no/such/folder`",
    );
    ward.set("RUSTC", "no-rustc");
    ward.expect(&[], "rust-std", "failed", "there is no program `no-rustc`");
    ward.expect(&[], "linker", "failed", "there is no program `no-rustc`");
}

#[test]
fn a_linker_that_links_nothing_fails() {
    let mut ward = Ward::native();
    ward.programs
        .add("bad-cc", "echo 'bad-cc: cannot find -lc' >&2; exit 1");
    ward.set(&Ward::of_target("LINKER"), "bad-cc");
    ward.expect(&[], "linker", "failed", "cannot find -lc");
    ward.expect(&[], "runner", "skipped", "see `linker`");
    ward.set(&Ward::of_target("LINKER"), "no-such-cc");
    ward.expect(&[], "linker", "failed", "`no-such-cc` not found");
}

#[test]
fn a_host_compiler_of_another_machine_fails() {
    let mut ward = Ward::native();
    ward.programs.add(
        "cross-cc",
        "while [ \"$1\" != -o ]; do shift; done; echo nothing >\"$2\"; chmod +x \"$2\"",
    );
    ward.set("HOST_CC", "cross-cc");
    ward.expect(&[], "host compiler", "failed", "did not run the program");
    ward.set("HOST_CC", "no-such-cc");
    ward.expect(
        &[],
        "host compiler",
        "failed",
        "there is no program `no-such-cc`",
    );
    ward.set("HOST_CC", "");
    ward.expect(&[], "host compiler", "skipped", "HOST_CC is not set");
}

#[test]
fn a_runner_must_hand_on_output_and_exit_code() {
    let mut ward = Ward::native();
    ward.set(&Ward::of_target("RUNNER"), "emulator -x");
    ward.programs
        .add("emulator", "[ \"$1\" = -x ] || exit 1; shift; exec \"$@\"");
    ward.expect(&[], "runner", "ok", "`emulator -x` hands on");
    for (script, detail) in [
        (
            "\"$2\"; exit 0",
            "ended with exit status: 0, but the program with 42",
        ),
        ("\"$2\" >/dev/null", "without the program's output"),
        (
            "echo 'qemu: Could not open loader: No such file' >&2; exit 255",
            "Could not open loader",
        ),
    ] {
        ward.programs.add("emulator", script);
        ward.expect(&[], "runner", "failed", detail);
    }
    ward.set(&Ward::of_target("RUNNER"), "no-such-emulator");
    ward.expect(
        &[],
        "runner",
        "failed",
        "`no-such-emulator` did not run the program",
    );
}

#[test]
fn pkg_config_must_answer_for_the_target() {
    let mut ward = Ward::native();
    let folder = ward.project.path("lib");
    fs::create_dir(&folder).unwrap();
    let libdir = folder.display();
    ward.programs.add(
        "pkgs",
        &format!("case $1 in --list-all) echo 'openssl OpenSSL' ;; *) echo {libdir} ;; esac"),
    );
    ward.expect(&[], "pkg-config", "skipped", "names no ELF library");

    // s390x is no machine that runs these tests.
    fs::write(folder.join("libssl.so"), elf(2, 22)).unwrap();
    ward.expect(
        &[],
        "pkg-config",
        "failed",
        "gives `openssl` of another machine: `",
    );
    let mut archive = b"!<arch>\n".to_vec();
    archive.extend(elf(2, 22));
    fs::write(folder.join("libssl.a"), archive).unwrap();
    fs::remove_file(folder.join("libssl.so")).unwrap();
    ward.expect(&[], "pkg-config", "failed", "libssl.a`");

    let own = fs::read(env!("CARGO_BIN_EXE_crossflake")).unwrap();
    fs::write(folder.join("libssl.a"), &own[..64]).unwrap();
    ward.expect(&[], "pkg-config", "ok", "`openssl` is the target's");

    ward.programs.add("pkgs", "exit 1");
    ward.expect(&[], "pkg-config", "failed", "exit status: 1");
    ward.programs.add("pkgs", "exit 0");
    ward.expect(&[], "pkg-config", "skipped", "knows no library");
    ward.set(&format!("PKG_CONFIG_{}", host().replace('-', "_")), "");
    ward.expect(&[], "pkg-config", "failed", "is not set");
}

#[test]
fn a_shells_target_that_the_table_lacks_is_noted() {
    let mut ward = Ward::new();
    ward.set("CARGO_BUILD_TARGET", "my-target.json");
    let run = ward.run(&[]);
    run.success();
    assert!(
        run.stderr
            .starts_with("note: the table has no target `my-target.json`")
    );
}

#[test]
fn a_temporary_folder_that_is_missing_fails() {
    let mut ward = Ward::new();
    ward.set("TMPDIR", "/no/such/folder");
    let run = ward.run(&[]);
    assert_eq!(run.code, Some(3));
    assert!(
        run.stderr.contains("failed to make a temporary folder"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("hint: name a folder"), "{}", run.stderr);
}

#[test]
fn a_misspelt_target_suggests_the_nearest_and_fails() {
    let run = Ward::new().run(&["aarch46"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("did you mean `aarch64`"));
}
