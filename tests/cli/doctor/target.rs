//! The checks of one target, in its shell.

use std::fs;

use super::{Ward, elf, host};

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
    let fix = format!("rustup target add {}", host());
    ward.expect_cause(
        "rust-std",
        "std-missing",
        "is not installed: there is",
        &fix,
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
    let fix = format!("export {}=", Ward::of_target("LINKER"));
    ward.expect_cause(
        "linker",
        "linker-not-found",
        "`no-such-cc` is not on PATH",
        &fix,
    );
}

/// What real tools say goes through the rules of `explain`.
#[test]
fn what_rustc_and_ld_say_names_the_cause() {
    let mut ward = Ward::native();
    ward.set(&Ward::of_target("RUSTFLAGS"), "-lno_such_library");
    let detail = "there is no library no_such_library for the target: `";
    ward.expect_cause("linker", "library-missing", detail, "lib");
    ward.set(
        &Ward::of_target("RUSTFLAGS"),
        "-Clink-arg=-fuse-ld=no-such-ld",
    );
    ward.expect_cause("linker", "fuse-ld", "`-fuse-ld` asks for", "RUSTFLAGS");
    ward.set(&Ward::of_target("RUSTFLAGS"), "-Zno-such-option");
    ward.expect_cause("linker", "unstable-flag", "an unstable option", "+nightly");
    let run = ward.run(&[]);
    assert!(
        run.stdout.contains("  cause: unstable-flag\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_runner_that_is_not_there_or_fails_names_the_cause() {
    let mut ward = Ward::native();
    ward.set(&Ward::of_target("RUNNER"), "qemu-of-mine -L x");
    let runner = Ward::of_target("RUNNER");
    let detail = "the runner `qemu-of-mine`, the emulator of the target, is not on PATH";
    ward.expect_cause("runner", "runner-missing", detail, &runner);
    ward.set(&Ward::of_target("RUNNER"), "espflash");
    ward.expect_cause(
        "runner",
        "cargo-program-missing",
        "`espflash`",
        "cargo install espflash",
    );
    ward.set(&Ward::of_target("RUNNER"), "emulator");
    ward.programs.add(
        "emulator",
        "echo 'x: ./x: version `GLIBC_2.99'\\'' not found (required by ./x)' >&2; exit 1",
    );
    ward.expect_cause(
        "runner",
        "glibc-of-the-device",
        "needs glibc 2.99",
        "zigbuild",
    );
}

#[test]
fn a_host_compiler_of_another_machine_fails() {
    let mut ward = Ward::native();
    ward.programs.add(
        "cross-cc",
        "while [ \"$1\" != -o ]; do shift; done; echo nothing >\"$2\"; chmod +x \"$2\"",
    );
    ward.set(&Ward::host_compiler(), "cross-cc");
    ward.expect(&[], "host compiler", "failed", "did not run the program");
    let cause = "build-script-of-another-machine";
    ward.expect_cause("host compiler", cause, "is `cross-cc`", "cargo clean");
    ward.set(&Ward::host_compiler(), "no-such-cc");
    ward.expect(
        &[],
        "host compiler",
        "failed",
        "there is no program `no-such-cc`",
    );
    let (cause, detail) = (
        "compiler-of-the-host-missing",
        "`no-such-cc` is not on PATH",
    );
    ward.expect_cause("host compiler", cause, detail, "apt-get install gcc");
    ward.set(&Ward::host_compiler(), "");
    ward.expect(
        &[],
        "host compiler",
        "skipped",
        "is not set: build scripts take",
    );
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
    let cause = "library-of-the-host";
    ward.expect_cause(
        "pkg-config",
        cause,
        "libssl was found, but",
        "unset LIBRARY_PATH",
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
    let cause = "pkg-config-of-the-host";
    ward.expect_cause("pkg-config", cause, "is not set", "PKG_CONFIG_");
    let name = format!("PKG_CONFIG_{}", host().replace('-', "_"));
    ward.set(&name, "no-such-pkg-config");
    let detail = "there is no program `no-such-pkg-config`";
    ward.expect_cause(
        "pkg-config",
        "pkg-config-missing",
        detail,
        "apt-get install pkg-config",
    );
}
