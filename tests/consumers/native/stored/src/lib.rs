//! SQLite, the target's own, found by pkg-config.

use rusqlite::{Connection, Result};

/// The sum of the numbers, by a table of them.
///
/// # Errors
///
/// What SQLite says.
pub fn sum(numbers: &[i64]) -> Result<i64> {
    let database = Connection::open_in_memory()?;
    database.execute("create table numbers (number integer)", [])?;
    for number in numbers {
        database.execute("insert into numbers values (?1)", [number])?;
    }
    database.query_row("select coalesce(sum(number), 0) from numbers", [], |row| {
        row.get(0)
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_query_is_answered() {
        assert_eq!(super::sum(&[1, 2, 1 << 40]).unwrap(), 3 + (1 << 40));
        assert_eq!(super::sum(&[]).unwrap(), 0);
    }
}
