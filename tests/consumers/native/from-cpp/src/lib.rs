//! C++ with containers, streams and exceptions.

use std::ffi::{CStr, c_char, c_int};

unsafe extern "C" {
    safe fn most_frequent(text: *const c_char) -> c_int;
}

/// How often the most frequent word stands in the text.
#[must_use]
pub fn most(text: &CStr) -> Option<i32> {
    Some(most_frequent(text.as_ptr())).filter(|count| *count >= 0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_are_counted_and_an_exception_is_caught() {
        assert_eq!(super::most(c"a b a c a"), Some(3));
        assert_eq!(super::most(c"  "), None);
    }
}
