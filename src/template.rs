//! Owns how a template becomes text. `@name@` stands for a value. The lines
//! between the comments `#@each` and `#@end` are written once a target. A
//! value of several lines is indented as its place is; a line that holds
//! nothing else than an empty value is left out.

use std::collections::BTreeMap;

const EACH: &str = "#@each";
const END: &str = "#@end";

/// Values by the name of their place.
#[derive(Default)]
pub struct Values(BTreeMap<&'static str, String>);

impl Values {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn set(&mut self, name: &'static str, value: &str) {
        self.0.insert(name, value.trim_end().to_owned());
    }
}

/// The template with its values, those of each target before the shared ones.
pub fn fill(template: &str, shared: &Values, each: &[Values]) -> String {
    let mut text = String::new();
    let mut block: Option<Vec<&str>> = None;
    for line in template.lines() {
        match (line.trim(), &mut block) {
            (EACH, _) => block = Some(Vec::new()),
            (END, Some(lines)) => {
                for values in each {
                    for line in lines.iter() {
                        push(&mut text, line, &[values, shared]);
                    }
                }
                block = None;
            }
            (_, Some(lines)) => lines.push(line),
            (_, None) => push(&mut text, line, &[shared]),
        }
    }
    text
}

fn push(text: &mut String, line: &str, values: &[&Values]) {
    let indent = &line[..line.len() - line.trim_start().len()];
    let mut filled = String::new();
    let mut rest = line;
    // In turn, so that nothing is looked for in what a value says.
    while let Some((before, name, after)) = place(rest) {
        filled += before;
        match values.iter().find_map(|values| values.0.get(name)) {
            Some(value) => filled += &value.replace('\n', &format!("\n{indent}")),
            None => filled.extend(["@", name, "@"]),
        }
        rest = after;
    }
    filled += rest;
    if !filled.trim().is_empty() || line.trim().is_empty() {
        *text += &filled;
        text.push('\n');
    }
}

/// What is before the next `@name@`, the name, and what is behind it.
fn place(line: &str) -> Option<(&str, &str, &str)> {
    for (start, _) in line.match_indices('@') {
        let (name, after) = line[start + 1..].split_once('@')?;
        let is_name = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        if !name.is_empty() && name.bytes().all(is_name) {
            return Some((&line[..start], name, after));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Values, fill};

    fn values(pairs: &[(&'static str, &str)]) -> Values {
        let mut values = Values::new();
        for (name, value) in pairs {
            values.set(name, value);
        }
        values
    }

    #[test]
    fn each_target_has_its_lines() {
        let template = "all: @all@\n  #@each\n  one: @one@ of @all@\n  #@end\nend\n";
        let each = [values(&[("one", "a")]), values(&[("one", "b")])];
        assert_eq!(
            fill(template, &values(&[("all", "a b")]), &each),
            "all: a b\n  one: a of a b\n  one: b of a b\nend\n"
        );
    }

    #[test]
    fn lines_are_indented_and_an_empty_line_of_a_value_goes() {
        let shared = values(&[("lines", "a\nb\n"), ("none", "")]);
        assert_eq!(
            fill("  @lines@\n  @none@\n\nc", &shared, &[]),
            "  a\n  b\n\nc\n"
        );
    }

    #[test]
    fn what_is_no_place_stays_and_values_are_not_filled_again() {
        let shared = values(&[("a", "@b@"), ("b", "c")]);
        assert_eq!(fill("x@v4 y@v5 @ @a@@", &shared, &[]), "x@v4 y@v5 @ @b@@\n");
    }
}
