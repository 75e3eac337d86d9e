//! C and C++ by the crate cc, C by CMake.
fn main() {
    println!("cargo:rerun-if-changed=c");
    cc::Build::new().file("c/plain.c").compile("plain");
    cc::Build::new()
        .cpp(true)
        .file("c/classes.cpp")
        .compile("classes");
    let made = cmake::build("c/made");
    println!("cargo:rustc-link-search=native={}/lib", made.display());
    println!("cargo:rustc-link-lib=static=made");
}
