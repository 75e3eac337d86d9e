//! Owns where and in which form missing keys are written into the text: the
//! form that the user chose for the table, else a table at the end. Each form
//! tells `erase` how the text was before: what is added to a table that was
//! there differs from a table that is added.

use std::ops::Range;

use toml_edit::Value;

use super::place::{self, Node};
use super::{Problem, parse};

/// Stands behind the header of a table without keys that was there before.
pub const WAS_EMPTY: &str = "# This table was empty before `crossflake config`.";

/// The text with the keys added to the table that the path leads to.
pub fn keys(
    source: &str,
    path: &[&str],
    entries: &[(&'static str, String)],
) -> Result<String, Problem> {
    let document = parse(source)?;
    let place = place::find(&document, path)?;
    let prefix = &path[place.body_depth..];
    let complete = place.depth == path.len();
    let (at, text) = match place.node {
        Node::Inline(table) => {
            let braces = table_span(place.body).unwrap_or(0..0);
            // Dotted, where the target has no table: an empty one does not stay.
            let entries: Vec<_> = assignments(prefix, entries).collect();
            let text = entries.join(", ");
            match Node::Inline(table).last() {
                Some(last) => (last.value.end, format!(", {text}")),
                None => in_empty_braces(source, braces.start + 1, &text),
            }
        }
        Node::Lines(table) if table.is_dotted() || complete && !table.is_implicit() => {
            let last = place.node.last();
            let (line, end) = match last {
                Some(ref last) => (last.key, last.value.end),
                None => table_span(place.node).map_or((0, 0), |span| (span.start, span.end)),
            };
            let mut lines: Vec<_> = assignments(prefix, entries).collect();
            if last.is_none() {
                lines.insert(0, WAS_EMPTY.to_owned());
            }
            after_line(source, indentation(source, line), end, &lines)
        }
        Node::Lines(_) => at_end(source, path, entries),
    };
    let mut result = source.to_owned();
    result.insert_str(at, &text);
    Ok(result)
}

/// `prefix.key = "value"` for each key.
fn assignments(
    prefix: &[&str],
    entries: &[(&'static str, String)],
) -> impl Iterator<Item = String> {
    entries.iter().map(move |(key, value)| {
        let key = [prefix, &[*key]].concat().join(".");
        format!("{key} = {}", Value::from(value))
    })
}

/// The header of a table, or an inline table with its braces.
fn table_span(node: Node<'_>) -> Option<Range<usize>> {
    match node {
        Node::Lines(table) => table.span(),
        Node::Inline(table) => table.span(),
    }
}

/// Between white space as it is between the braces, on both sides.
fn in_empty_braces(source: &str, at: usize, text: &str) -> (usize, String) {
    let rest = &source[at..];
    let space = &rest[..rest.len() - rest.trim_start().len()];
    (at, format!("{space}{text}"))
}

/// Lines after the one in which `end` is. Behind a last line without an end, the
/// last of these has none either.
fn after_line(source: &str, indentation: &str, end: usize, lines: &[String]) -> (usize, String) {
    let lines = lines.iter().map(|line| format!("{indentation}{line}"));
    if let Some(length) = source[end..].find('\n') {
        let at = end + length + 1;
        let ending = ending(&source[end..at]);
        (at, lines.map(|line| line + ending).collect())
    } else {
        let ending = ending(source);
        (
            source.len(),
            lines.map(|line| ending.to_owned() + &line).collect(),
        )
    }
}

/// A table of its own after everything else, and a blank line before it. A text
/// whose last line has no end gets none here.
fn at_end(source: &str, path: &[&str], entries: &[(&'static str, String)]) -> (usize, String) {
    let ending = ending(source);
    let mut lines = vec![format!("[{}]", path.join("."))];
    lines.extend(assignments(&[], entries));
    let text = lines.join(ending);
    let before = source.trim_start_matches('\u{feff}');
    let text = if before.is_empty() {
        text + ending
    } else if before.ends_with('\n') {
        format!("{ending}{text}{ending}")
    } else {
        format!("{ending}{ending}{text}")
    };
    (source.len(), text)
}

/// The white space in front of the line that holds `offset`.
fn indentation(source: &str, offset: usize) -> &str {
    let start = source[..offset].rfind('\n').map_or(0, |at| at + 1);
    let line = &source[start..];
    let end = line.find(|each| each != ' ' && each != '\t');
    &line[..end.unwrap_or(line.len())]
}

/// How the text's first line ends.
fn ending(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}
