//! Owns the search for a target's table in a parsed document, in whichever of
//! TOML's forms it is written. May not change any text.

use std::ops::Range;

use toml_edit::{InlineTable, Item, Table, TableLike, Value};

use super::Problem;

/// A table, by the way in which its entries are written.
#[derive(Clone, Copy)]
pub enum Node<'a> {
    /// Its entries are lines.
    Lines(&'a Table),
    /// Its entries stand between braces.
    Inline(&'a InlineTable),
}

/// How far a path leads, and where its end is written.
pub struct Place<'a> {
    /// The last table on the path that exists.
    pub node: Node<'a>,
    /// How many of the path's keys lead to it.
    pub depth: usize,
    /// The table whose header or braces hold it; itself unless it is dotted.
    pub body: Node<'a>,
    /// How many of the path's keys lead to that.
    pub body_depth: usize,
}

/// Where an entry is written.
pub struct Span {
    /// Where the last part of its key starts.
    pub key: usize,
    /// The value.
    pub value: Range<usize>,
}

/// Follows the path as far as it leads.
pub fn find<'a>(root: &'a Table, path: &[&str]) -> Result<Place<'a>, Problem> {
    let mut place = Place {
        node: Node::Lines(root),
        depth: 0,
        body: Node::Lines(root),
        body_depth: 0,
    };
    for part in path {
        let node = match place.node.table().get(part) {
            None | Some(Item::None) => break,
            Some(Item::Table(table)) => Node::Lines(table),
            Some(Item::Value(Value::InlineTable(table))) => Node::Inline(table),
            Some(other) => {
                return Err(Problem::NotATable {
                    key: path[..=place.depth].join("."),
                    found: other.type_name(),
                    offset: other.span().map_or(0, |span| span.start),
                });
            }
        };
        place.node = node;
        place.depth += 1;
        if !node.is_dotted() {
            place.body = node;
            place.body_depth = place.depth;
        }
    }
    Ok(place)
}

/// The value of a key in the table that the path leads to.
pub fn value<'a>(root: &'a Table, path: &[&str], key: &str) -> Result<Option<&'a Item>, Problem> {
    let place = find(root, path)?;
    if place.depth < path.len() {
        return Ok(None);
    }
    Ok(place.node.table().get(key).filter(|item| !item.is_none()))
}

impl<'a> Node<'a> {
    /// The table, whatever its form.
    pub fn table(self) -> &'a dyn TableLike {
        match self {
            Self::Lines(table) => table,
            Self::Inline(table) => table,
        }
    }

    /// Whether it exists only as a part of its entries' dotted keys.
    pub fn is_dotted(self) -> bool {
        self.table().is_dotted()
    }

    /// Where the entry of this key is written.
    pub fn span(self, key: &str) -> Option<Span> {
        let (key, item) = self.table().get_key_value(key)?;
        Some(Span {
            key: key.span()?.start,
            value: item.span()?,
        })
    }

    /// Where the last of the entries is written, those of dotted tables
    /// included, those under other headers not.
    pub fn last(self) -> Option<Span> {
        let table = self.table();
        table
            .iter()
            .filter_map(|(key, item)| match item {
                Item::Table(table) if table.is_dotted() => Node::Lines(table).last(),
                Item::Value(Value::InlineTable(table)) if table.is_dotted() => {
                    Node::Inline(table).last()
                }
                Item::Value(_) => self.span(key),
                _ => None,
            })
            .max_by_key(|span| span.value.end)
    }
}
