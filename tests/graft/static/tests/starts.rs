//! The program starts, and nothing but itself is loaded.
use std::process::Command;

#[test]
fn the_program_says_the_versions() {
    let output = Command::new(env!("CARGO_BIN_EXE_static")).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.starts_with("zlib 1.") && text.contains(" zstd 1") && text.contains(" sqlite 3."),
        "{text}"
    );
}

#[test]
fn the_program_has_no_interpreter() {
    let program = std::fs::read(env!("CARGO_BIN_EXE_static")).unwrap();
    let interpreter = b"/ld-musl-";
    assert!(
        !program
            .windows(interpreter.len())
            .any(|bytes| bytes == interpreter)
    );
}
