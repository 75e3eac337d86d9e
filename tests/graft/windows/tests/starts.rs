//! The program starts, with each DLL that it wants.
use std::process::Command;

#[test]
fn the_program_calls_all_of_them() {
    let output = Command::new(env!("CARGO_BIN_EXE_windows-dlls"))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.starts_with("1 2 3 zlib 1.") && text.contains("OpenSSL 3."),
        "{text}"
    );
}
