//! `crossflake env`.

use std::process::Command;

use crossflake::environment::lower;
use crossflake::table::running::executes;

use crate::support::{Run, golden, program, run, table};

const HOST: [&str; 2] = ["--host", "x86_64-unknown-linux-gnu"];

fn env(arguments: &[&str]) -> Run {
    run(&[&["env"], &HOST[..], arguments].concat())
}

#[test]
fn the_variables_of_a_cross_target_are_exported() {
    golden("env-armv7.sh", env(&["armv7"]).success());
}

#[test]
fn the_host_itself_gets_plain_tools_and_no_runner() {
    golden("env-x86_64.sh", env(&["x86_64"]).success());
}

#[test]
fn a_target_that_the_host_executes_gets_no_runner() {
    let variables = env(&["--json", "i686"]).json();
    let runner = |name: &str| variables.get(format!("CARGO_TARGET_{name}_RUNNER"));
    assert!(runner("I686_UNKNOWN_LINUX_GNU").is_none());
    let variables = run(&["env", "--host", "aarch64", "--json", "i686"]).json();
    assert_eq!(
        variables["CARGO_TARGET_I686_UNKNOWN_LINUX_GNU_RUNNER"],
        "qemu-i386"
    );
}

#[test]
fn json_holds_what_is_exported() {
    let variables = env(&["--json", "armv7"]).json();
    let lines: Vec<String> = variables
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| format!("export {name}={}\n", value.as_str().unwrap()))
        .collect();
    assert_eq!(env(&["armv7"]).success(), lines.concat());
}

#[test]
fn bash_reads_every_row() {
    for row in table() {
        let triple = row["triple"].as_str().unwrap();
        let run = env(&[triple]);
        let bash = Run::start(
            Command::new("bash")
                .args([
                    "-euc",
                    "eval \"$1\"; echo \"$CARGO_BUILD_TARGET $CC_x86_64_unknown_linux_gnu\"",
                    "bash",
                ])
                .arg(run.success()),
        );
        assert_eq!(bash.success(), format!("{triple} gcc\n"));
        assert_eq!(bash.stderr, "");
    }
}

#[test]
fn nothing_without_suffix_belongs_to_the_target() {
    for row in table() {
        let variables = env(&["--json", row["triple"].as_str().unwrap()]).json();
        for name in ["CC", "CXX", "AR", "CFLAGS", "RUSTFLAGS", "PKG_CONFIG_PATH"] {
            assert!(variables.get(name).is_none(), "{name}");
        }
    }
}

#[test]
fn a_target_that_rustc_links_gets_no_tools() {
    let rows = table();
    let rows = rows
        .iter()
        .filter(|row| row["linker"] == "rust-lld" || row["linker"] == "none");
    for row in rows {
        let triple = row["triple"].as_str().unwrap();
        let variables = env(&["--json", triple]).json();
        let suffix = triple.replace(['-', '.'], "_");
        for name in variables.as_object().unwrap().keys() {
            let is_tool = name.starts_with("TARGET_")
                || name.ends_with(&format!("_{suffix}"))
                || name.ends_with(&format!("_{}_LINKER", suffix.to_uppercase()));
            assert!(!is_tool, "{name}");
        }
        assert_eq!(variables["CARGO_BUILD_TARGET"], triple);
    }
}

#[test]
fn microsoft_s_targets_get_clang_cl_and_its_companions() {
    let variables = env(&["--json", "windows-msvc"]).json();
    for (name, program) in [
        ("AR_x86_64_pc_windows_msvc", "llvm-lib"),
        ("CARGO_TARGET_X86_64_PC_WINDOWS_MSVC_LINKER", "lld-link"),
        ("CC_x86_64_pc_windows_msvc", "clang-cl"),
        ("CXX_x86_64_pc_windows_msvc", "clang-cl"),
        ("RC_x86_64_pc_windows_msvc", "llvm-rc"),
    ] {
        assert_eq!(
            variables[name],
            format!("x86_64-pc-windows-msvc-{program}"),
            "{name}"
        );
    }
}

#[test]
fn a_runner_other_than_an_emulator_of_programs_is_a_wrapper() {
    for (target, runner) in [
        ("aarch64-musl", "qemu-aarch64"),
        ("thumbv6m", "thumbv6m-none-eabi-runner"),
        ("thumbv8m", "thumbv8m.main-none-eabi-runner"),
        ("wasi", "wasm32-wasip1-runner"),
        ("windows", "x86_64-pc-windows-gnu-runner"),
    ] {
        let run = env(&[target]);
        let line = format!("_RUNNER={runner}\n");
        assert!(run.success().contains(&line), "{}", run.stdout);
    }
}

#[test]
fn a_target_without_tests_gets_no_runner() {
    for row in table() {
        let triple = row["triple"].as_str().unwrap();
        if row["test"] != true {
            assert!(!env(&[triple]).success().contains("_RUNNER="), "{triple}");
        }
    }
}

#[test]
fn stderr_names_what_the_shell_adds() {
    let run = env(&["armv7"]);
    assert!(run.stderr.contains("note: the flake's shell also sets "));
    assert!(run.stderr.lines().all(|line| line.starts_with("note: ")));
}

#[test]
fn a_target_that_does_not_link_says_why() {
    let run = env(&["ios"]);
    assert!(
        !run.success().contains("CC_aarch64_apple_ios="),
        "{}",
        run.stdout
    );
    assert!(
        run.stderr
            .starts_with("note: no compiler or linker for `aarch64-apple-ios`: ")
    );
}

#[test]
fn an_unknown_host_fails() {
    let run = run(&["env", "--host", "x86_46", "armv7"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("unknown target `x86_46`"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_variable_holds_no_dash_and_no_dot() {
    assert_eq!(lower("thumbv8m.main-none-eabi"), "thumbv8m_main_none_eabi");
}

#[test]
fn linux_executes_its_own_architecture() {
    assert!(executes(
        "x86_64-unknown-linux-gnu",
        "x86_64-unknown-linux-musl"
    ));
    assert!(executes(
        "x86_64-unknown-linux-gnu",
        "i686-unknown-linux-musl"
    ));
    assert!(executes(
        "riscv64gc-unknown-linux-gnu",
        "riscv64gc-unknown-linux-musl"
    ));
}

#[test]
fn another_system_or_architecture_needs_a_runner() {
    for target in [
        "aarch64-unknown-linux-gnu",
        "x86_64-linux-android",
        "x86_64-pc-windows-gnu",
        "x86_64-unknown-linux-gnux32",
        "not-a-triple",
    ] {
        assert!(!executes("x86_64-unknown-linux-gnu", target), "{target}");
    }
    assert!(!executes(
        "i686-unknown-linux-gnu",
        "x86_64-unknown-linux-gnu"
    ));
    assert!(!executes("x86_64-apple-darwin", "i686-unknown-linux-gnu"));
}

#[test]
fn programs_that_are_not_here_are_named() {
    let run = Run::start(program().args(["env", "aarch64"]).env("PATH", ""));
    run.success();
    let note = "note: not on PATH here: aarch64-unknown-linux-gnu-";
    assert!(run.stderr.starts_with(note), "{}", run.stderr);
    assert!(run.stderr.contains("`nix develop .#aarch64`"));
    assert!(run.stderr.contains("`crossflake export debian aarch64`"));
}
