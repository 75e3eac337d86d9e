//! Owns the hash by which the words of the rules are found in a line, shared by
//! `build.rs`, which makes the table, and the program, which asks it.

/// How many values the hash has.
pub const SLOTS: usize = 1 << 14;

/// Three letters that stand next to each other, as a number.
#[derive(Clone, Copy, Default)]
pub struct Letters(u32);

impl Letters {
    /// The last two of these, and the one that comes after them.
    #[inline]
    #[must_use]
    pub fn then(self, letter: u8) -> Self {
        Self(self.0 >> 8 | u32::from(letter) << 16)
    }

    /// Less than `SLOTS`.
    #[inline]
    #[must_use]
    pub fn hash(self) -> usize {
        (self.0.wrapping_mul(0x9e37_79b1) >> 18) as usize
    }
}

/// The hash of the last three letters.
#[must_use]
pub fn hash(letters: &[u8]) -> usize {
    let read = |read: Letters, letter: &u8| read.then(*letter);
    letters.iter().fold(Letters::default(), read).hash()
}
