//! Bindings of the target's zlib: the build machine's libclang reads the target's headers.

use std::env;
use std::path::Path;

fn main() {
    let zlib = pkg_config::probe_library("zlib").unwrap();
    let include = |path: &std::path::PathBuf| format!("-I{}", path.display());
    bindgen::builder()
        .header_contents("zlib-bindings.h", "#include <zlib.h>")
        .clang_args(zlib.include_paths.iter().map(include))
        .allowlist_function("zlibVersion|adler32")
        .allowlist_type("z_stream")
        .generate()
        .unwrap()
        .write_to_file(Path::new(&env::var("OUT_DIR").unwrap()).join("zlib.rs"))
        .unwrap();
}
