//! Owns the questions to cargo and rustc about the project's configuration: what
//! cargo would read there, by its own merge. Without them, reads the files that
//! cargo would. May not change anything.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use cargo_platform::Cfg;
use target_lexicon::{Architecture, Environment, OperatingSystem, Triple};

use crate::cargo_config::{Elsewhere, Source};
use crate::table::target::Target;
use crate::{files, probe, terminal};

/// How long cargo and rustc may take; a toolchain may have to start first.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The linkers and runners that cargo reads for the targets from other places
/// than their tables in the project's own file.
#[must_use]
pub fn elsewhere(root: &Path, own: &Path, targets: &[&Target]) -> Elsewhere {
    let own_path = own.to_string_lossy();
    let own = text(own).map(|text| Source { text, file: None });
    let others: Vec<_> = others(root)
        .into_iter()
        .filter_map(|path| {
            Some(Source {
                text: text(&path)?,
                file: Some(path.to_string_lossy().into_owned()),
            })
        })
        .collect();
    // Mostly there is nothing that cargo would have to be asked about.
    let has = |source: &Source, words: &[&str]| words.iter().any(|word| source.text.contains(word));
    let own_says = own
        .as_ref()
        .is_some_and(|own| has(own, &["cfg(", "include", "\\"]));
    let others_say = others
        .iter()
        .any(|other| has(other, &["target", "include", "\\"]));
    if !own_says && !others_say {
        return Elsewhere::default();
    }
    let sources = ask_cargo(root).unwrap_or_else(|| {
        if own
            .iter()
            .chain(&others)
            .any(|source| has(source, &["include"]))
        {
            terminal::note("files that an `include` names are not looked at without cargo");
        }
        // In its own file, the target's table is not elsewhere.
        let own = own.map(|own| Source {
            text: without_triples(&own.text),
            ..own
        });
        own.into_iter().chain(others).collect()
    });
    Elsewhere::new(&sources, targets, cfgs).unnamed(&own_path)
}

/// What cargo merges; none if it does not say.
fn ask_cargo(root: &Path) -> Option<Vec<Source>> {
    let mut command = Command::new(probe::program("cargo")?);
    command
        .args([
            "-Zunstable-options",
            "config",
            "get",
            "--show-origin",
            "target",
        ])
        .env("RUSTC_BOOTSTRAP", "1")
        .current_dir(root);
    // A shell of ours sets them; they are not the user's configuration.
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_TARGET_") {
            command.env_remove(name);
        }
    }
    let answer = probe::ask(&mut command, TIMEOUT).ok()?;
    if answer.status.success() {
        return Some(vec![Source {
            text: answer.stdout,
            file: None,
        }]);
    }
    if answer.stderr.contains("`target` is not set") {
        return Some(Vec::new());
    }
    terminal::note(format!(
        "cargo does not say what it reads for the targets: {}",
        answer.stderr.trim().trim_start_matches("error: ")
    ));
    None
}

/// What cargo knows of the project's crates for these platforms; none where it
/// would have to change Cargo.lock or to download a crate.
#[must_use]
pub fn metadata(root: &Path, triples: &[&str]) -> Option<String> {
    let mut command = Command::new(probe::program("cargo")?);
    command
        .args(["metadata", "--format-version=1", "--frozen"])
        .args(
            triples
                .iter()
                .flat_map(|triple| ["--filter-platform", triple]),
        )
        // rustup's cargo would download the toolchain that the project names;
        // before 1.28, it obeys the second alone.
        .envs([
            ("RUSTUP_AUTO_INSTALL", "0"),
            ("RUSTUP_DIST_SERVER", "file:///nowhere"),
        ])
        .current_dir(root);
    let answer = probe::ask(&mut command, TIMEOUT).ok()?;
    answer.status.success().then_some(answer.stdout)
}

/// The files that cargo reads beside the project's own, the nearest first.
fn others(root: &Path) -> Vec<PathBuf> {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(env::home_dir()?.join(".cargo")));
    let folders = root.ancestors().skip(1).map(|folder| folder.join(".cargo"));
    let mut found = Vec::new();
    for folder in folders.chain(home) {
        let names = ["config", "config.toml"].map(|name| folder.join(name));
        let file = names.into_iter().find(|path| path.is_file());
        found.extend(file.filter(|path| !found.contains(path)));
    }
    found
}

/// The text of a file that cargo can read.
fn text(path: &Path) -> Option<String> {
    files::read(path).ok().flatten()
}

/// The text without the tables that a triple names.
fn without_triples(text: &str) -> String {
    let Ok(mut document) = text.parse::<toml_edit::DocumentMut>() else {
        return String::new();
    };
    if let Some(tables) = document
        .get_mut("target")
        .and_then(|item| item.as_table_like_mut())
    {
        let triples: Vec<_> = tables
            .iter()
            .map(|(name, _)| name.to_owned())
            .filter(|name| !name.starts_with("cfg("))
            .collect();
        for triple in triples {
            tables.remove(&triple);
        }
    }
    document.to_string()
}

/// What holds for the target, by rustc, else by its triple.
fn cfgs(target: &Target) -> Vec<Cfg> {
    ask_rustc(target).unwrap_or_else(|| by_name(&target.triple))
}

fn ask_rustc(target: &Target) -> Option<Vec<Cfg>> {
    let mut command = Command::new(probe::program("rustc")?);
    command.args(["--print", "cfg", "--target", &target.triple]);
    let answer = probe::ask(&mut command, TIMEOUT).ok()?;
    let lines = answer.stdout.lines();
    answer
        .status
        .success()
        .then(|| lines.filter_map(|line| line.parse().ok()).collect())
}

/// What a triple tells.
fn by_name(name: &str) -> Vec<Cfg> {
    let Ok(triple) = name.parse::<Triple>() else {
        return Vec::new();
    };
    let arch = match triple.architecture {
        Architecture::Arm(_) => "arm".to_owned(),
        Architecture::Aarch64(_) => "aarch64".to_owned(),
        Architecture::X86_32(_) => "x86".to_owned(),
        Architecture::Riscv32(_) => "riscv32".to_owned(),
        Architecture::Riscv64(_) => "riscv64".to_owned(),
        Architecture::Powerpc64le => "powerpc64".to_owned(),
        Architecture::Mips32(_) => "mips".to_owned(),
        Architecture::Mips64(_) => "mips64".to_owned(),
        other => other.to_string(),
    };
    let os = match triple.operating_system {
        OperatingSystem::Darwin(_) => "macos".to_owned(),
        OperatingSystem::None_ | OperatingSystem::Unknown => "none".to_owned(),
        other => other.to_string(),
    };
    let environment = match triple.environment {
        Environment::Gnueabi | Environment::Gnueabihf | Environment::Gnux32 => "gnu".to_owned(),
        Environment::Musleabi | Environment::Musleabihf => "musl".to_owned(),
        Environment::Uclibceabi | Environment::Uclibceabihf => "uclibc".to_owned(),
        Environment::Eabi | Environment::Eabihf | Environment::Unknown => String::new(),
        other => other.to_string(),
    };
    let family = match os.as_str() {
        "windows" => "windows",
        "none" => "",
        "wasi" => "wasm",
        _ => "unix",
    };
    let width = triple
        .pointer_width()
        .map_or(0, target_lexicon::PointerWidth::bits);
    let little = matches!(triple.endianness(), Ok(target_lexicon::Endianness::Little));
    let vendor = triple.vendor.as_str();
    let endian = if little { "little" } else { "big" };
    [
        format!("target_arch=\"{arch}\""),
        format!("target_os=\"{os}\""),
        format!("target_env=\"{environment}\""),
        format!("target_vendor=\"{vendor}\""),
        format!("target_pointer_width=\"{width}\""),
        format!("target_endian=\"{endian}\""),
        format!("target_family=\"{family}\""),
        family.to_owned(),
    ]
    .iter()
    .filter_map(|text| text.parse().ok())
    .collect()
}
