//! C++ through cc: its standard library comes from the target's toolchain.

fn main() {
    println!("cargo::rerun-if-changed=words.cpp");
    cc::Build::new()
        .cpp(true)
        .std("c++17")
        .file("words.cpp")
        .compile("words");
}
