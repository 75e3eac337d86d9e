//! Owns the help of the commands for cargo. They are read by `arguments`, not
//! by the parser; what stands here is for help, manual and completions.

use std::ffi::OsString;

use clap::Command;

/// What they have in common.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Aliases or triples; without any, what `CARGO_BUILD_TARGET` or `build.target` names
    #[arg(value_name = "TARGET")]
    targets: Vec<OsString>,
    /// Cargo's own arguments, as cargo takes them; `--target TRIPLE` works too
    #[arg(
        last = true,
        value_name = "CARGO ARGUMENTS",
        allow_hyphen_values = true
    )]
    of_cargo: Vec<OsString>,
    /// Run programs on a device: `ssh:[USER@]HOST[:PORT]`, `adb:SERIAL` or `probe-rs:CHIP`
    #[arg(long, value_name = "DEVICE")]
    on: Option<OsString>,
    /// Make the shell again, though a kept one would do
    #[arg(long)]
    refresh: bool,
    /// Insist on the project's own flake.nix
    #[arg(long)]
    flake: bool,
    /// Become cargo, and say nothing about why it fails
    #[arg(long)]
    no_explain: bool,
}

/// A command's name, what it does, how it is typed, and examples.
type Row = (&'static str, &'static str, &'static str, &'static str);

const COMMANDS: &[Row] = &[
    (
        "build",
        "Build the project for targets, in their shells",
        "crossflake build [TARGET]... [CARGO ARGUMENTS]...",
        "\
Examples:
  crossflake build aarch64
  crossflake build riscv64 --release --locked
  crossflake build --target aarch64-unknown-linux-gnu --release",
    ),
    (
        "test",
        "Test the project for targets, in their shells",
        "crossflake test [TARGET]... [CARGO ARGUMENTS]...",
        "\
Examples:
  crossflake test aarch64
  crossflake test aarch64 riscv64 --locked
  crossflake test aarch64 --lib -- --nocapture",
    ),
    (
        "run",
        "Run the project's program for a target, in its shell",
        "crossflake run [TARGET]... [CARGO ARGUMENTS]...",
        "\
Examples:
  crossflake run aarch64
  crossflake run armv7 --release -- --help",
    ),
    (
        "cargo",
        "Run any subcommand of cargo for targets, in their shells",
        "crossflake cargo SUBCOMMAND [TARGET]... [CARGO ARGUMENTS]...",
        "\
`crossflake clippy aarch64` is the same as `crossflake cargo clippy aarch64`: the word
`cargo` is needed where crossflake has a command of the same name.

Examples:
  crossflake clippy aarch64 --all-targets
  crossflake nextest run --target aarch64-unknown-linux-gnu
  crossflake cargo init",
    ),
];

/// The commands, for the list in the help.
pub fn commands() -> impl Iterator<Item = Command> {
    COMMANDS.iter().map(|(name, about, _, _)| {
        Command::new(name).about(*about).defer(|command| {
            let row = COMMANDS.iter().find(|row| row.0 == command.get_name());
            let (usage, examples) = row.map_or(("", ""), |row| (row.2, row.3));
            <Arguments as clap::Args>::augment_args(command)
                .override_usage(usage)
                .after_help(examples)
        })
    })
}
