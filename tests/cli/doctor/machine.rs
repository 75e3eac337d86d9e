//! The checks of the machine that builds.

use std::fs;

use super::{Fixture, NIX};

#[test]
fn a_missing_nix_fails() {
    let fixture = Fixture::new();
    fs::remove_file(fixture.programs.path().join("nix")).unwrap();
    fixture.expect(&[], "nix", "failed", "`nix` is not on PATH");
    fixture.expect(&[], "flakes", "skipped", "`nix` is not on PATH");
}

#[test]
fn an_old_or_strange_nix_fails() {
    let fixture = Fixture::new();
    for (script, detail) in [
        (
            "echo 'nix (Nix) 2.17.1'",
            "nix (Nix) 2.17.1 is older than 2.18",
        ),
        ("echo hello", "--version` says `hello`"),
        ("echo error: no >&2; exit 3", "exit status: 3: error: no"),
    ] {
        fixture.programs.add("nix", script);
        fixture.expect(&[], "nix", "failed", detail);
    }
}

#[test]
fn verbose_names_each_program_that_is_run() {
    let run = Fixture::native().run(&["--verbose"]);
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
    let fixture = Fixture::new();
    fixture.programs.add("nix", "printf '\\033[31mhello\\n'");
    let run = fixture.run(&[]);
    assert!(run.stdout.contains("says ` [31mhello`"), "{}", run.stdout);
}

#[test]
fn a_nix_that_hangs_is_ended_and_fails() {
    let fixture = Fixture::new();
    fixture
        .programs
        .add("nix", "[ \"$1\" = --version ] && exec sleep 60; exit 1");
    fixture.expect(&[], "nix", "failed", "no answer within 5 s");
}

#[test]
fn flakes_that_are_not_enabled_fail() {
    let fixture = Fixture::new();
    for (script, detail) in [
        ("echo nix-command", "not enabled: flakes"),
        (
            "echo \"error: experimental feature 'nix-command' is disabled\" >&2; exit 1",
            "is disabled",
        ),
    ] {
        fixture.programs.add("nix", script);
        fixture.expect(&[], "flakes", "failed", detail);
        let fix = "'experimental-features = nix-command flakes'";
        fixture.expect_cause("flakes", "nix-features", "Nix does not read flakes: ", fix);
    }
}

#[test]
fn a_nix_from_before_2_20_shows_its_settings_by_another_name() {
    let fixture = Fixture::new();
    let older = "case \"$*\" in\n\
        --version) echo 'nix (Nix) 2.18.1' ;;\n\
        show-config*) echo 'cores = 0'; echo \"experimental-features = $features\"; \
            echo 'substituters = https://one.example'; echo 'extra-substituters = ' ;;\n\
        'store ping '*https://one.example) ;;\n\
        *) echo \"error: '$1' is not a recognised command\" >&2; exit 1 ;;\n\
    esac";
    fixture
        .programs
        .add("nix", &format!("features='flakes nix-command'\n{older}"));
    fixture.expect(&[], "nix", "ok", "2.18.1");
    fixture.expect(&[], "flakes", "ok", "are enabled");
    fixture.expect(&[], "binary cache", "ok", "reached https://one.example");
    fixture
        .programs
        .add("nix", &format!("features=nix-command\n{older}"));
    fixture.expect(&[], "flakes", "failed", "not enabled: flakes");
    fixture
        .programs
        .add("nix", &older.replace("experimental", "other"));
    fixture.expect(
        &[],
        "flakes",
        "failed",
        "does not show `experimental-features`",
    );
}

#[test]
fn a_cache_that_cannot_be_reached_fails() {
    let fixture = Fixture::new();
    let refused = NIX.replace(
        "'store ping '*) ;;",
        "*one.example) ;; *two.example) echo 'error: connection refused' >&2; exit 1 ;;",
    );
    fixture.programs.add("nix", &refused);
    fixture.expect(
        &[],
        "binary cache",
        "failed",
        "`https://two.example` cannot be reached",
    );
    fixture.expect(&[], "binary cache", "failed", "connection refused");
    fixture.programs.add(
        "nix",
        &NIX.replace("https://one.example https://two.example", ""),
    );
    fixture.expect(
        &[],
        "binary cache",
        "skipped",
        "it builds everything itself",
    );
}

#[test]
fn inputs_that_are_not_locked_fail() {
    let fixture = Fixture::new();
    for (lock, detail) in [
        ("{", "is no JSON"),
        ("[]", "locks no input"),
        (
            r#"{"nodes":{"root":{"inputs":{"a":"b"}}}}"#,
            "does not lock `a`",
        ),
    ] {
        fixture.project.write("flake.lock", lock);
        fixture.expect(&[], "flake inputs", "failed", detail);
    }
    fs::remove_file(fixture.project.path("flake.lock")).unwrap();
    fixture.expect(&[], "flake inputs", "failed", "failed to read `");
    fs::remove_file(fixture.project.path("flake.nix")).unwrap();
    fixture.expect(&[], "flake inputs", "skipped", "there is no flake.nix");
}
