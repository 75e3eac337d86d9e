//! Command lines of cross' users, and what cargo gets of them.

use super::TRIPLE;

/// What people who come from cross are used to type, in our words: they are not
/// copied from any project; and cargo's arguments.
pub const HABITS: &[(&[&str], &[&str])] = &[
    (
        &["build", "--target", TRIPLE],
        &["build", "--target", TRIPLE],
    ),
    (
        &["build", "--target=aarch64-unknown-linux-gnu"],
        &["build", "--target", TRIPLE],
    ),
    (&["test", "--target", TRIPLE], &["test", "--target", TRIPLE]),
    (
        &["build", "--release", "--target", TRIPLE],
        &["build", "--target", TRIPLE, "--release"],
    ),
    (
        &["build", "--target", TRIPLE, "--release"],
        &["build", "--target", TRIPLE, "--release"],
    ),
    (
        &["test", "--target", TRIPLE, "--", "--nocapture"],
        &["test", "--target", TRIPLE, "--", "--nocapture"],
    ),
    (
        &[
            "test",
            "--target",
            TRIPLE,
            "--release",
            "--",
            "--test-threads=1",
        ],
        &[
            "test",
            "--target",
            TRIPLE,
            "--release",
            "--",
            "--test-threads=1",
        ],
    ),
    (
        &["run", "--target", TRIPLE, "--", "--target", "x"],
        &["run", "--target", TRIPLE, "--", "--target", "x"],
    ),
    (
        &[
            "run", "--bin", "server", "--target", TRIPLE, "serve", "--target", "x",
        ],
        &[
            "run", "--target", TRIPLE, "--bin", "server", "serve", "--target", "x",
        ],
    ),
    (
        &["check", "--workspace", "--target", TRIPLE],
        &["check", "--target", TRIPLE, "--workspace"],
    ),
    (
        &["clippy", "--target", TRIPLE, "--", "-D", "warnings"],
        &["clippy", "--target", TRIPLE, "--", "-D", "warnings"],
    ),
    (
        &["doc", "--no-deps", "--target", TRIPLE],
        &["doc", "--target", TRIPLE, "--no-deps"],
    ),
    (
        &["bench", "--target", TRIPLE],
        &["bench", "--target", TRIPLE],
    ),
    (
        &["rustc", "--target", TRIPLE, "--", "-C", "lto"],
        &["rustc", "--target", TRIPLE, "--", "-C", "lto"],
    ),
    (&["b", "--target", TRIPLE], &["b", "--target", TRIPLE]),
    (
        &[
            "build",
            "--locked",
            "--target",
            TRIPLE,
            "--features",
            "tls,cli",
        ],
        &[
            "build",
            "--target",
            TRIPLE,
            "--locked",
            "--features",
            "tls,cli",
        ],
    ),
    (
        &["build", "--target", TRIPLE, "--features=tls"],
        &["build", "--target", TRIPLE, "--features=tls"],
    ),
    (
        &["build", "--target", TRIPLE, "--target-dir", "out"],
        &["build", "--target", TRIPLE, "--target-dir", "out"],
    ),
    (
        &["build", "--target", TRIPLE, "-p", "project", "--bins"],
        &["build", "--target", TRIPLE, "-p", "project", "--bins"],
    ),
    (
        &["build", "--target", TRIPLE, "-Zbuild-std"],
        &["build", "--target", TRIPLE, "-Zbuild-std"],
    ),
    (
        &["build", "-v", "--target", TRIPLE],
        &["build", "--target", TRIPLE, "-v"],
    ),
    (
        &["-v", "build", "--target", TRIPLE],
        &["-v", "build", "--target", TRIPLE],
    ),
    (
        &["-q", "build", "--target", TRIPLE],
        &["--quiet", "build", "--target", TRIPLE],
    ),
    (
        &["--locked", "build", "--target", TRIPLE],
        &["--locked", "build", "--target", TRIPLE],
    ),
    (
        &["--config", "net.retry=9", "test", "--target", TRIPLE],
        &["--config", "net.retry=9", "test", "--target", TRIPLE],
    ),
    (
        &[
            "test",
            "--target",
            TRIPLE,
            "--no-run",
            "--message-format=json",
        ],
        &[
            "test",
            "--target",
            TRIPLE,
            "--no-run",
            "--message-format=json",
        ],
    ),
    (
        &["test", "--manifest-path", "Cargo.toml", "--target", TRIPLE],
        &["test", "--target", TRIPLE, "--manifest-path", "Cargo.toml"],
    ),
    (&["nextest", "run", "--target", TRIPLE], &["nextest", "run"]),
    (
        &["llvm-cov", "--target", TRIPLE, "--html"],
        &["llvm-cov", "--html"],
    ),
    (
        &["install", "--path", ".", "--target", TRIPLE],
        &["install", "--target", TRIPLE, "--path", "."],
    ),
    // Our own short form.
    (&["build", "aarch64"], &["build", "--target", TRIPLE]),
    (
        &["build", "arm64", "--release"],
        &["build", "--target", TRIPLE, "--release"],
    ),
    (
        &["test", "aarch64", "hashes"],
        &["test", "--target", TRIPLE, "hashes"],
    ),
    (
        &["test", "aarch64", "--", "--ignored"],
        &["test", "--target", TRIPLE, "--", "--ignored"],
    ),
    (
        &["run", "aarch64", "serve", "riscv64"],
        &["run", "--target", TRIPLE, "serve", "riscv64"],
    ),
    (
        &["run", "aarch64", "--", "aarch64"],
        &["run", "--target", TRIPLE, "--", "aarch64"],
    ),
    (
        &["build", "aarch64", "--target", TRIPLE],
        &["build", "--target", TRIPLE],
    ),
    (&["nextest", "aarch64", "run"], &["nextest", "run"]),
    (&["cargo", "test", "aarch64"], &["test", "--target", TRIPLE]),
    (&["cargo", "init", "aarch64"], &["init"]),
    (&["fmt", "aarch64", "--check"], &["fmt", "--check"]),
    (
        &["build", "-q", "aarch64"],
        &["build", "--target", TRIPLE, "--quiet"],
    ),
    (
        &["build", "--refresh", "aarch64"],
        &["build", "--target", TRIPLE],
    ),
];
