//! Counts the words of a file.

use std::{fs, io, path::Path};

/// The number of words in a text, white space between them.
///
/// ```
/// assert_eq!(count_words::words("one two\nthree"), 3);
/// ```
pub fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// The number of words in a file of UTF-8 text.
pub fn words_of_file(path: &Path) -> io::Result<usize> {
    fs::read_to_string(path).map(|text| words(&text))
}
