//! A checksum that needs no operating system, and the entry point that its programs share.
#![no_std]

/// Fletcher's checksum of 16 bits (RFC 1146 describes its kin): two sums modulo 255, the second in the high byte.
pub fn fletcher16(bytes: &[u8]) -> u16 {
    let (low, high) = bytes.iter().fold((0u16, 0u16), |(low, high), byte| {
        let low = (low + u16::from(*byte)) % 255;
        (low, (high + low) % 255)
    });
    high << 8 | low
}

/// Makes a function the program's entry point on each architecture; its return value is the exit code.
#[macro_export]
macro_rules! entry {
    ($main:path) => {
        #[cfg(target_arch = "arm")]
        #[cortex_m_rt::entry]
        fn start() -> ! {
            semihosting::process::exit($main())
        }

        #[cfg(target_arch = "riscv32")]
        #[riscv_rt::entry]
        fn start() -> ! {
            semihosting::process::exit($main())
        }
    };
}
