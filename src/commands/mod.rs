//! One file a command: its arguments and its `run`, which reads, decides by
//! the other modules, and prints. Commands may not use each other.

pub mod config;
pub mod crates;
pub mod debug;
pub mod doctor;
pub mod env;
pub mod explain;
pub mod export;
pub mod init;
pub mod show;
pub mod targets;
