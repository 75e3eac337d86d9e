//! Owns how a key of ours leaves the text: with its line, or its comma, and
//! with its table's header once no key is below it, unless `insert` noted that
//! the header was there before. Comments stay.

use std::ops::Range;

use super::insert::WAS_EMPTY;
use super::place::{self, Node};
use super::{Problem, parse};

/// The text without the key in the table that the path leads to.
pub fn key(source: &str, path: &[&str], key: &str) -> Result<String, Problem> {
    let document = parse(source)?;
    let place = place::find(&document, path)?;
    let Some(span) = place.node.span(key) else {
        return Ok(source.to_owned());
    };
    let range = match place.body {
        Node::Lines(_) => on_lines(source, span.key, span.value.end),
        Node::Inline(_) => in_braces(source, span.key, span.value.end),
    };
    let rest = without(source, range);
    header(rest, path)
}

/// A key on a line of its own; a comment behind it keeps the line.
fn on_lines(source: &str, key: usize, end: usize) -> Range<usize> {
    let start = line_start(source, key);
    let next = line_end(source, end);
    let behind = source[end..next].trim_start();
    if behind.starts_with('#') {
        let indentation = source[start..].len() - source[start..].trim_start().len();
        start + indentation..next - behind.len()
    } else {
        lines(source, start, next)
    }
}

/// Whole lines; with the last one goes the end of the one before it, if it has
/// none itself.
fn lines(source: &str, start: usize, end: usize) -> Range<usize> {
    if source[..end].ends_with('\n') {
        start..end
    } else {
        without_ending(&source[..start]).len()..end
    }
}

fn without_ending(text: &str) -> &str {
    let without = text.strip_suffix('\n').unwrap_or(text);
    without.strip_suffix('\r').unwrap_or(without)
}

/// A key between braces, with the comma behind it, else the one before it.
fn in_braces(source: &str, key: usize, end: usize) -> Range<usize> {
    let before = &source[..key];
    let delimiter = before.rfind(['{', ',', '\n']).map_or(0, |at| at + 1);
    let start = key - before[delimiter..].trim_start().len();
    let behind = source[end..].trim_start_matches([' ', '\t']);
    if let Some(behind) = behind.strip_prefix(',') {
        let behind = behind.trim_start_matches([' ', '\t']);
        let range = start..source.len() - behind.len();
        return whole_line(source, range);
    }
    let ahead = source[..start].trim_end_matches([' ', '\t']);
    if ahead.ends_with(',') {
        return ahead.len() - 1..end;
    }
    if ahead.ends_with('{') && behind.starts_with('}') {
        // The white space is there twice.
        return ahead.len()..end;
    }
    whole_line(source, start..end)
}

/// The range, and the rest of its line if that is white space.
fn whole_line(source: &str, range: Range<usize>) -> Range<usize> {
    let line = line_start(source, range.start)..line_end(source, range.end);
    let blank = |range: Range<usize>| source[range].trim().is_empty();
    let ends = source[..line.end].ends_with('\n');
    if ends && blank(line.start..range.start) && blank(range.end..line.end) {
        line
    } else {
        range
    }
}

/// Removes the header of a table without keys, and the blank line before it. A
/// comment on the header's line or below it keeps the header.
fn header(source: String, path: &[&str]) -> Result<String, Problem> {
    let document = parse(&source)?;
    let place = place::find(&document, path)?;
    let Node::Lines(table) = place.node else {
        return Ok(source);
    };
    let Some(span) = table.span() else {
        return Ok(source);
    };
    let is_empty = place.node.last().is_none() && !table.is_dotted() && place.depth == path.len();
    if !is_empty {
        return Ok(source);
    }
    let next = line_end(&source, span.end);
    let note = line_end(&source, next);
    if source[next..note].trim() == WAS_EMPTY {
        let range = lines(&source, next, note);
        return Ok(without(&source, range));
    }
    let below = source[span.end..].trim_start();
    if !(below.is_empty() || below.starts_with('[')) {
        return Ok(source);
    }
    let start = line_start(&source, span.start);
    let above = &source[..start];
    if above.trim_start_matches('\u{feff}').is_empty() {
        // A table that was added behind this one has a blank line before it.
        return Ok(without(&source, start..source.len() - below.len()));
    }
    let mut range = lines(&source, start, next);
    let blank = without_ending(above);
    if blank.ends_with('\n') {
        range.start -= above.len() - blank.len();
    }
    Ok(without(&source, range))
}

/// Where the line that holds `offset` starts, behind a byte order mark.
fn line_start(source: &str, offset: usize) -> usize {
    match source[..offset].rfind('\n') {
        Some(at) => at + 1,
        None if source.starts_with('\u{feff}') => '\u{feff}'.len_utf8(),
        None => 0,
    }
}

/// Where the line after the one that holds `offset` starts.
fn line_end(source: &str, offset: usize) -> usize {
    source[offset..]
        .find('\n')
        .map_or(source.len(), |length| offset + length + 1)
}

fn without(source: &str, range: Range<usize>) -> String {
    let mut text = source.to_owned();
    text.replace_range(range, "");
    text
}
