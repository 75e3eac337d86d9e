//! Owns what the files of other tools say, in our words: a Cross.toml, a
//! Dockerfile's or a workflow's apt, a workflow's calls of cross. May not read
//! or write files.

use std::collections::BTreeSet;
use std::path::Path;

use toml_edit::{Document, Item, Value};

use crate::crates::TABLE;

/// The lines that are equal to what a file says; none if it says nothing that
/// has an equal.
#[must_use]
pub fn lines(name: &str, text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    if name.ends_with("Cross.toml") {
        lines.extend(of_cross(text));
    }
    let (libraries, tools) = of_apt(text);
    for (option, attributes) in [("libraries", libraries), ("buildTools", tools)] {
        if !attributes.is_empty() {
            let attributes: Vec<_> = attributes
                .iter()
                .map(|attribute| format!("pkgs.{attribute}"))
                .collect();
            lines.push(format!("{option} = pkgs: [ {} ];", attributes.join(" ")));
        }
    }
    let ending = Path::new(name).extension().unwrap_or_default();
    if ending == "yml" || ending == "yaml" {
        lines.extend(of_workflow(text));
    }
    lines
}

/// Settings of cross.
fn of_cross(text: &str) -> Vec<String> {
    let Ok(document) = Document::parse(text) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    let tables = document.get("target").and_then(Item::as_table_like);
    for (triple, target) in tables.into_iter().flat_map(|tables| tables.iter()) {
        lines.push(format!("target `{triple}`: `crossflake init {triple}`"));
        if target.get("image").is_some() || target.get("dockerfile").is_some() {
            lines.push("its image: nothing, crossflake has no container".to_owned());
        }
        if target.get("runner").is_some() {
            lines.push("its `runner`: nothing, the table of targets has it".to_owned());
        }
    }
    let passed = document
        .get("build")
        .and_then(|build| build.get("env")?.get("passthrough"))
        .and_then(Item::as_value)
        .and_then(Value::as_array);
    if passed.is_some() {
        lines.push("`passthrough`: nothing, the shell has your environment".to_owned());
    }
    lines
}

/// nixpkgs' libraries and tools of the Debian packages that are installed.
fn of_apt(text: &str) -> (BTreeSet<&'static str>, BTreeSet<&'static str>) {
    let (mut libraries, mut tools) = (BTreeSet::new(), BTreeSet::new());
    if !text.contains("apt") {
        return (libraries, tools);
    }
    let separates = |letter: char| letter.is_whitespace() || "\"',;\\[]&|".contains(letter);
    let words: BTreeSet<_> = text
        .split(separates)
        .map(|word| word.split([':', '=']).next().unwrap_or(word))
        .collect();
    let is_named = |packages: &[String]| packages.iter().any(|package| words.contains(&**package));
    for (attribute, library) in &TABLE.libraries {
        if is_named(&library.debian) {
            libraries.insert(&**attribute);
        }
    }
    for (attribute, tool) in &TABLE.tools {
        // Programs like perl are named in any text.
        if is_named(&tool.debian) && text.contains("install") && attribute.len() > 4 {
            tools.insert(&**attribute);
        }
    }
    (libraries, tools)
}

/// Calls of cross, as they are with this program.
fn of_workflow(text: &str) -> Vec<String> {
    let mut lines = BTreeSet::new();
    for line in text.lines() {
        let line = line.trim();
        let command = line
            .trim_start_matches("- ")
            .trim_start_matches("run:")
            .trim();
        if let Some(arguments) = command.strip_prefix("cross ")
            && !arguments.is_empty()
        {
            lines.insert(format!("`cross {arguments}`: `crossflake {arguments}`"));
        }
        if line.contains("use-cross: true") {
            lines.insert(
                "`use-cross: true`: `nix run github:crossflake/crossflake -- build --target TRIPLE`"
                    .to_owned(),
            );
        }
    }
    lines.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn a_cross_toml_becomes_lines() {
        let text = "[build.env]\npassthrough = [\"A\"]\n[target.aarch64-unknown-linux-gnu]\nimage = \"x\"\n\
                    pre-build = [\"apt-get install -y libssl-dev:$CROSS_DEB_ARCH protobuf-compiler\"]\n";
        let lines = lines("Cross.toml", text);
        assert!(
            lines.contains(&"libraries = pkgs: [ pkgs.openssl ];".to_owned()),
            "{lines:?}"
        );
        assert!(
            lines.contains(&"buildTools = pkgs: [ pkgs.protobuf ];".to_owned()),
            "{lines:?}"
        );
        assert!(lines[0].contains("`crossflake init aarch64-unknown-linux-gnu`"));
        assert!(lines.iter().any(|line| line.starts_with("`passthrough`")));
    }

    #[test]
    fn a_dockerfile_and_a_workflow_become_lines() {
        let docker =
            "FROM rust\nRUN apt-get update && apt-get install -y \\\n  libsqlite3-dev:arm64\n";
        assert_eq!(
            lines("Dockerfile", docker),
            ["libraries = pkgs: [ pkgs.sqlite ];"]
        );
        let workflow = "    - run: cross test --target armv7-unknown-linux-gnueabihf --release\n";
        assert_eq!(
            lines(".github/workflows/ci.yml", workflow),
            [
                "`cross test --target armv7-unknown-linux-gnueabihf --release`: `crossflake test --target armv7-unknown-linux-gnueabihf --release`"
            ]
        );
        assert!(lines("Dockerfile", "FROM rust\nRUN cargo build\n").is_empty());
        assert!(lines("ci.yml", "    - run: cargo test\n").is_empty());
    }
}
