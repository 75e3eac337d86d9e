//! Says, from C, which architecture this crate was compiled for.

use std::ffi::{CStr, c_char};

unsafe extern "C" {
    safe fn build_machine_architecture() -> *const c_char;
}

/// The architecture by the C compiler's own account, in the words of `std::env::consts::ARCH`.
pub fn architecture() -> &'static str {
    let name = build_machine_architecture();
    // SAFETY: the C function returns a string literal.
    let name = unsafe { CStr::from_ptr(name) };
    name.to_str().unwrap_or("not UTF-8")
}
