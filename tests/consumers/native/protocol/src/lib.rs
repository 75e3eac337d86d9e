//! A message from a .proto file.

use prost::Message;

include!(concat!(env!("OUT_DIR"), "/greeting.rs"));

/// The message's bytes.
#[must_use]
pub fn bytes(name: &str) -> Vec<u8> {
    Greeting {
        name: name.to_owned(),
        times: vec![1, -1],
    }
    .encode_to_vec()
}

#[cfg(test)]
mod tests {
    use prost::Message;

    #[test]
    fn a_message_is_read_back() {
        let bytes = super::bytes("you");
        assert_eq!(bytes, [10, 3, b'y', b'o', b'u', 18, 2, 2, 1]);
        assert_eq!(super::Greeting::decode(&*bytes).unwrap().times, [1, -1]);
    }
}
