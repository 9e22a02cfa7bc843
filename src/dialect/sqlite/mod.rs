//! Everything that knows sqlite.

mod json;
mod sql;

pub use sql::Sqlite;
