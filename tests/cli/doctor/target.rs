//! The checks of one target, in its shell.

use std::fs;

use super::{Fixture, elf, host};

#[test]
fn in_its_shell_a_program_is_linked_and_run() {
    let (code, findings) = Fixture::native().findings(&[]);
    assert_eq!(code, Some(0), "{findings:?}");
    for check in ["rust-std", "linker", "host compiler", "runner"] {
        let finding = findings.iter().find(|finding| finding["check"] == check);
        assert_eq!(finding.unwrap()["status"], "ok", "{findings:?}");
    }
}

#[test]
fn a_target_without_its_std_fails() {
    let mut fixture = Fixture::native();
    fixture.programs.add("rustc", "echo /no/such/folder");
    fixture.set("RUSTC", "rustc");
    fixture.expect(
        &[],
        "rust-std",
        "failed",
        "there is none in `/no/such/folder`",
    );
    let fix = format!("rustup target add {}", host());
    fixture.expect_cause(
        "rust-std",
        "std-missing",
        "is not installed: there is",
        &fix,
    );
    fixture.set("RUSTC", "no-rustc");
    fixture.expect(&[], "rust-std", "failed", "there is no program `no-rustc`");
    fixture.expect(&[], "linker", "failed", "there is no program `no-rustc`");
}

#[test]
fn a_linker_that_links_nothing_fails() {
    let mut fixture = Fixture::native();
    fixture
        .programs
        .add("bad-cc", "echo 'bad-cc: cannot find -lc' >&2; exit 1");
    fixture.set(&Fixture::of_target("LINKER"), "bad-cc");
    fixture.expect(&[], "linker", "failed", "cannot find -lc");
    fixture.expect(&[], "runner", "skipped", "see `linker`");
    fixture.set(&Fixture::of_target("LINKER"), "no-such-cc");
    fixture.expect(&[], "linker", "failed", "`no-such-cc` not found");
    let fix = format!("export {}=", Fixture::of_target("LINKER"));
    fixture.expect_cause(
        "linker",
        "linker-not-found",
        "`no-such-cc` is not on PATH",
        &fix,
    );
}

/// What real tools say goes through the rules of `explain`.
#[test]
fn what_rustc_and_ld_say_names_the_cause() {
    let mut fixture = Fixture::native();
    fixture.set(&Fixture::of_target("RUSTFLAGS"), "-lno_such_library");
    let detail = "the library no_such_library is missing for the target: `";
    fixture.expect_cause("linker", "library-missing", detail, "lib");
    fixture.set(
        &Fixture::of_target("RUSTFLAGS"),
        "-Clink-arg=-fuse-ld=no-such-ld",
    );
    fixture.expect_cause("linker", "fuse-ld", "`-fuse-ld` asks for", "RUSTFLAGS");
    fixture.set(&Fixture::of_target("RUSTFLAGS"), "-Zno-such-option");
    fixture.expect_cause("linker", "unstable-flag", "an unstable option", "+nightly");
    let run = fixture.run(&[]);
    assert!(
        run.stdout.contains("  cause: unstable-flag\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_runner_that_is_not_there_or_fails_names_the_cause() {
    let mut fixture = Fixture::native();
    fixture.set(&Fixture::of_target("RUNNER"), "qemu-of-mine -L x");
    let runner = Fixture::of_target("RUNNER");
    let detail = "the runner `qemu-of-mine`, the emulator of the target, is not on PATH";
    fixture.expect_cause("runner", "runner-missing", detail, &runner);
    fixture.set(&Fixture::of_target("RUNNER"), "espflash");
    fixture.expect_cause(
        "runner",
        "cargo-program-missing",
        "`espflash`",
        "cargo install espflash",
    );
    fixture.set(&Fixture::of_target("RUNNER"), "emulator");
    fixture.programs.add(
        "emulator",
        "echo 'x: ./x: version `GLIBC_2.99'\\'' not found (required by ./x)' >&2; exit 1",
    );
    fixture.expect_cause(
        "runner",
        "glibc-of-the-device",
        "needs glibc 2.99",
        "zigbuild",
    );
}

#[test]
fn a_host_compiler_of_another_machine_fails() {
    let mut fixture = Fixture::native();
    fixture.programs.add(
        "cross-cc",
        "while [ \"$1\" != -o ]; do shift; done; echo nothing >\"$2\"; chmod +x \"$2\"",
    );
    fixture.set(&Fixture::host_compiler(), "cross-cc");
    fixture.expect(&[], "host compiler", "failed", "did not run the program");
    let cause = "build-script-of-another-machine";
    fixture.expect_cause("host compiler", cause, "is `cross-cc`", "cargo clean");
    fixture.set(&Fixture::host_compiler(), "no-such-cc");
    fixture.expect(
        &[],
        "host compiler",
        "failed",
        "there is no program `no-such-cc`",
    );
    let (cause, detail) = (
        "compiler-of-the-host-missing",
        "`no-such-cc` is not on PATH",
    );
    fixture.expect_cause("host compiler", cause, detail, "apt-get install gcc");
    fixture.set(&Fixture::host_compiler(), "");
    fixture.expect(
        &[],
        "host compiler",
        "skipped",
        "is not set: build scripts take",
    );
}

#[test]
fn a_runner_must_hand_on_output_and_exit_code() {
    let mut fixture = Fixture::native();
    fixture.set(&Fixture::of_target("RUNNER"), "emulator -x");
    fixture
        .programs
        .add("emulator", "[ \"$1\" = -x ] || exit 1; shift; exec \"$@\"");
    fixture.expect(&[], "runner", "ok", "`emulator -x` hands on");
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
        fixture.programs.add("emulator", script);
        fixture.expect(&[], "runner", "failed", detail);
    }
    fixture.set(&Fixture::of_target("RUNNER"), "no-such-emulator");
    fixture.expect(
        &[],
        "runner",
        "failed",
        "`no-such-emulator` did not run the program",
    );
}

#[test]
fn pkg_config_must_answer_for_the_target() {
    let mut fixture = Fixture::native();
    let folder = fixture.project.path("lib");
    fs::create_dir(&folder).unwrap();
    let libdir = folder.display();
    fixture.programs.add(
        "pkgs",
        &format!("case $1 in --list-all) echo 'openssl OpenSSL' ;; *) echo {libdir} ;; esac"),
    );
    fixture.expect(&[], "pkg-config", "skipped", "names no ELF library");

    // s390x is no machine that runs these tests.
    fs::write(folder.join("libssl.so"), elf(2, 22)).unwrap();
    fixture.expect(
        &[],
        "pkg-config",
        "failed",
        "gives `openssl` of another machine: `",
    );
    let cause = "library-of-the-host";
    fixture.expect_cause(
        "pkg-config",
        cause,
        "libssl was found, but",
        "unset LIBRARY_PATH",
    );
    let mut archive = b"!<arch>\n".to_vec();
    archive.extend(elf(2, 22));
    fs::write(folder.join("libssl.a"), archive).unwrap();
    fs::remove_file(folder.join("libssl.so")).unwrap();
    fixture.expect(&[], "pkg-config", "failed", "libssl.a`");

    let own = fs::read(env!("CARGO_BIN_EXE_crossflake")).unwrap();
    fs::write(folder.join("libssl.a"), &own[..64]).unwrap();
    fixture.expect(&[], "pkg-config", "ok", "`openssl` is the target's");

    fixture.programs.add("pkgs", "exit 1");
    fixture.expect(&[], "pkg-config", "failed", "exit status: 1");
    fixture.programs.add("pkgs", "exit 0");
    fixture.expect(&[], "pkg-config", "skipped", "knows no library");
    fixture.set(&format!("PKG_CONFIG_{}", host().replace('-', "_")), "");
    let cause = "pkg-config-of-the-host";
    fixture.expect_cause("pkg-config", cause, "is not set", "PKG_CONFIG_");
    let name = format!("PKG_CONFIG_{}", host().replace('-', "_"));
    fixture.set(&name, "no-such-pkg-config");
    let detail = "there is no program `no-such-pkg-config`";
    fixture.expect_cause(
        "pkg-config",
        "pkg-config-missing",
        detail,
        "apt-get install pkg-config",
    );
}
