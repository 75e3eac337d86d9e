//! Calls C, C++ with exceptions, C that CMake built, and libraries that may be DLLs.
use std::ffi::CStr;

unsafe extern "C" {
    safe fn plain() -> i32;
    safe fn classes() -> i32;
    safe fn made() -> i32;
}

fn main() {
    // SAFETY: both return a string that ends in a zero and is never freed.
    let (zlib, openssl) = unsafe {
        (
            CStr::from_ptr(libz_sys::zlibVersion()),
            CStr::from_ptr(openssl_sys::OpenSSL_version(openssl_sys::OPENSSL_VERSION)),
        )
    };
    println!(
        "{} {} {} zlib {} {}",
        plain(),
        classes(),
        made(),
        zlib.to_string_lossy(),
        openssl.to_string_lossy()
    );
}
