//! Owns the text of the flake that a project gets: which targets, and which of
//! nixpkgs' packages its crates want. Nothing that a project says becomes Nix
//! code: names are the table's and this file's. May not read or write files.

use std::fmt::Write as _;

/// Where the flake of this project is, unless the user says otherwise.
pub const URL: &str = "github:crossflake/crossflake";

/// What a crate wants of nixpkgs, by the package's attribute.
#[derive(Clone, Copy, Debug)]
enum Want {
    /// For the target.
    Library(&'static str),
    /// For the build machine.
    Tool(&'static str),
}

/// The crates that want something, as their documentation says.
const CRATES: &[(&str, Want)] = &[
    ("alsa-sys", Want::Library("alsa-lib")),
    ("aws-lc-sys", Want::Tool("cmake")),
    ("bzip2-sys", Want::Library("bzip2")),
    ("cmake", Want::Tool("cmake")),
    ("curl-sys", Want::Library("curl")),
    ("freetype-sys", Want::Library("freetype")),
    ("glib-sys", Want::Library("glib")),
    ("hidapi", Want::Library("udev")),
    ("libdbus-sys", Want::Library("dbus")),
    ("libgit2-sys", Want::Library("libgit2")),
    ("libpq-sys", Want::Library("libpq")),
    ("libsodium-sys", Want::Library("libsodium")),
    ("libsqlite3-sys", Want::Library("sqlite")),
    ("libssh2-sys", Want::Library("libssh2")),
    ("libudev-sys", Want::Library("udev")),
    ("libusb1-sys", Want::Library("libusb1")),
    ("libz-sys", Want::Library("zlib")),
    ("lzma-sys", Want::Library("xz")),
    ("onig_sys", Want::Library("oniguruma")),
    ("openssl-sys", Want::Library("openssl")),
    ("prost-build", Want::Tool("protobuf")),
    ("protobuf-codegen", Want::Tool("protobuf")),
    ("zstd-sys", Want::Library("zstd")),
];

/// What a project's crates want, each package once, sorted.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Packages {
    /// Attributes of the target's package set.
    pub libraries: Vec<&'static str>,
    /// Attributes of the build machine's.
    pub tools: Vec<&'static str>,
}

/// What the crates of these names want.
pub fn packages<'a>(crates: impl IntoIterator<Item = &'a str>) -> Packages {
    let mut packages = Packages::default();
    for name in crates {
        match CRATES.iter().find(|(known, _)| *known == name) {
            Some((_, Want::Library(attribute))) => packages.libraries.push(attribute),
            Some((_, Want::Tool(attribute))) => packages.tools.push(attribute),
            None => {}
        }
    }
    for list in [&mut packages.libraries, &mut packages.tools] {
        list.sort_unstable();
        list.dedup();
    }
    packages
}

/// The flake's text, formatted as nixfmt does. Without targets, it has the
/// ones that people use most.
#[must_use]
pub fn flake(url: &str, targets: &[&str], packages: &Packages) -> String {
    format!(
        "{{
  inputs.crossflake.url = {};

  outputs =
    {{ crossflake, ... }}:
    {};
}}
",
        string(url),
        project(targets, packages).replace('\n', "\n    ")
    )
}

/// What goes into a flake that is there already.
#[must_use]
pub fn snippet(url: &str, targets: &[&str], packages: &Packages) -> String {
    format!(
        "# Beside the other inputs:
inputs.crossflake.url = {};

# In the outputs, with `crossflake` among their arguments; `nixpkgs.lib.recursiveUpdate` joins it with what is there:
{}
",
        string(url),
        project(targets, packages)
    )
}

/// The outputs' expression.
fn project(targets: &[&str], packages: &Packages) -> String {
    let mut options = String::from("  src = ./.;\n");
    let quoted: Vec<_> = targets.iter().map(|name| string(name)).collect();
    if !quoted.is_empty() {
        let _ = writeln!(options, "  targets = {};", list(&quoted));
    }
    for (name, attributes) in [
        ("libraries", &packages.libraries),
        ("tools", &packages.tools),
    ] {
        if !attributes.is_empty() {
            let items: Vec<_> = attributes
                .iter()
                .map(|name| format!("pkgs.{name}"))
                .collect();
            let _ = writeln!(options, "  {name} = pkgs: {};", list(&items));
        }
    }
    format!("crossflake.lib.mkProject {{\n{options}}}")
}

/// A list at the depth of an option.
fn list(items: &[String]) -> String {
    if let [item] = items {
        return format!("[ {item} ]");
    }
    let mut lines = String::new();
    for item in items {
        let _ = writeln!(lines, "    {item}");
    }
    format!("[\n{lines}  ]")
}

/// Text as a string of Nix, which no text can end.
fn string(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace("${", "\\${")
        .replace('\n', "\\n")
        .replace('\r', "\\r");
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::{CRATES, string};

    #[test]
    fn crates_are_sorted_and_each_there_once() {
        assert!(CRATES.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn no_text_ends_a_string_or_starts_code() {
        assert_eq!(string("a\"b"), r#""a\"b""#);
        assert_eq!(string("${abort 1}"), r#""\${abort 1}""#);
        assert_eq!(string("a\\\n"), r#""a\\\n""#);
    }
}
