//! The pool: first come, first served; every permit comes back; nothing unclean is handed out.
//!
//! A permit is counted in `size` from the moment a connection is begun until it is closed. A lease
//! that is dropped without a word closes its connection and returns the permit.

use super::hook::ConnectHook;
use super::options::{PoolOptions, Stats};
use super::runtime::spawn;
use crate::driver::{ConnectConfig, Connection, Driver};
use crate::failure::{Failure, FailureKind, Result};
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{oneshot, watch};

/// A connection that was idle for longer is asked whether it lives before a transaction gets it.
const PING_AFTER: Duration = Duration::from_millis(500);
const PING_DEADLINE: Duration = Duration::from_secs(2);

pub struct Pool {
    driver: Arc<dyn Driver>,
    /// One for each replica; connections take them in turn.
    configs: Vec<ConnectConfig>,
    options: PoolOptions,
    hook: Option<Arc<dyn ConnectHook>>,
    state: Mutex<State>,
    /// Turns true when operations in flight must end.
    closing: watch::Sender<bool>,
}

#[derive(Default)]
struct State {
    idle: VecDeque<Idle>,
    size: usize,
    connecting: usize,
    waiters: VecDeque<oneshot::Sender<Result<Idle>>>,
    next_config: usize,
    closed: bool,
    reaping: bool,
}

struct Idle {
    connection: Box<dyn Connection>,
    uses: u64,
    since: Instant,
}

/// A connection that is lent out.
pub struct Lease {
    held: Option<Idle>,
    pool: Arc<Pool>,
}

impl Lease {
    pub fn connection(&mut self) -> Option<&mut Box<dyn Connection>> {
        self.held.as_mut().map(|held| &mut held.connection)
    }

    /// Gives the connection back to the pool, if it may serve another; else closes it.
    pub fn give_back(mut self, reusable: bool) {
        let Some(mut held) = self.held.take() else { return };
        held.uses += 1;
        let worn = self.pool.options.max_uses.is_some_and(|max| held.uses >= max);
        if reusable && !worn && !held.connection.is_broken() && !held.connection.in_transaction() {
            self.pool.put(held);
        } else {
            self.pool.discard(held);
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(held) = self.held.take() {
            self.pool.discard(held);
        }
    }
}

impl Pool {
    pub fn new(
        driver: Arc<dyn Driver>,
        configs: Vec<ConnectConfig>,
        options: PoolOptions,
        hook: Option<Arc<dyn ConnectHook>>,
    ) -> Arc<Pool> {
        Arc::new(Pool { driver, configs, options, hook, state: Mutex::default(), closing: watch::channel(false).0 })
    }

    /// Resolves when the pool cuts off its operations.
    pub fn closing(&self) -> impl std::future::Future<Output = ()> + Send + 'static {
        let mut closing = self.closing.subscribe();
        async move {
            // An error means that the pool is gone, which ends its operations just the same.
            let _ = closing.wait_for(|closing| *closing).await;
        }
    }

    pub fn stats(&self) -> Stats {
        let state = self.state.lock();
        Stats {
            size: state.size,
            available: state.idle.len(),
            connecting: state.connecting,
            using: state.size.saturating_sub(state.idle.len() + state.connecting),
            waiting: state.waiters.len(),
        }
    }

    /// A connection, within `acquire`. `verify` asks an idle one whether it lives.
    pub async fn acquire(self: &Arc<Self>, verify: bool) -> Result<Lease> {
        let deadline = Instant::now() + self.options.acquire;
        loop {
            let held = self.wait(deadline).await?;
            let mut lease = Lease { held: Some(held), pool: self.clone() };
            if !verify || lease.is_alive().await {
                return Ok(lease);
            }
        }
    }

    async fn wait(self: &Arc<Self>, deadline: Instant) -> Result<Idle> {
        let (send, receive) = oneshot::channel();
        {
            let mut state = self.state.lock();
            if state.closed {
                return Err(closed());
            }
            if state.waiters.is_empty() {
                if let Some(idle) = state.idle.pop_back() {
                    return Ok(idle);
                }
            }
            state.waiters.push_back(send);
        }
        self.pump();
        match tokio::time::timeout_at(deadline.into(), receive).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(closed()),
            Err(_) => Err(self.acquire_timeout()),
        }
    }

    fn acquire_timeout(&self) -> Failure {
        self.state.lock().waiters.retain(|waiter| !waiter.is_closed());
        let stats = self.stats();
        Failure::new(
            FailureKind::ConnectionAcquireTimeout,
            format!(
                "Operation timeout: no connection within {} ms (pool max {}, in use {}, idle {}, connecting {}, waiting {})",
                self.options.acquire.as_millis(), self.options.max, stats.using, stats.available,
                stats.connecting, stats.waiting
            ),
        )
    }

    /// Serves the waiters: from what is idle, else by new connections up to `max`.
    fn pump(self: &Arc<Self>) {
        let mut state = self.state.lock();
        state.waiters.retain(|waiter| !waiter.is_closed());
        while !state.waiters.is_empty() {
            let Some(idle) = state.idle.pop_back() else { break };
            self.hand_over(&mut state, idle);
        }
        let wanted = state.waiters.len().max(self.options.min.saturating_sub(state.size));
        while state.connecting < wanted && state.size < self.options.max && !state.closed {
            state.size += 1;
            state.connecting += 1;
            let config = self.configs.get(state.next_config % self.configs.len().max(1)).cloned();
            state.next_config += 1;
            let pool = self.clone();
            spawn(async move { pool.connect(config.unwrap_or_default()).await });
        }
    }

    fn hand_over(&self, state: &mut State, mut idle: Idle) {
        while let Some(waiter) = state.waiters.pop_front() {
            match waiter.send(Ok(idle)) {
                Ok(()) => return,
                // The waiter gave up: the next one gets it.
                Err(Ok(back)) => idle = back,
                Err(Err(_)) => return,
            }
        }
        state.idle.push_back(idle);
    }

    async fn connect(self: Arc<Self>, config: ConnectConfig) {
        let attempt = tokio::time::timeout(self.options.acquire, self.open(config)).await;
        let outcome = attempt.unwrap_or_else(|_| {
            Err(Failure::new(
                FailureKind::ConnectionTimedOut,
                format!("The database did not answer within {} ms", self.options.acquire.as_millis()),
            ))
        });
        let late = {
            let mut state = self.state.lock();
            state.connecting -= 1;
            match outcome {
                Ok(connection) if state.closed => {
                    state.size -= 1;
                    Some(connection)
                }
                Ok(connection) => {
                    self.hand_over(&mut state, Idle { connection, uses: 0, since: Instant::now() });
                    None
                }
                Err(failure) => {
                    state.size -= 1;
                    // v6 lets the error of a connection reject the operation that asked for it.
                    while let Some(waiter) = state.waiters.pop_front() {
                        if waiter.send(Err(failure.clone())).is_ok() {
                            break;
                        }
                    }
                    None
                }
            }
        };
        if let Some(connection) = late {
            connection.close().await;
        }
        self.pump();
        self.reap_later();
    }

    async fn open(&self, config: ConnectConfig) -> Result<Box<dyn Connection>> {
        let Some(hook) = &self.hook else { return self.driver.connect(&config).await };
        let config = hook.before(config).await?;
        let connection = self.driver.connect(&config).await?;
        match hook.after(&config).await {
            Ok(()) => Ok(connection),
            Err(failure) => {
                connection.close().await;
                Err(failure)
            }
        }
    }

    fn put(self: &Arc<Self>, mut idle: Idle) {
        idle.since = Instant::now();
        let closed = {
            let mut state = self.state.lock();
            if state.closed {
                Some(idle)
            } else {
                self.hand_over(&mut state, idle);
                None
            }
        };
        match closed {
            Some(idle) => self.discard(idle),
            None => self.reap_later(),
        }
    }

    /// Closes a connection. The permit is free at once: a hung server must not hold it.
    fn discard(self: &Arc<Self>, idle: Idle) {
        self.free_permit();
        spawn(async move {
            let _ = tokio::time::timeout(Duration::from_secs(1), idle.connection.close()).await;
        });
    }

    fn free_permit(self: &Arc<Self>) {
        self.state.lock().size -= 1;
        self.pump();
    }

    /// Starts the task that closes what is idle for too long; it ends when there is nothing to watch.
    fn reap_later(self: &Arc<Self>) {
        {
            let mut state = self.state.lock();
            if state.reaping || state.closed || state.size <= self.options.min {
                return;
            }
            state.reaping = true;
        }
        let pool = Arc::downgrade(self);
        let every = self.options.evict.max(Duration::from_millis(10));
        spawn(async move {
            loop {
                tokio::time::sleep(every).await;
                let Some(pool) = pool.upgrade() else { return };
                if !pool.reap() {
                    return;
                }
            }
        });
    }

    /// Closes idle connections past their time; false when no connection is left to watch.
    fn reap(self: &Arc<Self>) -> bool {
        let now = Instant::now();
        let mut expired = Vec::new();
        let more = {
            let mut state = self.state.lock();
            let mut spare = state.size.saturating_sub(self.options.min);
            while spare > 0 && state.idle.front().is_some_and(|i| now.duration_since(i.since) >= self.options.idle) {
                expired.extend(state.idle.pop_front());
                spare -= 1;
            }
            state.reaping = !state.closed && state.size - expired.len() > self.options.min;
            state.reaping
        };
        for idle in expired {
            self.discard(idle);
        }
        more
    }

    /// Refuses new work, lets operations in flight end for a short time, then cuts them off.
    pub async fn close(self: &Arc<Self>) {
        let idle = {
            let mut state = self.state.lock();
            state.closed = true;
            for waiter in state.waiters.drain(..) {
                let _ = waiter.send(Err(closed()));
            }
            std::mem::take(&mut state.idle)
        };
        for idle in idle {
            self.discard(idle);
        }
        let until = Instant::now() + self.options.close_grace;
        while self.state.lock().size > 0 && Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        self.closing.send_replace(true);
    }
}

impl Lease {
    async fn is_alive(&mut self) -> bool {
        let Some(held) = &mut self.held else { return false };
        if held.since.elapsed() < PING_AFTER {
            return !held.connection.is_broken();
        }
        matches!(tokio::time::timeout(PING_DEADLINE, held.connection.ping()).await, Ok(Ok(())))
    }
}

fn closed() -> Failure {
    Failure::new(
        FailureKind::Connection,
        "ConnectionManager.getConnection was called after the connection manager was closed!",
    )
}
