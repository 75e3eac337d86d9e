//! The program as cargo finds it: `cargo crossflake …`.

use std::process::ExitCode;

fn main() -> ExitCode {
    crossflake::run(std::env::args_os()).into()
}
