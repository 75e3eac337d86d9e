//! Owns which environment variables a cross build wants, from a row and the
//! host's triple alone. Tools are bare names that the flake's shell puts on
//! `PATH`; what needs a path into the Nix store is the shell's own business.
//! May not read or change the program's environment.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use target_lexicon::{Architecture, Environment, OperatingSystem, Triple};

use crate::table::target::{Debian, Std, Target};

/// Variables by name, sorted.
pub type Variables = BTreeMap<String, String>;

/// The triple of the machine that this program was built for.
#[must_use]
pub fn host() -> String {
    target_lexicon::HOST.to_string()
}

/// The variables for a shell that builds for one target on this host.
#[must_use]
pub fn variables(target: &Target, host: &str) -> Variables {
    let native = target.triple == host;
    let mut variables = Variables::new();
    let mut set = |name: String, value: &str| {
        variables.insert(name, value.to_owned());
    };

    let host_tools = Tools::with_prefix("");
    set(cargo(host, "LINKER"), &host_tools.cc);
    host_tools.set_suffixed(host, &mut set);
    set(
        format!("AWS_LC_SYS_TARGET_CC_{}", lower(host)),
        &host_tools.cc,
    );
    set(
        format!("AWS_LC_SYS_TARGET_CXX_{}", lower(host)),
        &host_tools.cxx,
    );
    host_tools.set_prefixed("HOST", &mut set);
    set("HOST_PKG_CONFIG".to_owned(), &host_tools.pkg_config);

    let target_tools = if native {
        Some(host_tools)
    } else {
        target
            .tool_prefix()
            .map(|prefix| Tools::with_prefix(&format!("{prefix}-")))
    };
    if let Some(tools) = target_tools {
        set(cargo(&target.triple, "LINKER"), &tools.cc);
        tools.set_suffixed(&target.triple, &mut set);
        tools.set_prefixed("TARGET", &mut set);
        set(
            format!("PKG_CONFIG_{}", lower(&target.triple)),
            &tools.pkg_config,
        );
    }

    set("CARGO_BUILD_TARGET".to_owned(), &target.triple);
    if !native {
        if let Some(crates) = target.std.built() {
            // A released cargo takes its unstable options too.
            set("RUSTC_BOOTSTRAP".to_owned(), "1");
            set("CARGO_UNSTABLE_BUILD_STD".to_owned(), crates);
            // Else tests would unwind where the profile says that a panic aborts, and want a second std:
            // https://github.com/rust-lang/cargo/issues/7359
            set("CARGO_UNSTABLE_PANIC_ABORT_TESTS".to_owned(), "true");
        }
        if target.std == Std::None {
            set(
                "CARGO_UNSTABLE_BUILD_STD_FEATURES".to_owned(),
                "compiler-builtins-mem",
            );
        }
    }
    set("OPENSSL_NO_VENDOR".to_owned(), "1");
    if !executes(host, &target.triple)
        && let Some(program) = target.runner_program()
    {
        set(cargo(&target.triple, "RUNNER"), &program);
    }
    variables
}

/// The variables for a target whose tools and libraries are Debian's. Each
/// names the target, so that several can stand side by side.
#[must_use]
pub fn debian(target: &Target, debian: &Debian) -> Variables {
    let mut variables = Variables::new();
    let mut set = |name: String, value: &str| {
        variables.insert(name, value.to_owned());
    };
    let gnu_triple = &debian.gnu_triple;
    let tools = Tools {
        cc: format!("{gnu_triple}-gcc"),
        cxx: format!("{gnu_triple}-g++"),
        ..Tools::with_prefix(&format!("{gnu_triple}-"))
    };
    tools.set_suffixed(&target.triple, &mut set);
    set(cargo(&target.triple, "LINKER"), &tools.cc);
    let triple = lower(&target.triple);
    // The build machine's pkg-config, which without this finds its own files.
    set(format!("PKG_CONFIG_ALLOW_CROSS_{triple}"), "1");
    set(
        format!("PKG_CONFIG_LIBDIR_{triple}"),
        &format!(
            "/usr/lib/{}/pkgconfig:/usr/share/pkgconfig",
            debian.multiarch()
        ),
    );
    variables
}

/// The variable that names the emulator itself, with its options.
#[must_use]
pub fn emulated(target: &Target) -> Variables {
    let command = target.runner.emulator().map(|emulator| {
        let cpu = target.runner.cpu.as_ref();
        emulator + &cpu.map_or_else(String::new, |cpu| format!(" -cpu {cpu}"))
    });
    let name = cargo(&target.triple, "RUNNER");
    command.map(|command| (name, command)).into_iter().collect()
}

/// The tools of one platform.
struct Tools {
    cc: String,
    cxx: String,
    ar: String,
    ranlib: String,
    pkg_config: String,
}

impl Tools {
    fn with_prefix(prefix: &str) -> Self {
        let tool = |name| format!("{prefix}{name}");
        Self {
            cc: tool("cc"),
            cxx: tool("c++"),
            ar: tool("ar"),
            ranlib: tool("ranlib"),
            pkg_config: tool("pkg-config"),
        }
    }

    /// The form that the cc crate reads first.
    fn set_suffixed(&self, triple: &str, set: &mut impl FnMut(String, &str)) {
        let triple = lower(triple);
        set(format!("CC_{triple}"), &self.cc);
        set(format!("CXX_{triple}"), &self.cxx);
        set(format!("AR_{triple}"), &self.ar);
        set(format!("RANLIB_{triple}"), &self.ranlib);
    }

    /// The form for build scripts written by hand.
    fn set_prefixed(&self, role: &str, set: &mut impl FnMut(String, &str)) {
        set(format!("{role}_CC"), &self.cc);
        set(format!("{role}_CXX"), &self.cxx);
        set(format!("{role}_AR"), &self.ar);
    }
}

/// The variable that overrides `target.<triple>.<key>` of cargo's config.
#[must_use]
pub fn cargo(triple: &str, key: &str) -> String {
    format!("CARGO_TARGET_{}_{key}", lower(triple).to_uppercase())
}

/// The triple as part of a variable's name, its case kept.
#[must_use]
pub fn lower(triple: &str) -> String {
    triple.replace(['-', '.'], "_")
}

/// Whether the host executes the target's programs without a runner.
#[must_use]
pub fn executes(host: &str, target: &str) -> bool {
    if host == target {
        return true;
    }
    let (Ok(host), Ok(target)) = (Triple::from_str(host), Triple::from_str(target)) else {
        return false;
    };
    // Android's and OpenHarmony's loaders and x32's system calls are missing
    // on most Linux hosts.
    let needs_its_own_system = matches!(
        target.environment,
        Environment::Android | Environment::Androideabi | Environment::Gnux32 | Environment::Ohos
    );
    let same = host.architecture == target.architecture
        || host.architecture == Architecture::X86_64
            && matches!(target.architecture, Architecture::X86_32(_));
    let linux = host.operating_system == OperatingSystem::Linux
        && target.operating_system == OperatingSystem::Linux;
    linux && same && !needs_its_own_system
}
