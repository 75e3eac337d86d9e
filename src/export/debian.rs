//! Owns how Debian calls what a target needs: packages and tools, derived
//! from the two names in the table.

use crate::environment::{self, Variables};
use crate::table::target::Target;

/// What the build machine needs for any target.
pub const HOST_PACKAGES: [&str; 4] = ["g++", "libc6-dev", "pkgconf", "qemu-user"];

/// What Debian has for one target.
pub struct Parts<'a> {
    /// dpkg's name of the architecture.
    pub architecture: &'a str,
    /// The compiler, and the libraries with what they need to be linked.
    pub packages: Vec<String>,
    /// The package of Debian's own Rust, for where there is no rustup.
    pub standard_library: String,
    /// The variables, each of which names the target.
    pub variables: Variables,
    /// The variable that names the emulator.
    pub runner: Variables,
}

impl<'a> Parts<'a> {
    /// None where Debian has no such architecture.
    pub fn for_target(target: &'a Target, libraries: &[&str]) -> Option<Self> {
        let debian = target.debian.as_ref()?;
        let architecture = &*debian.architecture;
        let mut packages = vec![format!("g++-{}", debian.package())];
        packages.extend(
            libraries
                .iter()
                .map(|name| format!("{name}:{architecture}")),
        );
        Some(Self {
            architecture,
            packages,
            standard_library: format!("libstd-rust-dev:{architecture}"),
            variables: environment::debian(target, debian),
            runner: environment::emulated(target),
        })
    }
}
