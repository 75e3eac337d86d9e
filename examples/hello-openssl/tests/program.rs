//! Runs the built program. `cargo_bin` starts it with the runner that cargo has for the target, so it is emulated as this
//! test is.

use assert_cmd::Command;
use std::env::consts::ARCH;

#[test]
fn the_program_says_its_architecture_and_hashes() {
    let output = Command::cargo_bin("hello-openssl")
        .expect("cargo built the program")
        .arg("abc")
        .output()
        .expect("the program starts");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success(), "{text}");
    assert!(text.contains(&format!("architecture: {ARCH}\n")), "{text}");
    assert!(text.contains("sha256(abc): ba7816bf8f01cfea"), "{text}");
}
