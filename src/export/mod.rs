//! Owns the files that `crossflake export` prints for people who stay with
//! another system: templates, filled from the table. May not hold a fact about
//! a target, nor write a file.

mod debian;

use std::fmt::Write as _;

use serde::Serialize;

use crate::environment::Variables;
use crate::failure::Failure;
use crate::shell::Shell;
use crate::table::TABLE;
use crate::table::target::{Capability, Target};
use crate::template::{self, Values};
use debian::Parts;

/// Another system that the table can be told to.
#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
pub enum System {
    /// An image with one stage a target
    Dockerfile,
    /// A script of apt commands and variables
    Debian,
    /// Cross.toml, for `cross`
    Cross,
    /// A script for cargo-zigbuild, with the oldest glibc to run with
    Zigbuild,
    /// A workflow with one job a target, and a cache
    GithubActions,
}

/// A file that is ready to be used.
#[derive(Debug, Serialize)]
pub struct File {
    /// Where its readers look for it, from the project's folder.
    pub path: &'static str,
    /// Its text.
    pub contents: String,
}

/// Makes the file for these targets, at least one, with these packages of
/// Debian for each, by their names without architecture. `command` is what
/// the file says that it was made by.
pub fn file(
    system: System,
    targets: &[&Target],
    libraries: &[&str],
    command: &str,
) -> Result<File, Failure> {
    let (path, text) = system.template();
    let mut shared = Values::new();
    shared.set("command", command);
    let list = |of: fn(&Target) -> &str| targets.iter().copied().map(of).collect::<Vec<_>>();
    shared.set("names", &list(Target::name).join(", "));
    shared.set("triples", &list(|target| &target.triple).join(" "));
    if let Some(first) = targets.first() {
        shared.set("example", first.name());
        shared.set("example_triple", &first.triple);
    }
    let mut each = Vec::new();
    if system == System::Zigbuild {
        for target in targets {
            let mut values = Values::new();
            values.set("triple", &target.triple);
            values.set("glibc", oldest_glibc(target)?);
            each.push(values);
        }
    } else {
        let parts = targets
            .iter()
            .map(|target| Parts::for_target(target, libraries).ok_or_else(|| no_debian(target)))
            .collect::<Result<Vec<_>, _>>()?;
        shared.set("host_packages", &debian::HOST_PACKAGES.join(" "));
        let all = |of: fn(&Parts) -> String| parts.iter().map(of).collect::<Vec<_>>().join(" ");
        shared.set("architectures", &all(|parts| parts.architecture.to_owned()));
        shared.set("packages", &all(|parts| parts.packages.join(" ")));
        shared.set(
            "standard_libraries",
            &all(|parts| parts.standard_library.clone()),
        );
        let cross: Vec<_> = libraries
            .iter()
            .map(|name| format!("{name}:$CROSS_DEB_ARCH"))
            .collect();
        shared.set("cross_libraries", &cross.join(" "));
        shared.set("shared", &system.statements(&unsuffixed(system, targets)));
        for (target, parts) in targets.iter().zip(&parts) {
            let mut values = Values::new();
            values.set("name", target.name());
            values.set("triple", &target.triple);
            values.set("architecture", parts.architecture);
            values.set("target_packages", &parts.packages.join(" "));
            values.set("variables", &system.statements(&parts.variables));
            values.set("runner", &system.statements(&parts.runner));
            each.push(values);
        }
    }
    let contents = template::fill(text, &shared, &each);
    Ok(File { path, contents })
}

impl System {
    /// The path and the template.
    const fn template(self) -> (&'static str, &'static str) {
        match self {
            Self::Dockerfile => ("Dockerfile", include_str!("templates/Dockerfile")),
            Self::Debian => ("crossflake-debian.sh", include_str!("templates/debian.sh")),
            Self::Cross => ("Cross.toml", include_str!("templates/Cross.toml")),
            Self::Zigbuild => ("zigbuild.sh", include_str!("templates/zigbuild.sh")),
            Self::GithubActions => (
                ".github/workflows/cross.yml",
                include_str!("templates/github-actions.yml"),
            ),
        }
    }

    /// The variables in the file's language, a line each.
    fn statements(self, variables: &Variables) -> String {
        let statement: fn(&str, &str) -> String = match self {
            // Its variables are set by the image.
            Self::Cross | Self::Zigbuild => return String::new(),
            Self::Debian => return Shell::Bash.write(variables),
            Self::Dockerfile => |name, value| {
                let value = value
                    .replace('\\', r"\\")
                    .replace('"', "\\\"")
                    .replace('$', "\\$");
                format!("ENV {name}=\"{value}\"")
            },
            // A string of JSON is one of YAML, too.
            Self::GithubActions => {
                |name, value| format!("{name}: {}", serde_json::Value::from(value))
            }
        };
        let mut lines = String::new();
        for (name, value) in variables {
            let _ = writeln!(lines, "{}", statement(name, value));
        }
        lines
    }
}

/// The variables that speak of no target, or of the only one.
fn unsuffixed(system: System, targets: &[&Target]) -> Variables {
    let mut variables = Variables::from([("OPENSSL_NO_VENDOR".to_owned(), "1".to_owned())]);
    if let (System::Debian, [target]) = (system, targets) {
        variables.insert("CARGO_BUILD_TARGET".to_owned(), target.triple.to_string());
    }
    variables
}

fn oldest_glibc(target: &Target) -> Result<&str, Failure> {
    target.glibc.as_deref().ok_or_else(|| {
        let name = target.name();
        let failure = Failure::usage(format!(
            "there is no oldest glibc for `{name}`: {}",
            reason(target).map_or_else(
                || match target.libc.as_deref() {
                    Some("glibc") => "rustc's book does not say which one its std wants".to_owned(),
                    libc => format!("its libc is {}", libc.unwrap_or("none")),
                },
                str::to_owned
            )
        ));
        failure.hint(format!(
            "`crossflake show {name}` says what it is built with"
        ))
    })
}

fn no_debian(target: &Target) -> Failure {
    let name = target.name();
    let failure = Failure::usage(format!(
        "Debian has no libraries for `{name}`: {}",
        reason(target).unwrap_or("it is none of its architectures")
    ));
    let served: Vec<_> = TABLE
        .iter()
        .filter(|target| target.debian.is_some())
        .map(Target::name)
        .collect();
    failure.hint(format!(
        "`crossflake show {name}` says what it is built with; Debian has {}",
        served.join(", ")
    ))
}

/// Why the target's programs, or its libraries, cannot be had anywhere.
fn reason(target: &Target) -> Option<&str> {
    let reasons = [&target.link, &target.libraries];
    reasons.into_iter().find_map(Capability::reason)
}
