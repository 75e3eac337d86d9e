//! What holds for every configuration and every name, tried on generated ones.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by them"
)]

mod config;
mod documents;
mod init;

use std::path::Path;
use std::process::Command;

use proptest::prelude::*;

/// So many cases where each runs the program, and where none does.
const FEW: u32 = 40;
const MANY: u32 = 1_500;

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Runs the program in a folder; its exit code and standard output.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crossflake"));
    let output = command
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap(),
    )
}
