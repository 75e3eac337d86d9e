//! The file is read through WASI: the runner opens the package's folder, in which cargo starts tests, to the program.

use std::path::Path;

#[test]
fn a_file_of_the_package_is_read() {
    let words = count_words::words_of_file(Path::new("tests/three-words.txt"));
    assert_eq!(words.expect("the file is there"), 3);
}

#[test]
fn a_file_that_is_not_there_is_an_error() {
    assert!(count_words::words_of_file(Path::new("tests/none.txt")).is_err());
}
