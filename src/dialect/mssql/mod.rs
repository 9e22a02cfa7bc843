//! Everything that knows mssql.

mod column;
mod ddl;
mod introspect;
mod sql;
mod types;

pub use sql::Mssql;
