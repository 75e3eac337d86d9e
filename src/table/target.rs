//! Owns the shape of one row of `targets.json`, shared by `build.rs`, which
//! reads rows, and the program, which has them compiled in and only writes
//! them. Holds no fact about any target and may not use the rest of the crate.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::value::Value;

/// Text that is borrowed in the program and owned in `build.rs`.
pub type Text = Cow<'static, str>;

/// One target that rustc knows, and how it is cross-compiled.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Target {
    /// rustc's name.
    pub triple: Text,
    /// The short name, unique in the table.
    #[serde(deserialize_with = "nullable")]
    pub alias: Option<Text>,
    /// Other names that people know it by; few rows have any.
    #[serde(default, skip_serializing_if = "<[Text]>::is_empty")]
    pub also: Cow<'static, [Text]>,
    /// Whether the flake's default outputs hold it.
    pub common: bool,
    /// Names under nixpkgs' `pkgsCross`, preferred first.
    pub pkgs_cross: Cow<'static, [Text]>,
    /// The `crossSystem` to import nixpkgs with where no name exists.
    #[serde(deserialize_with = "nullable")]
    pub cross_system: Option<Value>,
    /// The platform name of nixpkgs, which prefixes the cross tools.
    #[serde(deserialize_with = "nullable")]
    pub config: Option<Text>,
    /// Whether nixpkgs' Hydra builds the C cross compiler, so that it is
    /// downloaded; none where no compiler is needed, or none can be had.
    #[serde(deserialize_with = "nullable")]
    pub hydra: Option<bool>,
    /// The C library, by nixpkgs' name where it has one.
    #[serde(deserialize_with = "nullable")]
    pub libc: Option<Text>,
    /// The oldest glibc that rustc's standard library runs with, if rustc's
    /// book says so.
    #[serde(deserialize_with = "nullable")]
    pub glibc: Option<Text>,
    /// Whether rustc links the C runtime statically by default.
    pub crt_static: bool,
    /// Where the standard library comes from.
    pub std: Std,
    /// What links the target's programs.
    pub linker: Linker,
    /// Flags that rustc needs for this target on every machine.
    pub rustflags: Cow<'static, [Text]>,
    /// What executes the target's programs on another machine.
    pub runner: Runner,
    /// The path of the dynamic loader on a system with the usual folders.
    #[serde(deserialize_with = "nullable")]
    pub interpreter: Option<Text>,
    /// Debian's names for the target.
    #[serde(deserialize_with = "nullable")]
    pub debian: Option<Debian>,
    /// Whether programs link.
    pub link: Capability,
    /// Whether native libraries for the target are at hand.
    pub libraries: Capability,
    /// Whether tests can be executed.
    pub test: Capability,
}

/// Where the standard library comes from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Std {
    /// rustup and Nix have the component `rust-std`; of a `no_std` target it
    /// holds `core` and `alloc`.
    Prebuilt,
    /// It is built from its source, with `-Zbuild-std`.
    Source,
    /// There is none; `core` and `alloc` are built from their source.
    None,
}

/// What links the target's programs.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Linker {
    /// The target's C compiler.
    Cc,
    /// The linker that comes with rustc; no C toolchain is needed.
    RustLld,
    /// LLVM's, in the place of Microsoft's, with Microsoft's SDK.
    LldLink,
    /// None of these does.
    None,
}

/// A C compiler.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Compiler {
    /// GNU's.
    Gcc,
    /// LLVM's.
    Clang,
    /// LLVM's, with the arguments of Microsoft's.
    ClangCl,
}

/// What executes the target's programs on another machine.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Runner {
    /// The family of programs.
    pub kind: RunnerKind,
    /// The architecture in the runner's own spelling.
    #[serde(deserialize_with = "nullable")]
    pub arch: Option<Text>,
    /// The CPU model to ask for, where the default one does not do.
    #[serde(deserialize_with = "nullable")]
    pub cpu: Option<Text>,
    /// The machine that `qemu-system` emulates.
    #[serde(deserialize_with = "nullable")]
    pub machine: Option<Text>,
    /// Further arguments of the emulator, before the program.
    #[serde(default, skip_serializing_if = "<[Text]>::is_empty")]
    pub arguments: Cow<'static, [Text]>,
}

/// A family of programs that execute other machines' programs.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunnerKind {
    /// QEMU's user-mode emulation.
    QemuUser,
    /// QEMU's emulation of a whole machine.
    QemuSystem,
    /// Wine.
    Wine,
    /// Wasmtime.
    Wasmtime,
    /// Node.js, by the test runner of wasm-bindgen.
    Node,
    /// Nothing executes them.
    None,
}

/// Debian's names for the target.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Debian {
    /// dpkg's name of the architecture.
    pub architecture: Text,
    /// The name in front of Debian's cross tools.
    pub gnu_triple: Text,
}

impl Debian {
    /// The name of the folders with the target's libraries: dpkg takes every
    /// x86 of 32 bits for the first.
    #[must_use]
    pub fn multiarch(&self) -> Text {
        match self.gnu_triple.split_once('-') {
            Some(("i486" | "i586" | "i686", rest)) => format!("i386-{rest}").into(),
            _ => self.gnu_triple.clone(),
        }
    }

    /// The triple as a part of a package's name, which holds no underscore.
    #[must_use]
    pub fn package(&self) -> String {
        self.gnu_triple.replace('_', "-")
    }
}

/// Whether something can be done for a target.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Capability {
    /// It can.
    Yes,
    /// It cannot, for this reason.
    No(Text),
}

impl Target {
    /// What people type: the alias where there is one, else the triple.
    #[must_use]
    pub fn name(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.triple)
    }

    /// Every name that leads to it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = self.alias.iter().chain(&*self.also);
        std::iter::once(&self.triple)
            .chain(names)
            .map(|name| &**name)
    }

    /// Whether some build machine has a shell for it: where it links, on darwin
    /// if nixpkgs knows it, or once a licence is accepted.
    #[must_use]
    pub fn has_shell(&self) -> bool {
        let apples = self.libc.as_deref() == Some("libSystem") && !self.pkgs_cross.is_empty();
        self.link == Capability::Yes || apples || self.link.needs_licence()
    }

    /// The name in front of the cross tools, if they link the target.
    #[must_use]
    pub fn tool_prefix(&self) -> Option<&str> {
        let links = match self.linker {
            Linker::Cc => self.link == Capability::Yes,
            Linker::LldLink => self.link.needs_licence(),
            Linker::RustLld | Linker::None => false,
        };
        self.config.as_deref().filter(|_| links)
    }

    /// What links the target, by the bare name that the flake's shell puts on
    /// `PATH`: the C compiler, but for Microsoft's targets.
    #[must_use]
    pub fn linker_program(&self) -> Option<String> {
        let linker = match self.compiler() {
            Compiler::ClangCl => "lld-link",
            compiler => compiler.programs().0,
        };
        self.tool_prefix()
            .map(|prefix| format!("{prefix}-{linker}"))
    }

    /// The C compiler of nixpkgs' package set for it.
    #[must_use]
    pub fn compiler(&self) -> Compiler {
        match self.libc.as_deref() {
            _ if self.linker == Linker::LldLink => Compiler::ClangCl,
            Some("bionic" | "fblibc" | "libSystem" | "oblibc" | "ucrt" | "wasilibc") => {
                Compiler::Clang
            }
            _ => Compiler::Gcc,
        }
    }
}

impl Compiler {
    /// Its programs for C and C++.
    #[must_use]
    pub const fn programs(self) -> (&'static str, &'static str) {
        match self {
            Self::Gcc => ("gcc", "g++"),
            Self::Clang => ("clang", "clang++"),
            Self::ClangCl => ("clang-cl", "clang-cl"),
        }
    }
}

impl Std {
    /// The table's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Prebuilt => "prebuilt",
            Self::Source => "source",
            Self::None => "none",
        }
    }

    /// The crates that cargo builds from source, where none are prebuilt.
    #[must_use]
    pub const fn built(self) -> Option<&'static str> {
        match self {
            Self::Prebuilt => None,
            Self::Source => Some("std,panic_abort"),
            Self::None => Some("core,alloc"),
        }
    }
}

impl Capability {
    /// Whether a device does what nothing here can.
    #[must_use]
    pub fn is_on_a_device(&self) -> bool {
        self.reason()
            .is_some_and(|reason| reason.starts_with("on a device: "))
    }

    /// Whether it can be done by who accepts a licence, which the reason names.
    #[must_use]
    pub fn needs_licence(&self) -> bool {
        self.reason()
            .is_some_and(|reason| reason.contains(", whose licence must be accepted: "))
    }

    /// The reason why not, if it cannot be done.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Yes => None,
            Self::No(reason) => Some(reason),
        }
    }
}

impl Serialize for Capability {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Yes => serializer.serialize_bool(true),
            Self::No(reason) => serializer.serialize_str(reason),
        }
    }
}

impl<'de> Deserialize<'de> for Capability {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Bool(true) => Ok(Self::Yes),
            Value::Text(reason) if !reason.trim().is_empty() => Ok(Self::No(reason)),
            _ => Err(serde::de::Error::custom(
                "a capability is `true` or the reason why not",
            )),
        }
    }
}

/// Accepts `null`, but not a field that is left out.
fn nullable<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer)
}
