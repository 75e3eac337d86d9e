//! Owns the reading of a log line by line, in a bounded memory however long
//! it or one of its lines is. May not know what a line means.

use std::borrow::Cow;
use std::io::{self, BufRead, ErrorKind};

use anstream::adapter;
use memchr::{memchr, memchr2_iter};

/// A line that is longer is seen in pieces.
const PIECE: usize = 64 * 1024;
/// So much of a piece is seen again with the next one, so that no message is
/// cut in two.
const OVERLAP: usize = 4 * 1024;

/// Shows each line with its number, counted from one, and returns how many
/// there are. A carriage return ends what was shown, but not the line: progress
/// bars and CRLF use it.
pub fn each(mut input: impl BufRead, mut show: impl FnMut(u64, &[u8])) -> io::Result<u64> {
    let mut number = 1;
    let mut rest = Vec::new();
    let mut unfinished = false;
    loop {
        let buffer = match input.fill_buf() {
            Ok([]) => break,
            Ok(buffer) => buffer,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let mut start = 0;
        for end in memchr2_iter(b'\n', b'\r', buffer) {
            if rest.is_empty() {
                show(number, &buffer[start..end]);
            } else {
                rest.extend_from_slice(&buffer[start..end]);
                show(number, &rest);
                rest.clear();
            }
            number += u64::from(buffer[end] == b'\n');
            start = end + 1;
        }
        rest.extend_from_slice(&buffer[start..]);
        if rest.len() > PIECE {
            show(number, &rest);
            rest.drain(..rest.len() - OVERLAP);
        }
        unfinished = !buffer.ends_with(b"\n");
        let length = buffer.len();
        input.consume(length);
    }
    if !rest.is_empty() {
        show(number, &rest);
    }
    Ok(number - u64::from(!unfinished))
}

/// The line without the sequences that colour it.
pub fn plain(line: &[u8]) -> Cow<'_, [u8]> {
    if memchr(b'\x1b', line).is_some() {
        adapter::strip_bytes(line).into_vec().into()
    } else {
        line.into()
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::{OVERLAP, PIECE, each, plain};

    fn lines(text: &[u8], buffer: usize) -> (Vec<(u64, String)>, u64) {
        let mut lines = Vec::new();
        let input = BufReader::with_capacity(buffer, text);
        let count = each(input, |number, line| {
            lines.push((number, String::from_utf8_lossy(line).into_owned()));
        })
        .unwrap();
        (lines, count)
    }

    #[test]
    fn lines_are_whole_whatever_the_buffer() {
        let text = b"one\r\n\ntwo\rthree\nfour";
        for buffer in 1..text.len() + 2 {
            let (mut lines, count) = lines(text, buffer);
            lines.retain(|(_, line)| !line.is_empty());
            let expected = [(1, "one"), (3, "two"), (3, "three"), (4, "four")];
            assert_eq!(lines, expected.map(|(n, line)| (n, line.to_owned())));
            assert_eq!(count, 4);
        }
    }

    #[test]
    fn lines_are_counted_with_and_without_newline_at_the_end() {
        for (text, count) in [("", 0), ("a", 1), ("a\n", 1), ("a\nb", 2), ("\n\n", 2)] {
            assert_eq!(lines(text.as_bytes(), 64).1, count, "{text:?}");
        }
    }

    #[test]
    fn a_word_is_whole_in_a_piece_wherever_it_stands_in_a_long_line() {
        for place in (0..3 * PIECE).step_by(OVERLAP - 1) {
            let mut text = vec![b'x'; 3 * PIECE];
            text.splice(place..place, *b"word");
            let (pieces, count) = lines(&text, PIECE);
            assert!(pieces.iter().any(|(_, piece)| piece.contains("word")));
            assert!(pieces.iter().all(|(_, piece)| piece.len() <= 2 * PIECE));
            assert_eq!(count, 1);
        }
    }

    #[test]
    fn colours_and_links_are_taken_off() {
        assert_eq!(
            *plain(b"\x1b[1m\x1b[91merror\x1b[0m: x\x1b[K"),
            *b"error: x"
        );
        assert_eq!(
            *plain(b"\x1b]8;;http://a\x1b\\E0463\x1b]8;;\x1b\\"),
            *b"E0463"
        );
        assert_eq!(*plain(b"plain \xff"), *b"plain \xff");
        assert_eq!(*plain(b"\x1b[31m\xffa"), *b"a");
    }
}
