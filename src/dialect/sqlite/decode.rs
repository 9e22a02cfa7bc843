//! SQLite's cells as JavaScript is to see them: the declared type of the column decides, then the cell's own.

use super::dates::{self, Zone};
use crate::driver::{Cell, ColumnInfo, ColumnKind, Row};
use crate::failure::{Failure, Result};
use rusqlite::types::ValueRef;
use std::borrow::Cow;
use std::cell::OnceCell;

/// The largest integer whose neighbours a JavaScript number can still tell apart.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// What v6 does with the cells of a column, by the declared type's name without length and options.
/// A cell of another storage class than the declared type's comes as what it is.
pub fn kind_of(declared: Option<&str>) -> ColumnKind {
    let Some(declared) = declared else { return ColumnKind::Dynamic };
    let (name, length) = match declared.split_once('(') {
        Some((name, rest)) => (name, rest.split(')').next()),
        None => (declared, None),
    };
    let name = name.to_ascii_uppercase().replace("UNSIGNED", "").replace("ZEROFILL", "");
    match name.trim() {
        "DATETIME" => ColumnKind::Date,
        "JSON" | "JSONB" => ColumnKind::Json,
        "BOOLEAN" => ColumnKind::Bool,
        "TINYINT" if length == Some("1") => ColumnKind::Bool,
        "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INTEGER" | "INT" | "BIGINT" | "FLOAT" | "REAL" | "DOUBLE"
        | "DOUBLE PRECISION" | "DECIMAL" | "NUMERIC" | "NUMBER" => ColumnKind::Number,
        "TINYBLOB" | "BLOB" | "LONGBLOB" => ColumnKind::Bytes,
        // v6 keeps these as SQLite gives them; `DATE` is its DATEONLY.
        "DATE" | "TIME" | "UUID" | "TEXT" | "VARCHAR" | "VARCHAR BINARY" | "CHAR" | "CHAR BINARY" => {
            ColumnKind::Text
        }
        _ => ColumnKind::Dynamic,
    }
}

/// The columns of a statement.
pub fn columns(statement: &rusqlite::Statement<'_>, as_stored: bool) -> Vec<ColumnInfo> {
    statement
        .columns()
        .map(|column| ColumnInfo {
            name: column.name().to_owned(),
            type_name: column.decl_type().unwrap_or_default().to_owned(),
            decode: match kind_of(column.decl_type()) {
                ColumnKind::Date | ColumnKind::Json | ColumnKind::Bool if as_stored => ColumnKind::Dynamic,
                kind => kind,
            },
        })
        .collect()
}

/// Room for the bytes of the numbers of one row, so that `raw` can lend them.
#[derive(Default)]
pub struct Scratch(Vec<OnceCell<[u8; 9]>>);

impl Scratch {
    pub fn with_columns(count: usize) -> Scratch {
        Scratch(vec![OnceCell::new(); count])
    }

    pub fn clear(&mut self) {
        for slot in &mut self.0 {
            slot.take();
        }
    }
}

/// The row that a statement stands on. Texts and bytes are lent from SQLite's own memory.
pub struct SqliteRow<'a> {
    pub row: &'a rusqlite::Row<'a>,
    pub columns: &'a [ColumnInfo],
    pub zone: Zone,
    pub scratch: &'a Scratch,
}

impl SqliteRow<'_> {
    fn value(&self, column: usize) -> Result<ValueRef<'_>> {
        self.row.get_ref(column).map_err(|e| Failure::internal(e.to_string()))
    }
}

impl Row for SqliteRow<'_> {
    fn raw(&self, column: usize) -> Option<&[u8]> {
        let number = |tag: u8, bytes: [u8; 8]| {
            let slot = self.scratch.0.get(column)?;
            let lent = slot.get_or_init(|| {
                let mut all = [tag; 9];
                all[1..].copy_from_slice(&bytes);
                all
            });
            Some(&lent[..])
        };
        match self.value(column).ok()? {
            ValueRef::Null => None,
            ValueRef::Integer(n) => number(b'i', n.to_ne_bytes()),
            ValueRef::Real(n) => number(b'r', n.to_bits().to_ne_bytes()),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(bytes),
        }
    }

    fn cell(&self, column: usize) -> Result<Cell<'_>> {
        let kind = self.columns.get(column).map_or(ColumnKind::Dynamic, |c| c.decode);
        Ok(match (self.value(column)?, kind) {
            (ValueRef::Null, _) => Cell::Null,
            (ValueRef::Integer(n @ (0 | 1)), ColumnKind::Bool) => Cell::Bool(n == 1),
            (ValueRef::Integer(n), ColumnKind::Date) => Cell::Date(n as f64),
            (ValueRef::Integer(n), _) if n.unsigned_abs() > MAX_SAFE_INTEGER => {
                Cell::Text(n.to_string().into())
            }
            (ValueRef::Integer(n), _) => Cell::Number(n as f64),
            (ValueRef::Real(n), ColumnKind::Date) => Cell::Date(n),
            (ValueRef::Real(n), _) => Cell::Number(n),
            (ValueRef::Text(bytes), kind) => text(bytes, kind, self.zone),
            (ValueRef::Blob(bytes), _) => Cell::Bytes(Cow::Borrowed(bytes)),
        })
    }
}

fn text(bytes: &[u8], kind: ColumnKind, zone: Zone) -> Cell<'_> {
    // Text that is not UTF-8 gets replacement characters, as in node-sqlite3.
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(bytes),
    };
    match kind {
        // Text that is no date is an invalid Date in v6, which loses it: it stays text here.
        ColumnKind::Date => match dates::to_millis(&text, zone) {
            Some(millis) => Cell::Date(millis as f64),
            None => Cell::Text(text),
        },
        ColumnKind::Json => Cell::Json(text),
        ColumnKind::Bool if text == "true" || text == "false" => Cell::Bool(text == "true"),
        // SQLite keeps a double that is no number as text where v6 wrote one.
        ColumnKind::Number => match &*text {
            "NaN" => Cell::Number(f64::NAN),
            "Infinity" => Cell::Number(f64::INFINITY),
            "-Infinity" => Cell::Number(f64::NEG_INFINITY),
            _ => Cell::Text(text),
        },
        _ => Cell::Text(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declared_type_decides_how_its_cells_are_read() {
        for (declared, kind) in [
            (Some("DATETIME"), ColumnKind::Date),
            (Some("datetime"), ColumnKind::Date),
            (Some("DATE"), ColumnKind::Text),
            (Some("TINYINT(1)"), ColumnKind::Bool),
            (Some("TINYINT(2)"), ColumnKind::Number),
            (Some("INTEGER UNSIGNED ZEROFILL(4)"), ColumnKind::Number),
            (Some("DECIMAL(10,2)"), ColumnKind::Number),
            (Some("VARCHAR(255)"), ColumnKind::Text),
            (Some("JSON"), ColumnKind::Json),
            (Some("BLOB"), ColumnKind::Bytes),
            (Some("GEOMETRY"), ColumnKind::Dynamic),
            (None, ColumnKind::Dynamic),
        ] {
            assert_eq!(kind_of(declared), kind, "{declared:?}");
        }
    }
}
