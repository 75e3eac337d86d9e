//! Owns how data is written as Nix, formatted as nixfmt does. May not know
//! what it means.

use crate::table::value::{Value, nix_name};

/// Text as a string, which no text can end.
pub fn string(text: &str) -> String {
    Value::Text(text.to_owned().into()).to_string()
}

/// A list of expressions of one line each.
pub fn list(items: &[String]) -> String {
    match items {
        [] => "[ ]".to_owned(),
        [item] => format!("[ {item} ]"),
        items => format!("[\n{}\n]", indented(&items.join("\n"))),
    }
}

/// A value, each attribute on a line of its own.
pub fn value(data: &Value) -> String {
    match data {
        Value::Object(fields) if !fields.is_empty() => {
            let lines: Vec<_> = fields
                .iter()
                .map(|(name, field)| format!("{} = {};", nix_name(name), value(field)))
                .collect();
            format!("{{\n{}\n}}", indented(&lines.join("\n")))
        }
        Value::List(items) => list(&items.iter().map(value).collect::<Vec<_>>()),
        _ => data.to_string(),
    }
}

/// The lines, one level deeper.
pub fn indented(lines: &str) -> String {
    let lines: Vec<_> = lines.lines().map(|line| format!("  {line}")).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::{string, value};

    #[test]
    fn no_text_ends_a_string_or_starts_code() {
        assert_eq!(string("a\"b"), r#""a\"b""#);
        assert_eq!(string("${abort 1}"), r#""\${abort 1}""#);
        assert_eq!(string("a\\\n\r"), r#""a\\\n\r""#);
    }

    #[test]
    fn attributes_have_a_line_each() {
        let data = serde_json::from_str(r#"{"a.b": [1, {"c": null}], "d": {}, "e": []}"#).unwrap();
        let lines = [
            "{",
            "  \"a.b\" = [",
            "    1",
            "    {",
            "      c = null;",
            "    }",
            "  ];",
        ];
        assert_eq!(
            value(&data),
            lines.join("\n") + "\n  d = { };\n  e = [ ];\n}"
        );
    }
}
