//! The only place that knows a database: one folder each.

pub mod mariadb;
pub mod mssql;
pub mod mysql;
pub mod mysql_like;
pub mod postgres;
pub mod sqlite;
mod tls;

use crate::driver::Driver;
use crate::kit::Grammar;
use crate::sql::SqlDialect;
use std::sync::Arc;

/// The wire of the dialect with v6's name; `None` where there is none yet.
pub fn driver_by_name(name: &str) -> Option<Arc<dyn Driver>> {
    match name {
        "sqlite" => Some(Arc::new(sqlite::connection::SqliteDriver)),
        "postgres" => Some(Arc::new(postgres::PgDriver::default())),
        "mysql" => Some(Arc::new(mysql_like::driver::MysqlLikeDriver(&mysql::FLAVOR))),
        "mariadb" => Some(Arc::new(mysql_like::driver::MysqlLikeDriver(&mariadb::FLAVOR))),
        _ => None,
    }
}

/// The SQL of the dialect with v6's name.
pub fn by_name(name: &str) -> Option<&'static dyn SqlDialect> {
    Some(match name {
        "postgres" => &postgres::Postgres,
        "sqlite" => &sqlite::Sqlite,
        "mysql" => &mysql::SQL,
        "mariadb" => &mariadb::SQL,
        "mssql" => &mssql::Mssql,
        _ => return None,
    })
}

/// How the dialect with v6's name reads SQL text; `None` where that cannot be judged.
pub fn grammar_by_name(name: &str) -> Option<&'static Grammar> {
    Some(match name {
        "postgres" => &postgres::GRAMMAR,
        "sqlite" => &sqlite::GRAMMAR,
        "mysql" | "mariadb" => &mysql_like::grammar::GRAMMAR,
        _ => return None,
    })
}
