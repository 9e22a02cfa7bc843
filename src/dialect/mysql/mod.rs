//! Everything that knows mysql.

mod sql;

pub use sql::Mysql;
