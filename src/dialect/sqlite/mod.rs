//! Everything that knows sqlite.

pub mod connection;
mod dates;
mod ddl;
mod decode;
mod errors;
mod functions;
mod grammar;
mod introspect;
mod json;
mod lock;
mod prepared;
mod rebuild;
mod sql;
mod thread;
mod types;

pub use grammar::GRAMMAR;
pub use sql::Sqlite;
