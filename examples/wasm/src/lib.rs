//! Greets in the language of the JavaScript around it.

use js_sys::Date;
use wasm_bindgen::prelude::wasm_bindgen;

/// A greeting.
#[wasm_bindgen]
pub fn greet(name: &str) -> String {
    format!("Hello, {name}!")
}

/// The year by the clock of JavaScript, in UTC.
#[wasm_bindgen]
pub fn year() -> u32 {
    Date::new_0().get_utc_full_year()
}
