//! The PostgreSQL wire: sqlx's bare connection behind the driver's traits.

use super::cancel::PgCancel;
use super::config::{settings, Settings};
use super::encode::{encode, Misfit, Param};
use super::errors::{connect_failure, is_fatal, query_failure, sql_state};
use super::inline::{inline, nul};
use super::prepared::{Columns, Prepared, Route, TypeMap};
use super::scan::{self, Effect};
use super::temporal::Zone;
use crate::driver::{BoxFuture, Cancel, Cell, ConnectConfig, Connection, Done, Driver, Outcome, Query, Row, RowSink};
use crate::failure::{Failure, FailureKind, Result};
use crate::value::Value;
use futures_util::StreamExt;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgConnection, PgRow, PgStatement, PgTypeInfo, Postgres};
use sqlx::{
    Arguments, AssertSqlSafe, Column, Connection as _, Either, Executor, Row as _, Statement, Type,
};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What sqlx gives back.
type Answer<T> = std::result::Result<T, sqlx::Error>;

/// A failure this soon after sending was waiting in the socket already: the server had gone before.
const ALREADY_GONE: Duration = Duration::from_millis(20);

/// Makes PostgreSQL connections. One per Sequelize instance.
#[derive(Default)]
pub struct PgDriver {
    /// Raised by every DDL of this instance: statements prepared before may be stale.
    schema_epoch: Arc<AtomicU64>,
}

impl Driver for PgDriver {
    fn connect<'a>(&'a self, config: &'a ConnectConfig) -> BoxFuture<'a, Result<Box<dyn Connection>>> {
        Box::pin(async move {
            let settings = settings(config)?;
            let connecting = PgWire::connect(settings.clone(), self.schema_epoch.clone());
            let wire = match settings.connect_timeout {
                Some(limit) => tokio::time::timeout(limit, connecting).await.unwrap_or_else(|_| {
                    Err(Failure::new(FailureKind::ConnectionTimedOut, "timeout expired"))
                })?,
                None => connecting.await?,
            };
            Ok(Box::new(wire) as Box<dyn Connection>)
        })
    }
}

/// One connection and what it remembers.
pub struct PgWire {
    connection: PgConnection,
    prepared: HashMap<Arc<str>, Arc<Prepared>>,
    types: TypeMap,
    capacity: usize,
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
    async fn connect(settings: Settings, epoch: Arc<AtomicU64>) -> Result<PgWire> {
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
        if query.binds.is_empty() && !scan::answers_rows(sql, self.plain_backslashes) {
            return self.run_text(sql, sink).await;
        }
        let began = Instant::now();
        for attempt in 0.. {
            if let Err(error) = self.catch_up().await {
                return Err(self.lost(error, sql, began, true));
            }
            let prepared = match self.prepare(sql, !query.binds.is_empty()).await {
                Ok(prepared) => prepared,
                Err(error) => return Err(self.lost(error, sql, began, true)),
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
                        return Err(self.lost(error, sql, began, !progress.answered && is_plain(sql)));
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

    async fn run_literals(&mut self, sql: &str, binds: &[Value], params: &[Param], sink: &mut dyn RowSink) -> Result<Done> {
        if binds.is_empty() {
            return self.run_text(sql, sink).await;
        }
        let text = inline(sql, binds, params, self.zone, self.plain_backslashes)?;
        self.run_text(&text, sink).await
    }

    /// The simple protocol: one text, any number of results.
    async fn run_text(&mut self, sql: &str, sink: &mut dyn RowSink) -> Result<Done> {
        self.lost_before_start = false;
        if sql.contains('\0') {
            return Err(nul());
        }
        let began = Instant::now();
        let effect = scan::effect(sql, self.plain_backslashes);
        let commands = scan::commands(sql, self.plain_backslashes);
        let mut results = TextResults { sink, commands, at: 0, open: None, held: Vec::new(), unknown: Vec::new(), total: Done::default() };
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
        let (held, unknown) = (std::mem::take(&mut results.held), std::mem::take(&mut results.unknown));
        let outcome = match outcome {
            Ok(()) => {
                self.after(effect, true);
                // Types that were met for the first time: learn them, then pass on what waited.
                if !unknown.is_empty() {
                    self.learn(&unknown).await;
                }
                results.finish(held, &self.types).map_err(Stop::Sink)
            }
            Err(stop) => {
                self.after(effect, false);
                Err(stop)
            }
        };
        let answered = results.at > 0 || results.open.is_some();
        match outcome {
            Ok(done) => Ok(done),
            Err(Stop::Sink(failure)) => {
                // The rest of the answer is still on the wire; sqlx drains it before the next statement.
                Err(failure)
            }
            Err(Stop::Wire(error)) => Err(self.lost(error, sql, began, !answered && is_plain(sql))),
        }
    }

    /// Asks what some type numbers are. Best effort: an unknown type stays text.
    async fn learn(&mut self, oids: &[u32]) {
        let list = oids.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
        let sql = format!("SELECT oid, format_type(oid, NULL) FROM pg_catalog.pg_type WHERE oid IN ({list})");
        let rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(&mut self.connection).await.unwrap_or_default();
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
            self.lost_before_start =
                gone && self.used && nothing_done && !self.in_transaction && began.elapsed() < ALREADY_GONE;
        }
        query_failure(error, sql)
    }
}

/// Statements of which a second run does no harm when the first was refused before it began.
fn is_plain(sql: &str) -> bool {
    matches!(scan::first_word(sql).as_str(), "select" | "insert" | "update" | "delete" | "with" | "values")
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

/// A bind value on its way into sqlx's buffer.
struct Bound<'a> {
    value: &'a Value,
    param: &'a Param,
    info: &'a PgTypeInfo,
    zone: Zone,
}

impl Type<Postgres> for Bound<'_> {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(0))
    }
}

impl<'q> sqlx::Encode<'q, Postgres> for Bound<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> std::result::Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
        match encode(self.value, self.param, self.zone, buffer) {
            Ok(true) => Ok(sqlx::encode::IsNull::No),
            Ok(false) => Ok(sqlx::encode::IsNull::Yes),
            Err(Misfit) => Err("misfit".into()),
        }
    }
    fn produces(&self) -> Option<PgTypeInfo> {
        Some(self.info.clone())
    }
}

/// The arguments in the described types; `None` where one does not fit its type.
fn arguments(binds: &[Value], params: &[Param], statement: &PgStatement, zone: Zone) -> Result<Option<PgArguments>> {
    if binds.len() != params.len() {
        let message = format!(
            "bind message supplies {} parameters, but prepared statement \"\" requires {}",
            binds.len(),
            params.len()
        );
        let mut failure = Failure::new(FailureKind::Database, message);
        failure.code = Some("08P01".into());
        return Err(failure);
    }
    let mut arguments = PgArguments::default();
    arguments.reserve(binds.len(), binds.len() * 16);
    let infos = match statement.parameters() {
        Some(Either::Left(infos)) => infos,
        _ => &[],
    };
    for ((value, param), info) in binds.iter().zip(params).zip(infos) {
        if arguments.add(Bound { value, param, info, zone }).is_err() {
            return Ok(None);
        }
    }
    Ok(Some(arguments))
}

/// One row on the wire.
struct WireRow<'a> {
    row: &'a PgRow,
    columns: &'a Columns,
    binary: bool,
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
struct TextResults<'a> {
    sink: &'a mut dyn RowSink,
    commands: Vec<String>,
    /// The number of results that have ended.
    at: usize,
    /// The columns of the result that is coming in.
    open: Option<Columns>,
    /// From the first row with an unknown type on, everything waits here.
    held: Vec<Either<sqlx::postgres::PgQueryResult, PgRow>>,
    unknown: Vec<u32>,
    /// v6 adds the row counts of all results; the command is the last one's.
    total: Done,
}

impl TextResults<'_> {
    fn take(&mut self, item: Either<sqlx::postgres::PgQueryResult, PgRow>, types: &TypeMap) -> Result<()> {
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

    fn pass(&mut self, item: Either<sqlx::postgres::PgQueryResult, PgRow>, types: &TypeMap) -> Result<()> {
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
            Either::Left(result) => self.end(result.rows_affected()),
        }
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

    fn finish(&mut self, held: Vec<Either<sqlx::postgres::PgQueryResult, PgRow>>, types: &TypeMap) -> Result<Done> {
        for item in held {
            self.pass(item, types)?;
        }
        // An empty text has no result: the sink still hears an end.
        if self.at == 0 {
            self.end(0)?;
        }
        Ok(self.total.clone())
    }
}

impl Connection for PgWire {
    fn run<'a>(&'a mut self, query: Arc<Query>, mut sink: Box<dyn RowSink>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let done = self.run_query(&query, sink.as_mut()).await;
            (sink, done)
        })
    }

    fn run_simple<'a>(&'a mut self, sql: Arc<str>, mut sink: Box<dyn RowSink>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let done = self.run_text(&sql, sink.as_mut()).await;
            (sink, done)
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
