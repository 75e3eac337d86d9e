//! zlib and zstd, the target's own, found by pkg-config.

/// The text, compressed by zstd and unpacked again; the length between.
///
/// # Errors
///
/// zstd's name of what went wrong.
pub fn through_zstd(text: &[u8]) -> Result<(usize, Vec<u8>), &'static str> {
    let mut packed = vec![0; zstd_safe::compress_bound(text.len())];
    let length =
        zstd_safe::compress(&mut packed[..], text, 3).map_err(zstd_safe::get_error_name)?;
    let mut unpacked = vec![0; text.len()];
    let size = zstd_safe::decompress(&mut unpacked[..], &packed[..length])
        .map_err(zstd_safe::get_error_name)?;
    unpacked.truncate(size);
    Ok((length, unpacked))
}

/// The text, compressed by zlib and unpacked again; the length between. Of a failure, zlib's number.
///
/// # Errors
///
/// zlib's number of what went wrong.
pub fn through_zlib(text: &[u8]) -> Result<(usize, Vec<u8>), i32> {
    let length = |bytes: usize| libz_sys::uLong::try_from(bytes).unwrap_or_default();
    // SAFETY: each pointer goes with its own length.
    unsafe {
        let mut size = libz_sys::compressBound(length(text.len()));
        let mut packed = vec![0; usize::try_from(size).unwrap_or_default()];
        match libz_sys::compress(
            packed.as_mut_ptr(),
            &raw mut size,
            text.as_ptr(),
            length(text.len()),
        ) {
            libz_sys::Z_OK => {}
            error => return Err(error),
        }
        let mut unpacked = vec![0; text.len()];
        let mut unpacked_size = length(unpacked.len());
        match libz_sys::uncompress(
            unpacked.as_mut_ptr(),
            &raw mut unpacked_size,
            packed.as_ptr(),
            size,
        ) {
            libz_sys::Z_OK => Ok((usize::try_from(size).unwrap_or_default(), unpacked)),
            error => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_packed_is_unpacked() {
        let text = b"the same, ".repeat(100);
        let (zstd, unpacked) = super::through_zstd(&text).unwrap();
        assert_eq!(unpacked, text);
        let (zlib, unpacked) = super::through_zlib(&text).unwrap();
        assert_eq!(unpacked, text);
        assert!(zstd < 100 && zlib < 100, "{zstd} {zlib}");
    }
}
