//! C by the crate cc, C by CMake, and bindings to a header that includes libc's, by bindgen.
use std::{env, fs, path::PathBuf};

const MEMORY: &str = "MEMORY
{
  FLASH : ORIGIN = 0x00000000, LENGTH = 256K
  RAM : ORIGIN = 0x20000000, LENGTH = 16K
}
";

fn main() {
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(folder.join("memory.x"), MEMORY).expect("OUT_DIR is writable");
    println!("cargo::rustc-link-search={}", folder.display());
    println!("cargo::rustc-link-arg=-Tlink.x");
    println!("cargo::rerun-if-changed=c");

    cc::Build::new().file("c/plain.c").compile("plain");
    let made = cmake::build("c/made");
    println!("cargo::rustc-link-search=native={}/lib", made.display());
    println!("cargo::rustc-link-lib=static=made");
    bindgen::Builder::default()
        .header("c/plain.h")
        .use_core()
        .generate()
        .expect("bindgen reads plain.h")
        .write_to_file(folder.join("plain.rs"))
        .expect("OUT_DIR is writable");
}
