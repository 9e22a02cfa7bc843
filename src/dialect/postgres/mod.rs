//! Everything that knows postgres.

mod arguments;
mod cancel;
mod column;
mod config;
mod connection;
mod ddl;
mod decode;
mod driver;
mod encode;
mod enums;
mod errors;
mod functions;
mod grammar;
mod inline;
mod introspect;
mod json;
mod literal;
mod lock;
mod prepared;
mod results;
mod scan;
mod sql;
mod temporal;
mod types;
mod value_text;
mod write;

pub use driver::PgDriver;
pub use grammar::GRAMMAR;
pub use sql::Postgres;
