//! The thread that owns one SQLite handle and runs its jobs, one after the other.

use super::dates::{self, Zone};
use super::decode::{Scratch, SqliteRow};
use super::errors::{failure, interrupted, read_only};
use super::prepared::{Cache, Prepared as Statement};
use crate::driver::{Done, Many, Outcome, Prepared, Query, RowSink, Single};
use crate::failure::{Failure, Result};
use crate::value::Value;
use parking_lot::Mutex;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::limits::Limit;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Batch, Connection, InterruptHandle};
use std::sync::mpsc::Receiver;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

pub enum Work {
    /// One statement with binds.
    Run(Arc<Query>),
    /// The same, of somebody who is not trusted.
    Single(Arc<Query>, Single),
    /// Several statements in one text.
    Simple { sql: Arc<str>, as_stored: bool },
}

pub enum Job {
    Work {
        serial: u64,
        work: Work,
        sink: Box<dyn RowSink>,
        reply: oneshot::Sender<Report>,
    },
    /// Statements with binds, one after the other.
    Many {
        serial: u64,
        batch: Vec<Prepared>,
        reply: oneshot::Sender<ManyReport>,
    },
    Close(oneshot::Sender<()>),
}

/// A batch's outcomes, and whether it left a transaction open.
pub struct ManyReport {
    pub many: Many,
    pub in_transaction: bool,
}

/// After this time a batch gives back what it has not begun: the first answers must not wait for the last.
const LONG_BATCH: Duration = Duration::from_millis(1);

/// A job's outcome, and whether it left a transaction open.
pub struct Report {
    pub outcome: Outcome,
    pub in_transaction: bool,
}

/// What the thread and cancellers share. Numbers of jobs: the last one sent, done, cancelled.
pub struct Shared {
    interrupt: InterruptHandle,
    pub numbers: Mutex<Numbers>,
}

#[derive(Default)]
pub struct Numbers {
    pub sent: u64,
    done: u64,
    cancelled: u64,
}

impl Shared {
    pub fn new(interrupt: InterruptHandle) -> Shared {
        Shared { interrupt, numbers: Mutex::default() }
    }

    /// Interrupts the job that was sent last, and no later one. False when it is done.
    /// Between two steps an interrupt is lost: the caller repeats it until this answers false.
    pub fn interrupt(&self, serial: u64) -> bool {
        let mut numbers = self.numbers.lock();
        if numbers.done >= serial {
            return false;
        }
        numbers.cancelled = serial;
        self.interrupt.interrupt();
        true
    }
}

/// Runs until it is told to close, or until the last sender is gone.
pub fn serve(connection: Connection, zone: Zone, jobs: Receiver<Job>, shared: Arc<Shared>) {
    let mut goodbye = None;
    {
        let mut session = Session { connection: &connection, zone, cache: Cache::default() };
        for job in jobs {
            match job {
                Job::Close(reply) => {
                    goodbye = Some(reply);
                    break;
                }
                Job::Many { serial, batch, reply } => {
                    let many = session.many(batch);
                    shared.numbers.lock().done = serial;
                    let _ = reply.send(ManyReport { many, in_transaction: !connection.is_autocommit() });
                }
                Job::Work { serial, work, mut sink, reply } => {
                    // A statement of its own: the lock must not be held while the job runs.
                    let cancelled = shared.numbers.lock().cancelled >= serial;
                    let result = match cancelled {
                        true => Err(interrupted(work.sql())),
                        false => session.work(&work, sink.as_mut()),
                    };
                    shared.numbers.lock().done = serial;
                    let in_transaction = !connection.is_autocommit();
                    // Nobody waits any more when the operation's future was dropped.
                    let _ = reply.send(Report { outcome: (sink, result), in_transaction });
                }
            }
        }
    }
    drop(connection);
    if let Some(reply) = goodbye {
        let _ = reply.send(());
    }
}

impl Work {
    fn sql(&self) -> &Arc<str> {
        match self {
            Work::Run(query) | Work::Single(query, _) => &query.sql,
            Work::Simple { sql, .. } => sql,
        }
    }
}

struct Session<'c> {
    connection: &'c Connection,
    zone: Zone,
    cache: Cache<'c>,
}

impl<'c> Session<'c> {
    fn work(&mut self, work: &Work, sink: &mut dyn RowSink) -> Result<Done> {
        match work {
            Work::Run(query) => self.run(query, sink),
            Work::Single(query, single) => self.single(query, *single, sink),
            Work::Simple { sql, as_stored } => self.simple(sql, *as_stored, sink),
        }
    }

    fn many(&mut self, batch: Vec<Prepared>) -> Many {
        let started = Instant::now();
        let mut many = Many { outcomes: Vec::with_capacity(batch.len()), ..Many::default() };
        for (query, mut sink) in batch {
            if !many.outcomes.is_empty() && started.elapsed() > LONG_BATCH {
                many.rest.push((query, sink));
                continue;
            }
            let result = self.run(&query, sink.as_mut());
            many.outcomes.push((sink, result));
        }
        many
    }

    fn run(&mut self, query: &Query, sink: &mut dyn RowSink) -> Result<Done> {
        let mut prepared = match self.cache.take(&query.sql) {
            Some(prepared) => prepared,
            // What follows the first statement is not looked at, as in v6.
            None => match Batch::new(self.connection, &query.sql).next() {
                Ok(Some(statement)) => Statement::new(statement),
                Ok(None) => return nothing(sink),
                Err(e) => return Err(failure(e, Some(&query.sql))),
            },
        };
        bind(&mut prepared, &query.binds, self.zone, &query.sql)?;
        let result = self.step(&mut prepared, query.as_stored, &query.sql, sink);
        // Not kept where binding has failed: values of another request would stay bound.
        if query.prepared {
            prepared.statement.clear_bindings();
            self.cache.put(query.sql.clone(), prepared);
        }
        result
    }

    /// SQLite tells of each statement whether it writes; ATTACH, which does not by itself, is kept out by its limit.
    /// A single connection may serve others that write: no mode of it is changed.
    fn single(&mut self, query: &Query, single: Single, sink: &mut dyn RowSink) -> Result<Done> {
        let fail = |e| failure(e, Some(&query.sql));
        let limit = Limit::SQLITE_LIMIT_ATTACHED;
        let attached = self.connection.set_limit(limit, 0).map_err(fail)?;
        let result = self.alone(query, single, sink);
        self.connection.set_limit(limit, attached).map_err(fail)?;
        result
    }

    fn alone(&mut self, query: &Query, single: Single, sink: &mut dyn RowSink) -> Result<Done> {
        let fail = |e| failure(e, Some(&query.sql));
        let mut batch = Batch::new(self.connection, &query.sql);
        let Some(statement) = batch.next().map_err(fail)? else { return nothing(sink) };
        if batch.next().map_err(fail)?.is_some() {
            return Err(Failure::usage("The text holds more than one statement"));
        }
        // An EXPLAIN writes nothing, whatever it explains.
        if single == Single::Reading && !statement.readonly() && statement.is_explain() == 0 {
            return Err(read_only(&query.sql));
        }
        let mut prepared = Statement::new(statement);
        let wanted = prepared.places.iter().max().map_or(0, |place| place + 1);
        if query.binds.len() > wanted {
            let given = query.binds.len();
            return Err(Failure::usage(format!("The query takes {wanted} values, {given} were given")));
        }
        bind(&mut prepared, &query.binds, self.zone, &query.sql)?;
        self.step(&mut prepared, query.as_stored, &query.sql, sink)
    }

    fn simple(&mut self, sql: &str, as_stored: bool, sink: &mut dyn RowSink) -> Result<Done> {
        let mut batch = Batch::new(self.connection, sql);
        let mut last = None;
        while let Some(statement) = batch.next().map_err(|e| failure(e, Some(sql)))? {
            last = Some(self.step(&mut Statement::new(statement), as_stored, sql, sink)?);
        }
        match last {
            Some(done) => Ok(done),
            None => nothing(sink),
        }
    }

    fn step(
        &self,
        prepared: &mut Statement<'c>,
        as_stored: bool,
        sql: &str,
        sink: &mut dyn RowSink,
    ) -> Result<Done> {
        let before = self.connection.total_changes();
        let fail = |e| failure(e, Some(sql));
        // The first step may prepare the statement anew after a change of the schema:
        // only then is it known what the columns are.
        let Statement { statement, columns, .. } = prepared;
        let mut rows = statement.raw_query();
        let mut scratch = None;
        while let Some(row) = rows.next().map_err(fail)? {
            let scratch = match &mut scratch {
                Some(scratch) => scratch,
                None => {
                    columns.refresh(row.as_ref(), as_stored);
                    sink.columns(columns.get())?;
                    scratch.insert(Scratch::with_columns(columns.get().len()))
                }
            };
            scratch.clear();
            sink.row(&SqliteRow { row, columns: columns.get(), zone: self.zone, scratch })?;
        }
        drop(rows);
        if scratch.is_none() {
            columns.refresh(statement, as_stored);
            if !columns.get().is_empty() {
                sink.columns(columns.get())?;
            }
        }
        let changed = self.connection.total_changes() != before;
        let done = Done {
            // `changes()` still tells of the last INSERT after a SELECT or a CREATE TABLE.
            affected: if changed { self.connection.changes() } else { 0 },
            last_insert_id: self.connection.last_insert_rowid(),
            ..Done::default()
        };
        sink.done(&done)?;
        Ok(done)
    }
}

/// A text without a statement: blank, or a comment.
fn nothing(sink: &mut dyn RowSink) -> Result<Done> {
    let done = Done::default();
    sink.done(&done)?;
    Ok(done)
}

fn bind(prepared: &mut Statement<'_>, values: &[Value], zone: Zone, sql: &str) -> Result<()> {
    for index in 0..prepared.places.len() {
        let place = prepared.places[index];
        let value = values.get(place).ok_or_else(|| {
            Failure::usage(format!("The query needs a value for ${}, {} were given", place + 1, values.len()))
        })?;
        let bound = encode(value, zone)?;
        prepared.statement.raw_bind_parameter(index + 1, bound).map_err(|e| failure(e, Some(sql)))?;
    }
    Ok(())
}

fn encode(value: &Value, zone: Zone) -> Result<ToSqlOutput<'_>> {
    let lent = |value| Ok(ToSqlOutput::Borrowed(value));
    match value {
        Value::Null => lent(ValueRef::Null),
        Value::Bool(b) => lent(ValueRef::Integer(i64::from(*b))),
        Value::Int(n) => lent(ValueRef::Integer(*n)),
        Value::Float(n) => lent(ValueRef::Real(*n)),
        Value::BigInt(text) | Value::Text(text) | Value::Json(text) => lent(ValueRef::Text(text.as_bytes())),
        Value::Bytes(bytes) => lent(ValueRef::Blob(bytes)),
        Value::Date(millis) => dates::to_text(*millis, zone)
            .map(|text| ToSqlOutput::Owned(rusqlite::types::Value::Text(text)))
            .ok_or_else(|| Failure::usage(format!("{millis} ms is no date that can be stored"))),
        Value::Array(_) | Value::Object(_) => {
            Err(Failure::usage(format!("Invalid value: an {} cannot be bound", value.kind())))
        }
    }
}
