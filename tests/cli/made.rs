//! targets.json, which Nix reads: the rows that are compiled into the program,
//! one a line.

use std::io;

use crossflake::table::TABLE;
use serde::Serialize as _;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use crate::support::made;

/// JSON on one line, with spaces for the reader.
struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}

#[test]
fn targets_json_follows_from_the_facts() {
    let mut rows = Vec::new();
    for target in TABLE {
        let mut row = Vec::new();
        target
            .serialize(&mut Serializer::with_formatter(&mut row, Spaced))
            .unwrap();
        rows.push(format!("  {}", String::from_utf8(row).unwrap()));
    }
    made("targets.json", &format!("[\n{}\n]\n", rows.join(",\n")));
}
