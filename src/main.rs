//! The `crossflake` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    crossflake::run(std::env::args_os()).into()
}
