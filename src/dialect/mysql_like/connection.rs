//! One session of the server: which protocol a statement takes, and what its answers mean.

use super::cancel::KillQuery;
use super::config::Settings;
use super::decode::{split_binary, split_text, Cells, Columns, WireRow};
use super::driver::open;
use super::encode::execute;
use super::errors::query_failure;
use super::inline::{inline, is_several};
use super::protocol::channel::Channel;
use super::protocol::packets::{Column, First, Okay, ServerError};
use super::protocol::reader::Reader;
use super::protocol::{command, malformed, status, Answer, Trouble};
use super::statements::Statements;
use crate::driver::{BoxFuture, Cancel, Connection, Done, Outcome, Query, RowSink};
use crate::failure::{Failure, FailureKind, Result};
use crate::value::Value;
use std::sync::Arc;

/// Printed literals escape with backslashes.
const KEEP_BACKSLASHES: &str =
    "SET SESSION sql_mode = REPLACE(@@SESSION.sql_mode, 'NO_BACKSLASH_ESCAPES', '')";

/// The server's reasons not to prepare a statement that it would run.
mod refusal {
    /// This kind of statement cannot be prepared.
    pub const UNSUPPORTED: u16 = 1295;
    /// `max_prepared_stmt_count` is reached, by all connections together.
    pub const TOO_MANY: u16 = 1461;
    /// The table changed too often while the statement was prepared again.
    pub const NEEDS_REPREPARE: u16 = 1615;
    /// The server has no such statement (any more).
    pub const UNKNOWN: u16 = 1243;
}

pub struct Wire {
    channel: Channel,
    settings: Settings,
    statements: Statements,
    cells: Cells,
    thread: u32,
    version: String,
    deprecate_eof: bool,
    extended_metadata: bool,
    status: u16,
    broken: bool,
    /// Something has run before: only then can a connection die while idle.
    used: bool,
    lost_before_start: bool,
}

/// Why a statement did not come to its end.
enum Stop {
    Wire(Trouble),
    /// The rows' reader refused; the wire is in step.
    Sink(Failure),
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Stop {
        Stop::Wire(trouble)
    }
}

impl Wire {
    pub async fn connect(settings: Settings) -> Result<Wire> {
        let (channel, session) = open(&settings).await?;
        let mut wire = Wire {
            channel,
            statements: Statements::new(settings.statements),
            cells: Cells::new(),
            thread: session.thread,
            version: three_numbers(&session.version),
            deprecate_eof: session.deprecate_eof,
            extended_metadata: session.extended_metadata,
            status: session.status,
            broken: false,
            used: false,
            lost_before_start: false,
            settings,
        };
        for sql in std::mem::take(&mut wire.settings.session) {
            let outcome = wire.run_text(&sql, &mut crate::driver::Ignore).await;
            outcome.map_err(|mut failure| {
                failure.kind = FailureKind::Connection;
                failure
            })?;
        }
        wire.keep_backslashes().await.map_err(|trouble| query_failure(trouble, KEEP_BACKSLASHES))?;
        wire.used = false;
        Ok(wire)
    }

    /// `NO_BACKSLASH_ESCAPES` would let a printed literal end where it does not: it goes as soon as it is seen.
    async fn keep_backslashes(&mut self) -> Answer<()> {
        if self.status & status::NO_BACKSLASH_ESCAPES == 0 {
            return Ok(());
        }
        self.send(command::QUERY, KEEP_BACKSLASHES.as_bytes()).await?;
        let okay = First::read(self.channel.receive().await?)?;
        match okay {
            First::Okay(okay) if okay.status & status::NO_BACKSLASH_ESCAPES == 0 => {
                self.status = okay.status;
                Ok(())
            }
            _ => Err(Trouble::Protocol("The server keeps its sql_mode NO_BACKSLASH_ESCAPES".into())),
        }
    }

    async fn send(&mut self, command: u8, body: &[u8]) -> Answer<()> {
        let mut packet = Vec::with_capacity(body.len() + 1);
        packet.push(command);
        packet.extend_from_slice(body);
        self.channel.send(&packet).await
    }

    /// Before a statement of the user: the server may have left an idle connection.
    async fn begin(&mut self, sql: &str) -> Result<()> {
        self.lost_before_start = false;
        if self.used && self.channel.is_gone().await {
            self.broken = true;
            self.lost_before_start = !self.in_transaction();
            let gone = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
            return Err(query_failure(Trouble::Io(gone), sql));
        }
        self.used = true;
        Ok(())
    }

    /// After a statement: what a failure means for the connection.
    fn failed(&mut self, stop: Stop, sql: &str) -> Failure {
        match stop {
            Stop::Sink(failure) => failure,
            Stop::Wire(trouble) => {
                self.broken |= !matches!(&trouble, Trouble::Server(error) if !error.fatal);
                query_failure(trouble, sql)
            }
        }
    }

    async fn run_query(&mut self, query: &Query, sink: &mut dyn RowSink) -> Result<Done> {
        let Query { sql, binds, prepared, .. } = query;
        if binds.is_empty() {
            return self.run_text(sql, sink).await;
        }
        // Several statements cannot be prepared; where they are allowed, v6's drivers print the values.
        if !prepared || (self.settings.multiple_statements && is_several(sql)) {
            return self.run_text(&inline(sql, binds, &self.settings.timezone)?, sink).await;
        }
        self.begin(sql).await?;
        let outcome = self.run_prepared(sql, binds, sink).await;
        self.settle(outcome, sql).await
    }

    /// The text protocol: one statement, or several where they are allowed.
    async fn run_text(&mut self, sql: &str, sink: &mut dyn RowSink) -> Result<Done> {
        self.begin(sql).await?;
        let outcome = self.send_text(sql, sink).await;
        self.settle(outcome, sql).await
    }

    async fn send_text(&mut self, sql: &str, sink: &mut dyn RowSink) -> std::result::Result<Done, Stop> {
        self.send(command::QUERY, sql.as_bytes()).await?;
        self.results(false, sink).await
    }

    async fn settle(&mut self, outcome: std::result::Result<Done, Stop>, sql: &str) -> Result<Done> {
        let outcome = outcome.map_err(|stop| self.failed(stop, sql));
        if !self.broken {
            self.keep_backslashes().await.map_err(|trouble| self.failed(trouble.into(), sql))?;
        }
        outcome
    }

    async fn run_prepared(
        &mut self,
        sql: &Arc<str>,
        binds: &[Value],
        sink: &mut dyn RowSink,
    ) -> std::result::Result<Done, Stop> {
        let timezone = self.settings.timezone.clone();
        let literals = || inline(sql, binds, &timezone).map_err(Stop::Sink);
        for attempt in 0..2 {
            let (id, params) = match self.prepare(sql).await {
                Ok(known) => known,
                Err(Trouble::Server(error)) if error.number == refusal::TOO_MANY && attempt == 0 => {
                    // Ours may be the ones that are too many.
                    self.close_all().await?;
                    continue;
                }
                Err(Trouble::Server(ServerError {
                    number: refusal::UNSUPPORTED | refusal::TOO_MANY,
                    ..
                })) => return self.send_text(&literals()?, sink).await,
                Err(trouble) => return Err(trouble.into()),
            };
            if params != binds.len() {
                return Err(Stop::Sink(Failure::new(
                    FailureKind::Database,
                    format!("The statement has {params} placeholders, but {} values are bound", binds.len()),
                )));
            }
            let packet = execute(id, binds, &timezone).map_err(Stop::Sink)?;
            self.channel.send(&packet).await?;
            match self.results(true, sink).await {
                // Refused before it ran: the statement has to be made anew, or does without.
                Err(Stop::Wire(Trouble::Server(ServerError {
                    number: refusal::NEEDS_REPREPARE | refusal::UNKNOWN,
                    ..
                }))) => {
                    if let Some(id) = self.statements.forget(sql) {
                        self.close_statement(id).await?;
                    }
                    if attempt == 1 {
                        return self.send_text(&literals()?, sink).await;
                    }
                }
                outcome => return outcome,
            }
        }
        self.send_text(&literals()?, sink).await
    }

    /// The statement's number and how many values it takes, from memory or by asking.
    async fn prepare(&mut self, sql: &Arc<str>) -> Answer<(u32, usize)> {
        if let Some(known) = self.statements.get(sql) {
            return Ok(known);
        }
        self.send(command::PREPARE, sql.as_bytes()).await?;
        let packet = self.channel.receive().await?;
        if packet.first() == Some(&0xff) {
            return Err(Trouble::Server(ServerError::read(packet)?));
        }
        let mut reader = Reader::new(packet);
        if reader.u8()? != 0 {
            return Err(malformed());
        }
        let id = reader.u32()?;
        let columns = usize::from(reader.u16()?);
        let params = usize::from(reader.u16()?);
        // Definitions come again with every result; those of parameters say nothing.
        for count in [params, columns] {
            for _ in 0..count {
                self.channel.receive().await?;
            }
            if count > 0 && !self.deprecate_eof {
                self.channel.receive().await?;
            }
        }
        if let Some(closed) = self.statements.keep(sql.clone(), id, params) {
            self.close_statement(closed).await?;
        }
        Ok((id, params))
    }

    /// The server answers nothing to that.
    async fn close_statement(&mut self, id: u32) -> Answer<()> {
        self.send(command::CLOSE_STATEMENT, &id.to_le_bytes()).await
    }

    async fn close_all(&mut self) -> Answer<()> {
        for id in self.statements.clear() {
            self.close_statement(id).await?;
        }
        Ok(())
    }

    /// All results of one command. The wire is read to the end even where the sink has enough.
    async fn results(&mut self, binary: bool, sink: &mut dyn RowSink) -> std::result::Result<Done, Stop> {
        let mut refused: Option<Failure> = None;
        let mut total = Done::default();
        loop {
            let okay = match First::read(self.channel.receive().await?)? {
                First::Okay(okay) => {
                    give(&mut refused, || sink.columns(&[]));
                    okay
                }
                First::Columns(count) => self.rows(count, binary, sink, &mut refused).await?,
            };
            self.status = okay.status;
            let done = done(&okay);
            give(&mut refused, || sink.done(&done));
            total = Done { affected: total.affected + done.affected, ..done };
            if okay.status & status::MORE_RESULTS == 0 {
                return refused.map_or(Ok(total), |failure| Err(Stop::Sink(failure)));
            }
        }
    }

    /// The columns and rows of one result.
    async fn rows(
        &mut self,
        count: usize,
        binary: bool,
        sink: &mut dyn RowSink,
        refused: &mut Option<Failure>,
    ) -> Answer<Okay> {
        let mut definitions = Vec::with_capacity(count);
        for _ in 0..count {
            definitions.push(Column::read(self.channel.receive().await?, self.extended_metadata)?);
        }
        if !self.deprecate_eof {
            self.channel.receive().await?;
        }
        let columns = Columns::of(definitions, &self.settings.reading);
        give(refused, || sink.columns(&columns.infos));
        loop {
            let packet = self.channel.receive().await?;
            match packet.first() {
                Some(0xfe) if self.deprecate_eof && packet.len() < 0xff_ffff => return Okay::read(packet),
                Some(0xfe) if packet.len() < 9 => return Okay::read_eof(packet),
                Some(0xff) => return Err(Trouble::Server(ServerError::read(packet)?)),
                _ if refused.is_some() => {}
                _ => {
                    match binary {
                        true => split_binary(packet, &columns, &mut self.cells)?,
                        false => split_text(packet, count, &mut self.cells)?,
                    }
                    let row = WireRow { packet, cells: &self.cells, columns: &columns, binary };
                    give(refused, || sink.row(&row));
                }
            }
        }
    }
}

/// Tells the sink, unless it has refused before.
fn give(refused: &mut Option<Failure>, tell: impl FnOnce() -> Result<()>) {
    if refused.is_none() {
        *refused = tell().err();
    }
}

fn done(okay: &Okay) -> Done {
    Done {
        affected: okay.affected,
        last_insert_id: i64::try_from(okay.last_insert_id).unwrap_or(i64::MAX),
        warnings: okay.warnings,
        info: Some(okay.info.clone()).filter(|info| !info.is_empty()),
        ..Done::default()
    }
}

/// `5.5.5-10.11.19-MariaDB-…` is 10.11.19: MariaDB puts a version in front that old clients understand.
fn three_numbers(version: &str) -> String {
    let version = match version.strip_prefix("5.5.5-") {
        Some(rest) if version.contains("MariaDB") => rest,
        _ => version,
    };
    let head: String = version.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let mut numbers = head.split('.').filter(|n| !n.is_empty());
    let mut next = || numbers.next().unwrap_or("0");
    format!("{}.{}.{}", next(), next(), next())
}

impl Connection for Wire {
    fn run<'a>(&'a mut self, query: Arc<Query>, mut sink: Box<dyn RowSink>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let limit = self.settings.query_timeout;
            let done = within(limit, self.run_query(&query, sink.as_mut())).await;
            (sink, self.in_time(done))
        })
    }

    fn run_simple<'a>(&'a mut self, sql: Arc<str>, mut sink: Box<dyn RowSink>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let limit = self.settings.query_timeout;
            let done = within(limit, self.run_text(&sql, sink.as_mut())).await;
            (sink, self.in_time(done))
        })
    }

    fn ping<'a>(&'a mut self) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let answered = match self.send(command::PING, &[]).await {
                Ok(()) => self.channel.receive().await.and_then(First::read).map(drop),
                Err(trouble) => Err(trouble),
            };
            answered.map_err(|trouble| self.failed(trouble.into(), ""))
        })
    }

    fn canceller(&self) -> Arc<dyn Cancel> {
        Arc::new(KillQuery { settings: self.settings.clone(), thread: self.thread })
    }

    fn in_transaction(&self) -> bool {
        self.status & status::IN_TRANSACTION != 0
    }

    fn is_broken(&self) -> bool {
        self.broken
    }

    fn server_version(&self) -> String {
        self.version.clone()
    }

    fn process_id(&self) -> Option<i64> {
        Some(i64::from(self.thread))
    }

    fn lost_before_start(&self) -> bool {
        self.lost_before_start
    }

    fn close(mut self: Box<Self>) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            // The server hangs up; the socket closes when it is dropped.
            let _ = self.send(command::QUIT, &[]).await;
        })
    }
}

/// Under the mariadb driver's `queryTimeout`, where it is set.
async fn within<T>(
    limit: Option<std::time::Duration>,
    work: impl std::future::Future<Output = T>,
) -> Option<T> {
    match limit {
        Some(limit) => tokio::time::timeout(limit, work).await.ok(),
        None => Some(work.await),
    }
}

impl Wire {
    /// Past the timeout the wire is out of step.
    fn in_time<T>(&mut self, done: Option<Result<T>>) -> Result<T> {
        done.unwrap_or_else(|| {
            self.broken = true;
            Err(Failure::new(
                FailureKind::Database,
                "Query execution was interrupted (dialectOptions.queryTimeout)",
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::three_numbers;

    #[test]
    fn versions_have_three_numbers() {
        assert_eq!(three_numbers("5.5.5-10.11.19-MariaDB-0+deb12u1"), "10.11.19");
        assert_eq!(three_numbers("8.0.36-0ubuntu0.22.04.1"), "8.0.36");
        assert_eq!(three_numbers("11.4-MariaDB"), "11.4.0");
    }
}
