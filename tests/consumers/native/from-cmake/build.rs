//! A CMake project, which runs a program of the target while it is configured.

fn main() {
    println!("cargo::rerun-if-changed=c");
    let built = cmake::Config::new("c").build();
    println!(
        "cargo::rustc-link-search=native={}",
        built.join("lib").display()
    );
    println!("cargo::rustc-link-lib=static=measured");
}
