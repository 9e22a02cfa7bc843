//! Everything that knows sqlite.

pub mod connection;
mod dates;
mod decode;
mod errors;
mod ddl;
mod introspect;
mod types;
mod json;
mod prepared;
mod sql;
mod thread;

pub use sql::Sqlite;
