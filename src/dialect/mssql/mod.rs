//! Everything that knows mssql.

mod column;
mod ddl;
mod introspect;
mod types;
mod sql;

pub use sql::Mssql;
