//! Owns the lines of JSON that docker, CI services and cargo write: which of their
//! strings is the text. Borrows what it can. May not know what a text means.

use std::borrow::Cow;
use std::fmt::{Formatter, Result as Formatted};

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The text in a line of JSON.
pub fn text(line: &[u8]) -> Option<Cow<'_, str>> {
    if !line.starts_with(b"{\"") {
        return None;
    }
    match serde_json::from_slice(line) {
        Ok(Value::Object(_, text) | Value::Text(text)) => Some(text),
        Ok(Value::Other) | Err(_) => None,
    }
}

/// Keys whose value may be the text, the surest first.
#[derive(Clone, Copy, Deserialize, Eq, Ord, PartialEq, PartialOrd)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Key {
    /// Docker's.
    Log,
    Stream,
    /// Within cargo's message.
    Rendered,
    Error,
    Message,
    Msg,
    /// journald's.
    #[serde(rename = "MESSAGE")]
    Journal,
    #[serde(other)]
    Other,
}

/// A value, as far as it may hold the text.
enum Value<'a> {
    Text(Cow<'a, str>),
    /// The text in it, and the key that it stands under.
    Object(Key, Cow<'a, str>),
    Other,
}

impl<'de: 'a, 'a> Deserialize<'de> for Value<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value<'de>;

    fn expecting(&self, formatter: &mut Formatter<'_>) -> Formatted {
        formatter.write_str("a value of JSON")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Value::Text(text.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Value::Text(text.to_owned().into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut best = Value::Other;
        while let Some(key) = map.next_key::<Key>()? {
            if key == Key::Other || matches!(&best, Value::Object(other, _) if *other <= key) {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            best = match map.next_value()? {
                Value::Text(text) => Value::Object(key, text),
                Value::Object(Key::Rendered, text) => Value::Object(Key::Rendered, text),
                Value::Object(..) | Value::Other => best,
            };
        }
        Ok(best)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Value::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Value::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Value::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Value::Other)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Other)
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::text;

    #[test]
    fn the_text_of_a_line_of_json_is_read() {
        for (line, expected) in [
            (
                r#"{"log":"error: a\n","stream":"stderr","time":"x"}"#,
                Some("error: a\n"),
            ),
            (
                r#"{"stream":"stderr","log":"error: a","attrs":{"log":"b","x":[1,-2,0.5,null,true]}}"#,
                Some("error: a"),
            ),
            (r#"{"stream":"error: a\n"}"#, Some("error: a\n")),
            (
                r#"{"reason":"compiler-message","message":{"rendered":"error: a\nb\n","level":"error"}}"#,
                Some("error: a\nb\n"),
            ),
            (
                r#"{"message":{"message":"a","rendered":null},"msg":"b"}"#,
                Some("b"),
            ),
            (
                r#"{"level":"error","ts":1.5,"msg":"error: a \u2019"}"#,
                Some("error: a \u{2019}"),
            ),
            (r#"{"PRIORITY":"3","MESSAGE":"error: a"}"#, Some("error: a")),
            (r#"{"message":"a","error":"error: a"}"#, Some("error: a")),
            (r#"{"error":{"code":1},"message":"b"}"#, Some("b")),
            (r#"{"log":"cut"#, None),
            (r#"{"log":"a"} b"#, None),
            (r#"{"log":["error: a"]}"#, None),
            ("{}", None),
            ("error: a", None),
        ] {
            assert_eq!(text(line.as_bytes()).as_deref(), expected, "{line}");
        }
        assert_eq!(text(b"{\"log\":\"\xff\"}"), None);
    }

    #[test]
    fn a_text_without_escapes_is_not_copied() {
        let line = br#"{"log":"error: a","stream":"stderr"}"#;
        assert!(matches!(text(line), Some(Cow::Borrowed(_))));
    }
}
