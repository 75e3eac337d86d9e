//! `crossflake export`. That Debian's script works is shown by
//! `tests/flake/test_export.py`, which runs it in a fresh Debian.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use serde_json::Value;
use toml_edit::DocumentMut;

use crate::support::{Run, golden, run, table};

const SYSTEMS: [&str; 5] = [
    "dockerfile",
    "debian",
    "cross",
    "zigbuild",
    "github-actions",
];
/// The three that people ask for most, with all kinds of library folders.
const THREE: [&str; 3] = ["aarch64", "armv7", "riscv64"];

fn export(system: &str, rest: &[&str]) -> Run {
    run(&[&["export", system], rest].concat())
}

/// The rows with a field.
fn rows(field: &str) -> Vec<Value> {
    let mut rows = table();
    rows.retain(|row| !row[field].is_null());
    rows
}

fn triples(rows: &[Value]) -> Vec<&str> {
    rows.iter()
        .map(|row| row["triple"].as_str().unwrap())
        .collect()
}

/// Lets a checker read the file, if it is installed.
fn checked_by(program: &str, arguments: &[&str], text: &str) {
    let file = tempfile::Builder::new().suffix(".yml").tempfile().unwrap();
    fs::write(&file, text).unwrap();
    match Command::new(program)
        .args(arguments)
        .arg(file.path())
        .output()
    {
        Ok(output) => assert!(
            output.status.success(),
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ),
        Err(error) => eprintln!("not checked, since `{program}` cannot be started: {error}"),
    }
}

#[test]
fn each_system_gets_its_file() {
    for system in SYSTEMS {
        golden(
            &format!("export-{system}.txt"),
            export(system, &THREE).success(),
        );
    }
}

#[test]
fn a_file_names_the_command_that_makes_it_and_what_it_cannot_do() {
    for system in SYSTEMS {
        let file = export(system, &THREE);
        let made = format!("# Made by `crossflake export {system} aarch64 armv7 riscv64`");
        assert!(file.success().contains(&made), "{}", file.stdout);
        let cannot = "# What it cannot do that the flake can: ";
        assert!(file.stdout.contains(cannot), "{}", file.stdout);
    }
}

#[test]
fn every_row_that_can_be_exported_fills_each_place() {
    for system in SYSTEMS {
        let rows = rows(if system == "zigbuild" {
            "glibc"
        } else {
            "debian"
        });
        assert!(rows.len() >= 8, "{system}");
        let all = export(system, &triples(&rows));
        for row in &rows {
            let one = export(system, &[row["triple"].as_str().unwrap()]);
            for text in [one.success(), all.success()] {
                for line in text.lines() {
                    assert!(
                        line.matches('@').count() < 2 || line.contains("\"$@\""),
                        "{line}"
                    );
                    assert!(line.len() == line.trim_end().len(), "{line:?}");
                }
                assert!(text.contains(row["triple"].as_str().unwrap()));
            }
        }
    }
}

#[test]
fn scripts_are_those_of_a_posix_shell() {
    for system in ["debian", "zigbuild"] {
        let rows = rows(if system == "zigbuild" {
            "glibc"
        } else {
            "debian"
        });
        let text = export(system, &triples(&rows));
        for shell in ["bash", "dash", "zsh"] {
            let file = tempfile::NamedTempFile::new().unwrap();
            fs::write(&file, text.success()).unwrap();
            let Ok(output) = Command::new(shell).arg("-n").arg(file.path()).output() else {
                eprintln!("not checked, since `{shell}` cannot be started");
                continue;
            };
            assert!(output.status.success(), "{output:?}");
        }
        checked_by("shellcheck", &[], text.success());
    }
}

/// Bash runs what sets the variables, without what installs.
fn exported_by_debian(triple: &str, architecture: &str) -> String {
    let script = export("debian", &[triple]);
    let start = script.success().find("crossflake_environment()").unwrap();
    let end = script.stdout.find("if crossflake_install").unwrap();
    let probe = format!(
        "dpkg() {{ echo {architecture}; }}\n{}\ncrossflake_environment; export -p",
        &script.stdout[start..end]
    );
    let mut bash = Command::new("bash");
    Run::start(bash.args(["-euc", &probe]).env_clear())
        .success()
        .to_owned()
}

#[test]
fn the_machine_s_own_architecture_gets_no_emulator() {
    for row in rows("debian") {
        let triple = row["triple"].as_str().unwrap();
        let own = row["debian"]["architecture"].as_str().unwrap();
        assert!(
            !exported_by_debian(triple, own).contains("_RUNNER="),
            "{triple}"
        );
        let runner = format!("_RUNNER=\"qemu-{}", row["runner"]["arch"].as_str().unwrap());
        assert!(
            exported_by_debian(triple, "other").contains(&runner),
            "{triple}"
        );
    }
}

/// As `dpkg-architecture --list` has it: of these, one is called otherwise.
#[test]
fn pkg_config_looks_into_debian_s_folders() {
    for row in rows("debian") {
        let folder = match row["debian"]["architecture"].as_str().unwrap() {
            "i386" => "i386-linux-gnu",
            _ => row["debian"]["gnuTriple"].as_str().unwrap(),
        };
        let triple = row["triple"].as_str().unwrap();
        let exported = exported_by_debian(triple, "other");
        let value = format!("=\"/usr/lib/{folder}/pkgconfig:/usr/share/pkgconfig\"");
        assert!(exported.contains(&value), "{exported}");
    }
}

#[test]
fn dockerfile_and_workflow_set_the_variables_of_debian_s_script() {
    for row in rows("debian") {
        let triple = row["triple"].as_str().unwrap();
        let exported = exported_by_debian(triple, "other");
        let from_script: BTreeSet<String> = exported
            .lines()
            .filter_map(|line| line.strip_prefix("declare -x "))
            .filter(|line| !["OLDPWD", "PWD", "SHLVL"].contains(&line.split('=').next().unwrap()))
            .map(str::to_owned)
            .collect();
        assert!(from_script.len() > 8, "{exported}");
        let dockerfile = export("dockerfile", &[triple]);
        let lines = dockerfile.success().lines();
        let from_dockerfile = lines
            .filter_map(|line| line.strip_prefix("ENV "))
            .map(str::to_owned);
        assert_eq!(from_dockerfile.collect::<BTreeSet<_>>(), from_script);
        let workflow = export("github-actions", &[triple]);
        for variable in &from_script {
            let (name, value) = variable.split_once('=').unwrap();
            let line = match name {
                "CARGO_BUILD_TARGET" => {
                    "      CARGO_BUILD_TARGET: ${{ matrix.target }}\n".to_owned()
                }
                _ => format!("      {name}: {value}\n"),
            };
            assert!(workflow.success().contains(&line), "{line}");
        }
    }
}

/// The keys are those of <https://github.com/cross-rs/cross/blob/main/docs/config_file.md>.
#[test]
fn cross_reads_each_key() {
    let rows = rows("debian");
    let triples = triples(&rows);
    let mut arguments = triples.clone();
    arguments.extend(["--library", "libssl-dev", "--library", "zlib1g-dev"]);
    let text = export("cross", &arguments);
    let document: DocumentMut = text.success().parse().unwrap();
    assert_eq!(document.len(), 1);
    let targets = document["target"].as_table().unwrap();
    assert_eq!(
        targets.iter().map(|(name, _)| name).collect::<Vec<_>>(),
        triples
    );
    for (_, target) in targets {
        let keys: Vec<_> = target.as_table().unwrap().iter().collect();
        assert_eq!(keys.len(), 1);
        assert_eq!(keys[0].0, "pre-build");
        let commands = keys[0].1.as_array().unwrap();
        let last = commands.iter().last().unwrap().as_str().unwrap();
        assert!(last.ends_with(" libssl-dev:$CROSS_DEB_ARCH zlib1g-dev:$CROSS_DEB_ARCH"));
    }
}

#[test]
fn a_workflow_is_what_actionlint_expects() {
    let rows = rows("debian");
    let text = export("github-actions", &triples(&rows));
    checked_by("actionlint", &[], text.success());
}

#[test]
fn libraries_are_the_targets_own() {
    let libraries = ["--library", "libsqlite3-dev", "--library", "libpq-dev"];
    for system in ["dockerfile", "debian", "github-actions"] {
        let run = export(system, &[&["aarch64"], &libraries[..]].concat());
        let packages = "g++-aarch64-linux-gnu libsqlite3-dev:arm64 libpq-dev:arm64";
        assert!(run.success().contains(packages), "{}", run.stdout);
        assert!(!run.stdout.contains("libssl"), "{}", run.stdout);
    }
}

#[test]
fn a_target_named_twice_is_exported_once() {
    let run = export("cross", &["aarch64", "aarch64-unknown-linux-gnu"]);
    assert_eq!(run.success().matches("[target.").count(), 1);
}

#[test]
fn json_holds_path_and_contents() {
    for (system, path) in SYSTEMS.into_iter().zip([
        "Dockerfile",
        "crossflake-debian.sh",
        "Cross.toml",
        "zigbuild.sh",
        ".github/workflows/cross.yml",
    ]) {
        let json = export(system, &["--json", "aarch64"]).json();
        assert_eq!(json["path"], path);
        assert_eq!(json["contents"], export(system, &["aarch64"]).success());
    }
}

#[test]
fn a_target_that_debian_has_not_says_why_and_what_can_and_fails() {
    export("dockerfile", &["aarch64", "wasi"]).failure(
        2,
        "error: Debian has no libraries for `wasi`: rustc's own linker links it, without a C compiler: \
         set `compiler` in the flake for crates with C code\n\nhint: `crossflake show wasi` says what it is built with; \
         Debian has aarch64, armel, armv7, i686, ppc64le, riscv64, s390x, x86_64\n",
    );
    for row in table() {
        let triple = row["triple"].as_str().unwrap();
        for (system, field) in [("debian", "debian"), ("zigbuild", "glibc")] {
            let run = export(system, &[triple]);
            if row[field].is_null() {
                assert_eq!(run.code, Some(2), "{triple}");
                assert_eq!(run.stdout, "");
                assert!(
                    run.stderr.contains("hint: `crossflake show "),
                    "{}",
                    run.stderr
                );
            } else {
                run.success();
            }
        }
    }
}

#[test]
fn a_target_without_glibc_says_what_it_has_and_fails() {
    export("zigbuild", &["aarch64-musl"]).failure(
        2,
        "error: there is no oldest glibc for `aarch64-musl`: its libc is musl\n\n\
         hint: `crossflake show aarch64-musl` says what it is built with\n",
    );
}

#[test]
fn a_library_that_is_no_package_s_name_fails() {
    for name in [
        "libssl-dev:arm64",
        "a b",
        "x; reboot",
        "",
        "-y",
        "\u{1b}",
        "LIB",
    ] {
        let run = export("debian", &["aarch64", &format!("--library={name}")]);
        assert_eq!(run.code, Some(2), "{name}");
        assert!(
            run.stderr
                .contains("is not the name of a Debian package\n\nhint: "),
            "{}",
            run.stderr
        );
        assert!(!run.stderr.contains('\u{1b}'));
    }
}

#[test]
fn a_library_for_zig_fails() {
    let run = export("zigbuild", &["aarch64", "--library", "libssl-dev"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr
            .starts_with("error: zig links no library of Debian\n\nhint: ")
    );
}

#[test]
fn no_target_fails() {
    let run = export("debian", &[]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("<TARGET>"), "{}", run.stderr);
}

/// Runs Debian's script where every tool is a stand-in that writes down how it
/// was called.
#[cfg(unix)]
mod script {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::process::Command;

    use super::{Run, export};

    /// A folder of tools, each a line of shell, beside two of the machine.
    fn tools(lines: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let path = std::env::var_os("PATH").unwrap();
        for name in ["env", "xargs"] {
            let found = std::env::split_paths(&path).map(|folder| folder.join(name));
            let tool = found.into_iter().find(|tool| tool.exists()).unwrap();
            symlink(tool, folder.path().join(name)).unwrap();
        }
        let log = folder.path().join("log");
        let called = format!("echo \"${{0##*/}} $*\" >> {}", log.display());
        for (name, line) in lines {
            let path = folder.path().join(name);
            fs::write(&path, format!("#!/bin/sh\n{called}\n{line}\n")).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        folder
    }

    /// What the script said, and the calls that change something.
    fn run(lines: &[(&str, &str)]) -> (Run, String) {
        let folder = tools(lines);
        let script = folder.path().join("script");
        fs::write(&script, export("debian", &["aarch64", "armv7"]).success()).unwrap();
        let run = Run::start(
            Command::new("/bin/sh")
                .arg(&script)
                .env_clear()
                .env("PATH", folder.path()),
        );
        let log = fs::read_to_string(folder.path().join("log")).unwrap_or_default();
        let changes = log
            .lines()
            .filter(|line| line.starts_with("apt-get") || line.contains("add"))
            .flat_map(|line| [line, "\n"])
            .collect();
        (run, changes)
    }

    const NOTHING_INSTALLED: (&str, &str) = ("dpkg-query", "exit 1");
    const ALL_INSTALLED: (&str, &str) = ("dpkg-query", "printf installed");

    #[test]
    fn architectures_and_packages_come_by_sudo_and_rust_by_rustup() {
        let sysroot = tempfile::tempdir().unwrap();
        for triple in ["aarch64-unknown-linux-gnu", "armv7-unknown-linux-gnueabihf"] {
            fs::create_dir_all(sysroot.path().join("lib/rustlib").join(triple).join("lib"))
                .unwrap();
        }
        let rustc = format!("echo {}", sysroot.path().display());
        let (run, changes) = run(&[
            NOTHING_INSTALLED,
            ("apt-get", ""),
            ("dpkg", "echo amd64"),
            ("id", "echo 1000"),
            ("rustc", &rustc),
            ("rustup", ""),
            ("sudo", "exec \"$@\""),
        ]);
        run.success();
        let sudo = "sudo env DEBIAN_FRONTEND=noninteractive ";
        let install = "apt-get install --yes --no-install-recommends g++ libc6-dev pkgconf qemu-user \
            g++-aarch64-linux-gnu libssl-dev:arm64 g++-arm-linux-gnueabihf libssl-dev:armhf\n";
        let calls = [
            &format!("{sudo}dpkg --add-architecture arm64\n"),
            "dpkg --add-architecture arm64\n",
            &format!("{sudo}dpkg --add-architecture armhf\n"),
            "dpkg --add-architecture armhf\n",
            "apt-get update\n",
            install,
            "rustup target add aarch64-unknown-linux-gnu armv7-unknown-linux-gnueabihf\n",
        ];
        assert_eq!(changes, calls.concat());
    }

    #[test]
    fn missing_packages_without_root_and_sudo_fail() {
        let tools = [
            NOTHING_INSTALLED,
            ("id", "echo 1000"),
            ("apt-get", ""),
            ("dpkg", ""),
        ];
        let (run, changes) = run(&tools);
        run.failure(
            1,
            "error: packages are missing, and only root can install them\n\n\
             hint: run this as root, or install sudo\n",
        );
        assert_eq!(changes, "");
    }

    #[test]
    fn an_archive_that_cannot_be_read_fails() {
        let (run, changes) = run(&[
            NOTHING_INSTALLED,
            ("apt-get", "exit 100"),
            ("dpkg", ""),
            ("id", "echo 0"),
        ]);
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        assert!(changes.ends_with("apt-get update\n"), "{changes}");
    }

    #[test]
    fn a_rustc_without_the_standard_library_fails() {
        let (run, changes) = run(&[ALL_INSTALLED, ("rustc", "echo /nonexistent")]);
        run.failure(
            1,
            "error: this rustc has no standard library for `aarch64-unknown-linux-gnu`\n\n\
             hint: install rustup, which has it\n",
        );
        assert_eq!(changes, "");
    }
}
