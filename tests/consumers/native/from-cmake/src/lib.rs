//! What a program of the target said while CMake ran.

use std::ffi::{CStr, c_char, c_int};

unsafe extern "C" {
    safe fn measured_bits() -> c_int;
    safe fn measured_platform() -> *const c_char;
}

/// The bits of a pointer.
#[must_use]
pub fn bits() -> i32 {
    measured_bits()
}

/// CMake's names of the system and its processor.
#[must_use]
pub fn platform() -> &'static str {
    // SAFETY: it points to a literal.
    unsafe { CStr::from_ptr(measured_platform()) }
        .to_str()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_is_of_the_target() {
        assert_eq!(
            usize::try_from(super::bits()),
            Ok(8 * size_of::<*const u8>())
        );
        let processor = super::platform().strip_prefix("Linux ").unwrap();
        assert!(
            processor.starts_with(&std::env::consts::ARCH[..3]),
            "{processor}"
        );
    }
}
