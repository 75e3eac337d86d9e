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
    ward.set(&Ward::host_compiler(), "cross-cc");
    ward.expect(&[], "host compiler", "failed", "did not run the program");
    ward.set(&Ward::host_compiler(), "no-such-cc");
    ward.expect(
        &[],
        "host compiler",
        "failed",
        "there is no program `no-such-cc`",
    );
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
