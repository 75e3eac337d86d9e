use super::{Sources, fits, rows, version};
use crate::table::target::{Capability, Linker, Std, Target};

const HAND: &str = r#"
        common = ["x"]
        runner = []
        also = {}
        debian = {}
        interpreter = {}
        [alias]
        x = "x86_64-unknown-linux-gnu"
        [pkgsCross]
        x86_64-unknown-linux-gnu = ["gnu64"]
        [libc]
        glibc = ["*-linux-gnu*"]
        [[reason]]
        targets = ["*-linux-gnux32"]
        link = "no `{cpu}`: go"
    "#;

/// The rows of the triples with this specification.
fn made(hand: &str, triples: &[&str], specification: &str) -> Result<Vec<Target>, String> {
    let targets: Vec<_> = ["x86_64-unknown-linux-gnu", "x86_64-unknown-linux-gnux32"]
        .iter()
        .chain(triples)
        .map(|triple| format!("{triple:?}: {specification}"))
        .collect();
    let rustc = format!(
        r#"{{"version": "1.99.0", "targets": {{{}}}}}"#,
        targets.join(", ")
    );
    rows(&Sources {
        hand,
        rustc: &rustc,
        rust_std: r#"{"version": "1", "targets": ["x86_64-unknown-linux-gnu"]}"#,
        nixpkgs: r#"{"version": "1", "examples": {},
                         "releaseCross": {"version": "1", "compilers": ["gnu64"]}}"#,
        debian: r#"{"version": "1", "architectures": {}}"#,
    })
}

const LINUX: &str = r#"{"os": "linux", "flavor": "gnu-cc", "std": true, "glibc": "2.17"}"#;

fn row(triple: &str, specification: &str) -> Target {
    let rows = made(HAND, &[triple], specification).unwrap();
    rows.into_iter().find(|row| row.triple == triple).unwrap()
}

#[test]
fn a_row_holds_what_its_sources_say() {
    let row = row("x86_64-unknown-linux-gnu", LINUX);
    assert_eq!(row.alias.as_deref(), Some("x"));
    assert!(row.common);
    assert_eq!(row.hydra, Some(true));
    assert_eq!(row.libc.as_deref(), Some("glibc"));
    assert_eq!(row.glibc.as_deref(), Some("2.17"));
    assert_eq!(row.std, Std::Prebuilt);
    assert_eq!(row.linker, Linker::Cc);
    assert_eq!(row.link, Capability::Yes);
}

#[test]
fn a_reason_names_the_cpu_and_goes_for_libraries_and_tests() {
    let row = row("x86_64-unknown-linux-gnux32", LINUX);
    let reason = Capability::No("no `x86_64`: go".into());
    assert_eq!(row.link, reason);
    assert_eq!(row.libraries, reason);
    assert_eq!(row.test, reason);
    assert_eq!(row.hydra, None);
}

#[test]
fn a_triple_that_nobody_has_spoken_of_gets_an_honest_row() {
    let reason = |row: &Target| row.link.reason().map(ToOwned::to_owned);
    let known = row("s390x-unknown-linux-gnu", LINUX);
    assert_eq!(reason(&known), None);
    assert_eq!(known.hydra, Some(false));
    assert!(known.test.reason().unwrap().starts_with("on a device"));
    let unknown = row("z80-unknown-linux-gnu", LINUX);
    assert!(
        reason(&unknown)
            .unwrap()
            .starts_with("nixpkgs does not know")
    );
    let bare = r#"{"linker": "rust-lld", "flavor": "gnu-lld", "std": false}"#;
    let bare = row("z80-unknown-none-elf", bare);
    assert_eq!(reason(&bare), None);
    assert_eq!(bare.std, Std::None);
    assert!(bare.test.reason().unwrap().starts_with("on a device"));
    let nothing = row("z80-zog-zos", r#"{"os": "zos", "flavor": "bpf"}"#);
    assert_eq!(nothing.std, Std::Source);
    assert!(
        reason(&nothing)
            .unwrap()
            .starts_with("rustc names no linker")
    );
}

#[test]
fn the_pattern_with_more_letters_wins() {
    let hand = HAND.replace(
        "[libc]",
        "[libc]\nmusl = [\"x86_64-*-linux-gnux32\", \"*-linux*\"]",
    );
    let rows = made(&hand, &[], LINUX).unwrap();
    assert_eq!(rows[0].libc.as_deref(), Some("glibc"));
    assert_eq!(rows[1].libc.as_deref(), Some("musl"));
}

#[test]
fn two_patterns_that_say_as_much_fail() {
    let hand = HAND.replace("[libc]", "[libc]\nmusl = [\"*-linux-*gnu\"]");
    assert_eq!(
        made(&hand, &[], LINUX).unwrap_err(),
        "targets.toml: `*-linux-gnu*` and `*-linux-*gnu` say as much about \
         `x86_64-unknown-linux-gnu`; write one of them out"
    );
}

#[test]
fn a_line_about_no_target_fails() {
    for (line, name) in [
        ("[libc]\nmusl = [\"*-musl\"]", "*-musl"),
        ("[libc]\nmusl = [\"a-b\"]", "a-b"),
    ] {
        let hand = HAND.replace("[libc]", line);
        assert_eq!(
            made(&hand, &[], LINUX).unwrap_err(),
            format!("targets.toml: rustc 1.99.0 has no target `{name}`")
        );
    }
    let hand = HAND.replace("[\"x\"]", "[\"y\"]");
    assert_eq!(
        made(&hand, &[], LINUX).unwrap_err(),
        "targets.toml: `y` of `common` is not an alias"
    );
}

#[test]
fn an_unknown_heading_fails() {
    let error = made(&format!("colour = 1\n{HAND}"), &[], LINUX).unwrap_err();
    assert!(error.contains("unknown field `colour`"), "{error}");
}

#[test]
fn the_version_is_told_without_its_patch() {
    let minor = version(r#"{"version": "1.99.0", "targets": {}}"#);
    assert_eq!(minor.unwrap(), "1.99");
}

#[test]
fn a_star_is_any_text() {
    for (pattern, text, expected) in [
        ("a-b", "a-b", true),
        ("a-b", "a-bc", false),
        ("*-b", "a-b", true),
        ("*-b*", "a-b", true),
        ("a*b*c", "aXbXbYc", true),
        ("a*b*c", "aXc", false),
        ("*", "", true),
    ] {
        assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
    }
}
