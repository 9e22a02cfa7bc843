//! The PostgreSQL wire: sqlx's bare connection behind the driver's traits.
//!
//! Longer than most files on purpose: which route a statement takes, when it is prepared anew and what a loss
//! means are one state machine, and are checked against one another.

use super::arguments::arguments;
use super::cancel::PgCancel;
use super::config::Settings;
use super::encode::Param;
use super::errors::{connect_failure, is_fatal, query_failure, sql_state};
use super::inline::{inline, nul};
use super::prepared::{Prepared, Route, TypeMap};
use super::results::{TextResults, WireRow};
use super::scan::{self, Effect};
use super::temporal::Zone;
use crate::driver::{BoxFuture, Cancel, Connection, Done, Outcome, Query, RowSink};
use crate::failure::{Failure, FailureKind, Result};
use crate::value::Value;
use futures_util::StreamExt;
use sqlx::postgres::{PgArguments, PgConnection, PgStatement};
use sqlx::{AssertSqlSafe, Column, Connection as _, Either, Executor, Row as _, Statement};
use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What sqlx gives back.
type Answer<T> = std::result::Result<T, sqlx::Error>;

/// A failure this soon after sending was waiting in the socket already: the server had gone before.
/// A busy machine takes its time to read it; somebody who kills a long query kills it later.
const ALREADY_GONE: Duration = Duration::from_millis(100);

/// One connection and what it remembers.
pub struct PgWire {
    connection: PgConnection,
    prepared: HashMap<Arc<str>, Arc<Prepared>>,
    types: TypeMap,
    capacity: usize,
    /// Texts without binds that were met once. Most never come again: only the second time is worth preparing.
    met: HashSet<u64>,
    query_timeout: Option<Duration>,
    zone: Zone,
    plain_backslashes: bool,
    canceller: Arc<PgCancel>,
    version: String,
    epoch: Arc<AtomicU64>,
    seen_epoch: u64,
    in_transaction: bool,
    broken: bool,
    /// Something has run before: only then can a connection die while idle.
    used: bool,
    lost_before_start: bool,
}

/// How far a statement came before it failed.
#[derive(Default)]
struct Progress {
    /// The server has answered with columns, rows or a command's end.
    answered: bool,
}

impl PgWire {
    pub async fn connect(settings: Settings, epoch: Arc<AtomicU64>) -> Result<PgWire> {
        let failed = |error| connect_failure(error, &settings.host, settings.port);
        let mut connection = PgConnection::connect_with(&settings.options).await.map_err(failed)?;
        let sql = format!("{}SELECT pg_backend_pid(), current_setting('server_version')", settings.session);
        let rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(&mut connection).await.map_err(failed)?;
        let text = |i: usize| -> Option<String> {
            Some(rows.first()?.try_get_raw(i).ok()?.as_str().ok()?.to_owned())
        };
        let process_id = text(0).and_then(|t| t.parse().ok()).unwrap_or(0);
        let seen_epoch = epoch.load(Ordering::Acquire);
        Ok(PgWire {
            connection,
            prepared: HashMap::new(),
            types: TypeMap::default(),
            capacity: settings.statements,
            met: HashSet::new(),
            query_timeout: settings.query_timeout,
            zone: settings.zone,
            plain_backslashes: settings.plain_backslashes,
            canceller: Arc::new(PgCancel { options: settings.options, process_id }),
            version: three_numbers(&text(1).unwrap_or_default()),
            epoch,
            seen_epoch,
            in_transaction: false,
            broken: false,
            used: false,
            lost_before_start: false,
        })
    }

    /// Forgets every prepared statement, here and on the server.
    async fn forget(&mut self) -> Answer<()> {
        self.prepared.clear();
        self.connection.clear_cached_statements().await
    }

    /// The statement as the server describes it, from memory or by asking.
    async fn prepare(&mut self, sql: &Arc<str>, has_binds: bool) -> Answer<Arc<Prepared>> {
        if let Some(known) = self.prepared.get(sql) {
            return Ok(known.clone());
        }
        if self.prepared.len() >= self.capacity {
            self.forget().await?;
        }
        let text = AssertSqlSafe(sql.clone());
        let prepared = match self.connection.prepare_with(sqlx::SqlSafeStr::into_sql_str(text), &[]).await {
            Ok(statement) => Prepared::of(statement, sql, &mut self.types, self.plain_backslashes),
            // The server cannot tell a parameter's type: it can with a literal. Inside a transaction
            // the refusal has spoiled the transaction already.
            Err(error)
                if has_binds
                    && !self.in_transaction
                    && matches!(sql_state(&error), Some("42P18" | "42P08" | "42725" | "42883")) =>
            {
                Prepared::literals(sql, self.plain_backslashes)
            }
            Err(error @ (sqlx::Error::Database(_) | sqlx::Error::Io(_))) => return Err(error),
            // sqlx could not read the description of a type.
            Err(error) if !is_fatal(&error) => Prepared::literals(sql, self.plain_backslashes),
            Err(error) => return Err(error),
        };
        let prepared = Arc::new(prepared);
        self.prepared.insert(sql.clone(), prepared.clone());
        Ok(prepared)
    }

    async fn run_query(&mut self, query: &Query, sink: &mut dyn RowSink) -> Result<Done> {
        self.lost_before_start = false;
        let sql = &query.sql;
        if sql.contains('\0') {
            return Err(nul());
        }
        if !query.prepared {
            return self.run_literals(sql, &query.binds, &[], sink).await;
        }
        if query.binds.is_empty() && !self.prepared.contains_key(sql) && !self.worth_preparing(sql) {
            return self.run_described(sql, sink).await;
        }
        let (began, inside) = (Instant::now(), self.in_transaction);
        for attempt in 0.. {
            if let Err(error) = self.catch_up().await {
                return Err(self.lost(error, sql, began, !inside));
            }
            let prepared = match self.prepare(sql, !query.binds.is_empty()).await {
                Ok(prepared) => prepared,
                Err(error) => return Err(self.lost(error, sql, began, !inside)),
            };
            let Route::Binary(statement) = &prepared.route else {
                return self.run_literals(sql, &query.binds, &prepared.params, sink).await;
            };
            let Some(arguments) = arguments(&query.binds, &prepared.params, statement, self.zone)? else {
                return self.run_literals(sql, &query.binds, &prepared.params, sink).await;
            };
            let mut progress = Progress::default();
            let stale = match self.run_binary(&prepared, statement, arguments, sink, &mut progress).await {
                Ok(done) => {
                    self.after(prepared.effect, true);
                    return Ok(done);
                }
                Err(Stop::Sink(failure)) => {
                    self.after(prepared.effect, false);
                    return Err(failure);
                }
                Err(Stop::Wire(error)) => {
                    // "cached plan must not change result type": a migration ran somewhere else.
                    let stale = attempt == 0
                        && !self.in_transaction
                        && !progress.answered
                        && sql_state(&error) == Some("0A000")
                        && error.to_string().contains("cached plan");
                    if !stale {
                        self.after(prepared.effect, false);
                        let again = !inside && !progress.answered && may_run_again(sql, &error);
                        return Err(self.lost(error, sql, began, again));
                    }
                    self.forget().await
                }
            };
            if let Err(error) = stale {
                return Err(self.lost(error, sql, began, false));
            }
        }
        Err(Failure::internal("a statement could not be prepared"))
    }

    /// A text without binds: one statement with rows that has come before.
    fn worth_preparing(&mut self, sql: &str) -> bool {
        if !scan::answers_rows(sql, self.plain_backslashes) {
            return false;
        }
        let mut hasher = DefaultHasher::new();
        sql.hash(&mut hasher);
        if self.met.len() >= self.capacity * 4 {
            self.met.clear();
        }
        !self.met.insert(hasher.finish())
    }

    /// Under node-postgres' `query_timeout`, where it is set. The wire is out of step after that.
    fn in_time<T>(&mut self, done: Option<Result<T>>) -> Result<T> {
        done.unwrap_or_else(|| {
            self.broken = true;
            Err(Failure::new(FailureKind::Database, "Query read timeout"))
        })
    }

    /// Drops statements that DDL of this instance has made stale.
    async fn catch_up(&mut self) -> Answer<()> {
        let epoch = self.epoch.load(Ordering::Acquire);
        if epoch != self.seen_epoch {
            self.seen_epoch = epoch;
            if !self.prepared.is_empty() {
                self.forget().await?;
            }
        }
        Ok(())
    }

    async fn run_binary(
        &mut self,
        prepared: &Prepared,
        statement: &PgStatement,
        arguments: PgArguments,
        sink: &mut dyn RowSink,
        progress: &mut Progress,
    ) -> std::result::Result<Done, Stop> {
        let columns = &prepared.columns;
        let mut done = Done { command: prepared.command.clone(), ..Done::default() };
        let mut stream = self.connection.fetch_many(statement.query_with(arguments));
        while let Some(item) = stream.next().await {
            let item = item.map_err(Stop::Wire)?;
            if !progress.answered {
                progress.answered = true;
                sink.columns(&columns.infos).map_err(Stop::Sink)?;
            }
            match item {
                Either::Right(row) => {
                    sink.row(&WireRow { row: &row, columns, binary: true }).map_err(Stop::Sink)?;
                }
                Either::Left(result) => done.affected += result.rows_affected(),
            }
        }
        drop(stream);
        if !progress.answered {
            sink.columns(&columns.infos).map_err(Stop::Sink)?;
        }
        sink.done(&done).map_err(Stop::Sink)?;
        Ok(done)
    }

    async fn run_literals(
        &mut self,
        sql: &str,
        binds: &[Value],
        params: &[Param],
        sink: &mut dyn RowSink,
    ) -> Result<Done> {
        if binds.is_empty() {
            return self.run_text(sql, sink).await;
        }
        let text = inline(sql, binds, params, self.zone, self.plain_backslashes)?;
        self.run_text(&text, sink).await
    }

    /// One statement without binds in the simple protocol, or several.
    async fn run_described(&mut self, sql: &Arc<str>, sink: &mut dyn RowSink) -> Result<Done> {
        let describe = scan::tells_columns(sql, self.plain_backslashes);
        self.run_results(sql, describe.then_some(sql), sink).await
    }

    /// The simple protocol: one text, any number of results.
    async fn run_text(&mut self, sql: &str, sink: &mut dyn RowSink) -> Result<Done> {
        self.run_results(sql, None, sink).await
    }

    /// `describe` is the text to ask for columns when no row tells them.
    async fn run_results(
        &mut self,
        sql: &str,
        describe: Option<&Arc<str>>,
        sink: &mut dyn RowSink,
    ) -> Result<Done> {
        self.lost_before_start = false;
        if sql.contains('\0') {
            return Err(nul());
        }
        let (began, inside) = (Instant::now(), self.in_transaction);
        let effect = scan::effect(sql, self.plain_backslashes);
        let commands = scan::commands(sql, self.plain_backslashes);
        let mut results = TextResults::new(sink, commands);
        results.describe = describe.is_some();
        let outcome = {
            let mut stream = self.connection.fetch_many(sqlx::raw_sql(AssertSqlSafe(sql.to_owned())));
            loop {
                match stream.next().await {
                    None => break Ok(()),
                    Some(Err(error)) => break Err(Stop::Wire(error)),
                    Some(Ok(item)) => {
                        if let Err(failure) = results.take(item, &self.types) {
                            break Err(Stop::Sink(failure));
                        }
                    }
                }
            }
        };
        let outcome = match outcome {
            Ok(()) => {
                self.after(effect, true);
                // Types that were met for the first time: learn them, then pass on what waited.
                if !results.unknown().is_empty() {
                    self.learn(results.unknown()).await;
                }
                let columns = match describe.filter(|_| results.empty.is_some()) {
                    Some(sql) => self.prepare(sql, false).await.ok().map(|prepared| prepared.columns.clone()),
                    None => None,
                };
                results.end_empty(columns).and_then(|()| results.finish(&self.types)).map_err(Stop::Sink)
            }
            Err(stop) => {
                self.after(effect, false);
                Err(stop)
            }
        };
        let answered = results.answered();
        match outcome {
            Ok(done) => Ok(done),
            Err(Stop::Sink(failure)) => {
                // The rest of the answer is still on the wire; sqlx drains it before the next statement.
                Err(failure)
            }
            Err(Stop::Wire(error)) => {
                let again = !inside && !answered && may_run_again(sql, &error);
                Err(self.lost(error, sql, began, again))
            }
        }
    }

    /// Asks what some type numbers are. Best effort: an unknown type stays text.
    async fn learn(&mut self, oids: &[u32]) {
        let list = oids.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
        let sql = format!("SELECT oid, format_type(oid, NULL) FROM pg_catalog.pg_type WHERE oid IN ({list})");
        let rows =
            sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(&mut self.connection).await.unwrap_or_default();
        for row in rows {
            let text = |i: usize| row.try_get_raw(i).ok().and_then(|v| v.as_str().ok());
            let (Some(oid), Some(name)) = (text(0).and_then(|t| t.parse().ok()), text(1)) else { continue };
            let probe = AssertSqlSafe(format!("SELECT NULL::{name}"));
            let described = self.connection.prepare_with(sqlx::SqlSafeStr::into_sql_str(probe), &[]).await;
            if let Ok(statement) = described {
                if let Some(column) = statement.columns().first() {
                    self.types.learn(oid, self.types.wire(column.type_info()));
                }
            }
        }
    }

    /// Keeps the books after a statement.
    fn after(&mut self, effect: Effect, succeeded: bool) {
        self.used = true;
        if succeeded {
            if let Some(open) = effect.transaction {
                self.in_transaction = open;
            }
        } else if effect.may_open {
            // Nobody knows how far the text came: assume the worse, the pool rolls back.
            self.in_transaction = true;
        } else if effect.transaction == Some(false) {
            // A COMMIT that fails has ended the transaction all the same.
            self.in_transaction = false;
        }
        if effect.schema {
            self.epoch.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// An error of the wire as a failure; notes what it means for the connection.
    fn lost(&mut self, error: sqlx::Error, sql: &str, began: Instant, nothing_done: bool) -> Failure {
        if is_fatal(&error) {
            self.broken = true;
            let gone = match &error {
                sqlx::Error::Io(_) => true,
                other => matches!(sql_state(other), Some("57P01" | "57P02" | "57P05")),
            };
            self.lost_before_start = gone && self.used && nothing_done && began.elapsed() < ALREADY_GONE;
        }
        query_failure(error, sql)
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
fn may_run_again(sql: &str, error: &sqlx::Error) -> bool {
    match (scan::first_word(sql).as_str(), error) {
        // What these did went with the connection.
        ("select" | "values" | "start" | "begin" | "set" | "show", _) => true,
        // Without a last word of the server nobody knows what it did before it went.
        (_, sqlx::Error::Io(_)) => false,
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

/// Why a result ended early.
enum Stop {
    Wire(sqlx::Error),
    Sink(Failure),
}

impl Connection for PgWire {
    fn run<'a>(&'a mut self, query: Arc<Query>, mut sink: Box<dyn RowSink>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let done = within(self.query_timeout, self.run_query(&query, sink.as_mut())).await;
            (sink, self.in_time(done))
        })
    }

    fn run_simple<'a>(&'a mut self, sql: Arc<str>, mut sink: Box<dyn RowSink>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let done = within(self.query_timeout, self.run_text(&sql, sink.as_mut())).await;
            (sink, self.in_time(done))
        })
    }

    fn ping<'a>(&'a mut self) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            self.connection.ping().await.map_err(|error| {
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
        Some(i64::from(self.canceller.process_id))
    }

    fn lost_before_start(&self) -> bool {
        self.lost_before_start
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            // A refusal to part makes no difference: the socket closes when it is dropped.
            let _ = self.connection.close().await;
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
