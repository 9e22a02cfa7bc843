//! Runs things: pool, pinned connections, cancellation. Knows drivers as traits and no database by name.
//!
//! An operation either takes a connection from a [`pool`] and gives it back, or goes into the mailbox of
//! a pinned connection (a transaction's own, or the one that an embedded database shares).

mod engine;
mod hook;
mod mailbox;
mod operation;
mod options;
mod pool;
mod runtime;

pub use engine::{Engine, Pinned};
pub use hook::ConnectHook;
pub use options::{CancelHandle, PoolOptions, RunOptions, Stats, Target};
pub use runtime::spawn;
