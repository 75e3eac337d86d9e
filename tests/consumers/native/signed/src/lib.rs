//! C and assembly that two crates bring with them: ring and aws-lc-rs.

/// The text's SHA-256 by ring.
#[must_use]
pub fn by_ring(text: &[u8]) -> Vec<u8> {
    ring::digest::digest(&ring::digest::SHA256, text)
        .as_ref()
        .to_vec()
}

/// The text's SHA-256 by aws-lc-rs.
#[must_use]
pub fn by_aws_lc(text: &[u8]) -> Vec<u8> {
    aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text)
        .as_ref()
        .to_vec()
}

#[cfg(test)]
mod tests {
    #[test]
    fn both_agree_with_the_standard() {
        // FIPS 180-4's example.
        let expected = [0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea];
        assert_eq!(super::by_ring(b"abc")[..8], expected);
        assert_eq!(super::by_aws_lc(b"abc")[..8], expected);
    }

    #[test]
    fn a_signature_of_one_is_verified_by_the_other() {
        use aws_lc_rs::signature::KeyPair;

        let pair = aws_lc_rs::signature::Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        let signature = pair.sign(b"message");
        let key = ring::signature::UnparsedPublicKey::new(
            &ring::signature::ED25519,
            pair.public_key().as_ref(),
        );
        assert!(key.verify(b"message", signature.as_ref()).is_ok());
        assert!(key.verify(b"another", signature.as_ref()).is_err());
    }
}
