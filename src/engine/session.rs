//! A connection with a mailbox: what several callers send runs one after the other, in their order.

use super::cancel::CancelHandle;
use super::connect::{Connector, Facts, Open};
use super::operation::{Fate, Operation, Reply, RunResult};
use super::pool::Lease;
use crate::driver::Pooling;
use crate::failure::{Failure, FailureKind, Result};
use parking_lot::Mutex;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// How long a left-open transaction may take to roll back before its connection is closed.
const ROLLING_BACK: Duration = Duration::from_secs(1);

/// What every operation of a session obeys.
#[derive(Clone)]
pub struct Rules {
    pub grace: Duration,
    pub closing: CancelHandle,
}

enum Job {
    Run(Operation, Reply),
    Ready(oneshot::Sender<Result<()>>),
    End { destroy: bool, ended: oneshot::Sender<()> },
}

/// Where the connection comes from and goes to.
enum Held {
    Pooled(Lease),
    Own(Open),
    Gone,
}

impl Held {
    fn open(&mut self) -> Option<&mut Open> {
        match self {
            Held::Pooled(lease) => lease.open(),
            Held::Own(open) => Some(open),
            Held::Gone => None,
        }
    }

    fn settled(&mut self) {
        if let Held::Pooled(lease) = self {
            lease.settled();
        }
    }

    async fn close(&mut self) {
        match std::mem::replace(self, Held::Gone) {
            Held::Pooled(lease) => lease.discard(),
            Held::Own(open) => open.close().await,
            Held::Gone => {}
        }
    }
}

/// The address of a session. Cheap to clone.
#[derive(Clone)]
pub struct Session {
    mailbox: mpsc::UnboundedSender<Job>,
    facts: Arc<Mutex<Facts>>,
}

impl Session {
    /// A connection of the pool for one user, until it is given back.
    pub fn pinned(lease: Lease, rules: Rules) -> Session {
        let facts = lease.facts();
        Session::start(Held::Pooled(lease), facts, None, rules)
    }

    /// A connection of its own, closed at the end (a transaction on a SQLite file).
    pub fn owned(open: Open, rules: Rules) -> Session {
        let facts = open.facts.clone();
        Session::start(Held::Own(open), facts, None, rules)
    }

    /// A connection that everybody shares; opened at the first use, and again after a loss.
    pub fn shared(connector: Arc<Connector>, pooling: Pooling, rules: Rules) -> Session {
        // A database in memory ends with its connection: a second one would be empty without a word.
        let again = pooling != Pooling::OneShared;
        Session::start(Held::Gone, Facts::default(), Some(Reopen { connector, again }), rules)
    }

    fn start(held: Held, facts: Facts, reopen: Option<Reopen>, rules: Rules) -> Session {
        let (mailbox, jobs) = mpsc::unbounded_channel();
        let facts = Arc::new(Mutex::new(facts));
        let task = Task { held, reopen, dead: None, rules, facts: facts.clone(), opened: false };
        super::runtime::spawn(task.work(jobs));
        Session { mailbox, facts }
    }

    pub fn facts(&self) -> Facts {
        self.facts.lock().clone()
    }

    /// Takes its place in the queue at once, so that statements run in the order of the calls.
    pub fn post(&self, operation: Operation, reply: Reply) {
        if let Err(mpsc::error::SendError(Job::Run(operation, reply))) =
            self.mailbox.send(Job::Run(operation, reply))
        {
            reply.send(RunResult::failed(Some(operation.sink), released()));
        }
    }

    /// Opens a shared connection where nobody has yet.
    pub async fn ready(&self) -> Result<()> {
        let (reply, ready) = oneshot::channel();
        let _ = self.mailbox.send(Job::Ready(reply));
        ready.await.unwrap_or_else(|_| Err(released()))
    }

    /// As [`Session::end`], without waiting for it.
    pub fn end_soon(&self, destroy: bool) {
        // A mailbox that is gone has ended already.
        let _ = self.mailbox.send(Job::End { destroy, ended: oneshot::channel().0 });
    }

    /// After everything that was sent before.
    pub async fn end(&self, destroy: bool) {
        let (ended, end) = oneshot::channel();
        if self.mailbox.send(Job::End { destroy, ended }).is_ok() {
            let _ = end.await;
        }
    }
}

fn released() -> Failure {
    Failure::new(FailureKind::Connection, "The connection has been released already")
}

struct Reopen {
    connector: Arc<Connector>,
    again: bool,
}

struct Task {
    held: Held,
    reopen: Option<Reopen>,
    /// Why nothing runs here any more.
    dead: Option<Failure>,
    rules: Rules,
    facts: Arc<Mutex<Facts>>,
    opened: bool,
}

impl Task {
    async fn work(mut self, mut jobs: mpsc::UnboundedReceiver<Job>) {
        let closing = self.rules.closing.clone();
        loop {
            let job = tokio::select! {
                biased;
                job = jobs.recv() => job,
                () = closing.cancelled(), if self.dead.is_none() => {
                    self.dead = Some(super::pool::closed());
                    self.reopen = None;
                    self.held.close().await;
                    continue;
                }
            };
            let Some(job) = job else { break };
            match job {
                Job::Run(operation, reply) => {
                    let result = self.run(operation).await;
                    reply.send(result);
                }
                Job::Ready(reply) => {
                    let ready = self.ready().await;
                    let _ = reply.send(ready);
                }
                Job::End { destroy, ended } => {
                    self.end(destroy).await;
                    let _ = ended.send(());
                    return;
                }
            }
        }
        // Every address is gone: nobody will say how to end, so end safely.
        self.held.close().await;
    }

    async fn run(&mut self, operation: Operation) -> RunResult {
        if let Some(failure) = operation.spent() {
            return RunResult::failed(Some(operation.sink), failure);
        }
        if let Err(failure) = self.ready().await {
            return RunResult::failed(Some(operation.sink), failure);
        }
        let Some(open) = self.held.open() else {
            return RunResult::failed(Some(operation.sink), released());
        };
        let (result, fate) = operation.run(&mut open.connection, self.rules.grace, &self.rules.closing).await;
        if fate == Fate::Discard {
            self.dead = Some(self.death(&result));
            self.held.close().await;
        }
        result
    }

    /// Later calls must not run outside the transaction that they belong to.
    fn death(&self, result: &RunResult) -> Failure {
        let why = result.done.as_ref().err().map(ToString::to_string).unwrap_or_default();
        let mut failure = Failure::new(
            FailureKind::Connection,
            format!("The connection of this transaction is dead; nothing more can run on it ({why})"),
        );
        failure.code = Some("DEAD_CONNECTION".into());
        failure
    }

    async fn ready(&mut self) -> Result<()> {
        if let (Held::Gone, Some(reopen)) = (&self.held, &self.reopen) {
            if self.opened && !reopen.again {
                return Err(self.dead.clone().unwrap_or_else(released));
            }
            let open = reopen.connector.connect().await?;
            *self.facts.lock() = open.facts.clone();
            self.held = Held::Own(open);
            self.opened = true;
            self.dead = None;
        }
        self.dead.clone().map_or(Ok(()), Err)
    }

    async fn end(&mut self, destroy: bool) {
        let Some(open) = self.held.open().filter(|_| !destroy) else {
            return self.held.close().await;
        };
        let connection = &mut open.connection;
        if connection.in_transaction() {
            let rolled_back = tokio::time::timeout(ROLLING_BACK, connection.rollback()).await;
            if !matches!(rolled_back, Ok(Ok(()))) || connection.in_transaction() {
                return self.held.close().await;
            }
        }
        self.held.settled();
        match std::mem::replace(&mut self.held, Held::Gone) {
            Held::Own(open) => open.close().await,
            pooled => drop(pooled),
        }
    }
}
