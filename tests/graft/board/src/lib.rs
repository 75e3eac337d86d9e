//! C from both builds, by the names that bindgen wrote.
#![no_std]

#[allow(
    dead_code,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals
)]
mod c {
    include!(concat!(env!("OUT_DIR"), "/plain.rs"));
}

/// What both C functions make of the number.
pub fn both(number: i32) -> i32 {
    // SAFETY: they take and return numbers alone.
    unsafe { c::made(c::plain(number.unsigned_abs()).cast_signed()) }
}
