//! Compiles a C program with the build machine's compiler and runs it there: what it prints becomes code.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=table.c");
    let out = env::var("OUT_DIR").unwrap();
    let host = env::var("HOST").unwrap();
    let program = Path::new(&out).join("table");
    let mut compiler = cc::Build::new()
        .target(&host)
        .host(&host)
        .opt_level(0)
        .get_compiler()
        .to_command();
    compiler.arg("table.c").arg("-o").arg(&program);
    assert!(compiler.status().unwrap().success());
    let output = Command::new(&program).output().unwrap();
    assert!(output.status.success());
    fs::write(Path::new(&out).join("table.rs"), output.stdout).unwrap();
}
