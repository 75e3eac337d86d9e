fn main() {
    println!("cargo::rerun-if-changed=c/build_machine.c");
    cc::Build::new()
        .file("c/build_machine.c")
        .compile("build_machine");
}
