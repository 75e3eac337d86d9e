//! Owns the step from the files about targets, `environment.json`, the rules
//! of `explain` and the library in nix/ to Rust data: they are read and checked here, so that
//! the program starts without parsing anything. May not add or change a fact.

#[path = "src/table"]
#[allow(dead_code, missing_docs)] // the program uses what is unused here
mod table {
    pub mod machine;
    pub mod make;
    pub mod parse;
    pub mod rule;
    pub mod target;
    pub mod value;
}

#[path = "src/environment/variable.rs"]
#[allow(dead_code, missing_docs)] // the program uses what is unused here
mod variable;

#[path = "src/explain"]
#[allow(dead_code, missing_docs)] // the program uses what is unused here
mod explain {
    pub mod hash;
    pub mod rule;
}

#[path = "build/explain.rs"]
mod explain_rules;

#[path = "src/crates"]
#[allow(dead_code, missing_docs)] // the program uses what is unused here
mod crates {
    pub mod row;
}

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use crates::row::Table;
use regex::Regex;
use table::machine::File;
use table::make::Sources;
use table::target::{Capability, Debian, Runner, Target, Text};
use table::value::Value;
use variable::Variable;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/environment/variable.rs");
    println!("cargo::rerun-if-changed=src/table");
    println!("cargo::rerun-if-changed=src/crates/row.rs");
    println!("cargo::rerun-if-changed=build/explain.rs");
    println!("cargo::rerun-if-changed=src/explain/hash.rs");
    println!("cargo::rerun-if-changed=src/explain/rule.rs");
    println!("cargo::rerun-if-changed=facts");
    generate("targets.toml", "targets.rs", |hand| {
        let fact = |name: &str| {
            let path = format!("facts/{name}.json");
            fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))
        };
        let targets = table::make::rows(&Sources {
            hand,
            rustc: &fact("rustc")?,
            rust_std: &fact("rust-std")?,
            nixpkgs: &fact("nixpkgs")?,
            debian: &fact("debian")?,
        })?;
        table::parse::check(&targets, &machines()?)?;
        Ok(rust(&targets))
    });
    generate("machines.json", "machines.rs", |_| {
        machines().map(|machines| machines_in_rust(&machines))
    });
    generate("facts/rustc.json", "rustc.rs", |json| {
        table::make::version(json).map(|version| format!("{version:?}\n"))
    });
    // The program reads this one by itself, when a command needs it.
    generate("crates.json", "crates.json.checked", |json| {
        let table: Table = serde_json::from_str(json).map_err(|error| error.to_string())?;
        table.check().map(|()| String::new())
    });
    generate("environment.json", "variables.rs", |json| {
        let variables: Vec<Variable> =
            serde_json::from_str(json).map_err(|error| error.to_string())?;
        match Variable::problem(&variables) {
            Some(problem) => Err(problem),
            None => Ok(format!("&{}\n", slice(&variables, variable))),
        }
    });
    write("src/explain/rules", "rules.rs", || {
        let rules = explain_rules::read(Path::new("src/explain/rules"))?;
        explain_rules::rust(&rules, Path::new("facts/letters.json"))
    });
    generate("nix/default.nix", "library.rs", |_| {
        library(Path::new("nix/default.nix"))
    });
}

/// Writes what is made of one file, or says what is wrong in it.
fn generate(from: &str, to: &str, make: impl Fn(&str) -> Result<String, String>) {
    write(from, to, || {
        make(&fs::read_to_string(from).map_err(|error| error.to_string())?)
    });
}

/// Writes what is made of one file or folder, or says what is wrong in it.
fn write(from: &str, to: &str, make: impl Fn() -> Result<String, String>) {
    println!("cargo::rerun-if-changed={from}");
    let written = || {
        let folder = env::var_os("OUT_DIR").ok_or("cargo sets no `OUT_DIR`")?;
        fs::write(Path::new(&folder).join(to), make()?).map_err(|error| error.to_string())
    };
    if let Err(error) = written() {
        println!("cargo::error={from}: {error}");
    }
}

/// The files that one of nix/ leads to, itself included, as one Rust expression
/// `&[(path, text), …]`: in a folder that holds the tables of the repository's
/// root too.
fn library(start: &Path) -> Result<String, String> {
    let reference = Regex::new(r"(?:\.\./|\./)+[A-Za-z0-9_/.-]*[A-Za-z0-9_]")
        .map_err(|error| error.to_string())?;
    let mut found: BTreeMap<PathBuf, String> = BTreeMap::new();
    let mut left = vec![start.to_owned()];
    while let Some(file) = left.pop() {
        println!("cargo::rerun-if-changed={}", file.display());
        let failed = |error: io::Error| format!("{}: {error}", file.display());
        if file.is_dir() {
            for entry in fs::read_dir(&file).map_err(failed)? {
                left.push(entry.map_err(failed)?.path());
            }
            continue;
        }
        let place = match file.strip_prefix("nix") {
            Ok(place) => place.to_owned(),
            Err(_) if file.components().count() == 1 => file.clone(),
            Err(_) => return Err(format!("{} is needed, but outside of nix/", file.display())),
        };
        if found.contains_key(&place) {
            continue;
        }
        // The program has the table's rows, and writes those that are wanted.
        if file == Path::new("targets.json") {
            found.insert(place, String::new());
            continue;
        }
        let text = fs::read_to_string(&file).map_err(failed)?;
        let folder = file.parent().unwrap_or(Path::new(""));
        let mut written = String::new();
        let mut end = 0;
        for reference in reference.find_iter(&text) {
            // What does not exist is an example in a comment.
            let Some(path) = joined(folder, reference.as_str()).filter(|path| path.exists()) else {
                continue;
            };
            written += &text[end..reference.start()];
            // The root's files are one folder nearer.
            let nearer = match reference.as_str().strip_prefix("../") {
                Some(nearer) if !path.starts_with("nix") => nearer,
                _ => reference.as_str(),
            };
            if !nearer.starts_with('.') {
                written += "./";
            }
            written += nearer;
            end = reference.end();
            left.push(path);
        }
        written += &text[end..];
        found.insert(place, written);
    }
    let files = found.iter().map(|(place, text)| {
        let place = place.to_string_lossy().replace('\\', "/");
        format!("({place:?}, {text:?}),\n")
    });
    Ok(format!("&[\n{}]\n", files.collect::<String>()))
}

/// The path that a reference leads to, from the repository on.
fn joined(folder: &Path, reference: &str) -> Option<PathBuf> {
    let mut path = folder.to_owned();
    for part in reference.split('/') {
        match part {
            "." => {}
            ".." if path.pop() => {}
            ".." => return None,
            part => path.push(part),
        }
    }
    Some(path)
}

/// The table as one Rust expression, `&[Target { … }, …]`.
fn rust(targets: &[Target]) -> String {
    let mut code = String::from("&[\n");
    for target in targets {
        let _ = writeln!(
            code,
            "Target {{ triple: {}, alias: {}, also: {}, common: {}, pkgs_cross: {}, cross_system: {}, \
             config: {}, hydra: {:?}, libc: {}, glibc: {}, crt_static: {}, std: Std::{:?}, \
             linker: Linker::{:?}, rustflags: {}, runner: {}, interpreter: {}, debian: {}, link: {}, libraries: {}, test: {} }},",
            text(&target.triple),
            option(target.alias.as_ref(), text),
            list(&target.also, text),
            target.common,
            list(&target.pkgs_cross, text),
            option(target.cross_system.as_ref(), value),
            option(target.config.as_ref(), text),
            target.hydra,
            option(target.libc.as_ref(), text),
            option(target.glibc.as_ref(), text),
            target.crt_static,
            target.std,
            target.linker,
            list(&target.rustflags, text),
            runner(&target.runner),
            option(target.interpreter.as_ref(), text),
            option(target.debian.as_ref(), debian),
            capability(&target.link),
            capability(&target.libraries),
            capability(&target.test),
        );
    }
    code.push_str("]\n");
    code
}

fn text(text: &Text) -> String {
    format!("Cow::Borrowed({text:?})")
}

fn option<T>(item: Option<&T>, rust: impl Fn(&T) -> String) -> String {
    item.map_or_else(|| "None".to_owned(), |item| format!("Some({})", rust(item)))
}

fn list<T>(items: &[T], rust: impl Fn(&T) -> String) -> String {
    format!("Cow::Borrowed(&{})", slice(items, rust))
}

fn slice<T>(items: &[T], rust: impl Fn(&T) -> String) -> String {
    let items: Vec<_> = items.iter().map(rust).collect();
    format!("[{}]", items.join(", "))
}

fn variable(variable: &Variable) -> String {
    format!(
        "Variable {{ name: {}, is: {}, text: {}, when: {}, sides: {}, alone: {}, why: {} }}",
        text(&variable.name),
        option(variable.is.as_ref(), text),
        option(variable.text.as_ref(), text),
        option(variable.when.as_ref(), text),
        list(&variable.sides, |side| format!("Side::{side:?}")),
        variable.alone,
        text(&variable.why),
    )
}

fn runner(runner: &Runner) -> String {
    format!(
        "Runner {{ kind: RunnerKind::{:?}, arch: {}, cpu: {}, machine: {}, arguments: {} }}",
        runner.kind,
        option(runner.arch.as_ref(), text),
        option(runner.cpu.as_ref(), text),
        option(runner.machine.as_ref(), text),
        list(&runner.arguments, text),
    )
}

fn machines() -> Result<File, String> {
    let json = fs::read_to_string("machines.json").map_err(|error| error.to_string())?;
    serde_json::from_str(&json).map_err(|error| format!("machines.json: {error}"))
}

fn machines_in_rust(machines: &File) -> String {
    let build: Vec<_> = machines.build_machines.iter().collect();
    let runners: Vec<_> = machines.runners.iter().collect();
    format!(
        "Machines {{ build: &{}, executes: &{}, runners: &{} }}\n",
        slice(&build, |machine| format!("{machine:?}")),
        slice(&machines.executes, |executes| format!(
            "Executes {{ machines: {}, programs: {} }}",
            list(&executes.machines, text),
            list(&executes.programs, text),
        )),
        slice(&runners, |(kind, facts)| format!(
            "(RunnerKind::{kind:?}, Kind {{ emulator: {}, needs: {}, is_on_path: {}, machines: {}, \
             elsewhere: {}, takes_debugger: {} }})",
            option(facts.emulator.as_ref(), text),
            list(&facts.needs, text),
            facts.is_on_path,
            list(&facts.machines, text),
            option(facts.elsewhere.as_ref(), text),
            facts.takes_debugger,
        )),
    )
}

fn debian(debian: &Debian) -> String {
    format!(
        "Debian {{ architecture: {}, gnu_triple: {} }}",
        text(&debian.architecture),
        text(&debian.gnu_triple),
    )
}

fn capability(capability: &Capability) -> String {
    match capability {
        Capability::Yes => "Capability::Yes".to_owned(),
        Capability::No(reason) => format!("Capability::No({})", text(reason)),
    }
}

fn value(json: &Value) -> String {
    match json {
        Value::Null => "Value::Null".to_owned(),
        Value::Bool(flag) => format!("Value::Bool({flag})"),
        Value::Number(number) => format!("Value::Number({number})"),
        Value::Text(string) => format!("Value::Text({})", text(string)),
        Value::List(values) => format!("Value::List({})", list(values, value)),
        Value::Object(fields) => format!(
            "Value::Object({})",
            list(fields, |(name, field)| format!(
                "({}, {})",
                text(name),
                value(field)
            ))
        ),
    }
}
