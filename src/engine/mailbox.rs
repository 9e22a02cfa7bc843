//! A pinned connection: its operations queue in a mailbox and run one after the other.
//!
//! Applications run `Promise.all` inside a transaction, so first in is first out. After a lost connection
//! or a cancelled statement the mailbox is dead: it says so to whatever comes later, since a transaction
//! that goes on elsewhere would not be one.

use super::operation::{self, Ended};
use super::options::RunOptions;
use super::pool::Lease;
use super::runtime::spawn;
use crate::driver::{Connection, Query, RowSink};
use crate::failure::{Failure, FailureKind, Result};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

pub enum Job {
    Run { query: Arc<Query>, sink: Box<dyn RowSink>, options: RunOptions, reply: oneshot::Sender<Result<Box<dyn RowSink>>> },
    /// Give the connection back, or close it.
    End { keep: bool },
}

pub type Mailbox = mpsc::UnboundedSender<Job>;

/// Whose connection the mailbox has.
pub enum Owner {
    /// The pool's: it goes back there.
    Pool(Lease),
    /// The engine's own, outside any pool (SQLite).
    Own(Box<dyn Connection>),
}

impl Owner {
    fn connection(&mut self) -> Option<&mut Box<dyn Connection>> {
        match self {
            Owner::Pool(lease) => lease.connection(),
            Owner::Own(connection) => Some(connection),
        }
    }

    async fn end(self, keep: bool) {
        match self {
            Owner::Pool(lease) => lease.give_back(keep),
            Owner::Own(connection) => connection.close().await,
        }
    }
}

/// What a mailbox does after an operation that left its connection unclean.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum AfterLoss {
    /// Refuse whatever comes (a transaction).
    Die,
    /// Go on: the connection is embedded and an interrupt leaves it clean.
    GoOn,
}

type Closing = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Starts the task behind a mailbox. `closing` makes a waiting future of the pool's cut-off.
pub fn open(
    mut owner: Owner,
    after_loss: AfterLoss,
    cancel_grace: Duration,
    closing: impl Fn() -> Closing + Send + 'static,
) -> Mailbox {
    let (send, mut receive) = mpsc::unbounded_channel();
    spawn(async move {
        let mut dead = false;
        let mut keep = true;
        while let Some(job) = receive.recv().await {
            match job {
                Job::End { keep: asked } => {
                    keep = asked;
                    break;
                }
                Job::Run { reply, .. } if dead => {
                    let _ = reply.send(Err(lost()));
                }
                Job::Run { query, sink, options, reply } => {
                    let Some(connection) = owner.connection() else {
                        let _ = reply.send(Err(lost()));
                        continue;
                    };
                    let Ended { outcome, reusable, .. } =
                        operation::run(connection, query, sink, &options, cancel_grace, closing()).await;
                    dead = !reusable && after_loss == AfterLoss::Die;
                    let _ = reply.send(outcome.map(|(sink, _)| sink));
                }
            }
        }
        receive.close();
        owner.end(keep && !dead).await;
    });
    send
}

fn lost() -> Failure {
    Failure::new(
        FailureKind::Connection,
        "The connection of this transaction was lost or its last query was cancelled: the transaction is dead, \
         nothing of it was committed, and no further query can run in it",
    )
}
