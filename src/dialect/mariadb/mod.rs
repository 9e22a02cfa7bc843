//! Everything that knows mariadb.

mod sql;

pub use sql::MariaDb;
