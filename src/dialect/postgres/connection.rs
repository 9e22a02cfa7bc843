//! One connection behind the driver's traits: its books, and what a loss means.

use super::cancel::PgCancel;
use super::catalog::Types;
use super::config::Settings;
use super::errors::{connect_failure, query_failure};
use super::pipeline::Owed;
use super::prepared::Statements;
use super::results::Cells;
use super::scan;
use super::wire::{self, message, Answer, Stream, WireError};
use crate::driver::{BoxFuture, Cancel, Connection, Many, Outcome, Prepared, Query, RowSink, Single};
use crate::failure::{Failure, FailureKind, Result};
use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A failure this soon after sending was waiting in the socket already: the server had gone before.
/// A busy machine takes its time to read it; somebody who kills a long query kills it later.
const ALREADY_GONE: Duration = Duration::from_millis(100);

/// One connection and what it remembers.
pub struct PgWire {
    pub(super) stream: Stream,
    pub(super) settings: Arc<Settings>,
    pub(super) statements: Statements,
    pub(super) types: Types,
    /// Texts without binds that were met once. Most never come again: only the second time is worth preparing.
    pub(super) met: HashSet<u64>,
    /// Memory for the row that is being read.
    pub(super) cells: Cells,
    /// What the server still has to answer after a pipeline was left.
    pub(super) owed: Option<Owed>,
    canceller: Arc<PgCancel>,
    version: String,
    epoch: Arc<AtomicU64>,
    seen_epoch: u64,
    /// As the server says with every ReadyForQuery.
    pub(super) in_transaction: bool,
    broken: bool,
    pub(super) lost_before_start: bool,
    /// The quickest answer so far: about the time that a message travels.
    pub(super) round_trip: Duration,
}

/// Why a result ended early.
pub(super) enum Stop {
    Wire(WireError),
    Sink(Failure),
}

impl PgWire {
    pub async fn connect(settings: Settings, epoch: Arc<AtomicU64>) -> Result<PgWire> {
        let failed = |error| connect_failure(error, &settings.host, settings.port);
        let (stream, greeting) = wire::connect(&settings).await.map_err(failed)?;
        let settings = Arc::new(settings);
        let seen_epoch = epoch.load(Ordering::Acquire);
        let mut connection = PgWire {
            stream,
            statements: Statements::new(settings.statements),
            types: Types::default(),
            met: HashSet::new(),
            cells: Cells::default(),
            owed: None,
            version: three_numbers(&greeting.server_version),
            canceller: Arc::new(PgCancel { settings: settings.clone(), greeting }),
            epoch,
            seen_epoch,
            in_transaction: false,
            broken: false,
            lost_before_start: false,
            round_trip: Duration::MAX,
            settings,
        };
        let session = connection.settings.session.clone();
        if !session.is_empty() {
            connection.table(&session).await.map_err(|error| {
                connect_failure(error, &connection.settings.host, connection.settings.port)
            })?;
        }
        Ok(connection)
    }

    /// Forgets every prepared statement, here and, with the next message, on the server.
    pub(super) fn forget(&mut self) {
        for name in self.statements.clear() {
            message::close_statement(&mut self.stream.output, &name);
        }
    }

    /// Drops statements that DDL of this instance has made stale.
    pub(super) fn catch_up(&mut self) {
        let epoch = self.epoch.load(Ordering::Acquire);
        if epoch != self.seen_epoch {
            self.seen_epoch = epoch;
            self.forget();
        }
    }

    /// A ReadyForQuery has come.
    pub(super) fn ready(&mut self) -> Answer<()> {
        self.in_transaction = self.stream.body().u8()? != b'I';
        Ok(())
    }

    pub(super) fn is_lost(&self) -> bool {
        self.broken
    }

    /// Keeps the books after a statement.
    pub(super) fn after(&mut self, changes_schema: bool) {
        if changes_schema {
            self.epoch.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// An error of the wire as a failure; notes what it means for the connection.
    pub(super) fn lost(
        &mut self,
        error: WireError,
        sql: &str,
        began: Instant,
        nothing_done: bool,
    ) -> Failure {
        if error.is_fatal() {
            self.broken = true;
            let gone = match &error {
                WireError::Io(_) => true,
                other => matches!(other.sql_state(), Some("57P01" | "57P02" | "57P05")),
            };
            self.lost_before_start = gone && nothing_done && began.elapsed() < ALREADY_GONE;
        }
        query_failure(error, sql)
    }

    /// Under node-postgres' `query_timeout`, where it is set. The wire is out of step after that.
    fn in_time<T>(&mut self, done: Option<Result<T>>) -> Result<T> {
        done.unwrap_or_else(|| {
            self.broken = true;
            Err(Failure::new(FailureKind::Database, "Query read timeout"))
        })
    }
}

/// `None` when the time is over.
async fn within<T>(limit: Option<Duration>, work: impl std::future::Future<Output = T>) -> Option<T> {
    match limit {
        Some(limit) => tokio::time::timeout(limit, work).await.ok(),
        None => Some(work.await),
    }
}

/// Statements of which a second run does no harm when the first was refused before it began.
pub(super) fn may_run_again(sql: &str, error: &WireError) -> bool {
    match (scan::first_word(sql).as_str(), error) {
        // What these did went with the connection.
        ("select" | "values" | "start" | "begin" | "set" | "show", _) => true,
        // Without a last word of the server nobody knows what it did before it went.
        (_, WireError::Io(_)) => false,
        (word, _) => matches!(word, "insert" | "update" | "delete" | "with"),
    }
}

/// `15.18 (Debian …)` -> `15.18.0`, as semver reads it.
fn three_numbers(text: &str) -> String {
    let mut parts = text
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .find(|s| !s.is_empty())
        .unwrap_or("0")
        .split('.')
        .filter_map(|n| n.parse::<u64>().ok());
    let mut next = || parts.next().unwrap_or(0);
    format!("{}.{}.{}", next(), next(), next())
}

impl Connection for PgWire {
    fn run<'a>(&'a mut self, query: Arc<Query>, mut sink: Box<dyn RowSink>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let done = within(self.settings.query_timeout, self.run_query(&query, sink.as_mut())).await;
            (sink, self.in_time(done))
        })
    }

    fn run_simple<'a>(&'a mut self, sql: Arc<str>, mut sink: Box<dyn RowSink>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let done = within(self.settings.query_timeout, self.run_text(&sql, sink.as_mut())).await;
            (sink, self.in_time(done))
        })
    }

    fn run_single<'a>(
        &'a mut self,
        query: Arc<Query>,
        _single: Single,
        mut sink: Box<dyn RowSink>,
    ) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let done = within(self.settings.query_timeout, self.run_alone(&query, sink.as_mut())).await;
            (sink, self.in_time(done))
        })
    }

    fn trip_limit(&self) -> usize {
        // A time limit of the client's is one for each statement.
        if self.settings.query_timeout.is_some() {
            1
        } else {
            super::pipeline::LIMIT
        }
    }

    fn run_many<'a>(&'a mut self, batch: Vec<Prepared>) -> BoxFuture<'a, Many> {
        Box::pin(self.pipeline(batch))
    }

    fn settle<'a>(&'a mut self) -> BoxFuture<'a, Option<Outcome>> {
        Box::pin(self.pay())
    }

    fn round_trip(&self) -> Duration {
        self.round_trip
    }

    fn ping<'a>(&'a mut self) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            self.table("").await.map(|_| ()).map_err(|error| {
                self.broken = true;
                query_failure(error, "")
            })
        })
    }

    fn canceller(&self) -> Arc<dyn Cancel> {
        self.canceller.clone()
    }

    fn in_transaction(&self) -> bool {
        self.in_transaction
    }

    fn is_broken(&self) -> bool {
        self.broken
    }

    fn server_version(&self) -> String {
        self.version.clone()
    }

    fn process_id(&self) -> Option<i64> {
        Some(i64::from(self.canceller.greeting.process_id))
    }

    fn lost_before_start(&self) -> bool {
        self.lost_before_start
    }

    fn close(mut self: Box<Self>) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            message::put(&mut self.stream.output, b'X', |_| {});
            // A refusal to part makes no difference: the socket closes when it is dropped.
            if self.stream.flush().await.is_ok() {
                self.stream.shutdown().await;
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::three_numbers;

    #[test]
    fn versions_have_three_numbers() {
        assert_eq!(three_numbers("15.18 (Debian 15.18-1)"), "15.18.0");
        assert_eq!(three_numbers("9.6.24"), "9.6.24");
        assert_eq!(three_numbers("16beta1"), "16.0.0");
    }
}
