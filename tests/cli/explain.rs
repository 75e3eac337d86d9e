//! `crossflake explain`.

#[cfg(target_os = "linux")]
mod linux;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write as _;
use std::process::Stdio;

use crossflake::explain::{Explainer, Known};
use serde_json::Value;

use crate::support::{Run, golden, program, root, run, table};

const LOG: &str = "tests/explain/linker-not-found.log";

/// Runs it on these bytes as standard input.
fn explain(log: &[u8], arguments: &[&str]) -> Run {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(log).unwrap();
    std::io::Seek::rewind(&mut file).unwrap();
    Run::start(program().arg("explain").args(arguments).stdin(file))
}

/// The causes that a log shows, by the rules' names.
fn causes(report: &Value) -> Vec<&str> {
    let causes = report["causes"].as_array().unwrap();
    causes
        .iter()
        .map(|cause| cause["id"].as_str().unwrap())
        .collect()
}

/// The rules' names, in the order in which they are read.
fn rules() -> Vec<String> {
    let folder = fs::read_dir(root().join("src/explain/rules")).unwrap();
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut rules = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        let (_, entries) = text.split_once("[[rule]]").unwrap_or_default();
        let id = |line: &str| Some(line.strip_prefix("id = \"")?.strip_suffix('"')?.to_owned());
        rules.extend(entries.lines().filter_map(id));
    }
    rules
}

/// Each log's rule and path.
fn logs() -> Vec<(String, String)> {
    let mut logs = Vec::new();
    for entry in fs::read_dir(root().join("tests/explain")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "log") {
            let name = path.file_stem().unwrap().to_str().unwrap();
            let rule = name.split("--").next().unwrap().to_owned();
            logs.push((rule, path.to_str().unwrap().to_owned()));
        }
    }
    logs.sort();
    logs
}

#[test]
fn each_rule_finds_its_own_log_and_no_other() {
    let explainer = Explainer::new().unwrap();
    for (rule, path) in logs() {
        let log = fs::read(&path).unwrap();
        let report = explainer.explain(&*log, Known::default()).unwrap();
        let found: Vec<_> = report.causes.iter().map(|cause| cause.id).collect();
        assert_eq!(found, [&*rule], "{path}");
    }
}

/// The errors that people meet most, by their bare messages.
#[test]
fn each_common_message_is_recognised_without_its_surroundings() {
    let messages = fs::read_to_string(root().join("tests/explain/messages.txt")).unwrap();
    assert_eq!(messages.lines().count(), 40);
    for line in messages.lines() {
        let (rule, message) = line.split_once(": ").unwrap();
        let report = explain(message.as_bytes(), &["--json"]).json();
        assert_eq!(causes(&report), [rule], "{message}");
    }
}

/// Messages of other versions of the tools, of other crates and targets, behind
/// the prefixes of CI services, docker, Nix and bitbake; and texts that only speak
/// of such messages.
#[test]
fn each_variation_has_its_cause_and_an_innocent_text_none() {
    let variations = fs::read_to_string(root().join("tests/explain/variations.txt")).unwrap();
    let explainer = Explainer::new().unwrap();
    let (mut causes, mut innocent) = (0, 0);
    for line in variations.lines() {
        let (rule, text) = line.split_once(": ").unwrap();
        let text = text.replace(" ⏎ ", "\n").replace('␛', "\u{1b}");
        let report = explainer.explain(text.as_bytes(), Known::default());
        let found = report.unwrap().causes;
        let found: Vec<_> = found.iter().map(|cause| cause.id).collect();
        if rule == "-" {
            assert!(found.is_empty(), "{found:?}: {text}");
            innocent += 1;
        } else {
            assert_eq!(found, [rule], "{text}");
            causes += 1;
        }
    }
    assert!(causes >= 100 && innocent >= 15, "{causes}, {innocent}");
}

#[test]
fn a_script_that_is_not_there_names_no_loader() {
    for script in ["configure", "x/autogen.sh", "gradlew", "tools/build.py"] {
        let message = format!("bash: ./{script}: No such file or directory");
        let report = explain(message.as_bytes(), &["--json"]);
        assert_eq!(report.code, Some(1), "{}", report.stdout);
    }
}

#[test]
fn each_rule_has_a_log_and_each_log_a_rule() {
    let with_log: BTreeSet<_> = logs().into_iter().map(|(rule, _)| rule).collect();
    let rules: BTreeSet<_> = rules().into_iter().collect();
    assert_eq!(rules, with_log);
    assert!(rules.len() >= 150);
}

#[test]
fn no_log_holds_a_path_of_the_machine_that_made_it() {
    for (_, path) in logs() {
        let log = fs::read_to_string(&path).unwrap();
        for word in ["/root/", "/tmp/xl", "registry/src/index", "\u{1b}"] {
            assert!(!log.contains(word), "{path} holds {word}");
        }
    }
}

#[test]
fn what_why_and_both_fixes_are_printed() {
    golden("explain.txt", run(&["explain", LOG]).success());
}

#[test]
fn json_holds_all_that_is_printed() {
    let report = run(&["explain", "--json", LOG]).json();
    golden(
        "explain.json",
        &(serde_json::to_string_pretty(&report).unwrap() + "\n"),
    );
    let text = run(&["explain", LOG]);
    for key in ["what", "why", "shell", "flake", "source", "target", "text"] {
        let value = report["causes"][0][key].as_str().unwrap();
        assert!(text.success().contains(value), "{key}");
    }
}

#[test]
fn file_and_standard_input_say_the_same() {
    let log = fs::read(root().join(LOG)).unwrap();
    let file = run(&["explain", LOG]);
    assert_eq!(explain(&log, &[]).success(), file.success());
    assert_eq!(explain(&log, &["-"]).success(), file.success());
}

#[test]
fn a_log_is_understood_whatever_its_form() {
    let plain = b"error: linker `aarch64-linux-gnu-gcc` not found\n".as_slice();
    let forms: [(&str, &[u8]); 8] = [
        ("coloured", b"\x1b[0m\x1b[1m\x1b[38;5;9merror\x1b[0m\x1b[1m: linker `\x1b[4maarch64-linux-gnu-gcc\x1b[0m` not found\x1b[0m\n"),
        ("linked", b"error: \x1b]8;;https://a\x1b\\linker\x1b]8;;\x1b\\ `aarch64-linux-gnu-gcc` not found\n"),
        ("after a progress bar", b"\x1b[K   Building [==>  ] 1/2\rerror: linker `aarch64-linux-gnu-gcc` not found\x1b[K\n"),
        ("CRLF", b"\r\nerror: linker `aarch64-linux-gnu-gcc` not found\r\n"),
        ("without newline", b"error: linker `aarch64-linux-gnu-gcc` not found"),
        ("not UTF-8", b"\xff\xc3 error: linker `aarch64-linux-gnu-gcc` not found \xf0\x9f\n"),
        ("with NUL", b"\0\0 error: linker `aarch64-linux-gnu-gcc` not found \0\n"),
        ("of a CI service", b"2026-03-03T23:56:20.0182827Z ##[error]error: linker `aarch64-linux-gnu-gcc` not found\n"),
    ];
    let expected = explain(plain, &["--json"]).json();
    for (form, log) in forms {
        let report = explain(log, &["--json"]).json();
        assert_eq!(causes(&report), ["linker-not-found"], "{form}");
        let (cause, plain) = (&report["causes"][0], &expected["causes"][0]);
        assert_eq!(cause["shell"], plain["shell"], "{form}");
        assert!(!cause["text"].as_str().unwrap().contains(char::is_control));
    }
}

#[test]
fn a_line_without_end_is_searched_in_bounded_memory() {
    let mut log = vec![b'x'; 8_000_000];
    log.splice(
        5_000_000..5_000_000,
        *b"error: linker `ld-of-mine` not found ",
    );
    let report = explain(&log, &["--json"]).json();
    assert_eq!(causes(&report), ["linker-not-found"]);
    assert_eq!(report["lines"], 1);
    assert_eq!(report["causes"][0]["further"], 0);
    assert!(report["causes"][0]["text"].as_str().unwrap().len() < 1000);
}

#[test]
fn a_cause_is_said_once_with_its_first_line_and_the_count_of_others() {
    let line = "error: linker `aarch64-linux-gnu-gcc` not found\n";
    let report = explain(format!("\n{line}\n{line}{line}").as_bytes(), &["--json"]).json();
    assert_eq!(causes(&report), ["linker-not-found"]);
    assert_eq!(report["causes"][0]["line"], 2);
    assert_eq!(report["causes"][0]["further"], 2);
    assert_eq!(report["lines"], 5);
    let run = explain(format!("{line}{line}").as_bytes(), &[]);
    assert!(run.success().contains("not found (and 1 line more)\n"));
}

#[test]
fn several_causes_stand_in_the_order_of_the_rules_whatever_that_of_the_log() {
    let mut lines = Vec::new();
    for rule in ["tool-missing", "linker-not-found", "std-missing"] {
        lines.push(fs::read_to_string(root().join(format!("tests/explain/{rule}.log"))).unwrap());
    }
    let report = explain(lines.concat().as_bytes(), &["--json"]).json();
    let expected = ["std-missing", "tool-missing", "linker-not-found"];
    assert_eq!(causes(&report), expected);
}

#[test]
fn a_consequence_is_hidden_by_its_cause() {
    let both = "Could not find directory of OpenSSL installation\n\
                pkg-config has not been configured to support cross-compilation.\n";
    let report = explain(both.as_bytes(), &["--json"]).json();
    assert_eq!(causes(&report), ["pkg-config-of-the-host"]);
}

#[test]
fn the_target_is_taken_from_the_log_and_its_names_are_put_into_the_fix() {
    let run = explain(
        b"$ cargo build --target riscv64gc-unknown-linux-gnu\n\
          error: linker `cc-of-mine` not found\n",
        &[],
    );
    for words in [
        "\ntarget  riscv64gc-unknown-linux-gnu\n",
        "CARGO_TARGET_RISCV64GC_UNKNOWN_LINUX_GNU_LINKER=riscv64-unknown-linux-gnu-gcc",
        "gcc-riscv64-linux-gnu",
        "nix develop .#riscv64 ",
    ] {
        assert!(run.success().contains(words), "{words}");
    }
}

#[test]
fn a_target_that_is_given_goes_before_the_log() {
    let log = fs::read(root().join(LOG)).unwrap();
    for name in ["s390x", "s390x-unknown-linux-gnu"] {
        let run = explain(&log, &["--target", name]);
        assert!(
            run.success()
                .contains("\ntarget  s390x-unknown-linux-gnu\n")
        );
        assert!(run.stdout.contains("nix develop .#s390x "));
    }
}

#[test]
fn without_a_target_the_fix_says_what_holds_for_all() {
    let run = explain(b"error: linker `cc-of-mine` not found\n", &[]);
    let shell = "shell   set the target's linker: `crossflake config` writes it";
    assert!(run.success().contains(shell), "{}", run.stdout);
    assert!(!run.stdout.contains(['<', '>', '{']), "{}", run.stdout);
    assert!(!run.stdout.contains("\ntarget "));
}

#[test]
fn where_the_log_names_no_target_the_project_is_asked() {
    let log = b"error: linker `cc-of-mine` not found\n";
    let folder = tempfile::tempdir().unwrap();
    let explain = || {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(log).unwrap();
        std::io::Seek::rewind(&mut file).unwrap();
        let mut command = program();
        Run::start(
            command
                .arg("explain")
                .current_dir(folder.path())
                .stdin(file),
        )
    };
    let flake = folder.path().join("flake.nix");
    fs::write(&flake, "{ targets = [ \"riscv64\" \"armv7\" ]; }").unwrap();
    assert!(!explain().success().contains("\ntarget "));
    fs::write(&flake, "{ targets = [\n  \"riscv64\"\n]; }").unwrap();
    let named = "\ntarget  riscv64gc-unknown-linux-gnu\n";
    assert!(explain().success().contains(named));
    let config = folder.path().join(".cargo");
    fs::create_dir(&config).unwrap();
    let text = "[build]\ntarget = \"s390x-unknown-linux-gnu\"\n";
    fs::write(config.join("config.toml"), text).unwrap();
    let named = "\ntarget  s390x-unknown-linux-gnu\n";
    assert!(explain().success().contains(named));
}

#[test]
fn a_target_without_a_prebuilt_std_is_told_to_build_it() {
    for (target, command) in [
        (
            "aarch64",
            "shell   rustup target add aarch64-unknown-linux-gnu\n",
        ),
        (
            "mips",
            "cargo +nightly build -Zbuild-std --target mips-unknown-linux-gnu\n",
        ),
    ] {
        let run = run(&[
            "explain",
            "tests/explain/std-missing.log",
            "--target",
            target,
        ]);
        assert!(run.success().contains(command), "{}", run.stdout);
    }
}

#[test]
fn a_target_that_rustc_links_gets_its_linker() {
    let run = run(&["explain", LOG, "--target", "thumbv7em"]);
    let command = "shell   export CARGO_TARGET_THUMBV7EM_NONE_EABI_LINKER=rust-lld\n";
    assert!(run.success().contains(command), "{}", run.stdout);
}

#[test]
fn a_target_that_debian_does_not_have_gets_no_command_of_debian() {
    let shell = |rule: &str| -> String {
        let log = format!("tests/explain/{rule}.log");
        let report = run(&["explain", "--json", &log, "--target", "riscv64-musl"]).json();
        report["causes"][0]["shell"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        shell("linker-not-found"),
        "export CARGO_TARGET_RISCV64GC_UNKNOWN_LINUX_MUSL_LINKER=riscv64-unknown-linux-musl-gcc"
    );
    assert_eq!(
        shell("library-missing"),
        "Debian has no packages for riscv64gc-unknown-linux-musl"
    );
}

/// A package's name holds no underscore, and Debian's folders for i686 are
/// called otherwise than its tools.
#[test]
fn debian_s_packages_and_folders_have_their_own_names() {
    for (rule, target, words) in [
        (
            "linker-not-found",
            "x86_64",
            "install gcc-x86-64-linux-gnu, and x86_64-linux-gnu-gcc",
        ),
        (
            "linker-not-found",
            "i686",
            "install gcc-i686-linux-gnu, and i686-linux-gnu-gcc",
        ),
        (
            "pkg-config-file-missing",
            "i686",
            "=/usr/lib/i386-linux-gnu/pkgconfig ",
        ),
        (
            "emulator-without-libraries",
            "i686",
            "=/usr/i686-linux-gnu ",
        ),
    ] {
        let log = format!("tests/explain/{rule}.log");
        let run = run(&["explain", &log, "--target", target]);
        assert!(run.success().contains(words), "{}", run.stdout);
    }
}

#[test]
fn a_fix_that_the_target_cannot_have_says_why() {
    let row = table()
        .into_iter()
        .find(|row| row["alias"] == "ios")
        .unwrap();
    let log = "tests/explain/framework.log";
    let report = run(&["explain", "--json", "--target", "ios", log]).json();
    let flake = format!("cannot: {}", row["link"].as_str().unwrap());
    assert_eq!(report["causes"][0]["flake"], flake);
}

#[test]
fn a_log_writes_no_command() {
    let run = explain(b"error: linker `x; rm -rf ~` not found\n", &[]);
    assert!(run.success().starts_with("the linker is not on PATH\n"));
    for line in run.stdout.lines().filter(|line| !line.starts_with("line ")) {
        assert!(!line.contains("rm -rf"), "{line}");
    }
}

#[test]
fn a_log_without_a_known_cause_names_its_first_error_and_fails() {
    explain(b"   Compiling a\nerror: mine\nerror: other\n", &[]).failure(
        1,
        "error: nothing in standard input is recognised; 3 lines were read\n\n\
         hint: the first error is in line 2, `error: mine`: report it with the lines around it\n",
    );
    let json = explain(b"all is well\n", &["--json"]);
    assert_eq!(json.code, Some(1));
    let expected = serde_json::json!({"lines": 1, "target": null, "causes": []});
    assert_eq!(
        serde_json::from_str::<Value>(&json.stdout).unwrap(),
        expected
    );
    assert!(json.stderr.contains("no line speaks of an error"));
}

#[test]
fn an_empty_log_fails() {
    explain(b"", &[]).failure(
        1,
        "error: standard input is empty\n\n\
         hint: cargo reports on stderr: `cargo build 2>&1 | crossflake explain`\n",
    );
}

#[test]
fn a_log_of_utf_16_fails() {
    let run = explain(b"\xff\xfee\0r\0", &[]);
    run.failure(
        2,
        "error: standard input is UTF-16\n\n\
         hint: `iconv -f UTF-16 -t UTF-8 build.log | crossflake explain`\n",
    );
}

#[test]
fn a_missing_file_fails() {
    let run = run(&["explain", "no-such.log"]);
    assert_eq!(run.code, Some(3));
    let message = "error: failed to read `no-such.log`: ";
    assert!(run.stderr.starts_with(message), "{}", run.stderr);
    assert!(run.stderr.contains("\n\nhint: name a file"));
}

#[test]
fn a_folder_fails() {
    let run = run(&["explain", "tests"]);
    assert_eq!(run.code, Some(3));
    let message = "error: failed to read `tests`: is a directory\n\nhint: ";
    assert!(run.stderr.starts_with(message), "{}", run.stderr);
}

#[test]
fn an_unknown_target_fails() {
    let run = explain(b"", &["--target", "aarch46"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("did you mean `aarch64`"));
}

#[test]
fn a_pipe_that_is_closed_early_is_no_error() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = program();
    command
        .args(["explain", LOG])
        .stdout(writer)
        .stderr(Stdio::piped());
    let output = command.spawn().unwrap().wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}
