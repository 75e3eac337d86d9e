//! Prints the answer on the board's semihosting console.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use semihosting::{println, process};

#[entry]
fn main() -> ! {
    println!("{}", board::both(20));
    process::exit(0)
}
