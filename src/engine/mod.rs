//! Runs statements: finds a connection (of the pool, or a pinned one), minds deadlines, keeps the books.
//!
//! ```text
//! Engine ── run(Target::Pool) ──> Pool ──> Lease ──> Operation ──> driver::Connection
//!        └─ run(Target::Handle) ─> Session (one mailbox per transaction) ──> Operation
//! ```
//!
//! What holds: every operation runs in a task of its own, so that no caller can drop a `begin` or a
//! `commit` half-way; a cancelled or late operation is stopped in the database first, and its
//! connection is closed unless its driver proves it clean; a permit always returns.

mod cancel;
mod connect;
mod operation;
mod options;
mod pool;
mod pooled;
mod runtime;
mod session;
mod trips;

pub use cancel::CancelHandle;
pub use connect::{ConnectHook, Facts};
pub use operation::RunOptions;
pub use options::{PoolOptions, Stats};
pub use runtime::spawn;

use crate::driver::{ConnectConfig, Driver, Pooling, Query, RowSink};
use crate::failure::{Failure, FailureKind, Result};
use connect::Connector;
use operation::{Operation, Reply, RunResult};
use parking_lot::Mutex;
use pool::Pool;
use session::{Rules, Session};
use std::collections::HashMap;
use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::Arc;
use std::time::Duration;
use trips::Trips;

/// Where a statement runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Pool { write: bool },
    Handle(u32),
}

/// A pinned connection's number, and what v6's users read of a connection.
#[derive(Debug, Clone, PartialEq)]
pub struct Pinned {
    pub id: u32,
    pub session_id: Option<i64>,
    pub server_version: String,
}

/// How an engine finds its connections.
enum Source {
    Pools {
        write: Trips,
        read: Trips,
    },
    /// One connection for everything outside transactions; in memory, for everything.
    Shared {
        session: Session,
        connector: Arc<Connector>,
        pooling: Pooling,
    },
}

struct Inner {
    source: Source,
    options: PoolOptions,
    handles: Mutex<HashMap<u32, Place>>,
    /// Raised when `close` stops waiting (where there is no pool).
    closing: CancelHandle,
    closed: CancelHandle,
}

/// What a handle stands for.
struct Place {
    session: Session,
    /// False for a name of the shared connection, which outlives it.
    ends: bool,
}

/// One per Sequelize instance.
pub struct Engine(Arc<Inner>);

/// The least time an attempt to connect gets, however short `acquire` is.
const CONNECTING: Duration = Duration::from_secs(1);

impl Engine {
    /// `write` is the one database, or the one that takes writes; without replicas in `read`, reads go there too.
    pub fn new(
        driver: Arc<dyn Driver>,
        options: PoolOptions,
        write: ConnectConfig,
        read: Vec<ConnectConfig>,
        hook: Option<Arc<dyn ConnectHook>>,
    ) -> Arc<Engine> {
        let limit = options.acquire.max(CONNECTING);
        let pooling = driver.pooling(&write);
        let closing = CancelHandle::new();
        let connector = Arc::new(Connector::new(driver.clone(), vec![write], hook.clone(), limit));
        let source = if pooling == Pooling::Many {
            let write = Trips::new(Pool::new(connector, options.clone()));
            let read = if read.is_empty() {
                write.clone()
            } else {
                let connector = Arc::new(Connector::new(driver, read, hook, limit));
                Trips::new(Pool::new(connector, options.clone()))
            };
            Source::Pools { write, read }
        } else {
            let rules = Rules { grace: options.cancel_grace, closing: closing.clone() };
            let session = Session::shared(connector.clone(), pooling, rules);
            Source::Shared { session, connector, pooling }
        };
        let inner =
            Inner { source, options, handles: Mutex::default(), closing, closed: CancelHandle::new() };
        Arc::new(Engine(Arc::new(inner)))
    }

    /// Runs a statement; the sink comes back full. Its place in the queue is taken by the call, not by
    /// the first poll, and the work goes on when the future is dropped.
    pub fn run(
        &self,
        target: Target,
        query: Query,
        sink: Box<dyn RowSink>,
        options: RunOptions,
    ) -> impl Future<Output = Result<Box<dyn RowSink>>> + Send + 'static {
        let (reply, answer) = tokio::sync::oneshot::channel();
        self.start(target, query, sink, options, move |result| {
            // Nobody waits any more.
            let _ = reply.send(result);
        });
        self.depart();
        async move { answer.await.unwrap_or_else(|_| Err(Failure::internal("a query ended unexpectedly"))) }
    }

    /// Runs a statement and hands the outcome to `finish`, on a thread of the runtime or, where nothing
    /// could run, on the caller's. `finish` is called exactly once. After the last of several comes
    /// [`Engine::depart`].
    pub fn start(
        &self,
        target: Target,
        query: Query,
        sink: Box<dyn RowSink>,
        options: RunOptions,
        finish: impl FnOnce(Result<Box<dyn RowSink>>) + Send + 'static,
    ) {
        let operation = Operation::new(query, sink, options);
        let reply = Reply::new(|RunResult { sink, done }| {
            finish(done.and_then(|_| sink.ok_or_else(|| Failure::internal("a query lost its rows"))));
        });
        self.0.perform(target, operation, reply);
    }

    /// Lets the statements set out that wait for others to share their trip.
    pub fn depart(&self) {
        if let Source::Pools { write, read } = &self.0.source {
            write.depart();
            if !write.pool().same_as(read.pool()) {
                read.depart();
            }
        }
    }

    /// Pins a connection: a transaction's own, or one for the application to hold. A read-only
    /// transaction may have one of a replica. SQLite in memory gives a name of its one connection.
    pub async fn acquire(&self, write: bool, for_transaction: bool) -> Result<Pinned> {
        self.acquire_unless(write, for_transaction, &CancelHandle::new()).await
    }

    /// The same for somebody who may stop waiting.
    pub async fn acquire_unless(
        &self,
        write: bool,
        for_transaction: bool,
        cancel: &CancelHandle,
    ) -> Result<Pinned> {
        if self.0.closed.is_cancelled() {
            return Err(pool::closed());
        }
        let grace = self.0.options.cancel_grace;
        let place = match &self.0.source {
            Source::Pools { write: w, read } => {
                let pool = if write { w } else { read }.pool();
                let lease = pool.acquire(pool.ask(), cancel, None).await?;
                let rules = Rules { grace, closing: pool.closing().clone() };
                Place { session: Session::pinned(lease, rules), ends: true }
            }
            Source::Shared { connector, pooling: Pooling::OneAndTransactions, .. } if for_transaction => {
                let open = connector.connect().await?;
                let rules = Rules { grace, closing: self.0.closing.clone() };
                Place { session: Session::owned(open, rules), ends: true }
            }
            Source::Shared { session, .. } => {
                session.ready().await?;
                Place { session: session.clone(), ends: false }
            }
        };
        static IDS: AtomicU32 = AtomicU32::new(1);
        let id = IDS.fetch_add(1, Ordering::Relaxed);
        let facts = place.session.facts();
        self.0.handles.lock().insert(id, place);
        Ok(Pinned { id, session_id: facts.process_id, server_version: facts.server_version })
    }

    /// Gives a pinned connection back, after what was sent before; an open transaction is rolled back first.
    pub fn release(&self, id: u32) {
        self.end(id, false);
    }

    /// Closes a pinned connection, after what was sent before.
    pub fn destroy(&self, id: u32) {
        self.end(id, true);
    }

    fn end(&self, id: u32, destroy: bool) {
        let place = self.0.handles.lock().remove(&id);
        if let Some(place) = place.filter(|place| place.ends) {
            place.session.end(destroy);
        }
    }

    /// The server's version, as the newest connection told it.
    pub fn server_version(&self) -> Option<String> {
        match &self.0.source {
            Source::Pools { write, read } => {
                write.pool().server_version().or_else(|| read.pool().server_version())
            }
            Source::Shared { session, .. } => {
                let version = session.facts().server_version;
                (!version.is_empty()).then_some(version)
            }
        }
    }

    /// Connects where nobody has yet, and tells the version.
    pub async fn connect(&self) -> Result<String> {
        if let Some(version) = self.server_version() {
            return Ok(version);
        }
        match &self.0.source {
            Source::Pools { write, .. } => {
                let pool = write.pool();
                Ok(pool.acquire(pool.ask(), &CancelHandle::new(), None).await?.facts().server_version)
            }
            Source::Shared { connector, .. } => {
                let open = connector.connect().await?;
                let version = open.facts.server_version.clone();
                open.close().await;
                Ok(version)
            }
        }
    }

    /// The pools in numbers, those of the replicas added.
    pub fn stats(&self) -> Stats {
        match &self.0.source {
            Source::Pools { write, read } if write.pool().same_as(read.pool()) => write.pool().stats(),
            Source::Pools { write, read } => write.pool().stats() + read.pool().stats(),
            Source::Shared { session, .. } => {
                let size = usize::from(session.facts().id != 0);
                Stats { size, available: size, ..Stats::default() }
            }
        }
    }

    /// Closes every connection, within a second.
    pub async fn close(&self) {
        self.0.closed.cancel();
        let inner = self.0.clone();
        if let Some(task) = runtime::start(async move { inner.close_all().await }) {
            let _ = task.await;
        }
    }
}

impl Inner {
    fn perform(&self, target: Target, operation: Operation, reply: Reply) {
        if self.closed.is_cancelled() {
            return reply.send(RunResult::failed(Some(operation.sink), pool::closed()));
        }
        match (target, &self.source) {
            (Target::Handle(id), _) => match self.session(id) {
                Some(session) => session.post(operation, reply),
                None => reply.send(RunResult::failed(Some(operation.sink), no_handle())),
            },
            (Target::Pool { write }, Source::Pools { write: w, read }) => {
                let trips = if write { w } else { read };
                if Trips::admits(&operation) {
                    return trips.push(operation, reply);
                }
                pooled::start(trips.pool(), operation, reply);
            }
            (Target::Pool { .. }, Source::Shared { session, .. }) => session.post(operation, reply),
        }
    }

    fn session(&self, id: u32) -> Option<Session> {
        self.handles.lock().get(&id).map(|place| place.session.clone())
    }

    async fn close_all(&self) {
        match &self.source {
            Source::Pools { write, read } => {
                let (write, read) = (write.pool(), read.pool());
                let all = async { tokio::join!(write.close(), read.close()) };
                // Both raise their flag after the same grace.
                let abandon = async {
                    tokio::join!(self.abandon_after(write), self.abandon_after(read));
                    std::future::pending::<()>().await;
                };
                tokio::select! {
                    _ = all => {}
                    () = abandon => {}
                }
            }
            Source::Shared { session, .. } => {
                let pinned: Vec<Session> = {
                    let mut handles = self.handles.lock();
                    handles.drain().filter(|(_, p)| p.ends).map(|(_, p)| p.session).collect()
                };
                let all = pinned.iter().chain([session]).map(Session::close);
                let all = futures_util::future::join_all(all);
                tokio::pin!(all);
                if tokio::time::timeout(self.options.close_grace, &mut all).await.is_err() {
                    self.closing.cancel();
                    let _ = tokio::time::timeout(Duration::from_millis(300), all).await;
                }
            }
        }
    }

    /// When a pool stops waiting, pinned connections at rest are taken from their users.
    async fn abandon_after(&self, pool: &Pool) {
        pool.closing().cancelled().await;
        let pinned: Vec<Session> = self.handles.lock().values().map(|place| place.session.clone()).collect();
        pinned.iter().for_each(Session::abandon);
    }
}

fn no_handle() -> Failure {
    Failure::new(FailureKind::Connection, "The connection has been released already")
}
