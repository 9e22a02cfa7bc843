//! Everything that knows postgres.

mod column;
mod ddl;
mod enums;
mod functions;
mod introspect;
mod json;
mod literal;
mod sql;
mod types;

pub use sql::Postgres;
