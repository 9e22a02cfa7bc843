//! One operation on one connection: cancelled or timed out, it leaves a connection that is proven clean or none.

use super::options::RunOptions;
use crate::driver::{Connection, Done, Query, RowSink};
use crate::failure::{Failure, FailureKind, Result};
use std::sync::Arc;
use std::time::Duration;

/// How an operation ended, and whether its connection may serve another.
pub struct Ended {
    pub outcome: Result<(Box<dyn RowSink>, Done)>,
    pub reusable: bool,
    /// Nothing was sent: the operation may run once more elsewhere. The sink is as it was.
    pub retry: Option<Box<dyn RowSink>>,
}

/// Why an operation was stopped from outside.
#[derive(Clone, Copy)]
enum Stop {
    Cancelled,
    TimedOut(Duration),
    Closing,
}

impl Stop {
    fn failure(self) -> Failure {
        match self {
            Stop::Cancelled => Failure::new(FailureKind::Aborted, "The operation was aborted"),
            Stop::TimedOut(limit) => Failure::new(
                FailureKind::Timeout,
                format!("The query was stopped after its timeout of {} ms", limit.as_millis()),
            ),
            Stop::Closing => Failure::new(
                FailureKind::Connection,
                "The connection was closed by sequelize.close() while the query was running",
            ),
        }
    }
}

/// Runs `query` on `connection`. `closing` resolves when the pool gives up waiting for its operations.
pub async fn run(
    connection: &mut Box<dyn Connection>,
    query: Arc<Query>,
    sink: Box<dyn RowSink>,
    options: &RunOptions,
    cancel_grace: Duration,
    closing: impl std::future::Future<Output = ()>,
) -> Ended {
    if options.cancel.is_cancelled() {
        return Ended { outcome: Err(Stop::Cancelled.failure()), reusable: true, retry: None };
    }
    let canceller = connection.canceller();
    let clean_after_cancel = connection.clean_after_cancel();
    let stopped = {
        let mut running = if options.simple {
            connection.run_simple(query.sql.clone(), sink)
        } else {
            connection.run(query, sink)
        };
        tokio::pin!(closing);
        let stop = tokio::select! {
            biased;
            (sink, outcome) = &mut running => {
                drop(running);
                return ended(connection.as_ref(), sink, outcome);
            }
            () = options.cancel.cancelled() => Stop::Cancelled,
            () = expired(options.timeout) => Stop::TimedOut(options.timeout.unwrap_or_default()),
            () = &mut closing => Stop::Closing,
        };
        // The statement is stopped in the database; the future still runs to its end, under a deadline.
        // Past the deadline it is dropped, and its connection with it: such a wire is never used again.
        let wait = async {
            tokio::join!(canceller.cancel(), &mut running).1
        };
        (tokio::time::timeout(cancel_grace, wait).await.is_ok(), stop)
    };
    let (finished, stop) = stopped;
    let reusable = finished && clean_after_cancel && !connection.is_broken() && !connection.in_transaction();
    Ended { outcome: Err(stop.failure()), reusable, retry: None }
}

fn ended(
    connection: &dyn Connection,
    sink: Box<dyn RowSink>,
    outcome: std::result::Result<Done, Failure>,
) -> Ended {
    match outcome {
        Ok(done) => Ended { outcome: Ok((sink, done)), reusable: !connection.is_broken(), retry: None },
        Err(failure) => {
            let retry = connection.lost_before_start().then_some(sink);
            Ended { outcome: Err(failure), reusable: !connection.is_broken(), retry }
        }
    }
}

async fn expired(timeout: Option<Duration>) {
    match timeout {
        Some(limit) => tokio::time::sleep(limit).await,
        None => std::future::pending().await,
    }
}
