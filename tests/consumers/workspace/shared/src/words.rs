//! What server and client say.

/// The word for each way to connect.
#[must_use]
pub fn word(tls: bool) -> &'static str {
    if tls { "tls" } else { "plain" }
}
