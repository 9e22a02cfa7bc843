//! One column of a batch while it is filled.

use super::json;
use crate::driver::{Cell, ColumnKind};

/// How a finished column lies in a batch. The letter is its code in the batch's `kinds`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// `f`: 64-bit floats.
    Float,
    /// `d`: 64-bit floats that become Dates; NaN is null.
    Date,
    /// `i`: 32-bit integers.
    Int,
    /// `b`: bytes 0, 1; 2 is null.
    Bool,
    /// `t`: an array in the JSON text, of strings or of documents.
    Text,
    /// `g`: as `t`, with tags for what JSON cannot hold.
    Tagged,
    /// `x`: bytes, by 32-bit end offsets into the blob; a null by its map.
    Bytes,
    /// `v`: a tag per cell says which of number, date, flag, text or bytes it is.
    Dynamic,
}

impl Lane {
    pub fn code(self, nullable: bool) -> char {
        let code = match self {
            Lane::Float => 'f',
            Lane::Date => 'd',
            Lane::Int => 'i',
            Lane::Bool => 'b',
            Lane::Text => 't',
            Lane::Tagged => 'g',
            Lane::Bytes => 'x',
            Lane::Dynamic => 'v',
        };
        // Upper case: a null map follows. Dates, flags, text and dynamic cells mark null themselves.
        if nullable && matches!(self, Lane::Float | Lane::Int | Lane::Bytes) {
            code.to_ascii_uppercase()
        } else {
            code
        }
    }
}

/// Tags of dynamic cells.
pub mod tag {
    pub const NULL: u8 = 0;
    pub const NUMBER: u8 = 1;
    pub const TEXT: u8 = 2;
    pub const BOOL: u8 = 3;
    pub const DATE: u8 = 4;
    pub const BYTES: u8 = 5;
}

/// Bytes that a column of text begins with: most results are of one row or a few.
const FIRST_TEXT: usize = 64;

#[derive(Debug)]
pub struct Column {
    kind: ColumnKind,
    len: usize,
    pub numbers: Vec<f64>,
    pub flags: Vec<u8>,
    pub text: Vec<u8>,
    pub blob: Vec<u8>,
    pub ends: Vec<u32>,
    /// One byte a row, 1 = null; kept only from the first null on.
    pub nulls: Vec<u8>,
    /// One tag a row, for dynamic columns.
    pub tags: Vec<u8>,
    fits_i32: bool,
    seen: u8,
}

impl Column {
    pub fn new(kind: ColumnKind) -> Self {
        Column {
            kind,
            len: 0,
            numbers: Vec::new(),
            flags: Vec::new(),
            text: Vec::new(),
            blob: Vec::new(),
            ends: Vec::new(),
            nulls: Vec::new(),
            tags: Vec::new(),
            fits_i32: true,
            seen: 0,
        }
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub fn push(&mut self, cell: Cell<'_>) {
        if !self.takes(&cell) {
            self.make_dynamic();
        }
        match self.kind {
            ColumnKind::Number => self.push_number(&cell),
            ColumnKind::Date => self.numbers.push(match cell {
                Cell::Date(ms) | Cell::Number(ms) => ms,
                _ => f64::NAN,
            }),
            ColumnKind::Bool => self.flags.push(match cell {
                Cell::Bool(b) => u8::from(b),
                _ => 2,
            }),
            ColumnKind::Text | ColumnKind::Json | ColumnKind::Tagged => self.push_text(&cell),
            ColumnKind::Bytes => self.push_bytes(&cell),
            ColumnKind::Dynamic => self.push_dynamic(&cell),
        }
        self.len += 1;
    }

    /// Whether a cell is of the kind that the column was said to be. Where cells have types of their own,
    /// one may be of another.
    fn takes(&self, cell: &Cell<'_>) -> bool {
        match self.kind {
            ColumnKind::Number => matches!(cell, Cell::Number(_) | Cell::Null),
            ColumnKind::Date => matches!(cell, Cell::Date(_) | Cell::Number(_) | Cell::Null),
            ColumnKind::Bool => matches!(cell, Cell::Bool(_) | Cell::Null),
            ColumnKind::Bytes => matches!(cell, Cell::Bytes(_) | Cell::Null),
            ColumnKind::Text | ColumnKind::Json => !matches!(cell, Cell::Bytes(_) | Cell::Date(_)),
            ColumnKind::Tagged | ColumnKind::Dynamic => true,
        }
    }

    /// Turns what is there into dynamic cells: no value is lost to a declaration.
    fn make_dynamic(&mut self) {
        let null_or = |known: u8, nulls: &[u8], at: usize| match nulls.get(at) {
            Some(1) => tag::NULL,
            _ => known,
        };
        let tag_of = |column: &Column, at: usize| match column.kind {
            ColumnKind::Number => null_or(tag::NUMBER, &column.nulls, at),
            ColumnKind::Bytes => null_or(tag::BYTES, &column.nulls, at),
            ColumnKind::Date if column.numbers[at].is_nan() => tag::NULL,
            ColumnKind::Date => tag::DATE,
            ColumnKind::Bool if column.flags[at] == 2 => tag::NULL,
            ColumnKind::Bool => tag::BOOL,
            // A null is null in the text.
            _ => tag::TEXT,
        };
        self.tags = (0..self.len).map(|at| tag_of(self, at)).collect();
        self.seen = self.tags.iter().fold(0, |seen, tag| seen | 1 << tag);
        if self.kind == ColumnKind::Bool {
            self.numbers = self.flags.iter().map(|flag| f64::from(*flag)).collect();
        }
        self.numbers.resize(self.len, 0.0);
        self.ends.resize(self.len, 0);
        if self.text.is_empty() && self.len > 0 {
            self.text = vec!["null"; self.len].join(",").into_bytes();
        }
        self.nulls.clear();
        self.flags.clear();
        self.kind = ColumnKind::Dynamic;
    }

    fn push_number(&mut self, cell: &Cell<'_>) {
        match cell {
            Cell::Number(n) => {
                self.note(*n);
                self.numbers.push(*n);
                if !self.nulls.is_empty() {
                    self.nulls.push(0);
                }
            }
            _ => {
                self.numbers.push(0.0);
                self.push_null();
            }
        }
    }

    fn note(&mut self, n: f64) {
        // -0 is not an i32: it would lose its sign.
        if self.fits_i32 && (f64::from(n as i32) != n || (n == 0.0 && n.is_sign_negative())) {
            self.fits_i32 = false;
        }
    }

    fn push_null(&mut self) {
        if self.nulls.is_empty() {
            self.nulls.resize(self.len, 0);
        }
        self.nulls.push(1);
    }

    fn push_text(&mut self, cell: &Cell<'_>) {
        if self.len > 0 {
            self.text.push(b',');
        } else {
            self.text.reserve(FIRST_TEXT);
        }
        match cell {
            Cell::Text(text) => json::push_string(&mut self.text, text),
            Cell::Json(text) => json::push_json(&mut self.text, text),
            Cell::Number(n) if n.is_finite() => self.text.extend_from_slice(n.to_string().as_bytes()),
            Cell::Bool(b) => self.text.extend_from_slice(if *b { b"true" } else { b"false" }),
            _ => self.text.extend_from_slice(b"null"),
        }
    }

    fn push_bytes(&mut self, cell: &Cell<'_>) {
        match cell {
            Cell::Bytes(bytes) => {
                self.blob.extend_from_slice(bytes);
                if !self.nulls.is_empty() {
                    self.nulls.push(0);
                }
            }
            _ => self.push_null(),
        }
        self.ends.push(self.blob.len() as u32);
    }

    fn push_dynamic(&mut self, cell: &Cell<'_>) {
        let (tag, number) = match cell {
            Cell::Null => (tag::NULL, 0.0),
            Cell::Number(n) => {
                self.note(*n);
                (tag::NUMBER, *n)
            }
            Cell::Bool(b) => (tag::BOOL, f64::from(u8::from(*b))),
            Cell::Date(ms) => (tag::DATE, *ms),
            Cell::Text(_) | Cell::Json(_) => (tag::TEXT, 0.0),
            Cell::Bytes(_) => (tag::BYTES, 0.0),
        };
        self.seen |= 1 << tag;
        self.tags.push(tag);
        self.numbers.push(number);
        let text = if tag == tag::TEXT { cell.clone() } else { Cell::Null };
        self.push_text(&text);
        if let Cell::Bytes(bytes) = cell {
            self.blob.extend_from_slice(bytes);
        }
        self.ends.push(self.blob.len() as u32);
    }

    /// Appends the column as JSON values; false where one of them has no JSON.
    pub fn write_json(&self, lane: Lane, out: &mut Vec<u8>) -> bool {
        let separate = |out: &mut Vec<u8>, at: usize| {
            if at > 0 {
                out.push(b',');
            }
        };
        match lane {
            Lane::Text | Lane::Tagged => out.extend_from_slice(&self.text),
            Lane::Float | Lane::Int => {
                for (at, n) in self.numbers.iter().enumerate() {
                    separate(out, at);
                    if self.nulls.get(at) == Some(&1) {
                        out.extend_from_slice(b"null");
                    } else if !json::push_number(out, *n) {
                        return false;
                    }
                }
            }
            Lane::Date => {
                for (at, ms) in self.numbers.iter().enumerate() {
                    separate(out, at);
                    if ms.is_nan() {
                        out.extend_from_slice(b"null");
                    } else if !json::push_number(out, *ms) {
                        return false;
                    }
                }
            }
            Lane::Bool => {
                for (at, flag) in self.flags.iter().enumerate() {
                    separate(out, at);
                    out.extend_from_slice(match flag {
                        0 => b"false",
                        1 => b"true",
                        _ => b"null",
                    });
                }
            }
            Lane::Bytes | Lane::Dynamic => return false,
        }
        true
    }

    /// Decides how the column crosses. A dynamic column whose cells are all of one kind is not dynamic.
    pub fn finish(&mut self) -> Lane {
        match self.kind {
            ColumnKind::Number => self.number_lane(),
            ColumnKind::Date => Lane::Date,
            ColumnKind::Bool => Lane::Bool,
            ColumnKind::Text | ColumnKind::Json => Lane::Text,
            ColumnKind::Tagged => Lane::Tagged,
            ColumnKind::Bytes => Lane::Bytes,
            ColumnKind::Dynamic => self.dynamic_lane(),
        }
    }

    fn number_lane(&self) -> Lane {
        if self.fits_i32 {
            Lane::Int
        } else {
            Lane::Float
        }
    }

    fn dynamic_lane(&mut self) -> Lane {
        const NULL: u8 = 1 << tag::NULL;
        const NUMBER: u8 = 1 << tag::NUMBER;
        const TEXT: u8 = 1 << tag::TEXT;
        if self.seen & !(NULL | TEXT) == 0 {
            return Lane::Text;
        }
        if self.seen & !(NULL | NUMBER) == 0 {
            if self.seen & NULL != 0 {
                self.nulls = self.tags.iter().map(|t| u8::from(*t == tag::NULL)).collect();
            }
            return self.number_lane();
        }
        Lane::Dynamic
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    #[test]
    fn whole_numbers_cross_as_32_bit_integers() {
        let mut column = Column::new(ColumnKind::Number);
        column.push(Cell::Number(1.0));
        column.push(Cell::Null);
        assert_eq!(column.finish(), Lane::Int);
        assert_eq!(column.nulls, [0, 1]);
    }

    #[test]
    fn a_negative_zero_stays_a_float() {
        let mut column = Column::new(ColumnKind::Number);
        column.push(Cell::Number(-0.0));
        assert_eq!(column.finish(), Lane::Float);
    }

    #[test]
    fn a_cell_of_another_kind_makes_a_column_dynamic() {
        let cells = [
            (ColumnKind::Number, Cell::Number(5.0), tag::NUMBER),
            (ColumnKind::Date, Cell::Date(5.0), tag::DATE),
            (ColumnKind::Bool, Cell::Bool(true), tag::BOOL),
            (ColumnKind::Bytes, Cell::Bytes(Cow::Borrowed(b"x")), tag::BYTES),
        ];
        for (kind, cell, tag) in cells {
            let mut column = Column::new(kind);
            column.push(Cell::Null);
            column.push(cell);
            column.push(Cell::Text(Cow::Borrowed("a")));
            assert_eq!(column.finish(), Lane::Dynamic, "{kind:?}");
            assert_eq!(column.tags, [tag::NULL, tag, tag::TEXT], "{kind:?}");
            assert_eq!(column.text, b"null,null,\"a\"", "{kind:?}");
            assert_eq!((column.numbers.len(), column.ends.len()), (3, 3));
        }
        let mut column = Column::new(ColumnKind::Text);
        column.push(Cell::Text(Cow::Borrowed("a")));
        column.push(Cell::Null);
        column.push(Cell::Bytes(Cow::Borrowed(b"x")));
        assert_eq!(column.finish(), Lane::Dynamic);
        assert_eq!(column.text, b"\"a\",null,null");
        assert_eq!(column.ends, [0, 0, 1]);
    }

    #[test]
    fn a_dynamic_column_of_one_kind_takes_that_kind() {
        let mut column = Column::new(ColumnKind::Dynamic);
        column.push(Cell::Text(Cow::Borrowed("a")));
        column.push(Cell::Null);
        assert_eq!(column.finish(), Lane::Text);
        assert_eq!(column.text, b"\"a\",null");
        column.push(Cell::Number(1.5));
        assert_eq!(column.finish(), Lane::Dynamic);
    }
}
