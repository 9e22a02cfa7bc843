//! Everything that knows postgres.

mod column;
mod ddl;
mod enums;
mod functions;
mod introspect;
mod arguments;
mod cancel;
mod config;
mod connection;
mod decode;
mod driver;
mod encode;
mod errors;
mod inline;
mod json;
mod literal;
mod prepared;
mod results;
mod scan;
mod sql;
mod types;
mod write;
mod temporal;

pub use driver::PgDriver;
pub use sql::Postgres;
