fn main() {
    println!("cargo::rerun-if-changed=../c/architecture.c");
    cc::Build::new()
        .file("../c/architecture.c")
        .define("FUNCTION", "build_machine_architecture")
        .compile("build_machine");
}
