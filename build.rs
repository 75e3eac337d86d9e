//! Owns the step from `targets.json` and `rules.toml` to Rust data: they are
//! read and checked here, so that the program starts without parsing anything.
//! May not add or change a fact.

#[path = "src/table"]
#[allow(dead_code, missing_docs)] // the program uses what is unused here
mod table {
    pub mod parse;
    pub mod target;
    pub mod value;
}

#[path = "src/explain"]
#[allow(dead_code, missing_docs)] // the program uses what is unused here
mod explain {
    pub mod rule;
}

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use explain::rule::{Rule, Rules};
use table::target::{Capability, Debian, Runner, Target, Text};
use table::value::Value;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/table");
    println!("cargo::rerun-if-changed=src/explain/rule.rs");
    generate("targets.json", "targets.rs", |json| {
        table::parse::parse(json).map(|targets| rust(&targets))
    });
    generate("src/explain/rules.toml", "rules.rs", |toml| {
        let rules: Rules = toml::from_str(toml).map_err(|error| error.to_string())?;
        rules.check().map(|()| rules_in_rust(&rules))
    });
}

/// Writes what is made of one file, or says what is wrong in it.
fn generate(from: &str, to: &str, make: impl Fn(&str) -> Result<String, String>) {
    println!("cargo::rerun-if-changed={from}");
    let written = || {
        let text = fs::read_to_string(from).map_err(|error| error.to_string())?;
        let folder = env::var_os("OUT_DIR").ok_or("cargo sets no `OUT_DIR`")?;
        fs::write(Path::new(&folder).join(to), make(&text)?).map_err(|error| error.to_string())
    };
    if let Err(error) = written() {
        println!("cargo::error={from}: {error}");
    }
}

/// The rules as one Rust expression, `Rules { … }`.
fn rules_in_rust(rules: &Rules) -> String {
    format!(
        "Rules {{ clue: {}, rule: {} }}\n",
        list(&rules.clue, text),
        list(&rules.rule, rule)
    )
}

fn rule(rule: &Rule) -> String {
    format!(
        "Rule {{ id: {}, find: {}, unless: {}, hides: {}, needs: Need::{:?}, what: {}, why: {}, \
         shell: {}, flake: {}, source: {} }}",
        text(&rule.id),
        list(&rule.find, text),
        option(rule.unless.as_ref(), text),
        list(&rule.hides, text),
        rule.needs,
        text(&rule.what),
        text(&rule.why),
        text(&rule.shell),
        text(&rule.flake),
        text(&rule.source),
    )
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
    let items: Vec<_> = items.iter().map(rust).collect();
    format!("Cow::Borrowed(&[{}])", items.join(", "))
}

fn runner(runner: &Runner) -> String {
    format!(
        "Runner {{ kind: RunnerKind::{:?}, arch: {}, cpu: {}, machine: {} }}",
        runner.kind,
        option(runner.arch.as_ref(), text),
        option(runner.cpu.as_ref(), text),
        option(runner.machine.as_ref(), text),
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
