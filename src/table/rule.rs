//! Owns the rule that leads from a triple to the `crossSystem` with which
//! nixpkgs is imported for it. Tests see to it that the table says the same.
//! May not say whether anything builds.

use std::borrow::Cow;
use std::str::FromStr as _;

use target_lexicon::{Environment, OperatingSystem, Triple, Vendor};

use super::value::Value;

/// WebAssembly's CPU, of which rustc has variants and nixpkgs one.
const WASM: &str = "wasm32";

/// Attributes of a `crossSystem`, by name.
type Attributes = Vec<(&'static str, Value)>;

/// The `crossSystem` of a triple, if nixpkgs knows its parts. It does not set
/// `rust.rustcTarget`: with that, every package would differ from the cached,
/// and targets could not share one C compiler.
#[must_use]
pub fn cross_system(triple: &str) -> Option<Value> {
    let (cpu, rest) = triple.split_once('-')?;
    let parsed = parse(triple)?;
    let mut attributes = match parsed.operating_system {
        _ if cpu == WASM && rest.starts_with("wasip") => with_llvm(format!("{WASM}-unknown-wasi")),
        OperatingSystem::Unknown | OperatingSystem::None_ if cpu.starts_with(WASM) => {
            with_llvm(format!("{WASM}-unknown-none"))
        }
        OperatingSystem::Windows => windows(cpu, &parsed)?,
        OperatingSystem::Darwin(_) | OperatingSystem::IOS(_) => apple(cpu, &parsed)?,
        OperatingSystem::Cygwin => config(format!("{}-pc-cygwin", spelling(cpu)?)),
        OperatingSystem::Solaris => config(format!("{}-pc-solaris-unknown", spelling(cpu)?)),
        _ if parsed.vendor != Vendor::Unknown => return None,
        OperatingSystem::Linux => linux(cpu, &parsed)?,
        OperatingSystem::None_ => bare(cpu, &parsed)?,
        OperatingSystem::Freebsd => with_llvm(format!("{}-unknown-freebsd", spelling(cpu)?)),
        OperatingSystem::Openbsd => with_llvm(format!("{}-unknown-openbsd", spelling(cpu)?)),
        OperatingSystem::Netbsd => {
            let abi = match parsed.environment {
                Environment::Eabihf => "-eabihf",
                _ => "",
            };
            config(format!("{}-unknown-netbsd{abi}", spelling(cpu)?))
        }
        OperatingSystem::Redox => config(format!("{}-unknown-redox", spelling(cpu)?)),
        OperatingSystem::Uefi => {
            let mut attributes = with_llvm(format!("{}-unknown-uefi", spelling(cpu)?));
            attributes.extend([("libc", Value::Null), ("linker", text("lld"))]);
            attributes
        }
        _ => return None,
    };
    attributes.sort_by_key(|(name, _)| *name);
    Some(object(attributes))
}

/// The `crossSystem` as it is pasted: nixpkgs' own Rust builds take the triple
/// from it, and would infer another one for half of the targets.
#[must_use]
pub fn pasted(triple: &str, system: &Value) -> Value {
    let Value::Object(attributes) = system else {
        return system.clone();
    };
    let mut attributes = attributes.to_vec();
    let rust = object(vec![("rustcTarget", text(triple))]);
    attributes.push((Cow::Borrowed("rust"), rust));
    Value::Object(attributes.into())
}

/// The expression for the package set of a `crossSystem`, to paste.
#[must_use]
pub fn expression(triple: &str, system: &Value) -> String {
    let system = pasted(triple, system);
    format!("import nixpkgs {{ crossSystem = {system}; }}")
}

/// Whether the triple is of a system without any std.
#[must_use]
pub fn is_bare(triple: &str) -> bool {
    match parse(triple) {
        Some(parsed) => matches!(
            parsed.operating_system,
            OperatingSystem::None_ | OperatingSystem::Cuda
        ),
        // A CPU that nobody else knows.
        None => triple.split('-').skip(1).any(|part| part == "none"),
    }
}

/// Reads a triple, also one of a CPU that `target_lexicon` knows only in other
/// variants.
fn parse(triple: &str) -> Option<Triple> {
    let (cpu, rest) = triple.split_once('-')?;
    let known = ["riscv32", "riscv64", WASM];
    let cpu: Cow<str> = match known.into_iter().find(|known| cpu.starts_with(known)) {
        Some(known) => known.into(),
        None => cpu.replacen("thumb", "arm", 1).into(),
    };
    Triple::from_str(triple)
        .or_else(|_| Triple::from_str(&format!("{cpu}-{rest}")))
        .ok()
}

/// How nixpkgs spells the CPU.
fn spelling(cpu: &str) -> Option<&str> {
    Some(match cpu {
        "arm" | "armv6" => "armv6l",
        "armv4t" => "arm",
        "armv5te" => "armv5tel",
        "armv7" | "thumbv7neon" => "armv7l",
        "armv7s" | "thumbv7a" => "armv7a",
        "riscv32gc" | "riscv32" => "riscv32",
        "riscv64gc" | "riscv64a23" | "riscv64" => "riscv64",
        "sparcv9" => "sparc64",
        "aarch64" | "aarch64_be" | "i386" | "i586" | "i686" | "loongarch64" | "m68k" | "mips"
        | "mips64" | "mips64el" | "mipsel" | "powerpc" | "powerpc64" | "powerpc64le" | "s390x"
        | "sparc" | "sparc64" | "x86_64" => cpu,
        _ => return None,
    })
}

fn linux(cpu: &str, parsed: &Triple) -> Option<Attributes> {
    use Environment as Abi;

    let name = spelling(cpu)?;
    let abi = parsed.environment;
    if matches!(abi, Abi::Android | Abi::Androideabi) {
        return Some(android(name, abi));
    }
    let gnu = matches!(
        abi,
        Abi::Gnu | Abi::Gnueabi | Abi::Gnueabihf | Abi::Gnuabi64
    );
    let musl = matches!(
        abi,
        Abi::Musl | Abi::Musleabi | Abi::Musleabihf | Abi::Muslabi64
    );
    let uclibc = matches!(abi, Abi::Uclibc | Abi::Uclibceabi | Abi::Uclibceabihf);
    if !(gnu || musl || uclibc) {
        return None;
    }
    // rustc's powerpc64 with glibc is of the first ABI, nixpkgs' plain one of the second.
    let suffix = match cpu {
        "powerpc64" if gnu => "abielfv1",
        _ => "",
    };
    let gcc: &[_] = match cpu {
        "armv4t" => &[("arch", "armv4t"), ("float-abi", "soft")],
        "mips" | "mipsel" if gnu => &[("abi", "32"), ("arch", "mips32r2")],
        "mips" | "mipsel" => &[("abi", "32"), ("arch", "mips32r2"), ("float", "soft")],
        "mips64" | "mips64el" => &[("abi", "64"), ("arch", "mips64r2")],
        "powerpc64" if musl => &[("abi", "elfv2")],
        "riscv64a23" => &[("abi", "lp64d"), ("arch", "rva23u64")],
        "thumbv7neon" => &[("arch", "armv7-a"), ("fpu", "neon")],
        _ => &[],
    };
    let mut attributes = config(format!("{name}-unknown-linux-{abi}{suffix}"));
    attributes.extend(for_gcc(gcc));
    Some(attributes)
}

fn android(name: &str, abi: Environment) -> Attributes {
    let name = if name.starts_with("armv") {
        "armv7a"
    } else {
        name
    };
    let mut attributes = config(format!("{name}-unknown-linux-{abi}"));
    attributes.extend([
        ("androidNdkVersion", text("27")),
        ("androidSdkVersion", text("35")),
        ("useAndroidPrebuilt", Value::Bool(true)),
    ]);
    attributes
}

fn bare(cpu: &str, parsed: &Triple) -> Option<Attributes> {
    let (name, gcc) = match cpu {
        "avr" => return Some(config("avr")),
        "msp430" => ("msp430-elf".to_owned(), None),
        _ if cpu.starts_with("arm") || cpu.starts_with("thumb") => {
            let hard = parsed.environment == Environment::Eabihf;
            let suffix = if hard { "hf" } else { "" };
            (format!("arm-none-eabi{suffix}"), Some(arm(cpu, hard)?))
        }
        _ if cpu.starts_with("riscv") => {
            let (bits, extensions) = cpu["riscv".len()..].split_at_checked(2)?;
            (format!("riscv{bits}-none-elf"), risc_v(bits, extensions))
        }
        _ => (format!("{}-none-elf", spelling(cpu)?), None),
    };
    let mut attributes = config(name);
    attributes.extend(gcc);
    attributes.push(("libc", text("newlib")));
    Some(attributes)
}

/// gcc's names for the architecture and floating-point unit of a bare Arm.
fn arm(cpu: &str, hard: bool) -> Option<(&'static str, Value)> {
    let (arch, unit) = match cpu.strip_prefix("thumb").or(cpu.strip_prefix("arm"))? {
        "v4t" => ("armv4t", None),
        "v5te" => ("armv5te", None),
        "v6" => ("armv6", Some("vfpv2")),
        "v6m" => ("armv6s-m", None),
        "v7a" => ("armv7-a", Some("vfpv3-d16")),
        "v7em" => ("armv7e-m", Some("fpv4-sp-d16")),
        "v7m" => ("armv7-m", None),
        "v7r" => ("armv7-r", Some("vfpv3-d16")),
        "v8m.base" => ("armv8-m.base", None),
        "v8m.main" => ("armv8-m.main", Some("fpv5-sp-d16")),
        "v8r" => ("armv8-r", Some("fp-armv8")),
        _ => return None,
    };
    if hard {
        for_gcc(&[("arch", arch), ("float-abi", "hard"), ("fpu", unit?)])
    } else {
        for_gcc(&[("arch", arch)])
    }
}

/// gcc's names for the extensions of a bare RISC-V; `gc` is nixpkgs' default.
fn risc_v(bits: &str, extensions: &str) -> Option<(&'static str, Value)> {
    let float = match extensions {
        "gc" => return None,
        _ if extensions.contains(['d', 'g']) => "d",
        _ if extensions.contains('f') => "f",
        _ if extensions.starts_with('e') => "e",
        _ => "",
    };
    let integer = if bits == "32" { "ilp32" } else { "lp64" };
    for_gcc(&[
        ("abi", &format!("{integer}{float}")),
        ("arch", &format!("rv{bits}{extensions}")),
    ])
}

fn windows(cpu: &str, parsed: &Triple) -> Option<Attributes> {
    let cpu = spelling(cpu)?;
    let windows_7 = matches!(&parsed.vendor, Vendor::Custom(name) if name.as_str() == "win7");
    if !windows_7 && !matches!(parsed.vendor, Vendor::Pc | Vendor::Uwp) {
        return None;
    }
    let mut attributes = match parsed.environment {
        Environment::Msvc => return Some(with_llvm(format!("{cpu}-pc-windows-msvc"))),
        Environment::Gnu => config(format!("{cpu}-w64-mingw32")),
        Environment::GnuLlvm => with_llvm(format!("{cpu}-w64-mingw32")),
        _ => return None,
    };
    let runtime = match parsed.environment {
        Environment::Gnu => "msvcrt",
        _ => "ucrt",
    };
    attributes.push(("libc", text(runtime)));
    Some(attributes)
}

fn apple(cpu: &str, parsed: &Triple) -> Option<Attributes> {
    let name = match spelling(cpu)? {
        "aarch64" => "arm64",
        name => name,
    };
    let macos = matches!(parsed.operating_system, OperatingSystem::Darwin(_));
    match parsed.environment {
        Environment::Unknown if macos => Some(config(format!("{name}-apple-darwin"))),
        Environment::Unknown => Some(config(format!("{name}-apple-ios"))),
        Environment::Sim => {
            let mut attributes = config(format!("{name}-apple-ios"));
            attributes.extend([
                ("darwinPlatform", text("ios-simulator")),
                ("useiOSPrebuilt", Value::Bool(true)),
                ("xcodePlatform", text("iPhoneSimulator")),
            ]);
            Some(attributes)
        }
        _ => None,
    }
}

fn config(name: impl Into<String>) -> Attributes {
    vec![("config", text(name))]
}

/// A platform for which nixpkgs takes clang and lld.
fn with_llvm(name: impl Into<String>) -> Attributes {
    vec![("config", text(name)), ("useLLVM", Value::Bool(true))]
}

/// The attribute `gcc`, if anything is asked of it.
fn for_gcc(flags: &[(&'static str, &str)]) -> Option<(&'static str, Value)> {
    let flags: Attributes = flags
        .iter()
        .map(|(name, flag)| (*name, text(*flag)))
        .collect();
    (!flags.is_empty()).then(|| ("gcc", object(flags)))
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(Cow::Owned(text.into()))
}

fn object(attributes: Attributes) -> Value {
    Value::Object(
        attributes
            .into_iter()
            .map(|(name, value)| (Cow::Borrowed(name), value))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::super::TABLE;
    use super::cross_system;

    /// What has a name in nixpkgs' `pkgsCross` may hold more than the rule says.
    #[test]
    fn the_table_agrees() {
        for target in TABLE {
            let system = cross_system(&target.triple);
            let config = system.as_ref().and_then(|system| system.get("config"));
            let config = config.map(ToString::to_string);
            let expected = target.config.as_ref().map(|config| format!("{config:?}"));
            assert_eq!(config, expected, "{}", target.triple);
            if target.pkgs_cross.is_empty() {
                assert_eq!(system, target.cross_system, "{}", target.triple);
            }
        }
    }
}
