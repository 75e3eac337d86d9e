//! What ran on the build machine: a C program of the build script, and a procedural macro.

include!(concat!(env!("OUT_DIR"), "/table.rs"));

/// One line about it.
#[must_use]
pub fn line() -> String {
    format!("{} {} {SQUARES:?}", macros::expanded_on!(), MADE_ON)
}

#[cfg(test)]
mod tests {
    #[test]
    fn both_ran_on_the_build_machine() {
        assert_eq!(macros::expanded_on!(), super::MADE_ON);
        assert_eq!(super::SQUARES, [0, 1, 4, 9, 16]);
    }
}
