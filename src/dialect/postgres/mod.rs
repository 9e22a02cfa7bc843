//! Everything that knows postgres.

mod column;
mod ddl;
mod enums;
mod functions;
mod introspect;
mod types;
mod json;
mod literal;
mod sql;

pub use sql::Postgres;
