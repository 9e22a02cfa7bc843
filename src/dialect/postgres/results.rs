//! Results on their way from sqlx into a sink.

use super::prepared::{Columns, TypeMap};
use crate::driver::{Cell, Done, Row, RowSink};
use crate::failure::{Failure, Result};
use sqlx::postgres::{PgQueryResult, PgRow};
use sqlx::{Column, Either, Row as _};

/// What sqlx's stream brings: a row, or the end of a result.
type Item = Either<PgQueryResult, PgRow>;

/// One row on the wire.
pub struct WireRow<'a> {
    pub row: &'a PgRow,
    pub columns: &'a Columns,
    pub binary: bool,
}

impl WireRow<'_> {
    fn bytes(&self, column: usize) -> Option<&[u8]> {
        self.row.try_get_raw(column).ok()?.as_bytes().ok()
    }
}

impl Row for WireRow<'_> {
    fn raw(&self, column: usize) -> Option<&[u8]> {
        self.bytes(column)
    }
    fn cell(&self, column: usize) -> Result<Cell<'_>> {
        let Some(bytes) = self.bytes(column) else { return Ok(Cell::Null) };
        match self.columns.types.get(column) {
            Some(wire) if self.binary => wire.binary(bytes),
            Some(wire) => wire.text(bytes),
            None => Err(Failure::internal("a row has more values than columns")),
        }
    }
}

/// The results of one simple query on their way into the sink.
pub struct TextResults<'a> {
    sink: &'a mut dyn RowSink,
    commands: Vec<String>,
    /// The number of results that have ended.
    at: usize,
    /// The columns of the result that is coming in.
    open: Option<Columns>,
    /// From the first row with an unknown type on, everything waits here.
    held: Vec<Item>,
    unknown: Vec<u32>,
    /// v6 adds the row counts of all results; the command is the last one's.
    total: Done,
    /// One statement whose columns are wanted even without rows, which do not tell them here.
    pub describe: bool,
    /// The end of such a result, while it waits for its columns.
    pub empty: Option<u64>,
}

impl<'a> TextResults<'a> {
    pub fn new(sink: &'a mut dyn RowSink, commands: Vec<String>) -> Self {
        TextResults {
            sink,
            commands,
            at: 0,
            open: None,
            held: Vec::new(),
            unknown: Vec::new(),
            total: Done::default(),
            describe: false,
            empty: None,
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

    pub fn take(&mut self, item: Item, types: &TypeMap) -> Result<()> {
        if let (Either::Right(row), None) = (&item, &self.open) {
            let new: Vec<u32> = row.columns().iter().filter_map(|c| types.unknown(c.type_info())).collect();
            self.unknown.extend(new);
        }
        if !self.unknown.is_empty() {
            self.held.push(item);
            return Ok(());
        }
        self.pass(item, types)
    }

    fn pass(&mut self, item: Item, types: &TypeMap) -> Result<()> {
        match item {
            Either::Right(row) => {
                if self.open.is_none() {
                    let columns = Columns::of(row.columns().iter().map(|c| (c.name(), c.type_info())), types);
                    self.sink.columns(&columns.infos)?;
                    self.open = Some(columns);
                }
                if let Some(columns) = &self.open {
                    self.sink.row(&WireRow { row: &row, columns, binary: false })?;
                }
                Ok(())
            }
            Either::Left(result) if self.describe && self.open.is_none() => {
                self.empty = Some(result.rows_affected());
                Ok(())
            }
            Either::Left(result) => self.end(result.rows_affected()),
        }
    }

    /// The end of a result without rows, in columns that were found out elsewhere.
    pub fn end_empty(&mut self, columns: Option<Columns>) -> Result<()> {
        let Some(affected) = self.empty.take() else { return Ok(()) };
        if let Some(columns) = columns {
            self.sink.columns(&columns.infos)?;
            self.open = Some(columns);
        }
        self.end(affected)
    }

    fn end(&mut self, affected: u64) -> Result<()> {
        if self.open.take().is_none() {
            self.sink.columns(&[])?;
        }
        let done = Done { affected, command: self.commands.get(self.at).cloned(), ..Done::default() };
        self.at += 1;
        self.sink.done(&done)?;
        self.total = Done { affected: self.total.affected + affected, ..done };
        Ok(())
    }

    /// The rest, now that every type is known.
    pub fn finish(&mut self, types: &TypeMap) -> Result<Done> {
        for item in std::mem::take(&mut self.held) {
            self.pass(item, types)?;
        }
        // An empty text has no result: the sink still hears an end.
        if self.at == 0 {
            self.end(0)?;
        }
        Ok(self.total.clone())
    }
}
