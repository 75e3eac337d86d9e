//! Owns where and in which form missing keys are written into the text: the
//! form that the user chose for the table, else a table at the end.

use std::ops::Range;

use toml_edit::Value;

use super::place::{self, Node};
use super::{Problem, parse};

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
            let text = if complete {
                let entries: Vec<_> = assignments(prefix, entries).collect();
                entries.join(", ")
            } else {
                let entries: Vec<_> = assignments(&[], entries).collect();
                format!("{} = {{ {} }}", prefix.join("."), entries.join(", "))
            };
            match Node::Inline(table).last() {
                Some(last) => (last.value.end, format!(", {text}")),
                None => in_empty_braces(source, braces.start + 1, &text),
            }
        }
        Node::Lines(table) if table.is_dotted() || complete && !table.is_implicit() => {
            let last = place.node.last();
            let (line, end) = match last {
                Some(last) => (last.key, last.value.end),
                None => table_span(place.node).map_or((0, 0), |span| (span.start, span.end)),
            };
            let lines: Vec<_> = assignments(prefix, entries).collect();
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

fn in_empty_braces(source: &str, at: usize, text: &str) -> (usize, String) {
    let space = if source[at..].starts_with('}') {
        " "
    } else {
        ""
    };
    (at, format!(" {text}{space}"))
}

/// Lines after the one in which `end` is.
fn after_line(source: &str, indentation: &str, end: usize, lines: &[String]) -> (usize, String) {
    let (at, ending, before) = match source[end..].find('\n') {
        Some(length) => {
            let at = end + length + 1;
            (at, ending(&source[end..at]), "")
        }
        None => (source.len(), ending(source), ending(source)),
    };
    let mut text = before.to_owned();
    for line in lines {
        text.extend([indentation, line, ending]);
    }
    (at, text)
}

/// A table of its own after everything else.
fn at_end(source: &str, path: &[&str], entries: &[(&'static str, String)]) -> (usize, String) {
    let ending = ending(source);
    let mut text = String::new();
    if !source.trim_start_matches('\u{feff}').trim().is_empty() {
        if !source.ends_with('\n') {
            text.push_str(ending);
        }
        if !source.ends_with("\n\n") && !source.ends_with("\n\r\n") {
            text.push_str(ending);
        }
    }
    text.extend(["[", &path.join("."), "]", ending]);
    for line in assignments(&[], entries) {
        text.extend([&line, ending]);
    }
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
