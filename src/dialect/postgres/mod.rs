//! Everything that knows postgres.

mod cancel;
mod catalog;
mod column;
mod config;
mod connection;
mod ddl;
mod decode;
mod driver;
mod encode;
mod enums;
mod environment;
mod errors;
mod functions;
mod grammar;
mod inline;
mod introspect;
mod json;
mod literal;
mod lock;
mod pipeline;
mod prepared;
mod results;
mod scan;
mod simple;
mod sql;
mod statement;
mod temporal;
mod types;
mod value_text;
mod wire;
mod write;

pub use driver::PgDriver;
pub use grammar::GRAMMAR;
pub use sql::Postgres;
