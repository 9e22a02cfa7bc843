//! What a wire must do: traits only.

use crate::failure::{Failure, Result};
use crate::value::Value;
use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::Arc;
use std::time::Duration;

pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A statement on its way to a wire.
#[derive(Debug, Clone)]
pub struct Query {
    pub sql: Arc<str>,
    pub binds: Vec<Value>,
    /// Prepare once and keep it for this connection; otherwise prepare, run, forget.
    pub prepared: bool,
    /// Cells as they are stored, without regard to the declared types of the columns. Only a database
    /// whose cells have types of their own differs here: v6's raw queries show 1 there and not true.
    pub as_stored: bool,
    /// Present where the statement does nothing but read, and may be asked twice: it may share a trip.
    pub pace: Option<Arc<Pace>>,
}

/// How long the database takes for a statement, on average.
#[derive(Debug)]
pub struct Pace(AtomicU32);

/// Statements quicker than this may share a trip: waiting for one another costs less than a trip of its own.
const QUICK: Duration = Duration::from_millis(1);

impl Default for Pace {
    /// Unknown, which does not count as quick.
    fn default() -> Self {
        Pace(AtomicU32::new(u32::MAX))
    }
}

impl Pace {
    pub fn is_quick(&self) -> bool {
        self.0.load(Ordering::Relaxed) < QUICK.as_micros() as u32
    }

    pub fn note(&self, took: Duration) {
        let took = u32::try_from(took.as_micros()).unwrap_or(u32::MAX - 1);
        let average = match self.0.load(Ordering::Relaxed) {
            u32::MAX => took,
            known => known - known / 4 + took / 4,
        };
        // Of two at once one is lost, which an average forgives.
        self.0.store(average, Ordering::Relaxed);
    }
}

/// What one statement of somebody who is not trusted may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Single {
    Reading,
    Writing,
}

/// What a statement did, beside its rows.
#[derive(Debug, Clone, Default)]
pub struct Done {
    /// Rows inserted, updated, deleted (or selected, where the wire says so).
    pub affected: u64,
    /// SQLite's and MySQL's last insert id.
    pub last_insert_id: i64,
    /// The command tag (`INSERT`, `UPDATE`, …) where the wire gives one.
    pub command: Option<String>,
    /// How many warnings the server keeps for whoever asks.
    pub warnings: u16,
    /// The server's remark (`Rows matched: 1  Changed: 0  Warnings: 0`).
    pub info: Option<String>,
}

/// One column of a result, described before the first row.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnInfo {
    pub name: String,
    /// The database's own word for the type (`int8`, `DATETIME`).
    pub type_name: String,
    pub decode: ColumnKind,
}

/// What a cell becomes in JavaScript. The wire picks it from the column's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    /// A number: f64 covers i32 and every exact integer to 2^53.
    Number,
    Bool,
    /// A Date, in ms since the epoch; ±infinity as the infinities.
    Date,
    /// A string.
    Text,
    /// JSON text that JavaScript parses.
    Json,
    /// JSON with what JSON cannot hold: wherever `{"$":"date","v":ms}`, `{"$":"number","v":"NaN"}`
    /// (`"Infinity"`, `"-Infinity"`; also as a date's `v`) or `{"$":"bytes","v":"hex"}` stands, JavaScript
    /// puts the Date, the number, the Buffer. Arrays and ranges of such types; cells come as `Cell::Json`.
    Tagged,
    Bytes,
    /// Kinds that vary from row to row (SQLite's expressions).
    Dynamic,
}

/// A cell's decoded value, borrowed from the wire's buffer.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    Null,
    Number(f64),
    Bool(bool),
    Date(f64),
    Text(std::borrow::Cow<'a, str>),
    /// JSON text, already valid.
    Json(std::borrow::Cow<'a, str>),
    Bytes(std::borrow::Cow<'a, [u8]>),
}

/// One row, as the wire has it. Cells are decoded on demand, so that a folded-away
/// duplicate costs no decoding.
pub trait Row {
    /// The raw bytes that identify a cell's value inside its column; `None` for NULL.
    fn raw(&self, column: usize) -> Option<&[u8]>;
    fn cell(&self, column: usize) -> Result<Cell<'_>>;
}

/// Where rows go. Owned by the operation, so that it may travel to a thread and back.
pub trait RowSink: Send {
    /// Called once per result, before its rows.
    fn columns(&mut self, columns: &[ColumnInfo]) -> Result<()>;
    fn row(&mut self, row: &dyn Row) -> Result<()>;
    /// The result's end. A simple-query text may bring several results.
    fn done(&mut self, done: &Done) -> Result<()>;
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send>;
}

/// Stops what a connection is doing, from outside.
pub trait Cancel: Send + Sync {
    fn cancel(&self) -> BoxFuture<'static, ()>;
}

/// The sink comes back with the outcome, rows or not.
pub type Outcome = (Box<dyn RowSink>, std::result::Result<Done, Failure>);

/// A statement and where its rows go.
pub type Prepared = (Arc<Query>, Box<dyn RowSink>);

/// What came of a batch, in its order.
#[derive(Default)]
pub struct Many {
    pub outcomes: Vec<Outcome>,
    /// Not begun, or without an answer that anybody will wait for: they may run elsewhere.
    pub rest: Vec<Prepared>,
    /// The one between `outcomes` and `rest` takes long: [`Connection::settle`] will bring its outcome, and
    /// the connection is busy until then.
    pub unsettled: bool,
}

/// One connection. Futures returned here must run to their end: the engine never drops one
/// half-way, it cancels and waits under a deadline, then closes the connection.
pub trait Connection: Send {
    fn run<'a>(&'a mut self, query: Arc<Query>, sink: Box<dyn RowSink>) -> BoxFuture<'a, Outcome>;
    /// As `run`, for the text of somebody who is not trusted: a wire that could take it for several statements,
    /// or can tell by itself that it does not do as it should, refuses it. The caller has made the session
    /// read-only where that is a mode of it.
    fn run_single<'a>(
        &'a mut self,
        query: Arc<Query>,
        _single: Single,
        sink: Box<dyn RowSink>,
    ) -> BoxFuture<'a, Outcome> {
        self.run(query, sink)
    }
    /// Several statements in one text, no binds; text results. `done` is called once per result.
    fn run_simple<'a>(&'a mut self, sql: Arc<str>, sink: Box<dyn RowSink>) -> BoxFuture<'a, Outcome>;
    /// The same with cells as stored (see [`Query::as_stored`]), where the wire's own types are not all there is.
    fn run_simple_as_stored<'a>(
        &'a mut self,
        sql: Arc<str>,
        sink: Box<dyn RowSink>,
    ) -> BoxFuture<'a, Outcome> {
        self.run_simple(sql, sink)
    }
    /// How many statements of one session, whatever they do, [`Connection::run_many`] gains from at once. 1: nothing.
    /// Beyond 1, what comes back in `rest` was not begun, and nothing stays unsettled.
    fn batch_limit(&self) -> usize {
        1
    }
    /// The same of statements that do nothing but read ([`Query::pace`]), which may be asked twice.
    fn trip_limit(&self) -> usize {
        self.batch_limit()
    }
    /// Several statements in a row, each as `run` would run it; one that fails does not stop the next.
    /// A wire that has taken long may stop between two: what it has not begun comes back.
    fn run_many<'a>(&'a mut self, batch: Vec<Prepared>) -> BoxFuture<'a, Many> {
        Box::pin(async move {
            let mut many = Many::default();
            for (query, sink) in batch {
                many.outcomes.push(self.run(query, sink).await);
            }
            many
        })
    }
    /// Brings the outcome that an unsettled batch owes; `None` when the connection is free again.
    fn settle<'a>(&'a mut self) -> BoxFuture<'a, Option<Outcome>> {
        Box::pin(async { None })
    }
    /// About how long a message travels, there and back.
    fn round_trip(&self) -> Duration {
        Duration::ZERO
    }
    fn ping<'a>(&'a mut self) -> BoxFuture<'a, Result<()>>;
    fn canceller(&self) -> Arc<dyn Cancel>;
    /// Inside an open transaction, as the wire tells it.
    fn in_transaction(&self) -> bool;
    /// The wire is lost or out of step; the pool closes such a connection.
    fn is_broken(&self) -> bool;
    /// The server's version as v6 states it (`15.18.0`, `3.45.0`).
    fn server_version(&self) -> String;
    fn close(self: Box<Self>) -> BoxFuture<'static, ()>;

    /// Ends a transaction that its user left open.
    fn rollback<'a>(&'a mut self) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move { self.run_simple("ROLLBACK".into(), Box::new(Ignore)).await.1.map(|_| ()) })
    }
    /// The server's id of this session (v6 users read `connection.processID`).
    fn process_id(&self) -> Option<i64> {
        None
    }
    /// The last operation failed because the connection had been closed before it arrived, and nothing
    /// of it was executed: the pool may run it once more on another connection.
    fn lost_before_start(&self) -> bool {
        false
    }
    /// After a cancelled statement has returned, nothing of the cancel can reach the next one.
    /// Otherwise the pool closes such a connection.
    fn clean_after_cancel(&self) -> bool {
        false
    }
}

/// A sink for statements whose rows nobody reads.
pub struct Ignore;

impl RowSink for Ignore {
    fn columns(&mut self, _columns: &[ColumnInfo]) -> Result<()> {
        Ok(())
    }
    fn row(&mut self, _row: &dyn Row) -> Result<()> {
        Ok(())
    }
    fn done(&mut self, _done: &Done) -> Result<()> {
        Ok(())
    }
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
}

/// How many connections one database wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pooling {
    /// A pool, with v6's `pool` options.
    #[default]
    Many,
    /// One connection for everything, transactions included (SQLite in memory).
    OneShared,
    /// One connection for everything outside transactions, and one for each open transaction (a SQLite file).
    OneAndTransactions,
}

/// Makes connections to one database.
pub trait Driver: Send + Sync {
    fn connect<'a>(&'a self, config: &'a ConnectConfig) -> BoxFuture<'a, Result<Box<dyn Connection>>>;

    fn pooling(&self, _config: &ConnectConfig) -> Pooling {
        Pooling::Many
    }

    /// The file whose lock keeps migration runs apart, where the database is a file.
    fn lock_file(&self, _config: &ConnectConfig) -> Option<std::path::PathBuf> {
        None
    }
}

/// Where and how to connect: v6's `config` after hooks, with `dialectOptions` as JSON.
#[derive(Debug, Clone, Default)]
pub struct ConnectConfig {
    pub host: Option<String>,
    pub port: Option<u16>,
    pub database: Option<String>,
    pub username: Option<String>,
    pub password: Option<String>,
    /// SQLite: the file, or `:memory:`.
    pub storage: Option<String>,
    pub timezone: String,
    pub dialect_options: serde_json::Value,
    /// SQLite: read-only, read-write, create flags as v6's `mode` number.
    pub mode: Option<i32>,
    pub keep_default_timezone: bool,
    pub client_min_messages: Option<String>,
    pub standard_conforming_strings: Option<bool>,
    pub foreign_keys: Option<bool>,
}
