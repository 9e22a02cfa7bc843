//! Everything that knows postgres.

mod json;
mod literal;
mod sql;

pub use sql::Postgres;
