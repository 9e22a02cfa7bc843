//! What a pool may do, and how it stands: plain data.

use std::time::Duration;

/// v6's `pool` options.
#[derive(Debug, Clone)]
pub struct PoolOptions {
    pub max: usize,
    pub min: usize,
    /// How long `acquire` waits.
    pub acquire: Duration,
    /// How long a connection beyond `min` may lie idle.
    pub idle: Duration,
    /// How often idle connections are looked through.
    pub evict: Duration,
    /// A connection is closed after so many uses.
    pub max_uses: Option<u64>,
    /// The application has a word on every idle connection before it is lent.
    pub validate: bool,
    /// A connection that lay idle longer is asked for a sign of life before it is lent.
    pub validate_after: Duration,
    /// How long `close` waits for statements in flight before it leaves them without a connection.
    pub close_grace: Duration,
    /// How long a stopped statement may take to return before its connection is closed under it.
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
            validate: false,
            validate_after: Duration::from_secs(1),
            close_grace: Duration::from_millis(600),
            cancel_grace: Duration::from_secs(1),
        }
    }
}

/// The pool in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// `available + using + connecting`.
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
