//! A procedural macro: compiled for the build machine, and run there by rustc.

use proc_macro::{Literal, TokenStream, TokenTree};

/// The architecture that the macro itself runs on, as a string.
#[proc_macro]
pub fn expanded_on(_: TokenStream) -> TokenStream {
    TokenTree::from(Literal::string(std::env::consts::ARCH)).into()
}
