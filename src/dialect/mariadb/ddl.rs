//! MariaDB's definition statements, where they are not MySQL's: it has schemas.

use crate::ast::ddl::Ddl;
use crate::dialect::mysql_like::ddl::{create_database, print as like_mysql};
use crate::failure::Result;
use crate::sql::ddl::Printer;

pub fn print(p: Printer<'_>, statement: &Ddl) -> Result<String> {
    Ok(match statement {
        Ddl::CreateSchema { name, options } => create_database(p, "SCHEMA", name, options)?,
        Ddl::DropSchema { name } => format!("DROP SCHEMA IF EXISTS {};", p.ident(&name.name.table)),
        Ddl::ShowSchemas { skip } => {
            let mut names = String::from("'MYSQL', 'INFORMATION_SCHEMA', 'PERFORMANCE_SCHEMA'");
            for name in skip {
                names.push_str(&format!(", {}", p.escape(name)?));
            }
            format!(
                "SELECT SCHEMA_NAME as schema_name FROM INFORMATION_SCHEMA.SCHEMATA \
                 WHERE SCHEMA_NAME NOT IN ({names});"
            )
        }
        Ddl::ShowTables { database } => {
            let place = match database.as_deref().filter(|d| !d.is_empty()) {
                Some(database) => format!("= {}", p.escape(database)?),
                None => "NOT IN ('MYSQL', 'INFORMATION_SCHEMA', 'PERFORMANCE_SCHEMA')".into(),
            };
            format!(
                "SELECT TABLE_NAME, TABLE_SCHEMA FROM INFORMATION_SCHEMA.TABLES \
                 WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA {place};"
            )
        }
        other => like_mysql(p, other)?,
    })
}
