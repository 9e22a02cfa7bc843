//! Everything that knows mariadb.

mod ddl;
mod sql;

pub use sql::MariaDb;
