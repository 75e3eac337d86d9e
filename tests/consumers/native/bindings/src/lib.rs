//! zlib by the bindings that bindgen makes of its header; its layouts are checked by the compiler.
#![allow(missing_docs, non_camel_case_types)]

include!(concat!(env!("OUT_DIR"), "/zlib.rs"));

/// The checksum of the text.
#[must_use]
pub fn checksum(text: &[u8]) -> uLong {
    let length = uInt::try_from(text.len()).unwrap_or_default();
    // SAFETY: the pointer and the length are the text's.
    unsafe { adler32(1, text.as_ptr(), length) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn types_have_the_target_s_sizes() {
        assert_eq!(size_of::<super::uLong>(), size_of::<usize>());
        let stream = if size_of::<usize>() == 8 { 112 } else { 56 };
        assert_eq!(size_of::<super::z_stream>(), stream);
    }

    #[test]
    fn the_library_answers() {
        assert_eq!(super::checksum(b"Wikipedia"), 0x11e6_0398);
    }
}
