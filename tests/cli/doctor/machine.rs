//! The checks of the machine that builds.

use std::fs;

use super::{NIX, Ward};

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
        let fix = "'experimental-features = nix-command flakes'";
        ward.expect_cause("flakes", "nix-features", "Nix does not read flakes: ", fix);
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
