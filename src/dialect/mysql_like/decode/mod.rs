//! Cells as JavaScript is to see them, by the column's definition and v6's options of the drivers.

mod binary;
mod geometry;
mod temporal;
mod text;

use super::protocol::packets::{kind, Column};
use super::protocol::reader::Reader;
use super::protocol::{malformed, Answer};
use crate::driver::{Cell, ColumnInfo, ColumnKind, Row};
use crate::failure::{Failure, Result};
use crate::sql::zone::Zone;
use std::borrow::Cow;
use std::ops::Range;

/// The largest integer whose neighbours a JavaScript number can still tell apart.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// Whole numbers that a JavaScript number cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BigNumbers {
    /// The nearest number.
    Round,
    /// Text where the number would be another.
    TextIfUnsafe,
    Text,
}

/// Which columns v6's own parsers leave as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DateStrings {
    pub date: bool,
    pub datetime: bool,
    pub timestamp: bool,
}

/// v6's options of the drivers that say what a cell becomes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    pub zone: Zone,
    /// TIMESTAMP is read by the driver, whose time zone can be another.
    pub timestamp_zone: Zone,
    pub big_numbers: BigNumbers,
    pub decimals_as_numbers: bool,
    pub date_strings: DateStrings,
    /// DATE as a point in time, as the drivers read it without v6's parsers.
    pub dates_as_instants: bool,
    /// Shapes as `{x, y}` and lists of them.
    pub plain_geometry: bool,
    pub sets_as_lists: bool,
    /// MariaDB's texts that say they hold JSON.
    pub json_texts: bool,
}

/// What becomes of a column's cells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Form {
    Integer,
    Big(BigNumbers),
    /// FLOAT has six digits, or as many behind the point as declared.
    Float,
    Double,
    DecimalNumber,
    Text,
    Date,
    DateInstant(Zone),
    DateTime(Zone),
    Json,
    Geometry {
        plain: bool,
    },
    Set,
    Bytes,
}

/// The columns of one result.
#[derive(Default)]
pub struct Columns {
    pub infos: Vec<ColumnInfo>,
    pub defs: Vec<(Column, Form)>,
}

fn form(column: &Column, reading: &Reading) -> Form {
    match column.kind {
        kind::TINY | kind::SHORT | kind::LONG | kind::INT24 | kind::YEAR => Form::Integer,
        kind::LONGLONG => Form::Big(reading.big_numbers),
        kind::FLOAT => Form::Float,
        kind::DOUBLE => Form::Double,
        kind::DECIMAL | kind::NEWDECIMAL if reading.decimals_as_numbers => Form::DecimalNumber,
        kind::DECIMAL | kind::NEWDECIMAL | kind::TIME | kind::NULL => Form::Text,
        kind::DATE | kind::NEWDATE if reading.dates_as_instants && !reading.date_strings.date => {
            Form::DateInstant(reading.timestamp_zone)
        }
        kind::DATE | kind::NEWDATE => Form::Date,
        kind::DATETIME if reading.date_strings.datetime => Form::Text,
        kind::DATETIME => Form::DateTime(reading.zone),
        kind::TIMESTAMP if reading.date_strings.timestamp => Form::Text,
        kind::TIMESTAMP => Form::DateTime(reading.timestamp_zone),
        kind::GEOMETRY => Form::Geometry { plain: reading.plain_geometry },
        kind::JSON => Form::Json,
        _ if reading.json_texts && column.format.as_deref() == Some("json") => Form::Json,
        _ if column.charset == Column::BINARY => Form::Bytes,
        _ if reading.sets_as_lists && column.flags & Column::SET != 0 => Form::Set,
        _ => Form::Text,
    }
}

impl Columns {
    pub fn of(columns: Vec<Column>, reading: &Reading) -> Columns {
        let mut all = Columns::default();
        for column in columns {
            let form = form(&column, reading);
            let decode = match form {
                Form::Integer | Form::Big(_) | Form::Float | Form::Double | Form::DecimalNumber => {
                    ColumnKind::Number
                }
                Form::Text | Form::Date => ColumnKind::Text,
                Form::DateInstant(_) | Form::DateTime(_) => ColumnKind::Date,
                Form::Json | Form::Geometry { .. } | Form::Set => ColumnKind::Json,
                Form::Bytes => ColumnKind::Bytes,
            };
            // MariaDB's JSON is a text that says so.
            let json = column.format.as_deref() == Some("json");
            let type_name = kind::name(if json { kind::JSON } else { column.kind }).to_owned();
            all.infos.push(ColumnInfo { name: column.name.clone(), type_name, decode });
            all.defs.push((column, form));
        }
        all
    }
}

/// Where the cells of a row lie in its packet; kept from row to row for its room.
pub type Cells = Vec<Option<Range<usize>>>;

/// A row of the text protocol: every cell behind its length.
pub fn split_text(packet: &[u8], count: usize, cells: &mut Cells) -> Answer<()> {
    cells.clear();
    let mut reader = Reader::new(packet);
    for _ in 0..count {
        cells.push(reader.lengthed()?.map(|bytes| reader.at() - bytes.len()..reader.at()));
    }
    Ok(())
}

/// A row of the binary protocol: a map of NULLs, then cells by their types.
pub fn split_binary(packet: &[u8], columns: &Columns, cells: &mut Cells) -> Answer<()> {
    cells.clear();
    let mut reader = Reader::new(packet);
    reader.u8()?;
    let nulls = reader.bytes((columns.defs.len() + 9) / 8)?;
    for (i, (column, _)) in columns.defs.iter().enumerate() {
        if nulls.get((i + 2) / 8).is_none_or(|byte| byte & (1 << ((i + 2) % 8)) != 0) {
            cells.push(None);
            continue;
        }
        let bytes = match column.kind {
            kind::TINY => reader.bytes(1)?,
            kind::SHORT | kind::YEAR => reader.bytes(2)?,
            kind::LONG | kind::INT24 | kind::FLOAT => reader.bytes(4)?,
            kind::LONGLONG | kind::DOUBLE => reader.bytes(8)?,
            kind::DATE | kind::NEWDATE | kind::DATETIME | kind::TIMESTAMP | kind::TIME => {
                let count = reader.u8()?;
                reader.bytes(usize::from(count))?
            }
            kind::NULL => &[],
            _ => reader.lengthed()?.ok_or_else(malformed)?,
        };
        cells.push(Some(reader.at() - bytes.len()..reader.at()));
    }
    Ok(())
}

/// A row in the channel's own room.
pub struct WireRow<'a> {
    pub packet: &'a [u8],
    pub cells: &'a Cells,
    pub columns: &'a Columns,
    pub binary: bool,
}

impl Row for WireRow<'_> {
    fn raw(&self, column: usize) -> Option<&[u8]> {
        self.packet.get(self.cells.get(column)?.clone()?)
    }

    fn cell(&self, column: usize) -> Result<Cell<'_>> {
        let Some(bytes) = self.raw(column) else { return Ok(Cell::Null) };
        let (definition, form) = self.columns.defs.get(column).ok_or_else(|| damaged("no such column"))?;
        match form {
            Form::Bytes => Ok(Cell::Bytes(Cow::Borrowed(bytes))),
            Form::Json => Ok(Cell::Json(utf8(bytes))),
            Form::Geometry { plain } => geometry::cell(bytes, *plain),
            Form::Set => Ok(Cell::Json(set(bytes)?.into())),
            _ if self.binary => binary::cell(bytes, definition, *form),
            _ => text::cell(bytes, definition, *form),
        }
    }
}

fn damaged(what: &str) -> Failure {
    Failure::internal(format!("a value of the server cannot be read: {what}"))
}

/// Text that is not UTF-8 gets replacement characters.
fn utf8(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// `a,b` as `["a","b"]`, as the mariadb driver gives it.
fn set(bytes: &[u8]) -> Result<String> {
    let text = utf8(bytes);
    let words = text.split(',').filter(|word| !word.is_empty());
    crate::sql::json_text(&crate::value::Value::Array(
        words.map(|word| crate::value::Value::Text(word.to_owned())).collect(),
    ))
}

fn unsigned<'a>(n: u64, big: BigNumbers) -> Cell<'a> {
    match big {
        BigNumbers::Text => Cell::Text(n.to_string().into()),
        BigNumbers::TextIfUnsafe if n > MAX_SAFE_INTEGER => Cell::Text(n.to_string().into()),
        _ => Cell::Number(n as f64),
    }
}

fn signed<'a>(n: i64, big: BigNumbers) -> Cell<'a> {
    match big {
        BigNumbers::Text => Cell::Text(n.to_string().into()),
        BigNumbers::TextIfUnsafe if n.unsigned_abs() > MAX_SAFE_INTEGER => Cell::Text(n.to_string().into()),
        _ => Cell::Number(n as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::mysql_like::protocol::packets::{First, Okay, ServerError};

    const READING: Reading = Reading {
        zone: Zone::Named(chrono_tz::Tz::Europe__Berlin),
        timestamp_zone: Zone::Local,
        big_numbers: BigNumbers::TextIfUnsafe,
        decimals_as_numbers: true,
        date_strings: DateStrings { date: false, datetime: false, timestamp: false },
        dates_as_instants: true,
        plain_geometry: false,
        sets_as_lists: true,
        json_texts: true,
    };

    /// xorshift: the same bytes with every run.
    struct Bytes(u64);

    impl Bytes {
        fn next(&mut self) -> u8 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 >> 32) as u8
        }

        fn some(&mut self) -> Vec<u8> {
            let count = self.next() % 48;
            (0..count).map(|_| self.next()).collect()
        }
    }

    #[test]
    fn whatever_a_server_sends_is_a_value_or_an_error() {
        let mut bytes = Bytes(0x9e37_79b9_7f4a_7c15);
        let (mut read, mut refused) = (0, 0);
        for _ in 0..200_000 {
            let mut packet = bytes.some();
            let _ = (First::read(&packet), Okay::read(&packet), Okay::read_eof(&packet));
            let _ = (ServerError::read(&packet), Column::read(&packet, bytes.next().is_multiple_of(2)));
            let columns = (0..1 + bytes.next() % 4).map(|_| Column {
                name: "c".into(),
                kind: match bytes.next() {
                    kind @ (0..=16 | 245..) => kind,
                    other => other % 17,
                },
                charset: if bytes.next().is_multiple_of(2) { Column::BINARY } else { 224 },
                flags: u16::from_le_bytes([bytes.next(), bytes.next()]),
                decimals: bytes.next() % 40,
                format: bytes.next().is_multiple_of(4).then(|| "json".to_owned()),
            });
            let columns = Columns::of(columns.collect(), &READING);
            // Lengths that fit are rare by chance.
            packet.iter_mut().step_by(5).for_each(|byte| *byte %= 12);
            for binary in [true, false] {
                let mut cells = Cells::new();
                let split = match binary {
                    true => split_binary(&packet, &columns, &mut cells),
                    false => split_text(&packet, columns.defs.len(), &mut cells),
                };
                if split.is_err() {
                    refused += 1;
                    continue;
                }
                let row = WireRow { packet: &packet, cells: &cells, columns: &columns, binary };
                for i in 0..columns.defs.len() + 1 {
                    let _ = (row.raw(i), row.cell(i));
                }
                read += 1;
            }
        }
        assert!(read > 1_000 && refused > 1_000, "{read} {refused}");
    }
}
