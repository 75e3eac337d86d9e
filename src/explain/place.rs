//! Owns how a line of a log is shown. May not search it.

use serde::Serialize;

/// The longest part of a line that is shown.
const LONGEST: usize = 240;

/// A line of the log.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    /// Its number, counted from one.
    pub line: u64,
    /// What it says, without colours, cut where it is long.
    pub text: String,
}

impl Place {
    /// The line as it can be shown on a terminal; a long one from a little
    /// before what was found.
    pub(super) fn new(number: u64, line: &[u8], found: usize) -> Self {
        let start = if line.len() > LONGEST {
            found.saturating_sub(LONGEST / 4)
        } else {
            0
        };
        let text = String::from_utf8_lossy(&line[start..line.len().min(start + 4 * LONGEST)]);
        let shown = |letter: char| {
            // Marks of direction would turn the line around.
            let turns = matches!(letter, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            if letter.is_control() || turns {
                ' '
            } else {
                letter
            }
        };
        let text: String = text.chars().map(shown).collect();
        let text = text.trim();
        let mut cut: String = text.chars().take(LONGEST).collect();
        if start > 0 {
            cut.insert(0, '…');
        }
        if text.chars().nth(LONGEST).is_some() {
            cut.push('…');
        }
        Self {
            line: number,
            text: cut,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, Place};

    #[test]
    fn a_long_line_is_cut_around_what_was_found() {
        let line = format!("{}needle{}", "x".repeat(5000), "y".repeat(5000));
        let text = Place::new(1, line.as_bytes(), 5000).text;
        assert!(text.starts_with('…') && text.ends_with('…') && text.contains("needle"));
        assert_eq!(text.chars().count(), LONGEST + 2);
    }

    #[test]
    fn what_would_change_a_terminal_is_not_shown() {
        assert_eq!(
            Place::new(1, b"\x07 a\x08b\xc2\x9b31m\xff ", 0).text,
            "a b 31m\u{fffd}"
        );
        assert_eq!(Place::new(1, "a\u{202e}b".as_bytes(), 0).text, "a b");
    }
}
