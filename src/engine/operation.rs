//! One statement on one connection: run it, or stop it in the database and say so.

use super::cancel::CancelHandle;
use crate::driver::{Connection, Done, Query, RowSink, Single};
use crate::failure::{Failure, FailureKind, Result};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long a closing pool takes to stop a statement in the database.
const LAST_WORD: Duration = Duration::from_millis(200);

/// How a statement runs.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// From the call on, waiting for a connection included.
    pub timeout: Option<Duration>,
    pub cancel: CancelHandle,
    /// Several statements in one text, no binds.
    pub simple: bool,
    /// Nobody will cancel it, and it has no deadline: it may share a trip with others.
    pub batchable: bool,
    /// It must be one statement (see [`Connection::run_single`]).
    pub single: Option<Single>,
}

/// What came of a statement.
pub struct RunResult {
    /// `None` when a connection had to be closed under the statement: its rows went with it.
    pub sink: Option<Box<dyn RowSink>>,
    pub done: Result<Done>,
}

impl RunResult {
    pub fn failed(sink: Option<Box<dyn RowSink>>, failure: Failure) -> Self {
        RunResult { sink, done: Err(failure) }
    }
}

/// Where the result of an operation goes. It is called exactly once, after a panic too.
pub struct Reply(Option<Box<dyn FnOnce(RunResult) + Send>>);

impl Reply {
    pub fn new(finish: impl FnOnce(RunResult) + Send + 'static) -> Self {
        Reply(Some(Box::new(finish)))
    }

    pub fn send(mut self, result: RunResult) {
        if let Some(finish) = self.0.take() {
            finish(result);
        }
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        if let Some(finish) = self.0.take() {
            finish(RunResult::failed(None, Failure::internal("a query ended unexpectedly")));
        }
    }
}

/// A statement with its deadline, on its way to a connection.
pub struct Operation {
    pub query: Arc<Query>,
    pub sink: Box<dyn RowSink>,
    pub options: RunOptions,
    pub deadline: Option<Instant>,
}

/// What to do with the connection afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Keep,
    Discard,
}

/// Why a statement is stopped.
enum Stop {
    Cancelled,
    Late,
    Closing,
}

impl Operation {
    pub fn new(query: Query, sink: Box<dyn RowSink>, options: RunOptions) -> Self {
        let deadline = options.timeout.map(|t| Instant::now() + t);
        Operation { query: Arc::new(query), sink, options, deadline }
    }

    /// Why it must not even start.
    pub fn spent(&self) -> Option<Failure> {
        if self.options.cancel.is_cancelled() {
            return Some(aborted());
        }
        self.deadline.is_some_and(|d| d <= Instant::now()).then(|| self.late())
    }

    pub fn late(&self) -> Failure {
        let ms = self.options.timeout.unwrap_or_default().as_millis();
        let mut failure = Failure::new(FailureKind::Timeout, format!("Query timed out after {ms} ms"));
        failure.sql = Some(self.query.sql.to_string());
        failure
    }

    /// Runs on the connection. The future must be polled to its end: it ends by itself soon after a stop.
    ///
    /// `grace` is how long a stopped statement may take to return before its connection is closed under it.
    pub async fn run(
        self,
        connection: &mut Box<dyn Connection>,
        grace: Duration,
        closing: &CancelHandle,
    ) -> (RunResult, Fate) {
        if let Some(failure) = self.spent() {
            return (RunResult::failed(Some(self.sink), failure), Fate::Keep);
        }
        let canceller = connection.canceller();
        let late = self.late();
        let Operation { query, sink, options, deadline } = self;
        let sql = query.sql.clone();
        let mut running = match (options.simple, query.as_stored) {
            (false, _) => match options.single {
                Some(single) => connection.run_single(query, single, sink),
                None => connection.run(query, sink),
            },
            (true, false) => connection.run_simple(sql.clone(), sink),
            (true, true) => connection.run_simple_as_stored(sql.clone(), sink),
        };
        let stop = tokio::select! {
            biased;
            (sink, done) = &mut running => {
                drop(running);
                let fate = if connection.is_broken() { Fate::Discard } else { Fate::Keep };
                let done = done.map_err(|f| commit_unknown(f, &sql, fate));
                return (RunResult { sink: Some(sink), done }, fate);
            }
            () = options.cancel.cancelled() => Stop::Cancelled,
            () = at(deadline) => Stop::Late,
            () = closing.cancelled() => Stop::Closing,
        };
        let failure = match stop {
            Stop::Cancelled => aborted(),
            Stop::Late => late,
            Stop::Closing => {
                // A server does not notice that nobody waits for a statement any more.
                let _ = tokio::time::timeout(LAST_WORD, canceller.cancel()).await;
                return (
                    RunResult::failed(None, commit_unknown(closed_under(), &sql, Fate::Discard)),
                    Fate::Discard,
                );
            }
        };
        let stopping = async { tokio::join!(canceller.cancel(), &mut running).1 };
        let Ok((sink, done)) = tokio::time::timeout(grace, stopping).await else {
            return (RunResult::failed(None, commit_unknown(failure, &sql, Fate::Discard)), Fate::Discard);
        };
        drop(running);
        let fate = if connection.clean_after_cancel() && !connection.is_broken() {
            Fate::Keep
        } else {
            Fate::Discard
        };
        match done {
            // It was done before the stop came, and nothing of it is lost with the connection.
            Ok(done) if fate == Fate::Keep || !connection.in_transaction() => {
                (RunResult { sink: Some(sink), done: Ok(done) }, fate)
            }
            _ => (RunResult::failed(Some(sink), failure), fate),
        }
    }
}

async fn at(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

/// What AbortSignal's user sees.
pub fn aborted() -> Failure {
    Failure::new(FailureKind::Aborted, "The operation was aborted")
}

/// The pool was closed while the statement ran.
pub fn closed_under() -> Failure {
    Failure::new(FailureKind::Connection, "The connection was closed while a query was running")
}

/// A COMMIT that lost its connection may have happened: say so instead of guessing.
fn commit_unknown(mut failure: Failure, sql: &str, fate: Fate) -> Failure {
    let commits = sql.trim_start().get(..6).is_some_and(|word| word.eq_ignore_ascii_case("commit"));
    if commits && fate == Fate::Discard {
        failure.extra.insert("commitOutcome", "unknown".into());
    }
    failure
}
