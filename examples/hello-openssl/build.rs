//! Proves both halves of a cross build: C code for the target and, in `build_machine`, C code for the build machine.

fn main() {
    println!("cargo::rerun-if-changed=c/architecture.c");
    cc::Build::new()
        .file("c/architecture.c")
        .define("FUNCTION", "target_architecture")
        .compile("target");

    // The target's OpenSSL, not the build machine's: pkg-config's answer is compared with the library's own in the tests.
    match pkg_config::Config::new()
        .cargo_metadata(false)
        .probe("openssl")
    {
        Ok(openssl) => println!("cargo::rustc-env=PKG_CONFIG_OPENSSL={}", openssl.version),
        Err(error) => println!("cargo::error={error}"),
    }

    println!(
        "cargo::rustc-env=BUILD_MACHINE={}",
        build_machine::architecture()
    );
}
