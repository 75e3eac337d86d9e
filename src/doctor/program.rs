//! Owns the programs that the checks build, and what files say of the machine
//! that they are for. May not judge.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Context, TIMEOUT, Trouble, tried};
use crate::environment;
use crate::probe::{self, variable};
use crate::table::rule;
use crate::table::target::Target;

/// What the program prints.
pub const GREETING: &str = "linked by crossflake doctor";
/// What it ends with: no code that a runner makes by itself.
pub const CODE: i32 = 42;
/// The most of a library that is looked through for its machine.
const MOST: u64 = 64 << 20;

/// The target's program, compiled by rustc and linked as cargo would. With an
/// argument, it starts the program of that name, and ends as that does.
pub fn link(context: &Context, target: &Target) -> Result<PathBuf, Trouble> {
    let source = if rule::is_bare(&target.triple) {
        "#![no_std]\n#![no_main]\n\
         #[panic_handler]\nfn panic(_: &core::panic::PanicInfo) -> ! { loop {} }\n\
         #[unsafe(no_mangle)]\npub extern \"C\" fn _start() -> ! { loop {} }\n"
            .to_owned()
    } else {
        format!(
            "fn main() {{\n\
             if let Some(program) = std::env::args().nth(1) {{\n\
             let status = std::process::Command::new(program).status();\n\
             std::process::exit(status.expect(\"started\").code().unwrap_or(1));\n\
             }}\n\
             println!(\"{GREETING}\");\n\
             std::process::exit({CODE});\n\
             }}\n"
        )
    };
    let file = context.scratch().join("target.rs");
    write(&file, &source)?;
    let mut command = Command::new(rustc());
    command
        .args(["--edition", "2024", "--crate-name", "doctor", "--target"])
        .arg(&*target.triple)
        .arg("--out-dir")
        .arg(context.scratch().join("target"))
        .arg(file);
    if rule::is_bare(&target.triple) {
        command.args(["-C", "panic=abort"]);
    }
    if let Some(linker) = variable(&environment::cargo(&target.triple, "LINKER")) {
        command.arg("-C").arg(format!("linker={linker}"));
    }
    if let Some(flags) = variable(&environment::cargo(&target.triple, "RUSTFLAGS")) {
        command.args(flags.split_whitespace());
    }
    tried(&mut command, TIMEOUT)?;
    // The suffix is the target's own: none, `.exe`, `.wasm`.
    let entries = fs::read_dir(context.scratch().join("target")).into_iter();
    entries
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .find(|path| {
            let extension = path.extension().and_then(|extension| extension.to_str());
            extension.is_none_or(|extension| ["exe", "wasm"].contains(&extension))
        })
        .ok_or_else(|| "`rustc` wrote no program".to_owned().into())
}

/// The compiler that cargo would run.
#[must_use]
pub fn rustc() -> String {
    variable("RUSTC").unwrap_or_else(|| "rustc".to_owned())
}

/// The C program for the machine that builds.
pub fn compile(context: &Context, compiler: &str) -> Result<PathBuf, Trouble> {
    let source = context.scratch().join("host.c");
    let program = context
        .scratch()
        .join(format!("host{}", std::env::consts::EXE_SUFFIX));
    let text =
        format!("#include <stdio.h>\nint main(void) {{ puts(\"{GREETING}\"); return {CODE}; }}\n");
    write(&source, &text)?;
    let mut command = Command::new(compiler);
    tried(command.arg(source).arg("-o").arg(&program), TIMEOUT)?;
    Ok(program)
}

/// Runs such a program; what is wrong with what it did.
pub fn run(command: &mut Command) -> Result<(), Trouble> {
    let name = command.get_program().to_string_lossy().into_owned();
    let answer = probe::ask(command, TIMEOUT).map_err(|error| {
        let said = format!("`{name}` did not run the program: {error}");
        if error.kind() == ErrorKind::NotFound {
            // As cargo says it, for the rules.
            let log = format!("could not execute process `{name}` (never executed)");
            return Trouble::missing(said, log);
        }
        Trouble::from(said)
    })?;
    if answer.stdout.trim() != GREETING {
        let said = format!(
            "`{name}` ended with {}, without the program's output{}",
            answer.status,
            super::complaint(&answer)
        );
        return Err(Trouble::from_answer(&answer, said));
    }
    if answer.status.code() != Some(CODE) {
        let said = format!(
            "`{name}` ended with {}, but the program with {CODE}",
            answer.status
        );
        return Err(Trouble::from_answer(&answer, said));
    }
    Ok(())
}

/// Class, byte order and machine of an ELF file, or of the first in an archive.
#[must_use]
pub fn elf_machine(path: &Path) -> Option<[u8; 4]> {
    let metadata = fs::metadata(path).ok()?;
    if !metadata.is_file() || metadata.len() > MOST {
        return None;
    }
    let bytes = fs::read(path).ok()?;
    let start = if bytes.starts_with(b"!<arch>\n") {
        memchr::memmem::find(&bytes, b"\x7fELF")?
    } else {
        0
    };
    let header = bytes.get(start..start + 20)?;
    header
        .starts_with(b"\x7fELF")
        .then(|| [header[4], header[5], header[18], header[19]])
}

fn write(path: &Path, text: &str) -> Result<(), Trouble> {
    fs::write(path, text)
        .map_err(|error| format!("failed to write `{}`: {error}", path.display()).into())
}
