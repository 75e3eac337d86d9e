use std::env::args;

fn main() {
    let text = args()
        .nth(1)
        .unwrap_or_else(|| String::from("hello, openssl"));
    println!("architecture: {}", hello_openssl::architecture());
    println!("built on: {}", hello_openssl::build_machine());
    println!("openssl: {}", hello_openssl::openssl_version());
    println!("sha256({text}): {}", hello_openssl::sha256(text.as_bytes()));
}
