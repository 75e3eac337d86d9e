//! Owns the rows of a flake that rests on nixpkgs and rust-overlay alone: what
//! its targets need to be built for and run. Its text says what nix/ does, and
//! a test of the flake compares both shells. May not hold a fact about a target.

use super::{Use, nix};
use crate::table::TABLE;
use crate::table::target::{RunnerKind, Target};
use crate::table::value::nix_name;
use crate::template::{self, Values};

const COMMENT: &str = "\
# What goes into the flake.nix that is there: the inputs, and the outputs around its own.";

const PASTED: &str = "\
nixpkgs.lib.recursiveUpdate { inherit devShells; } {
  # The outputs that are there. Of two with one name, it is these that stay.
}";

const WHOLE: &str = "\
{
  inherit devShells;
}";

// The scripts of nix/runner.nix. The package of a target's tools puts the
// folders with the libraries' DLLs in the place of `@dlls@`.
const NODE: &str = include_str!("../runners/node.sh.in");
const QEMU_USER: &str = include_str!("../runners/qemu-user.sh.in");
const QEMU_SYSTEM: &str = include_str!("../runners/qemu-system.sh.in");
const WINE: &str = include_str!("../runners/wine.sh.in");

/// The flake's text, of what the project wants of nixpkgs.
pub fn flake(mut shared: Values, targets: &[&Target], used: Use) -> String {
    let (comment, outputs) = match used {
        Use::Whole => ("", WHOLE),
        Use::Pasted => (COMMENT, PASTED),
    };
    shared.set("comment", comment);
    shared.set("qemu_user", &by_qemu_user());
    shared.set("outputs", outputs);
    let mut rows: Vec<_> = if targets.is_empty() {
        TABLE
            .iter()
            .filter(|target| target.common && target.link.reason().is_none())
            .collect()
    } else {
        targets.to_vec()
    };
    rows.sort_by_key(|target| target.name());
    let rows: Vec<_> = rows.into_iter().map(row).collect();
    template::fill(include_str!("templates/standalone.nix.in"), &shared, &rows)
}

fn row(target: &Target) -> Values {
    let prefix = target.tool_prefix();
    let runner = target.runner_program();
    let string = |text: &str| Some(nix::string(text)).filter(|_| !text.is_empty());
    let mut values = Values::new();
    values.set("name", &nix_name(target.name()));
    values.set("triple", &nix::string(&target.triple));
    for (name, expression) in [
        ("prefix", prefix.and_then(string)),
        ("packages", prefix.and_then(|_| packages(target))),
        ("runner", runner.as_deref().and_then(string)),
        ("run", runner.and_then(|_| run(target, prefix))),
        (
            "cpu",
            target
                .runner
                .cpu
                .as_deref()
                .filter(|_| target.runner.kind == RunnerKind::QemuUser)
                .and_then(string),
        ),
        (
            "static",
            prefix.and_then(|_| target.crt_static.then(|| "true".to_owned())),
        ),
        ("rustflags", string(&target.rustflags.join(" "))),
        ("std", target.std.built().and_then(string)),
    ] {
        let line = expression.map(|expression| match expression.strip_prefix('\n') {
            Some(below) => format!("{name} =\n{};", nix::indented(below)),
            None => format!("{name} = {expression};"),
        });
        values.set(name, &line.unwrap_or_default());
    }
    values
}

/// The function from the build machine's package set to the target's; one that
/// starts with an empty line stands below its name.
fn packages(target: &Target) -> Option<String> {
    let names: Vec<_> = target
        .pkgs_cross
        .iter()
        .map(|name| format!("pkgs.pkgsCross.{}", nix_name(name)))
        .collect();
    if !names.is_empty() {
        return Some(format!("pkgs: {}", names.join(" or ")));
    }
    let system = nix::value(target.cross_system.as_ref()?);
    let arguments = format!("inherit (pkgs.stdenv.buildPlatform) system;\ncrossSystem = {system};");
    let arguments = nix::indented(&arguments);
    Some(format!("\npkgs:\nimport nixpkgs {{\n{arguments}\n}}"))
}

/// What qemu-user's script has in common, whatever the target.
fn by_qemu_user() -> String {
    let mut values = Values::new();
    values.set("emulator", "${emulator}");
    values.set("od", "${pkgs.coreutils}/bin/od");
    values.set("unshare", "${pkgs.util-linuxMinimal}/bin/unshare");
    script(QEMU_USER, &values)
}

/// The function that gives the runner's script, where it is not qemu-user's.
fn run(target: &Target, prefix: Option<&str>) -> Option<String> {
    let runner = &target.runner;
    let argument = "\"$@\"";
    let cpu = runner.cpu.as_deref();
    let (of, script) = match runner.kind {
        RunnerKind::None => return None,
        // What a target has that says nothing else.
        RunnerKind::QemuUser if prefix.is_some() => return None,
        RunnerKind::QemuUser => {
            let emulator = format!("${{arguments.pkgs.qemu-user}}/bin/{}", runner.emulator()?);
            return Some(format!(
                "arguments: byQemuUser (arguments // {{ emulator = \"{emulator}\"; }})"
            ));
        }
        RunnerKind::QemuSystem => {
            let machine = runner.machine.as_deref()?;
            let cpu = cpu.map(|cpu| format!("-cpu {cpu}"));
            // The network card wants a file that not every qemu has.
            let network = (machine == "virt").then(|| "-nic none".to_owned());
            // RISC-V's firmware would start in the program's place.
            let riscv = runner.arch.as_deref()?.starts_with("riscv");
            let firmware = riscv.then(|| "-bios none".to_owned());
            let options = [Some(format!("-machine {machine}")), cpu, network, firmware];
            let options: Vec<_> = options.into_iter().flatten().collect();
            let mut values = Values::new();
            values.set(
                "emulator",
                &format!("${{pkgs.qemu}}/bin/{}", runner.emulator()?),
            );
            values.set("options", &options.join(" "));
            ("pkgs", script(QEMU_SYSTEM, &values))
        }
        RunnerKind::Wine => {
            let mut values = Values::new();
            values.set("emulator", "${emulator}");
            ("emulator", script(WINE, &values))
        }
        RunnerKind::Wasmtime => (
            "pkgs",
            format!("exec ${{pkgs.wasmtime}}/bin/wasmtime run -S inherit-env=y --dir=. {argument}"),
        ),
        RunnerKind::Node => {
            let mut values = Values::new();
            for (name, value) in [
                ("tools", "${said.tools}"),
                ("missing", "${said.missing}"),
                ("hint", "${said.hint}"),
            ] {
                values.set(name, value);
            }
            let script = script(NODE, &values);
            let mut values = Values::new();
            values.set("triple", &target.triple);
            values.set("script", &script);
            let function = template::fill(include_str!("templates/node.nix.in"), &values, &[]);
            return Some(format!("\n{function}"));
        }
    };
    let script = nix::indented(script.trim());
    Some(format!("{{ {of}, ... }}: ''\n{script}\n''"))
}

/// A script as it stands between two quotes of Nix, where only the values are
/// Nix's.
fn script(template: &str, values: &Values) -> String {
    template::fill(&template.replace("${", "''${"), values, &[])
}
