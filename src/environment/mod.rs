//! Owns which environment variables a cross build needs, from a row and the
//! host's triple alone. Tools are bare names that the flake's shell puts on
//! `PATH`; what needs a path into the Nix store is the shell's own business.
//! May not read or change the program's environment.

use std::collections::BTreeMap;

use crate::table::TABLE;
use crate::table::running::executes;
use crate::table::target::{Compiler, Debian, Std, Target};

pub mod variable;

use variable::{Side, Variable};

/// environment.json.
pub static VARIABLES: &[Variable] = {
    use std::borrow::Cow;
    include!(concat!(env!("OUT_DIR"), "/variables.rs"))
};

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
    let build_tools = Tools::new(compiler_of(host), "");
    let tools = if native {
        Some(build_tools.clone())
    } else {
        target
            .tool_prefix()
            .map(|prefix| Tools::new(target.compiler(), &format!("{prefix}-")))
    };
    let mut values = tools.map(Tools::values).unwrap_or_default();
    values.insert("triple", target.triple.to_string());
    // The library is the flake's; what names its folders is left out here.
    values.insert("openssl", "1".to_owned());
    if !native && let Some(crates) = target.std.built() {
        values.insert("std", crates.to_owned());
        if target.std == Std::None {
            values.insert("stdFeatures", "compiler-builtins-mem".to_owned());
        }
    }
    if !executes(host, &target.triple)
        && let Some(program) = target.runner_program()
    {
        values.insert("runner", program);
    }
    let mut variables = set(Side::Build, host, &build_tools.values());
    variables.extend(set(Side::Target, &target.triple, &values));
    variables
}

/// What environment.json lists for one machine, with these values.
fn set(side: Side, triple: &str, values: &BTreeMap<&str, String>) -> Variables {
    let t = lower(triple);
    let upper = t.to_uppercase();
    let variables = VARIABLES.iter().filter(|variable| {
        let when = variable.when.as_deref();
        variable.sides.contains(&side) && when.is_none_or(|value| values.contains_key(value))
    });
    variables
        .filter_map(|variable| {
            let value = match (&variable.text, &variable.is) {
                (Some(text), _) => text.to_string(),
                (None, Some(value)) => values.get(&**value)?.clone(),
                (None, None) => return None,
            };
            let name = variable.name.replace("{t}", &t).replace("{T}", &upper);
            Some((name, value))
        })
        .collect()
}

/// The C compiler of a machine that builds.
fn compiler_of(host: &str) -> Compiler {
    TABLE
        .iter()
        .find(|target| target.triple == host)
        .map_or(Compiler::Gcc, Target::compiler)
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
    let tools = Tools::new(Compiler::Gcc, &format!("{gnu_triple}-"));
    let values = tools.values();
    set(cargo(&target.triple, "LINKER"), &values["linker"]);
    for (name, value) in self::set(Side::Target, &target.triple, &values) {
        if name.ends_with(&lower(&target.triple)) && !name.starts_with("PKG_CONFIG") {
            set(name, &value);
        }
    }
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
#[derive(Clone)]
struct Tools {
    compiler: Compiler,
    prefix: String,
}

impl Tools {
    fn new(compiler: Compiler, prefix: &str) -> Self {
        Self {
            compiler,
            prefix: prefix.to_owned(),
        }
    }

    /// By the names of environment.json.
    fn values(self) -> BTreeMap<&'static str, String> {
        let (cc, cxx) = self.compiler.programs();
        let mut tools = BTreeMap::from([
            ("ar", "ar"),
            ("pkgConfig", "pkg-config"),
            ("ranlib", "ranlib"),
            ("linker", cc),
            ("cc", cc),
            ("cxx", cxx),
        ]);
        if self.compiler == Compiler::ClangCl {
            tools.extend([
                ("ar", "llvm-lib"),
                ("linker", "lld-link"),
                ("ranlib", "llvm-ranlib"),
                ("rc", "llvm-rc"),
            ]);
        }
        let named = |(value, name)| (value, format!("{}{name}", self.prefix));
        tools.into_iter().map(named).collect()
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
