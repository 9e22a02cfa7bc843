//! Everything that knows mssql.

mod sql;

pub use sql::Mssql;
