//! What a pool and an operation may be told, in v6's words.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// v6's `pool` options.
#[derive(Debug, Clone)]
pub struct PoolOptions {
    /// Connections at most. Default 5.
    pub max: usize,
    /// Connections kept when idle. Default 0.
    pub min: usize,
    /// How long an operation waits for a connection. Default 60 s.
    pub acquire: Duration,
    /// How long a connection may be idle before it is closed. Default 10 s.
    pub idle: Duration,
    /// How often idle connections are looked at. Default 1 s.
    pub evict: Duration,
    /// Operations after which a connection is replaced. Default: none.
    pub max_uses: Option<u64>,
    /// How long `close()` waits for operations in flight before it cuts them off. Default 800 ms.
    pub close_grace: Duration,
    /// How long a cancelled operation may take to end before its connection is given up. Default 1 s.
    pub cancel_grace: Duration,
}

impl Default for PoolOptions {
    fn default() -> Self {
        PoolOptions {
            max: 5,
            min: 0,
            acquire: Duration::from_secs(60),
            idle: Duration::from_secs(10),
            evict: Duration::from_secs(1),
            max_uses: None,
            close_grace: Duration::from_millis(800),
            cancel_grace: Duration::from_secs(1),
        }
    }
}

/// Where an operation runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Any connection of the write pool, or of the read pool where there is one.
    Pool { write: bool },
    /// A pinned connection.
    Handle(u32),
}

/// Stops an operation, whether it waits or runs.
#[derive(Debug, Clone, Default)]
pub struct CancelHandle(Arc<CancelState>);

#[derive(Debug, Default)]
struct CancelState {
    cancelled: std::sync::atomic::AtomicBool,
    notify: Notify,
}

impl CancelHandle {
    pub fn cancel(&self) {
        self.0.cancelled.store(true, std::sync::atomic::Ordering::Release);
        self.0.notify.notify_waiters();
    }

    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(std::sync::atomic::Ordering::Acquire)
    }

    pub async fn cancelled(&self) {
        loop {
            // Register first, then look: a cancel between the two is not missed.
            let notified = self.0.notify.notified();
            if self.is_cancelled() {
                return;
            }
            notified.await;
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// The whole operation's time, from the moment it has a connection.
    pub timeout: Option<Duration>,
    /// Several statements in one text, no binds.
    pub simple: bool,
    pub cancel: CancelHandle,
}

/// A pool's state at one moment: `size = available + using + connecting`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    pub size: usize,
    pub available: usize,
    pub using: usize,
    pub connecting: usize,
    pub waiting: usize,
}

impl std::ops::Add for Stats {
    type Output = Stats;
    fn add(self, other: Stats) -> Stats {
        Stats {
            size: self.size + other.size,
            available: self.available + other.available,
            using: self.using + other.using,
            connecting: self.connecting + other.connecting,
            waiting: self.waiting + other.waiting,
        }
    }
}
