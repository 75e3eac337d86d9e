//! Owns the hash by which the words of the rules are found in a line, shared by
//! `build.rs`, which makes the table, and the program, which asks it.

/// How many values the hash has.
pub const SLOTS: usize = 1 << 14;

/// The hash of the first three letters.
#[inline]
#[must_use]
pub fn hash(letters: &[u8]) -> usize {
    let [a, b, c] = [letters[0], letters[1], letters[2]].map(u32::from);
    let number = (a | b << 8 | c << 16).wrapping_mul(0x9e37_79b1);
    (number >> 18) as usize
}
