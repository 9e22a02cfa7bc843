//! Questions to the INFORMATION_SCHEMA that MySQL and MariaDB share.

use crate::ast::ddl::{Ddl, TableArg};
use crate::failure::Result;
use crate::sql::ddl::{join, Printer};

pub fn print(p: Printer<'_>, statement: &Ddl) -> Result<Option<String>> {
    Ok(Some(match statement {
        Ddl::CreateSchema { .. } | Ddl::ShowSchemas { .. } => "SHOW TABLES".into(),
        Ddl::Version => "SELECT VERSION() as `version`".into(),
        Ddl::DescribeTable { table } => format!("SHOW FULL COLUMNS FROM {};", p.table(table)),
        Ddl::ShowTables { database } => {
            let place = match database.as_deref().filter(|d| !d.is_empty()) {
                Some(database) => format!("= {}", p.escape(database)?),
                None => "NOT IN ('MYSQL', 'INFORMATION_SCHEMA', 'PERFORMANCE_SCHEMA', 'SYS', 'mysql', \
                         'information_schema', 'performance_schema', 'sys')"
                    .into(),
            };
            format!(
                "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'BASE TABLE' \
                 AND TABLE_SCHEMA {place};"
            )
        }
        Ddl::TableExists { table } => {
            // The name as the quoted table shows it, without the outer quotes.
            let quoted = p.table(table);
            let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
            format!(
                "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'BASE TABLE' \
                 AND TABLE_NAME = {} AND TABLE_SCHEMA = {}",
                p.escape(inner)?,
                match &p.settings.database {
                    Some(database) => p.escape(database)?,
                    None => "NULL".into(),
                }
            )
        }
        Ddl::ShowIndexes { table, database } => {
            let from = database.as_ref().map(|d| format!("FROM {}", p.ident(d))).unwrap_or_default();
            join(&["SHOW INDEX FROM", &p.table(table), &from])
        }
        Ddl::ShowConstraints { table, name } => {
            let name = optional(p, "AND constraint_name =", name.as_deref())?;
            let schema = optional(p, "AND TABLE_SCHEMA =", table.name.schema.as_deref())?;
            join(&[
                "SELECT CONSTRAINT_CATALOG AS constraintCatalog, CONSTRAINT_NAME AS constraintName, \
                 CONSTRAINT_SCHEMA AS constraintSchema, CONSTRAINT_TYPE AS constraintType, \
                 TABLE_NAME AS tableName, TABLE_SCHEMA AS tableSchema \
                 from INFORMATION_SCHEMA.TABLE_CONSTRAINTS",
                &format!("WHERE table_name={}", p.escape(&table.name.table)?),
                &name,
                &schema,
                ";",
            ])
        }
        Ddl::ForeignKeys { table, database } => format!(
            "SELECT {FOREIGN_KEY_COLUMNS} FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE where TABLE_NAME = {} \
             AND CONSTRAINT_NAME!='PRIMARY' AND CONSTRAINT_SCHEMA={} AND REFERENCED_TABLE_NAME IS NOT NULL;",
            p.escape(&table.name.table)?,
            p.escape(database.as_deref().unwrap_or("undefined"))?
        ),
        Ddl::ColumnDetails { table } => {
            format!(
                "{COLUMN_DETAILS} AND TABLE_NAME = {} ORDER BY ORDINAL_POSITION",
                p.escape(&table.name.table)?
            )
        }
        Ddl::ForeignKeyRules { table } => format!(
            "{FOREIGN_KEY_RULES} AND k.TABLE_NAME = {} ORDER BY k.CONSTRAINT_NAME, k.ORDINAL_POSITION",
            p.escape(&table.name.table)?
        ),
        Ddl::ForeignKey { table, column } => foreign_key(p, table, column)?,
        _ => return Ok(None),
    }))
}

/// Only VERSION() tells how COLUMN_DEFAULT is to be read: MariaDB gives an expression, MySQL a value.
const COLUMN_DETAILS: &str = "SELECT COLUMN_NAME AS name, COLUMN_TYPE AS type, COLLATION_NAME AS collation, \
    IS_NULLABLE AS nullable, COLUMN_DEFAULT AS defaultText, COLUMN_KEY AS columnKey, EXTRA AS extra, \
    COLUMN_COMMENT AS comment, VERSION() AS version \
    FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = DATABASE()";

const FOREIGN_KEY_RULES: &str = "SELECT k.CONSTRAINT_NAME AS name, k.COLUMN_NAME AS field, \
    k.REFERENCED_TABLE_NAME AS target, k.REFERENCED_COLUMN_NAME AS reference, \
    r.DELETE_RULE AS onDelete, r.UPDATE_RULE AS onUpdate \
    FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE k JOIN INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS r \
    ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.TABLE_NAME = k.TABLE_NAME \
    AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME \
    WHERE k.TABLE_SCHEMA = DATABASE() AND k.REFERENCED_TABLE_NAME IS NOT NULL";

const FOREIGN_KEY_COLUMNS: &str = "CONSTRAINT_NAME as constraint_name,CONSTRAINT_NAME as constraintName,\
    CONSTRAINT_SCHEMA as constraintSchema,CONSTRAINT_SCHEMA as constraintCatalog,TABLE_NAME as tableName,\
    TABLE_SCHEMA as tableSchema,TABLE_SCHEMA as tableCatalog,COLUMN_NAME as columnName,\
    REFERENCED_TABLE_SCHEMA as referencedTableSchema,REFERENCED_TABLE_SCHEMA as referencedTableCatalog,\
    REFERENCED_TABLE_NAME as referencedTableName,REFERENCED_COLUMN_NAME as referencedColumnName";

fn optional(p: Printer<'_>, words: &str, value: Option<&str>) -> Result<String> {
    match value.filter(|v| !v.is_empty()) {
        Some(value) => Ok(format!("{words} {}", p.escape(value)?)),
        None => Ok(String::new()),
    }
}

/// Constraints in which a column takes part, on either side.
fn foreign_key(p: Printer<'_>, table: &TableArg, column: &str) -> Result<String> {
    let name = p.escape(&table.name.table)?;
    let column = p.escape(column)?;
    let schema = table.name.schema.as_deref();
    Ok(join(&[
        "SELECT",
        FOREIGN_KEY_COLUMNS,
        "FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE",
        "WHERE (",
        &format!("REFERENCED_TABLE_NAME = {name}"),
        &optional(p, "AND REFERENCED_TABLE_SCHEMA =", schema)?,
        &format!("AND REFERENCED_COLUMN_NAME = {column}"),
        ") OR (",
        &format!("TABLE_NAME = {name}"),
        &optional(p, "AND TABLE_SCHEMA =", schema)?,
        &format!("AND COLUMN_NAME = {column}"),
        "AND REFERENCED_TABLE_NAME IS NOT NULL",
        ")",
    ]))
}
