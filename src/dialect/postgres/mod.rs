//! Everything that knows postgres.

mod column;
mod ddl;
mod enums;
mod functions;
mod introspect;
mod cancel;
mod config;
mod connection;
mod decode;
mod encode;
mod errors;
mod inline;
mod json;
mod literal;
mod prepared;
mod scan;
mod sql;
mod types;
mod write;
mod temporal;

pub use connection::PgDriver;
pub use sql::Postgres;
