//! What a user sees, tested through the built binary: one file a command, one
//! test a behaviour.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by them"
)]

mod cargo;
mod config;
mod docs;
mod doctor;
mod env;
mod explain;
mod export;
mod failures;
mod generated;
#[cfg(unix)]
mod hostile;
mod init;
mod killed;
mod lockfiles;
mod made;
mod manual;
mod package;
#[cfg(unix)]
mod real_configs;
mod rule;
mod rustc;
mod shapes;
mod shell;
mod show;
mod support;
mod targets;
#[cfg(unix)]
mod wanted;
mod watched;
