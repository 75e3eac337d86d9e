//! Each runs under Node.js, by wasm-bindgen-test-runner, which the shell sets as cargo's runner.

use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_name_is_greeted() {
    assert_eq!(greet::greet("Ada"), "Hello, Ada!");
}

#[wasm_bindgen_test]
fn the_clock_is_javascript_s() {
    let year = js_sys::eval("new Date().getUTCFullYear()").expect("JavaScript");
    assert_eq!(f64::from(greet::year()), year.as_f64().expect("a number"));
}
