//! Migrations: which there are, what the journal says, and one step at a time under a lock.
//!
//! ```text
//! source    the files of a folder or a glob, in order            sql_file  a .sql file's statements
//! journal   the table of names, and our own of details           lock      one run at a time
//! verify    where files and journal disagree                     runner    lock, begin, start, finish or fail, end
//! ```
//!
//! A step in JavaScript is yielded: the caller runs it between `start` and `finish`. What holds: the details say
//! "started" before a step begins, and the journal names a step only after its end, so that a process that dies at
//! any moment leaves every step applied, not applied, or known as cut off.

mod database;
mod details;
mod glob;
mod journal;
mod lock;
mod plan;
mod runner;
mod source;
mod sql_file;
mod verify;

pub use database::Database;
pub use journal::{Journal, NameTable, Who};
pub use lock::{LockOptions, LockPlace};
pub use plan::{Direction, Entry, Request, Rerun};
pub use runner::Runner;
pub use source::{key, list, Source};
pub use sql_file::{SqlFile, SqlSection};
pub use verify::Status;
