//! One database as the application sees it: pools for writing and reading, pinned connections by number.

use super::hook::ConnectHook;
use super::mailbox::{self, AfterLoss, Job, Mailbox, Owner};
use super::operation;
use super::options::{PoolOptions, RunOptions, Stats, Target};
use super::pool::Pool;
use crate::driver::{ConnectConfig, Connection, Driver, Pooling, Query, RowSink};
use crate::failure::{Failure, FailureKind, Result};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::Arc;
use tokio::sync::{oneshot, Mutex as AsyncMutex};

/// How often an operation of which nothing was sent is tried on another connection.
const LOST_RETRIES: usize = 8;

pub struct Engine {
    driver: Arc<dyn Driver>,
    config: ConnectConfig,
    options: PoolOptions,
    hook: Option<Arc<dyn ConnectHook>>,
    pooling: Pooling,
    write: Arc<Pool>,
    read: Option<Arc<Pool>>,
    /// The one connection that an embedded database shares.
    shared: AsyncMutex<Option<Shared>>,
    handles: Mutex<HashMap<u32, Mailbox>>,
    next_handle: AtomicU32,
    closed: AtomicBool,
}

#[derive(Clone)]
struct Shared {
    mailbox: Mailbox,
    server_version: String,
}

/// A pinned connection's number and what v6's users read of a connection.
#[derive(Debug, Clone)]
pub struct Pinned {
    pub id: u32,
    pub session_id: Option<i64>,
    pub server_version: String,
}

impl Engine {
    pub fn new(
        driver: Arc<dyn Driver>,
        options: PoolOptions,
        write: ConnectConfig,
        read: Vec<ConnectConfig>,
        hook: Option<Arc<dyn ConnectHook>>,
    ) -> Arc<Engine> {
        let pool = |configs| Pool::new(driver.clone(), configs, options.clone(), hook.clone());
        Arc::new(Engine {
            pooling: driver.pooling(&write),
            write: pool(vec![write.clone()]),
            read: if read.is_empty() { None } else { Some(pool(read)) },
            driver,
            config: write,
            options,
            hook,
            shared: AsyncMutex::new(None),
            handles: Mutex::default(),
            next_handle: AtomicU32::new(1),
            closed: AtomicBool::new(false),
        })
    }

    fn pool(&self, write: bool) -> &Arc<Pool> {
        match &self.read {
            Some(read) if !write => read,
            _ => &self.write,
        }
    }

    /// Runs an operation to its end; the sink comes back full.
    pub async fn run(
        &self,
        target: Target,
        query: Query,
        sink: Box<dyn RowSink>,
        options: RunOptions,
    ) -> Result<Box<dyn RowSink>> {
        let query = Arc::new(query);
        match target {
            Target::Handle(id) => {
                let mailbox = self.handles.lock().get(&id).cloned().ok_or_else(no_handle)?;
                post(&mailbox, query, sink, options).await
            }
            Target::Pool { write } if self.pooling == Pooling::Many => {
                self.run_pooled(self.pool(write), query, sink, options).await
            }
            Target::Pool { .. } => post(&self.shared().await?.mailbox, query, sink, options).await,
        }
    }

    async fn run_pooled(
        &self,
        pool: &Arc<Pool>,
        query: Arc<Query>,
        mut sink: Box<dyn RowSink>,
        options: RunOptions,
    ) -> Result<Box<dyn RowSink>> {
        for attempt in 0.. {
            let mut lease = tokio::select! {
                lease = pool.acquire(false) => lease?,
                () = options.cancel.cancelled() => return Err(Failure::new(FailureKind::Aborted, "The operation was aborted")),
            };
            let Some(connection) = lease.connection() else { return Err(no_handle()) };
            let ended =
                operation::run(connection, query.clone(), sink, &options, self.options.cancel_grace, pool.closing()).await;
            lease.give_back(ended.reusable);
            match (ended.outcome, ended.retry) {
                (Ok((sink, _)), _) => return Ok(sink),
                (Err(_), Some(untouched)) if attempt < LOST_RETRIES => sink = untouched,
                (Err(failure), _) => return Err(failure),
            }
        }
        Err(no_handle())
    }

    /// Pins a connection: a transaction's own, or one for the application to hold.
    pub async fn acquire(&self, write: bool, transaction: bool) -> Result<Pinned> {
        let (mailbox, session_id, server_version) = match self.pooling {
            Pooling::Many => self.pin_pooled(write).await?,
            Pooling::OneAndTransactions if transaction => {
                let connection = self.open().await?;
                let version = connection.server_version();
                (self.mailbox(Owner::Own(connection), AfterLoss::Die), None, version)
            }
            _ => {
                let shared = self.shared().await?;
                (shared.mailbox, None, shared.server_version)
            }
        };
        let id = self.next_handle.fetch_add(1, Ordering::Relaxed);
        self.handles.lock().insert(id, mailbox);
        Ok(Pinned { id, session_id, server_version })
    }

    async fn pin_pooled(&self, write: bool) -> Result<(Mailbox, Option<i64>, String)> {
        let mut lease = self.pool(write).acquire(true).await?;
        let Some(connection) = lease.connection() else { return Err(no_handle()) };
        let (session, version) = (connection.process_id(), connection.server_version());
        Ok((self.mailbox(Owner::Pool(lease), AfterLoss::Die), session, version))
    }

    fn mailbox(&self, owner: Owner, after_loss: AfterLoss) -> Mailbox {
        let pool = self.write.clone();
        mailbox::open(owner, after_loss, self.options.cancel_grace, move || Box::pin(pool.closing()))
    }

    async fn open(&self) -> Result<Box<dyn Connection>> {
        if self.closed.load(Ordering::Acquire) {
            return Err(Failure::new(
                FailureKind::Connection,
                "ConnectionManager.getConnection was called after the connection manager was closed!",
            ));
        }
        let Some(hook) = &self.hook else { return self.driver.connect(&self.config).await };
        let config = hook.before(self.config.clone()).await?;
        let connection = self.driver.connect(&config).await?;
        hook.after(&config).await?;
        Ok(connection)
    }

    async fn shared(&self) -> Result<Shared> {
        let mut shared = self.shared.lock().await;
        if let Some(shared) = &*shared {
            return Ok(shared.clone());
        }
        let connection = self.open().await?;
        let server_version = connection.server_version();
        let made = Shared { mailbox: self.mailbox(Owner::Own(connection), AfterLoss::GoOn), server_version };
        *shared = Some(made.clone());
        Ok(made)
    }

    /// Gives a pinned connection back. One that is still inside a transaction is closed.
    pub fn release(&self, id: u32) {
        self.end(id, true);
    }

    /// Closes a pinned connection.
    pub fn destroy(&self, id: u32) {
        self.end(id, false);
    }

    fn end(&self, id: u32, keep: bool) {
        let Some(mailbox) = self.handles.lock().remove(&id) else { return };
        // The shared connection outlives its handles.
        let is_shared = self
            .shared
            .try_lock()
            .is_ok_and(|shared| shared.as_ref().is_some_and(|s| s.mailbox.same_channel(&mailbox)));
        if !is_shared {
            let _ = mailbox.send(Job::End { keep });
        }
    }

    pub fn stats(&self) -> Stats {
        let write = self.write.stats();
        match &self.read {
            Some(read) => write + read.stats(),
            None => write,
        }
    }

    /// Refuses new work and closes every connection, within a second.
    pub async fn close(&self) {
        self.closed.store(true, Ordering::Release);
        let shared = self.shared.lock().await.take();
        if let Some(shared) = shared {
            let _ = shared.mailbox.send(Job::End { keep: false });
            let grace = self.options.close_grace;
            let _ = tokio::time::timeout(grace, shared.mailbox.closed()).await;
        }
        match &self.read {
            Some(read) => {
                tokio::join!(self.write.close(), read.close());
            }
            None => self.write.close().await,
        }
    }
}

async fn post(
    mailbox: &Mailbox,
    query: Arc<Query>,
    sink: Box<dyn RowSink>,
    options: RunOptions,
) -> Result<Box<dyn RowSink>> {
    let (reply, answer) = oneshot::channel();
    mailbox.send(Job::Run { query, sink, options, reply }).map_err(|_| no_handle())?;
    answer.await.unwrap_or_else(|_| Err(no_handle()))
}

fn no_handle() -> Failure {
    Failure::new(FailureKind::InvalidConnection, "This connection was released or closed")
}
