//! Rust from a protocol: prost calls protoc, a program of the build machine.

fn main() {
    prost_build::compile_protos(&["greeting.proto"], &["."]).unwrap();
}
