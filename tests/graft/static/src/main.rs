//! Says the versions of the libraries that it is linked with.
use std::ffi::CStr;

fn main() {
    // SAFETY: each of them returns a string that ends in a zero and is never freed.
    let (zlib, sqlite) = unsafe {
        (
            CStr::from_ptr(libz_sys::zlibVersion()),
            CStr::from_ptr(libsqlite3_sys::sqlite3_libversion()),
        )
    };
    // SAFETY: it takes nothing.
    let zstd = unsafe { zstd_sys::ZSTD_versionNumber() };
    println!(
        "zlib {} zstd {zstd} sqlite {}",
        zlib.to_string_lossy(),
        sqlite.to_string_lossy()
    );
}
