//! What the crates of a project want by cargo's word: which machine runs a crate,
//! and for which platform a manifest names it. The crates lie in a folder that
//! stands in for the registry; cargo itself resolves them.

use std::fs;
use std::process::Command;

use serde_json::json;

use crate::support::{Project, Run, program};

const MANIFEST: &str = r#"
[package]
name = "project"
version = "0.1.0"
edition = "2021"

[dependencies]
derives = "1"
libz-sys = "1"
links-by-manifest = "1"

[target.'cfg(target_os = "linux")'.dependencies]
alsa-sys = "1"

[target.'cfg(windows)'.dependencies]
sdl2-sys = "1"

[dev-dependencies]
zmq-sys = "0.11"

[build-dependencies]
downloads = "1"

[target.'cfg(windows)'.build-dependencies]
pcre2-sys = "1"

[target.'cfg(unix)'.build-dependencies]
libssh2-sys = "1"
"#;

/// Name, version, and the rest of the manifest.
const CRATES: &[(&str, &str, &str)] = &[
    ("alsa-sys", "1.0.0", ""),
    (
        "derives",
        "1.0.0",
        "[lib]\nproc-macro = true\n[dependencies]\nlibsqlite3-sys = \"1\"\n[build-dependencies]\nbindings-sys = \"1\"\n[dev-dependencies]\npcsc-sys = \"1\"\n",
    ),
    ("bindings-sys", "1.0.0", ""),
    (
        "downloads",
        "1.0.0",
        "[dependencies]\nopenssl-sys = \"1\"\nlibz-sys = \"1\"\n[build-dependencies]\nprost-build = \"1\"\n",
    ),
    ("libsqlite3-sys", "1.0.0", ""),
    ("libssh2-sys", "1.0.0", ""),
    ("libz-sys", "1.0.0", ""),
    ("links-by-manifest", "1.0.0", "links = \"frobnicate\"\n"),
    ("openssl-sys", "1.0.0", ""),
    ("pcre2-sys", "1.0.0", ""),
    ("pcsc-sys", "1.0.0", ""),
    ("prost-build", "1.0.0", ""),
    ("sdl2-sys", "1.0.0", ""),
    ("zmq-sys", "0.11.0", ""),
];

fn project() -> Project {
    let project = Project::new();
    project.write("Cargo.toml", MANIFEST);
    project.write("build.rs", "fn main() {}");
    project.write(
        ".cargo/config.toml",
        "[source.crates-io]\nreplace-with = \"folder\"\n[source.folder]\ndirectory = \"folder\"\n",
    );
    for (name, version, rest) in CRATES {
        let package = format!("[package]\nname = \"{name}\"\nversion = \"{version}\"\n{rest}");
        project.write(&format!("folder/{name}/Cargo.toml"), &package);
        project.write(&format!("folder/{name}/src/lib.rs"), "");
        project.write(&format!("folder/{name}/build.rs"), "fn main() {}");
        let checksum = json!({"files": {}, "package": "0".repeat(64)});
        project.write(
            &format!("folder/{name}/.cargo-checksum.json"),
            &checksum.to_string(),
        );
    }
    let mut lock = Command::new(env!("CARGO"));
    lock.args(["generate-lockfile", "--offline"])
        .current_dir(project.path(""));
    Run::start(&mut lock).success();
    project
}

#[test]
fn build_scripts_get_the_build_machines_libraries_and_other_platforms_nothing() {
    let project = project();
    let json = project.run(&["crates", "aarch64", "--json"]).json();
    let build = json!({
        "libssh2": ["libssh2-sys"],
        "openssl": ["openssl-sys"],
        "sqlite": ["libsqlite3-sys"],
        "zlib": ["libz-sys"],
    });
    let expected = json!({
        "libraries": {"alsa-lib": ["alsa-sys"], "zeromq": ["zmq-sys"], "zlib": ["libz-sys"]},
        "buildLibraries": build,
        "tools": {"protobuf": ["prost-build"]},
        "unknown": ["bindings-sys", "links-by-manifest"],
    });
    assert_eq!(json, expected);
    let json = project.run(&["crates", "windows", "--json"]).json();
    let libraries = json!({"SDL2": ["sdl2-sys"], "zeromq": ["zmq-sys"], "zlib": ["libz-sys"]});
    assert_eq!(
        (&json["libraries"], &json["buildLibraries"]),
        (&libraries, &build)
    );
}

#[test]
fn init_and_doctor_say_so_too() {
    let project = project();
    let run = project.run(&["init", "aarch64"]);
    run.success();
    let flake = project.read("flake.nix");
    assert!(
        flake.contains(
            "buildLibraries = pkgs: [\n        pkgs.libssh2\n        pkgs.openssl\n        pkgs.sqlite\n        pkgs.zlib\n      ];\n"
        ),
        "{flake}"
    );
    assert!(!flake.contains("SDL2"), "{flake}");
    let run = project.run(&["doctor", "aarch64"]);
    assert!(
        run.stdout
            .contains("the table does not know bindings-sys, links-by-manifest"),
        "{}",
        run.stdout
    );
}

/// Whatever keeps cargo from an answer, Cargo.lock is read, without a word.
#[test]
fn without_cargo_or_a_crate_the_lock_file_is_read() {
    let project = project();
    let of_lock = |run: Run| {
        let json = run.json();
        assert_eq!(json["buildLibraries"], json!({}));
        assert_eq!(json["unknown"], json!(["bindings-sys"]));
        assert!(json["libraries"].get("SDL2").is_some());
        assert_eq!(run.stderr, "");
    };
    let arguments = ["crates", "aarch64", "--json"];
    of_lock(Run::start(
        program()
            .args(arguments)
            .env("PATH", project.path("folder"))
            .current_dir(project.path("")),
    ));
    fs::remove_dir_all(project.path("folder/sdl2-sys")).unwrap();
    of_lock(project.run(&arguments));
}
