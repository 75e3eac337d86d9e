//! Owns the checks of `crossflake doctor`: which there are, in which order,
//! and what one finds. May not print.

pub mod machine;
pub mod program;
pub mod project;
pub mod target;
mod trouble;

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;
use tempfile::TempDir;

use crate::environment;
use crate::explain::{self, Cause};
use crate::failure::Failure;
use crate::probe;
use crate::table::target::Target;
pub use trouble::{Trouble, complaint, tried};

/// How long a compiler, a linker or an emulator may take: Wine's first start
/// is the slowest.
pub const TIMEOUT: Duration = Duration::from_secs(60);

/// One thing that must hold.
#[derive(Debug)]
pub struct Check {
    /// What people call it.
    pub name: &'static str,
    /// Looks.
    pub look: fn(&Context) -> Finding,
}

/// The checks of the machine that builds.
pub const MACHINE: &[Check] = &[
    Check {
        name: "nix",
        look: machine::nix,
    },
    Check {
        name: "flakes",
        look: machine::flakes,
    },
    Check {
        name: "binary cache",
        look: machine::cache,
    },
    Check {
        name: "flake inputs",
        look: machine::inputs,
    },
];

/// The checks of one target.
pub const TARGET: &[Check] = &[
    Check {
        name: "rust-std",
        look: target::standard_library,
    },
    Check {
        name: "linker",
        look: target::linker,
    },
    Check {
        name: "pkg-config",
        look: target::pkg_config,
    },
    Check {
        name: "host compiler",
        look: target::host_compiler,
    },
    Check {
        name: "runner",
        look: target::runner,
    },
    Check {
        name: "binfmt",
        look: machine::binfmt,
    },
];

/// The checks of the project, for one target.
pub const PROJECT: &[Check] = &[
    Check {
        name: "git",
        look: project::git,
    },
    Check {
        name: "kept shell",
        look: project::kept,
    },
    Check {
        name: "crates",
        look: project::crates,
    },
    Check {
        name: "configuration",
        look: project::configuration,
    },
];

/// How a check ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It holds.
    Ok,
    /// It does not.
    Failed,
    /// It is not applicable here.
    Skipped,
}

/// What a check finds.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// How it ended.
    pub status: Status,
    /// What was seen: one fact.
    pub detail: String,
    /// The exact command or edit that fixes it.
    pub fix: Option<String>,
    /// What to write into a flake instead, where that differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flake: Option<String>,
    /// The name of the cause that `explain` knows it by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<&'static str>,
}

impl Finding {
    /// It holds.
    pub fn ok(detail: impl Into<String>) -> Self {
        Self::new(Status::Ok, detail.into(), None)
    }

    /// It does not hold; every such finding has a fix.
    pub fn failed(detail: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(Status::Failed, detail.into(), Some(fix.into()))
    }

    /// It does not hold, for a cause that `explain` knows too: what happened and
    /// its fix are the cause's.
    #[must_use]
    pub fn caused(cause: &Cause, seen: &str) -> Self {
        Self::failed(format!("{}: {seen}", cause.what), "").because(cause)
    }

    /// With the fix of a cause.
    #[must_use]
    pub fn because(mut self, cause: &Cause) -> Self {
        self.fix = Some(cause.shell.clone());
        self.flake = cause.in_a_flake().map(str::to_owned);
        self.cause = Some(cause.id);
        self
    }

    /// There is nothing to check.
    pub fn skipped(detail: impl Into<String>) -> Self {
        Self::new(Status::Skipped, detail.into(), None)
    }

    /// With what would make it checkable.
    #[must_use]
    pub fn by(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    const fn new(status: Status, detail: String, fix: Option<String>) -> Self {
        Self {
            status,
            detail,
            fix,
            flake: None,
            cause: None,
        }
    }
}

/// What is examined.
#[derive(Debug)]
pub struct Context {
    /// The target; none if only the machine is.
    pub target: Option<&'static Target>,
    /// Where the user is.
    pub folder: PathBuf,
    /// The machine's triple.
    pub host: String,
    /// For the programs that are built.
    scratch: TempDir,
    /// The target's program, once it was linked, or why it could not be.
    linked: OnceCell<Result<PathBuf, Trouble>>,
}

impl Context {
    /// A context, here.
    pub fn new(target: Option<&'static Target>) -> Result<Self, Failure> {
        let scratch = tempfile::tempdir()
            .map_err(|error| Failure::io("failed to make a temporary folder", error))
            .map_err(|failure| failure.hint("name a folder that you can write to with TMPDIR"))?;
        Ok(Self {
            target,
            folder: probe::folder()?,
            host: environment::host(),
            scratch,
            linked: OnceCell::new(),
        })
    }

    /// A folder that goes away with the context.
    #[must_use]
    pub fn scratch(&self) -> &Path {
        self.scratch.path()
    }

    /// The target's program, linked once.
    pub fn program(&self, target: &Target) -> Result<&Path, &Trouble> {
        let linked = self.linked.get_or_init(|| program::link(self, target));
        linked.as_ref().map(PathBuf::as_path)
    }
}

/// What the cause of this name says about the target and what was seen.
fn caused(
    id: &str,
    target: Option<&'static Target>,
    words: &[(&str, &str)],
    seen: &str,
) -> Finding {
    explain::cause(id, target, words, seen).map_or_else(
        || Finding::failed(seen, ""),
        |cause| Finding::caused(&cause, seen),
    )
}
