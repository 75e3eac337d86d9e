//! Hashes with the target's OpenSSL and asks C which architecture it was compiled for.

use std::ffi::{CStr, c_char};

unsafe extern "C" {
    safe fn target_architecture() -> *const c_char;
}

/// The target's architecture by the C compiler's own account, in the words of `std::env::consts::ARCH`.
///
/// ```
/// assert_eq!(hello_openssl::architecture(), std::env::consts::ARCH);
/// ```
pub fn architecture() -> &'static str {
    let name = target_architecture();
    // SAFETY: the C function returns a string literal.
    let name = unsafe { CStr::from_ptr(name) };
    name.to_str().unwrap_or("not UTF-8")
}

/// The architecture of the machine that built this program.
pub fn build_machine() -> &'static str {
    env!("BUILD_MACHINE")
}

/// The SHA-256 of the bytes in hexadecimal, by OpenSSL.
///
/// ```
/// assert!(hello_openssl::sha256(b"").starts_with("e3b0c44298fc1c14"));
/// ```
pub fn sha256(bytes: &[u8]) -> String {
    openssl::sha::sha256(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The version of the OpenSSL that is running, for example `3.5.7`.
pub fn openssl_version() -> &'static str {
    openssl::version::version()
        .split(' ')
        .nth(1)
        .unwrap_or("unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_and_rust_agree_on_the_architecture() {
        assert_eq!(architecture(), std::env::consts::ARCH);
    }

    #[test]
    fn openssl_hashes() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn pkg_config_found_the_openssl_that_runs() {
        assert_eq!(env!("PKG_CONFIG_OPENSSL"), openssl_version());
    }
}
