//! Owns how data is written as Nix, formatted as nixfmt does. May not know
//! what it means.

use crate::table::value::Value;

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

/// The lines, one level deeper.
fn indented(lines: &str) -> String {
    let lines: Vec<_> = lines.lines().map(|line| format!("  {line}")).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::string;

    #[test]
    fn no_text_ends_a_string_or_starts_code() {
        assert_eq!(string("a\"b"), r#""a\"b""#);
        assert_eq!(string("${abort 1}"), r#""\${abort 1}""#);
        assert_eq!(string("a\\\n\r"), r#""a\\\n\r""#);
    }
}
