//! Owns a JSON value that can stand in a `static`, for the one field of a row
//! whose shape is nixpkgs' own. May not know what the value means.

use std::borrow::Cow;
use std::fmt;

use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A JSON value without fractions.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// A string.
    Text(Cow<'static, str>),
    /// An array.
    List(Cow<'static, [Value]>),
    /// An object, sorted by name.
    Object(Cow<'static, [(Cow<'static, str>, Value)]>),
}

/// Writes the value as a Nix expression on one line.
impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => formatter.write_str("null"),
            Self::Bool(value) => write!(formatter, "{value}"),
            Self::Number(value) => write!(formatter, "{value}"),
            Self::Text(text) => formatter.write_str(&nix_string(text)),
            Self::List(values) => {
                formatter.write_str("[")?;
                for value in values.iter() {
                    write!(formatter, " {value}")?;
                }
                formatter.write_str(" ]")
            }
            Self::Object(fields) => {
                formatter.write_str("{")?;
                for (name, value) in fields.iter() {
                    write!(formatter, " {} = {value};", nix_name(name))?;
                }
                formatter.write_str(" }")
            }
        }
    }
}

/// An attribute's name as Nix reads it.
#[must_use]
pub fn nix_name(name: &str) -> Cow<'_, str> {
    if is_nix_identifier(name) {
        name.into()
    } else {
        nix_string(name).into()
    }
}

fn is_nix_identifier(name: &str) -> bool {
    const KEYWORDS: [&str; 10] = [
        "assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with",
    ];
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .chars()
            .all(|each| each.is_ascii_alphanumeric() || matches!(each, '_' | '-' | '\''))
        && !KEYWORDS.contains(&name)
}

fn nix_string(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace("${", "\\${")
        .replace('\n', "\\n")
        .replace('\r', "\\r");
    format!("\"{escaped}\"")
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(value) => serializer.serialize_i64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(values) => serializer.collect_seq(values.iter()),
            Self::Object(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields.iter() {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_json(serde_json::Value::deserialize(deserializer)?)
            .ok_or_else(|| serde::de::Error::custom("a number must be an integer"))
    }
}

impl Value {
    /// A field of an object.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => fields
                .iter()
                .find_map(|(key, value)| (key == name).then_some(value)),
            _ => None,
        }
    }

    /// The text in a field of an object.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<Cow<'static, str>> {
        match self.get(name) {
            Some(Self::Text(text)) => Some(text.clone()),
            _ => None,
        }
    }

    fn from_json(json: serde_json::Value) -> Option<Self> {
        use serde_json::Value as Json;
        Some(match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(value),
            Json::Number(number) => Self::Number(number.as_i64()?),
            Json::String(text) => Self::Text(text.into()),
            Json::Array(values) => Self::List(
                values
                    .into_iter()
                    .map(Self::from_json)
                    .collect::<Option<Vec<_>>>()?
                    .into(),
            ),
            Json::Object(fields) => Self::Object(
                fields
                    .into_iter()
                    .map(|(name, value)| Some((name.into(), Self::from_json(value)?)))
                    .collect::<Option<Vec<_>>>()?
                    .into(),
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Value;

    fn nix(json: &str) -> String {
        serde_json::from_str::<Value>(json).unwrap().to_string()
    }

    #[test]
    fn an_object_becomes_an_attribute_set() {
        assert_eq!(
            nix(r#"{"config": "a-b", "gcc": {"arch": "x"}, "n": [1, true, null]}"#),
            r#"{ config = "a-b"; gcc = { arch = "x"; }; n = [ 1 true null ]; }"#
        );
    }

    #[test]
    fn text_never_becomes_nix_code() {
        assert_eq!(
            nix(r#"{"if": "${x}\"\\", "a b": ""}"#),
            r#"{ "a b" = ""; "if" = "\${x}\"\\"; }"#
        );
    }
}
