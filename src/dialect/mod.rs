//! The only place that knows a database: one folder each.

pub mod mariadb;
pub mod mssql;
pub mod mysql;
pub mod mysql_like;
pub mod postgres;
pub mod sqlite;
