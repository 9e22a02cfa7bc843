//! Questions to SQLite's schema table and pragmas.

use super::ddl::full_name;
use crate::ast::ddl::Ddl;
use crate::failure::Result;
use crate::sql::ddl::Printer;

const TABLES: &str = "SELECT name FROM `sqlite_master` WHERE type='table' and name!='sqlite_sequence';";

pub fn print(p: Printer<'_>, statement: &Ddl) -> Result<Option<String>> {
    Ok(Some(match statement {
        // There are no schemas: v6 asks for the tables instead.
        Ddl::CreateSchema { .. } | Ddl::ShowSchemas { .. } | Ddl::ShowTables { .. } => TABLES.into(),
        Ddl::Version => "SELECT sqlite_version() as `version`".into(),
        Ddl::DescribeTable { table } => format!("PRAGMA TABLE_INFO({});", p.table(table)),
        Ddl::DescribeCreateTable { table } => {
            format!("SELECT sql FROM sqlite_master WHERE tbl_name={};", p.escape(&full_name(table))?)
        }
        Ddl::ShowIndexes { table, .. } => format!("PRAGMA INDEX_LIST({})", p.table(table)),
        Ddl::ShowConstraints { table, name } => {
            let mut sql =
                format!("SELECT sql FROM sqlite_master WHERE tbl_name={}", p.escape(&full_name(table))?);
            if let Some(name) = name {
                sql.push_str(&format!(" AND sql LIKE {}", p.escape(&format!("%{name}%"))?));
            }
            sql + ";"
        }
        Ddl::ForeignKeys { table, .. } => format!("PRAGMA foreign_key_list({})", p.table(table)),
        Ddl::TableExists { table } => format!(
            "SELECT name FROM sqlite_master WHERE type='table' AND name={};",
            p.escape(&full_name(table))?
        ),
        _ => return Ok(None),
    }))
}
