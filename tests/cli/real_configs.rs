//! Shapes of `.cargo/config.toml` as public projects have them
//! (`tests/real-configs.toml`): cargo itself links and runs by what the user
//! configured, else by what crossflake wrote, and `--remove` restores the text.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crossflake::cargo_config::{Action, Elsewhere, merge, settings};
use crossflake::table;
use serde::Deserialize;

use crate::support::{Programs, Project, Run, program, root};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shapes {
    shape: Vec<Shape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    name: String,
    #[serde(default = "aarch64")]
    target: String,
    text: String,
    included: Option<String>,
    parent: Option<String>,
}

fn aarch64() -> String {
    "aarch64".to_owned()
}

fn shapes() -> Vec<Shape> {
    let text = fs::read_to_string(root().join("tests/real-configs.toml")).unwrap();
    let shapes = toml::from_str::<Shapes>(&text).unwrap().shape;
    assert!(shapes.len() >= 60);
    shapes
}

/// A project in a folder of its own, so that there can be files above it.
struct Nested {
    outer: Project,
    rustc: Programs,
}

impl Nested {
    fn new() -> Self {
        let outer = Project::new();
        for (name, text) in [
            (
                "inner/Cargo.toml",
                "[package]\nname = \"project\"\nedition = \"2024\"\n",
            ),
            ("inner/src/main.rs", "fn main() {}\n"),
        ] {
            outer.write(name, text);
        }
        // Compiles nothing: its std is not there for most targets.
        let script = r#"
folder= extra=
case " $* " in
*' --crate-name project '*)
    for word; do
        case $previous in --out-dir) folder=$word ;; esac
        case $word in extra-filename=*) extra=${word#*=} ;; esac
        previous=$word
    done
    : >"$folder/project$extra" >"$folder/project$extra.wasm" >"$folder/project$extra.exe" >"$folder/project$extra.d"
    ;;
*) exec "$REAL_RUSTC" "$@" ;;
esac"#;
        Self {
            outer,
            rustc: Programs::new(&[("rustc", script)]),
        }
    }

    fn write(&self, shape: &Shape, text: &str) {
        for (name, text) in [
            ("inner/.cargo/config.toml", Some(text)),
            ("inner/.cargo/machine.toml", shape.included.as_deref()),
            (".cargo/config.toml", shape.parent.as_deref()),
        ] {
            match text {
                Some(text) => self.outer.write(name, text),
                None => drop(fs::remove_file(self.outer.path(name))),
            }
        }
    }

    fn text(&self) -> String {
        self.outer.read("inner/.cargo/config.toml")
    }

    fn config(&self, arguments: &[&str]) -> Run {
        let folder = self.outer.path("inner");
        let run = Run::start(
            program()
                .arg("config")
                .args(arguments)
                .env("CARGO_HOME", self.outer.path("no-home"))
                .current_dir(folder),
        );
        run.success();
        run
    }

    /// The linker and the start of the runner's command that cargo really uses.
    fn winners(&self, triple: &str) -> (Option<String>, Option<String>) {
        let target = self.outer.path("target");
        let _ = fs::remove_dir_all(target.join(triple));
        let cargo = Run::start(
            Command::new(env!("CARGO"))
                .args(["run", "--verbose", "--offline", "--target", triple])
                .env("RUSTC", self.rustc.path().join("rustc"))
                .env("REAL_RUSTC", real_rustc())
                .env("CARGO_HOME", self.outer.path("no-home"))
                .env("CARGO_TARGET_DIR", &target)
                .env_remove("CARGO_BUILD_BUILD_DIR")
                .current_dir(self.outer.path("inner")),
        );
        let mut commands = cargo
            .stderr
            .lines()
            .filter_map(|line| line.trim().strip_prefix("Running `"));
        let compiled = commands.next().unwrap_or_else(|| panic!("{cargo:?}"));
        let run = commands.next().unwrap_or_else(|| panic!("{cargo:?}"));
        let linker = compiled.split_once("-C linker=").map(|(_, rest)| {
            let end = rest.find([' ', '`']).unwrap_or(rest.len());
            rest[..end].trim_matches('\'').to_owned()
        });
        let folder = target.to_string_lossy().into_owned();
        let (runner, _) = run.split_once(&folder).unwrap();
        let runner = runner.trim().trim_end_matches('\'').trim();
        (linker, (!runner.is_empty()).then(|| runner.to_owned()))
    }
}

/// The one beside cargo; the shell that runs the script has another PATH.
fn real_rustc() -> PathBuf {
    Path::new(env!("CARGO")).with_file_name("rustc")
}

/// What cargo builds std of, where a project asks for that.
fn std_sources() -> PathBuf {
    let sysroot = Run::start(Command::new(real_rustc()).args(["--print", "sysroot"]));
    Path::new(sysroot.success().trim()).join("lib/rustlib/src/rust/library/Cargo.lock")
}

#[test]
fn cargo_takes_what_the_user_has_else_ours() {
    let nested = Nested::new();
    // A toolchain of Nix may come without the sources of std.
    let has_std = std_sources().exists();
    for shape in shapes() {
        if shape.text.contains("build-std") && !has_std {
            continue;
        }
        let target = table::get(&shape.target).unwrap();
        let name = &shape.name;
        nested.write(&shape, &shape.text);
        let before = nested.winners(&target.triple);
        let run = nested.config(&[&shape.target]);
        let after = nested.winners(&target.triple);
        let [linker, runner] = settings(target).map(|setting| setting.value.ok());
        for (key, before, after, ours) in [
            ("linker", before.0, after.0, linker),
            ("runner", before.1, after.1, runner),
        ] {
            assert_eq!(after, before.clone().or(ours.clone()), "{name}: {key}");
            // What is kept is said.
            let kept = run.stderr.lines().any(|line| {
                line.starts_with("note: kept `target.") && line.contains(&format!(".{key} = "))
            });
            assert_eq!(
                kept,
                before.is_some() && ours.is_some() && before != ours,
                "{name}: {}",
                run.stderr
            );
        }
        nested.config(&["--check", &shape.target]);
        nested.config(&["--remove", &shape.target]);
        if !has_ours(&shape) {
            assert_eq!(nested.text(), shape.text, "{name}");
        }
    }
}

/// Whether the user has written a value that is ours too: nothing tells it from
/// one that `config` has written, and so `--remove` removes it.
fn has_ours(shape: &Shape) -> bool {
    let values = settings(table::get(&shape.target).unwrap()).map(|setting| setting.value);
    values
        .iter()
        .flatten()
        .any(|value| shape.text.contains(&format!("\"{value}\"")))
}

#[test]
fn removing_restores_each_shape_with_other_ends_of_lines() {
    let shapes: Vec<_> = shapes()
        .into_iter()
        .filter(|shape| !has_ours(shape))
        .collect();
    assert!(shapes.len() >= 60);
    for shape in shapes {
        let targets = [&shape.target, "s390x"].map(|name| table::get(name).unwrap());
        let merged = |text: &str, action| {
            let merge = merge(text, &targets, action, &Elsewhere::default());
            merge.unwrap().text
        };
        let cut = shape.text.trim_end();
        for text in [
            shape.text.clone(),
            cut.to_owned(),
            format!("{cut}\n\n\n"),
            shape.text.replace('\n', "\r\n"),
            cut.replace('\n', "\r\n"),
            format!("\u{feff}{cut}"),
        ] {
            let with_ours = merged(&text, Action::Add);
            assert_ne!(with_ours, text, "{}", shape.name);
            assert_eq!(merged(&with_ours, Action::Remove), text, "{}", shape.name);
        }
    }
}
