//! Both C functions are called on the board.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use semihosting::process;

#[entry]
fn main() -> ! {
    assert_eq!(board::both(20), 42);
    process::exit(0)
}
