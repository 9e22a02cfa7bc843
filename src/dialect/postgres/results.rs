//! Results on their way from the wire into a sink.

use super::catalog::Types;
use super::prepared::Columns;
use super::wire::message::{self, Body, Field};
use super::wire::Answer;
use crate::driver::{Cell, Done, Row, RowSink};
use crate::failure::{Failure, Result};
use std::ops::Range;

/// Where the values of one row stand in its message. Kept from row to row for its memory.
#[derive(Default)]
pub struct Cells(Vec<Option<Range<usize>>>);

impl Cells {
    pub fn read(&mut self, body: Body<'_>) -> Answer<()> {
        self.0.clear();
        message::values(body, |range| self.0.push(range))
    }

    /// The values as text; NULL is empty.
    pub fn texts(&self, bytes: &[u8]) -> Vec<String> {
        let text = |range: &Option<Range<usize>>| {
            let value = range.clone().and_then(|range| bytes.get(range)).unwrap_or_default();
            String::from_utf8_lossy(value).into_owned()
        };
        self.0.iter().map(text).collect()
    }
}

/// One row on the wire.
pub struct WireRow<'a> {
    pub bytes: &'a [u8],
    pub cells: &'a Cells,
    pub columns: &'a Columns,
    pub binary: bool,
}

impl Row for WireRow<'_> {
    fn raw(&self, column: usize) -> Option<&[u8]> {
        self.bytes.get(self.cells.0.get(column)?.clone()?)
    }
    fn cell(&self, column: usize) -> Result<Cell<'_>> {
        let Some(bytes) = self.raw(column) else { return Ok(Cell::Null) };
        match self.columns.types.get(column) {
            Some(wire) if self.binary => wire.binary(bytes),
            Some(wire) => wire.text(bytes),
            None => Err(Failure::internal("a row has more values than columns")),
        }
    }
}

/// What the simple protocol brings, kept while a type is still unknown.
enum Held {
    Columns(Vec<Field>),
    Row(Vec<u8>),
    End(Option<String>, u64),
}

/// The results of one simple query on their way into the sink.
pub struct TextResults<'a> {
    sink: &'a mut dyn RowSink,
    /// The number of results that have ended.
    at: usize,
    /// The columns of the result that is coming in.
    open: Option<Columns>,
    cells: Cells,
    /// From the first result with an unknown type on, everything waits here.
    held: Vec<Held>,
    unknown: Vec<u32>,
    /// v6 adds the row counts of all results; the command is the last one's.
    total: Done,
}

impl<'a> TextResults<'a> {
    pub fn new(sink: &'a mut dyn RowSink) -> Self {
        TextResults {
            sink,
            at: 0,
            open: None,
            cells: Cells::default(),
            held: Vec::new(),
            unknown: Vec::new(),
            total: Done::default(),
        }
    }

    /// The sink has heard something already.
    pub fn answered(&self) -> bool {
        self.at > 0 || self.open.is_some()
    }

    /// Type numbers that were met for the first time.
    pub fn unknown(&self) -> &[u32] {
        &self.unknown
    }

    pub fn columns(&mut self, fields: Vec<Field>, types: &Types) -> Result<()> {
        let new = fields.iter().map(|f| f.type_oid).filter(|oid| types.get(*oid).is_none());
        self.unknown.extend(new);
        if self.waits() {
            self.held.push(Held::Columns(fields));
            return Ok(());
        }
        self.pass_columns(&fields, types)
    }

    pub fn row(&mut self, bytes: &[u8]) -> Result<()> {
        if self.waits() {
            self.held.push(Held::Row(bytes.to_vec()));
            return Ok(());
        }
        self.pass_row(bytes)
    }

    /// The end of a result.
    pub fn end(&mut self, command: Option<String>, affected: u64) -> Result<()> {
        if self.waits() {
            self.held.push(Held::End(command, affected));
            return Ok(());
        }
        self.pass_end(command, affected)
    }

    fn waits(&self) -> bool {
        !self.unknown.is_empty()
    }

    fn pass_columns(&mut self, fields: &[Field], types: &Types) -> Result<()> {
        let columns = Columns::of(fields, types);
        self.sink.columns(&columns.infos)?;
        self.open = Some(columns);
        Ok(())
    }

    fn pass_row(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(columns) = &self.open else {
            return Err(Failure::internal("a row came before its columns"));
        };
        self.cells.read(Body::new(bytes)).map_err(|_| Failure::internal("a row is cut short"))?;
        self.sink.row(&WireRow { bytes, cells: &self.cells, columns, binary: false })
    }

    fn pass_end(&mut self, command: Option<String>, affected: u64) -> Result<()> {
        if self.open.take().is_none() {
            self.sink.columns(&[])?;
        }
        let done = Done { affected, command, ..Done::default() };
        self.at += 1;
        self.sink.done(&done)?;
        self.total = Done { affected: self.total.affected + affected, ..done };
        Ok(())
    }

    /// The rest, now that every type is known.
    pub fn finish(&mut self, types: &Types) -> Result<Done> {
        for held in std::mem::take(&mut self.held) {
            match held {
                Held::Columns(fields) => self.pass_columns(&fields, types)?,
                Held::Row(bytes) => self.pass_row(&bytes)?,
                Held::End(command, affected) => self.pass_end(command, affected)?,
            }
        }
        // An empty text has no result: the sink still hears an end.
        if self.at == 0 {
            self.pass_end(None, 0)?;
        }
        Ok(self.total.clone())
    }
}
