//! Writes what a package of the program installs below its `share` folder:
//! completions and manual pages. An example, and so no part of the program,
//! which stays small; it runs on the machine that builds.

mod pages;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let folder = match arguments.as_slice() {
        [folder] if !folder.is_empty() && !starts_with_dash(folder) => Path::new(folder),
        _ => {
            eprintln!(
                "error: one folder is expected, to write below\n\n\
                 hint: `cargo run --example manual -- target/manual`"
            );
            return ExitCode::from(2);
        }
    };
    for (path, contents) in pages::all() {
        let path = folder.join(path);
        if let Err((path, error)) = write(&path, &contents) {
            eprintln!("error: failed to write `{}`: {error}", path.display());
            return ExitCode::from(3);
        }
    }
    ExitCode::SUCCESS
}

fn starts_with_dash(argument: &OsStr) -> bool {
    argument.as_encoded_bytes().starts_with(b"-")
}

fn write(path: &Path, contents: &[u8]) -> Result<(), (PathBuf, io::Error)> {
    path.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(path, contents))
        .map_err(|error| (path.to_owned(), error))
}
