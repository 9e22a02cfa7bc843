//! The pool: who may use which connection, and when one is closed.
//!
//! A permit belongs to a connection from the start of connecting until it is closed, and always
//! returns: every way out of a [`Lease`] gives the connection back or closes it, panics included.

mod asking;

use super::cancel::CancelHandle;
use super::connect::{Connector, Facts, Open};
use super::options::{PoolOptions, Stats};
use crate::failure::{Failure, Result};
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{oneshot, Notify};

/// How long `close` waits for the connections that it took away.
const ABANDON: Duration = Duration::from_millis(300);

struct Entry {
    open: Open,
    uses: u64,
    /// When it was last given back.
    since: Instant,
}

type Grant = oneshot::Sender<Result<Lease>>;

#[derive(Default)]
struct State {
    idle: Vec<Entry>,
    waiting: VecDeque<Grant>,
    /// Open, lent and connecting together; never above `max`.
    size: usize,
    connecting: usize,
    closed: bool,
    watched: bool,
    /// Connections idle since before this moment must prove that they live.
    suspect: Option<Instant>,
    version: Option<String>,
}

struct Shared {
    connector: Arc<Connector>,
    options: PoolOptions,
    state: Mutex<State>,
    /// Raised when `close` stops waiting for statements in flight.
    closing: CancelHandle,
    changed: Notify,
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Pool(Arc<Shared>);

/// A place in the pool's queue, or what it led to at once.
pub enum Ticket {
    Lease(Lease),
    Waiting(oneshot::Receiver<Result<Lease>>),
    Closed,
}

/// A borrowed connection.
pub struct Lease {
    entry: Option<Entry>,
    pool: Pool,
    /// Dropped in this state it goes back; otherwise it is closed.
    clean: bool,
}

pub fn closed() -> Failure {
    Failure::usage("ConnectionManager.getConnection was called after the connection manager was closed!")
}

impl Pool {
    pub fn new(connector: Arc<Connector>, options: PoolOptions) -> Self {
        Pool(Arc::new(Shared {
            connector,
            options: PoolOptions { max: options.max.max(1), ..options },
            state: Mutex::default(),
            closing: CancelHandle::new(),
            changed: Notify::new(),
        }))
    }

    pub fn options(&self) -> &PoolOptions {
        &self.0.options
    }

    pub fn closing(&self) -> &CancelHandle {
        &self.0.closing
    }

    pub fn same_as(&self, other: &Pool) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub fn server_version(&self) -> Option<String> {
        self.0.state.lock().version.clone()
    }

    pub fn stats(&self) -> Stats {
        let state = self.0.state.lock();
        self.stats_of(&state)
    }

    fn stats_of(&self, state: &State) -> Stats {
        let waiting = state.waiting.iter().filter(|w| !w.is_closed()).count();
        Stats {
            size: state.size,
            available: state.idle.len(),
            using: state.size - state.idle.len() - state.connecting,
            connecting: state.connecting,
            waiting,
        }
    }

    /// Takes a place in the queue at once: whoever asks first is served first.
    pub fn ask(&self) -> Ticket {
        let mut state = self.0.state.lock();
        if state.closed {
            return Ticket::Closed;
        }
        if state.waiting.is_empty() {
            if let Some(entry) = self.pop_idle(&mut state) {
                return Ticket::Lease(self.lease(entry));
            }
        }
        let (grant, granted) = oneshot::channel();
        state.waiting.push_back(grant);
        self.dispatch(&mut state);
        Ticket::Waiting(granted)
    }

    /// The connection used last: the others may grow old and leave.
    fn pop_idle(&self, state: &mut State) -> Option<Entry> {
        while let Some(entry) = state.idle.pop() {
            if !entry.open.connection.is_broken() {
                return Some(entry);
            }
            state.size -= 1;
            entry.open.close_soon();
        }
        None
    }

    fn lease(&self, entry: Entry) -> Lease {
        Lease { entry: Some(entry), pool: self.clone(), clean: true }
    }

    /// Hands idle connections to those who wait, and opens new ones for the rest.
    fn dispatch(&self, state: &mut State) {
        state.waiting.retain(|w| !w.is_closed());
        while !state.waiting.is_empty() {
            let Some(entry) = self.pop_idle(state) else { break };
            let Some(grant) = state.waiting.pop_front() else { break };
            // The lock is held: a refused lease must not come back through `Drop`.
            if let Err(Ok(mut lease)) = grant.send(Ok(self.lease(entry))) {
                state.idle.extend(lease.entry.take());
            }
        }
        let wanted = state.waiting.len().max(self.0.options.min.saturating_sub(state.size));
        while !state.closed && state.connecting < wanted && state.size < self.0.options.max {
            self.open_one(state);
        }
    }

    fn open_one(&self, state: &mut State) {
        state.size += 1;
        state.connecting += 1;
        self.watch(state);
        let pool = self.clone();
        let task = super::runtime::start(async move {
            let opened = pool.0.connector.connect().await;
            pool.opened(opened);
        });
        if task.is_none() {
            state.size -= 1;
            state.connecting -= 1;
        }
    }

    fn opened(&self, opened: Result<Open>) {
        let mut state = self.0.state.lock();
        state.connecting -= 1;
        match opened {
            Ok(open) if !state.closed => {
                state.version = Some(open.facts.server_version.clone());
                state.idle.push(Entry { open, uses: 0, since: Instant::now() });
                self.dispatch(&mut state);
            }
            Ok(open) => {
                state.size -= 1;
                open.close_soon();
            }
            Err(failure) => {
                state.size -= 1;
                // As in v6, whoever waits longest hears why; the others get attempts of their own.
                state.waiting.retain(|w| !w.is_closed());
                if let Some(grant) = state.waiting.pop_front() {
                    let _ = grant.send(Err(failure));
                }
                if !state.waiting.is_empty() {
                    self.dispatch(&mut state);
                }
            }
        }
        drop(state);
        self.0.changed.notify_waiters();
    }

    /// One connection turned out to be dead: those that lay idle beside it may be, too.
    pub fn suspect_idle(&self) {
        self.0.state.lock().suspect = Some(Instant::now());
    }

    fn give_back(&self, mut entry: Entry) {
        let mut state = self.0.state.lock();
        let worn = self.0.options.max_uses.is_some_and(|max| entry.uses >= max);
        if state.closed || worn || entry.open.connection.is_broken() {
            state.size -= 1;
            entry.open.close_soon();
        } else {
            entry.since = Instant::now();
            state.idle.push(entry);
        }
        self.dispatch(&mut state);
        drop(state);
        self.0.changed.notify_waiters();
    }

    fn discard(&self, entry: Entry) {
        entry.open.close_soon();
        let mut state = self.0.state.lock();
        state.size -= 1;
        self.dispatch(&mut state);
        drop(state);
        self.0.changed.notify_waiters();
    }

    /// Starts the task that closes idle connections; it ends when there is nothing to look after.
    fn watch(&self, state: &mut State) {
        if std::mem::replace(&mut state.watched, true) {
            return;
        }
        let weak = Arc::downgrade(&self.0);
        let every = self.0.options.evict.max(Duration::from_millis(10));
        let task = super::runtime::start(async move {
            loop {
                tokio::time::sleep(every).await;
                let Some(shared) = weak.upgrade() else { return };
                if !Pool(shared).evict() {
                    return;
                }
            }
        });
        state.watched = task.is_some();
    }

    /// False when the watch may end.
    fn evict(&self) -> bool {
        let mut state = self.0.state.lock();
        let options = &self.0.options;
        let mut at = 0;
        while at < state.idle.len() {
            let entry = &state.idle[at];
            let old = entry.since.elapsed() >= options.idle && state.size > options.min;
            if old || entry.open.connection.is_broken() {
                let entry = state.idle.remove(at);
                state.size -= 1;
                entry.open.close_soon();
            } else {
                at += 1;
            }
        }
        self.dispatch(&mut state);
        state.watched = state.size > 0 || !state.waiting.is_empty() || (options.min > 0 && !state.closed);
        state.watched
    }

    /// Closes everything, within a second: whoever still runs then is left without a connection.
    pub async fn close(&self) {
        let idle = {
            let mut state = self.0.state.lock();
            state.closed = true;
            for grant in state.waiting.drain(..) {
                let _ = grant.send(Err(closed()));
            }
            let idle = std::mem::take(&mut state.idle);
            state.size -= idle.len();
            idle
        };
        let parting = idle.into_iter().map(|entry| entry.open.close());
        let parting = futures_util::future::join_all(parting);
        let drained =
            tokio::time::timeout(self.0.options.close_grace, async { tokio::join!(parting, self.drained()) })
                .await;
        if drained.is_err() {
            self.0.closing.cancel();
            let _ = tokio::time::timeout(ABANDON, self.drained()).await;
        }
    }

    async fn drained(&self) {
        loop {
            let changed = self.0.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            {
                let state = self.0.state.lock();
                // Connections still being opened close themselves.
                if state.size <= state.connecting {
                    return;
                }
            }
            changed.await;
        }
    }
}

impl Lease {
    /// The connection, for one operation. Until [`Lease::settled`], a drop closes it.
    pub fn open(&mut self) -> Option<&mut Open> {
        self.clean = false;
        self.entry.as_mut().map(|entry| &mut entry.open)
    }

    pub fn facts(&self) -> Facts {
        self.entry.as_ref().map(|entry| entry.open.facts.clone()).unwrap_or_default()
    }

    /// The operation has ended well: the connection may be lent again.
    pub fn settled(&mut self) {
        self.clean = true;
    }

    /// Counts statements beyond the first against `maxUses`.
    pub fn used(&mut self, statements: u64) {
        if let Some(entry) = &mut self.entry {
            entry.uses += statements.saturating_sub(1);
        }
    }

    pub fn discard(mut self) {
        self.clean = false;
    }

    /// Another connection in the place of this one, which had died in the pool.
    pub async fn exchange(self, cancel: &CancelHandle, deadline: Option<Instant>) -> Result<Lease> {
        let pool = self.pool.clone();
        self.discard();
        pool.suspect_idle();
        pool.acquire(pool.ask(), cancel, deadline).await
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(mut entry) = self.entry.take() else { return };
        entry.uses += 1;
        if self.clean {
            self.pool.give_back(entry);
        } else {
            self.pool.discard(entry);
        }
    }
}
