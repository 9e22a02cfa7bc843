//! One session of the server: how it begins, what a failure means for it, how it ends.

use super::cancel::KillQuery;
use super::config::Settings;
use super::decode::Cells;
use super::driver::open;
use super::errors::query_failure;
use super::pipeline::{self, Owed};
use super::protocol::channel::Channel;
use super::protocol::packets::First;
use super::protocol::{command, status, Answer, Trouble};
use super::statements::Statements;
use crate::driver::{BoxFuture, Cancel, Connection, Many, Outcome, Prepared, Query, RowSink, Single};
use crate::failure::{Failure, FailureKind, Result};
use std::sync::Arc;
use std::time::Duration;

/// Printed literals escape with backslashes.
const KEEP_BACKSLASHES: &str =
    "SET SESSION sql_mode = REPLACE(@@SESSION.sql_mode, 'NO_BACKSLASH_ESCAPES', '')";

pub struct Wire {
    pub(super) channel: Channel,
    pub(super) settings: Settings,
    pub(super) statements: Statements,
    pub(super) cells: Cells,
    thread: u32,
    version: String,
    pub(super) deprecate_eof: bool,
    pub(super) extended_metadata: bool,
    pub(super) status: u16,
    pub(super) broken: bool,
    pub(super) lost_before_start: bool,
    /// The statement under way does nothing but read: nobody notices when it is asked twice.
    pub(super) repeatable: bool,
    /// The server has begun to answer it.
    pub(super) answered: bool,
    /// Answers of a trip that was left.
    pub(super) owed: Option<Owed>,
    pub(super) round_trip: Duration,
}

/// Why a statement did not come to its end.
pub(super) enum Stop {
    Wire(Trouble),
    /// The rows' reader refused; the wire is in step.
    Sink(Failure),
}

impl Stop {
    /// The session is over, by the server's word or without one.
    pub(super) fn is_end(&self) -> bool {
        match self {
            Stop::Wire(Trouble::Io(_)) => true,
            Stop::Wire(Trouble::Server(error)) => error.fatal,
            _ => false,
        }
    }
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
            lost_before_start: false,
            repeatable: false,
            answered: false,
            owed: None,
            round_trip: Duration::MAX,
            settings,
        };
        for sql in std::mem::take(&mut wire.settings.session) {
            let outcome = wire.run_text(&sql, &mut crate::driver::Ignore).await;
            outcome.map_err(|mut failure| {
                failure.kind = FailureKind::Connection;
                failure
            })?;
        }
        wire.ping_server().await.map_err(|trouble| query_failure(trouble, ""))?;
        wire.keep_backslashes().await.map_err(|trouble| query_failure(trouble, KEEP_BACKSLASHES))?;
        Ok(wire)
    }

    /// `NO_BACKSLASH_ESCAPES` would let a printed literal end where it does not: it goes as soon as it is seen.
    pub(super) async fn keep_backslashes(&mut self) -> Answer<()> {
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

    pub(super) async fn send(&mut self, command: u8, body: &[u8]) -> Answer<()> {
        let mut packet = Vec::with_capacity(body.len() + 1);
        packet.push(command);
        packet.extend_from_slice(body);
        self.channel.send(&packet).await
    }

    /// Before a statement of the user: the server may have left an idle connection.
    pub(super) async fn begin(&mut self, sql: &str) -> Result<()> {
        self.lost_before_start = false;
        self.answered = false;
        if self.channel.is_gone().await {
            self.broken = true;
            self.lost_before_start = !self.in_transaction();
            let gone = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
            return Err(query_failure(Trouble::Io(gone), sql));
        }
        Ok(())
    }

    /// After a statement: what a failure means for the connection.
    pub(super) fn failed(&mut self, stop: Stop, sql: &str) -> Failure {
        match stop {
            Stop::Sink(failure) => failure,
            Stop::Wire(trouble) => {
                self.broken |= !matches!(&trouble, Trouble::Server(error) if !error.fatal);
                query_failure(trouble, sql)
            }
        }
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

    fn run_single<'a>(
        &'a mut self,
        query: Arc<Query>,
        _single: Single,
        mut sink: Box<dyn RowSink>,
    ) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let limit = self.settings.query_timeout;
            let done = within(limit, self.run_alone(&query, sink.as_mut())).await;
            (sink, self.in_time(done))
        })
    }

    fn run_simple<'a>(&'a mut self, sql: Arc<str>, mut sink: Box<dyn RowSink>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let limit = self.settings.query_timeout;
            self.repeatable = false;
            let done = within(limit, self.run_text(&sql, sink.as_mut())).await;
            (sink, self.in_time(done))
        })
    }

    fn trip_limit(&self) -> usize {
        // A time limit of the client's is one for each statement.
        if self.settings.query_timeout.is_some() {
            1
        } else {
            pipeline::LIMIT
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
            let answered = self.ping_server().await;
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
async fn within<T>(limit: Option<Duration>, work: impl std::future::Future<Output = T>) -> Option<T> {
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
