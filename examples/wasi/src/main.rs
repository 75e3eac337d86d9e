use std::{env, path::Path, process::ExitCode};

fn main() -> ExitCode {
    let Some(path) = env::args().nth(1) else {
        eprintln!("usage: count-words FILE");
        return ExitCode::from(2);
    };
    match count_words::words_of_file(Path::new(&path)) {
        Ok(words) => {
            println!("{words} words in {path}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: failed to read `{path}`: {error}");
            ExitCode::FAILURE
        }
    }
}
