//! OpenSSL twice: of the build machine for the build script, of the target for the program.

/// What the build script hashed.
pub const SOURCE: &[u8] = include_bytes!("lib.rs");

/// The hash that the build script made of it.
pub const HASH: &[u8; 32] = include_bytes!(concat!(env!("OUT_DIR"), "/hash"));

/// The same hash, made here.
#[must_use]
pub fn hash() -> [u8; 32] {
    openssl::sha::sha256(SOURCE)
}

#[cfg(test)]
mod tests {
    #[test]
    fn both_hash_alike() {
        assert_eq!(super::hash(), *super::HASH);
    }
}
