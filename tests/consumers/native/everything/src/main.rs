//! Prints a line for each dependency.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let text = b"the same, ".repeat(100);
    println!("on-host: {}", on_host::line());
    println!("from-cpp: {:?}", from_cpp::most(c"a b a"));
    println!(
        "from-cmake: {} {}",
        from_cmake::bits(),
        from_cmake::platform()
    );
    println!("bindings: {:x}", bindings::checksum(b"Wikipedia"));
    let (zstd, zlib) = (
        compressed::through_zstd(&text)?.0,
        compressed::through_zlib(&text),
    );
    println!(
        "compressed: {} {}",
        zstd < 100,
        zlib.is_ok_and(|(length, _)| length < 100)
    );
    println!("stored: {}", stored::sum(&[1, 2, 3])?);
    println!("protocol: {:?}", protocol::bytes("you"));
    println!(
        "signed: {}",
        signed::by_ring(b"abc") == signed::by_aws_lc(b"abc")
    );
    println!("tls: {}", tls::hash() == *tls::HASH);
    Ok(())
}
