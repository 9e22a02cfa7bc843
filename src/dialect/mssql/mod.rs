//! Everything that knows mssql.

mod column;
mod ddl;
mod introspect;
mod lock;
mod sql;
mod types;
mod write;

pub use sql::Mssql;
