//! Owns what stands for `{…}` in a rule's texts: names of the target, and what
//! the log's own words are. May not read a log.

use super::nixpkgs::{self, Tool};
use super::rule::Text;
use crate::table;
use crate::table::target::{Debian, Linker, Std, Target};

/// What a log's own words may hold to be put into a command.
const HARMLESS: &[u8] = b"_-+./@:";
/// What stands between a command and a remark on it.
const REMARK: &str = "    # ";

/// The words that a log has under a name.
pub type Captured = Vec<(String, String)>;

/// Names for placeholders.
#[derive(Debug)]
pub struct Names<'a> {
    target: Vec<(&'static str, String)>,
    captured: &'a Captured,
}

impl<'a> Names<'a> {
    /// The names of the target, if it is known, and those that the log gives.
    #[must_use]
    pub fn new(target: Option<&Target>, captured: &'a Captured) -> Self {
        Self {
            target: target.map_or_else(unknown, known),
            captured,
        }
    }

    /// What is known of the target.
    #[cfg(test)]
    pub fn keys(self) -> impl Iterator<Item = &'static str> {
        self.target.into_iter().map(|(name, _)| name)
    }

    /// The first of the texts that has no gap.
    #[must_use]
    pub fn first(&self, texts: &[Text]) -> String {
        let filled = texts.iter().find_map(|text| self.fill(text.trim()));
        // A test proves that there is one.
        filled.unwrap_or_default()
    }

    /// The text with each `{name}` replaced, if all are known. A remark on a
    /// command goes without its gaps.
    #[must_use]
    pub fn fill(&self, text: &str) -> Option<String> {
        match text.split_once(REMARK) {
            Some((command, remark)) => {
                let command = self.replaced(command)?;
                Some(match self.replaced(remark) {
                    Some(remark) => command + REMARK + &remark,
                    None => command,
                })
            }
            None => self.replaced(text),
        }
    }

    fn replaced(&self, text: &str) -> Option<String> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let (before, after) = rest.split_at(open);
            filled += before;
            let name = after[1..].split('}').next().unwrap_or_default();
            let word = |byte: u8| byte.is_ascii_alphabetic() || byte == b'-';
            if name.is_empty() || !name.bytes().all(word) || !after.contains('}') {
                filled.push('{');
                rest = &after[1..];
                continue;
            }
            filled += &self.get(name)?;
            rest = &after[name.len() + 2..];
        }
        Some(filled + rest)
    }

    fn get(&self, name: &str) -> Option<String> {
        let captured = |name: &str| {
            let mut all = self.captured.iter();
            all.find(|(key, _)| key == name)
                .map(|(_, value)| value.clone())
        };
        let tool = |column: fn(&Tool) -> &'static str| {
            let tool = captured("tool").or_else(|| captured("program"))?;
            let value = column(nixpkgs::tool(&tool)?);
            (!value.is_empty()).then(|| value.to_owned())
        };
        let library = || {
            captured("module")
                .and_then(|module| nixpkgs::module(&module))
                .or_else(|| nixpkgs::library(&captured("library")?))
                .or_else(|| nixpkgs::header(&captured("header")?))
        };
        match name {
            "tool-package" => tool(|tool| tool.package),
            "tool-attr" | "program-attr" => tool(|tool| tool.attribute),
            "tool-variable" => tool(|tool| tool.variable),
            "program-crate" => tool(|tool| tool.crate_),
            "dev" => Some(library()?.1.debian.first()?.clone()),
            "attr" => Some(library()?.0.to_owned()),
            _ => captured(name).or_else(|| {
                let mut all = self.target.iter();
                all.find(|(key, _)| *key == name)
                    .map(|(_, value)| value.clone())
            }),
        }
    }
}

/// What can be said without a target.
fn unknown() -> Vec<(&'static str, String)> {
    [
        ("target", "the target"),
        ("develop", "the target's shell (nix develop)"),
        ("configure", "`crossflake config`"),
    ]
    .into_iter()
    .chain(GENERAL)
    .map(|(name, value)| (name, value.to_owned()))
    .collect()
}

/// What holds for every target: where one is not known, or has no such tool.
const GENERAL: [(&str, &str); 7] = [
    (
        "set-cc",
        "name the target's C compiler in CC_ and the triple, with _ for -: `crossflake env` prints it",
    ),
    (
        "set-linker",
        "set the target's linker: `crossflake config` writes it into .cargo/config.toml",
    ),
    (
        "set-pkg-config",
        "PKG_CONFIG_ and the triple name the target's own",
    ),
    (
        "set-runner",
        "set the target's runner: `crossflake config` writes it into .cargo/config.toml",
    ),
    ("rustflags", "CARGO_BUILD_RUSTFLAGS"),
    ("cflags", "TARGET_CFLAGS"),
    ("cxxflags", "TARGET_CXXFLAGS"),
];

fn known(target: &Target) -> Vec<(&'static str, String)> {
    let variable = target.triple.replace(['-', '.'], "_");
    let tool = |tool: &str| {
        target
            .tool_prefix()
            .map(|prefix| format!("{prefix}-{tool}"))
    };
    let (cc, cxx) = target.compiler().programs();
    let linker = match target.linker {
        Linker::RustLld => Some("rust-lld".to_owned()),
        Linker::Cc | Linker::LldLink | Linker::None => target.linker_program(),
    };
    let debian = target.debian.as_ref();
    let upper = variable.to_uppercase();
    let set = |name: &str, tool: Option<String>| Some(format!("export {name}={}", tool?));
    let names = [
        ("develop", Some(format!("nix develop .#{}", target.name()))),
        (
            "configure",
            Some(format!("`crossflake config {}`", target.name())),
        ),
        ("set-cc", set(&format!("CC_{variable}"), tool(cc))),
        (
            "set-linker",
            set(&format!("CARGO_TARGET_{upper}_LINKER"), linker.clone()),
        ),
        (
            "set-pkg-config",
            set(&format!("PKG_CONFIG_{variable}"), tool("pkg-config")),
        ),
        (
            "set-runner",
            set(
                &format!("CARGO_TARGET_{upper}_RUNNER"),
                target.runner_program(),
            ),
        ),
        ("rustflags", Some(format!("CARGO_TARGET_{upper}_RUSTFLAGS"))),
        ("cflags", Some(format!("CFLAGS_{variable}"))),
        ("cxxflags", Some(format!("CXXFLAGS_{variable}"))),
        ("alias", Some(target.name().to_owned())),
        ("target", Some(target.triple.to_string())),
        ("triple", Some(target.triple.to_string())),
        ("TRIPLE", Some(upper)),
        ("variable", Some(variable)),
        ("install-std", Some(install_std(target))),
        ("linker", linker),
        ("cc", tool(cc)),
        ("cxx", tool(cxx)),
        ("ar", tool("ar")),
        ("ranlib", tool("ranlib")),
        ("strip", tool("strip")),
        ("pkg-config", tool("pkg-config")),
        ("runner", target.runner_program()),
        ("config", target.config.as_deref().map(str::to_owned)),
        (
            "interpreter",
            target.interpreter.as_deref().map(str::to_owned),
        ),
        ("musl", musl(target)),
        ("debian", debian.map(|debian| debian.gnu_triple.to_string())),
        (
            "multiarch",
            debian.map(|debian| debian.multiarch().into_owned()),
        ),
        ("package", debian.map(Debian::package)),
        (
            "no-debian",
            debian
                .is_none()
                .then(|| format!("Debian has no packages for {}", target.triple)),
        ),
        (
            "architecture",
            debian.map(|debian| debian.architecture.to_string()),
        ),
    ];
    let names = names.into_iter();
    let names = names.filter_map(|(name, value)| Some((name, value?)));
    // A target without such a tool has what holds for all, after its own names.
    let general = GENERAL.map(|(name, value)| (name, value.to_owned()));
    names.chain(general).collect()
}

/// The target for the same machines whose programs need no C library there.
fn musl(target: &Target) -> Option<String> {
    let sibling = table::get(&target.triple.replace("gnu", "musl"))?;
    Some(sibling.name().to_owned())
}

/// How a toolchain of rustup gets the target's standard library.
fn install_std(target: &Target) -> String {
    let triple = &target.triple;
    let from_source = |crates| {
        format!(
            "rustup toolchain install nightly --component rust-src && \
             cargo +nightly build -Zbuild-std{crates} --target {triple}"
        )
    };
    match target.std {
        Std::Prebuilt => format!("rustup target add {triple}"),
        Std::Source => from_source(""),
        Std::None => from_source("=core,alloc"),
    }
}

/// The words of a log as a part of a command, unless they could be more.
#[must_use]
pub fn harmless(words: &[u8]) -> Option<String> {
    let harmless = |byte: &u8| byte.is_ascii_alphanumeric() || HARMLESS.contains(byte);
    let text = std::str::from_utf8(words).ok()?;
    (!text.is_empty() && !text.starts_with('-') && words.iter().all(harmless))
        .then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Captured, Names, harmless};
    use crate::table;

    fn fill(target: Option<&str>, text: &str, captured: &[(&str, &str)]) -> Option<String> {
        let captured: Captured = captured
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Names::new(target.and_then(table::get), &captured).fill(text)
    }

    #[test]
    fn names_are_replaced_and_other_braces_stay() {
        assert_eq!(
            fill(
                Some("aarch64"),
                "CC_{variable}={cc} {TRIPLE} { a = {library}; } {",
                &[("library", "z")]
            )
            .as_deref(),
            Some(
                "CC_aarch64_unknown_linux_gnu=aarch64-unknown-linux-gnu-gcc \
                 AARCH64_UNKNOWN_LINUX_GNU { a = z; } {"
            )
        );
    }

    #[test]
    fn a_text_with_a_gap_is_left_out_and_a_remark_with_one() {
        assert_eq!(fill(None, "nix develop .#{alias}", &[]), None);
        assert_eq!(
            fill(None, "cargo clean    # in {cc}", &[]).as_deref(),
            Some("cargo clean")
        );
        assert_eq!(fill(None, "{target}", &[]).as_deref(), Some("the target"));
    }

    #[test]
    fn a_log_cannot_write_a_command() {
        for words in ["x; rm -rf ~", "$(x)", "`x`", "a b", "-x", "", "ü"] {
            assert_eq!(harmless(words.as_bytes()), None, "{words}");
        }
        assert_eq!(
            harmless(b"libstdc++.so.6").as_deref(),
            Some("libstdc++.so.6")
        );
    }
}
