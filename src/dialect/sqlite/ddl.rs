//! SQLite's definition statements, and tables made anew where ALTER TABLE cannot do it.

use super::{introspect, rebuild};
use crate::ast::ddl::{
    AllowNull, Column, ColumnContext, Ddl, Definitions, IndexName, TableArg, TableOptions,
};
use crate::failure::{Failure, Result};
use crate::sql::ddl::{actions, isolation_level, print as shared, underscore, Printer};

pub fn print(p: Printer<'_>, statement: &Ddl) -> Result<String> {
    Ok(match statement {
        Ddl::CreateTable { table, columns, options } => create_table(p, table, columns, options),
        Ddl::AddColumn { table, key, column } => {
            let context = ColumnContext { context: Some("addColumn".into()), ..ColumnContext::default() };
            let definition = definition(p, column, &context)?;
            let sql = format!("ALTER TABLE {} ADD {} {definition};", p.table(table), p.ident(key));
            boolean_defaults(p, &sql)
        }
        // Given a name, v6 takes it for attributes and prints a table of its letters; SQLite can drop a column.
        Ddl::RemoveColumn { table, column } => {
            format!("ALTER TABLE {} DROP COLUMN {};", p.table(table), p.ident(column))
        }
        Ddl::RebuildTable { table, columns, rename } => rebuild::rebuild(p, table, columns, rename.as_ref()),
        Ddl::AlterConstraint { table, columns, create } => {
            rebuild::alter_constraint(p, table, columns, create)
        }
        Ddl::BooleanDefaults { sql } => boolean_defaults(p, sql),
        Ddl::TruncateTable { table, restart_identity, .. } => {
            let quoted = p.table(table);
            let mut sql = format!("DELETE FROM {quoted}");
            if *restart_identity {
                sql.push_str(&format!(
                    "; DELETE FROM {} WHERE {} = {};",
                    p.ident("sqlite_sequence"),
                    p.ident("name"),
                    p.escape(&full_name(table))?
                ));
            }
            sql
        }
        Ddl::RemoveIndex { table, name, .. } => {
            let name = match name {
                IndexName::Name(name) => name.clone(),
                IndexName::Columns(columns) => {
                    underscore(&format!("{}_{}", table.name.table, columns.join("_")))
                }
            };
            format!("DROP INDEX IF EXISTS {}", p.ident(&name))
        }
        Ddl::StartTransaction(t) if !t.nested => match t.kind.as_deref() {
            Some(kind @ ("DEFERRED" | "IMMEDIATE" | "EXCLUSIVE")) => format!("BEGIN {kind} TRANSACTION;"),
            None => "BEGIN DEFERRED TRANSACTION;".into(),
            Some(other) => return Err(Failure::usage(format!("Unknown transaction type: {other}"))),
        },
        Ddl::SetIsolationLevel { level, .. } => isolation(level)?.into(),
        other => match introspect::print(p, other)? {
            Some(text) => text,
            None => shared(p, other)?,
        },
    })
}

/// Serializable is what SQLite does; only reading uncommitted data of a shared cache can be chosen.
/// https://www.sqlite.org/isolation.html
fn isolation(level: &str) -> Result<&'static str> {
    Ok(match isolation_level(level)? {
        "REPEATABLE READ" => "-- SQLite is not able to choose the isolation level REPEATABLE READ.",
        "READ UNCOMMITTED" => "PRAGMA read_uncommitted = ON;",
        "READ COMMITTED" => "PRAGMA read_uncommitted = OFF;",
        _ => "-- SQLite's default isolation level is SERIALIZABLE. Nothing to do.",
    })
}

pub fn definition(p: Printer<'_>, c: &Column, _context: &ColumnContext) -> Result<String> {
    let data_type = c.data_type.as_deref().ok_or_else(|| Failure::usage("An attribute has no type"))?;
    let mut sql = p.type_name(data_type)?;
    if matches!(c.allow_null, AllowNull::No | AllowNull::Unset) {
        sql.push_str(" NOT NULL");
    }
    if let Some(value) = &c.default_value {
        sql.push_str(&format!(" DEFAULT {}", p.expr(value)?));
    }
    if c.unique {
        sql.push_str(" UNIQUE");
    }
    if c.primary_key {
        sql.push_str(" PRIMARY KEY");
        if c.auto_increment {
            sql.push_str(" AUTOINCREMENT");
        }
    }
    if let Some(references) = &c.references {
        let key = references.key.as_deref().filter(|k| !k.is_empty()).unwrap_or("id");
        sql.push_str(&format!(" REFERENCES {} ({})", p.table(&references.table), p.ident(key)));
        sql.push_str(&actions(("ON DELETE", c.on_delete.as_deref()), ("ON UPDATE", c.on_update.as_deref()))?);
    }
    Ok(sql)
}

pub fn create_table(
    p: Printer<'_>,
    table: &TableArg,
    columns: &Definitions,
    options: &TableOptions,
) -> String {
    let is_key = |definition: &str| p.scan().has(definition, "PRIMARY KEY");
    let composite = columns.iter().filter(|(_, d)| is_key(d)).count() > 1;
    let mut keys = Vec::new();
    let mut clauses = Vec::with_capacity(columns.len());
    for (name, given) in columns {
        let mut definition = given.clone();
        if is_key(given) {
            // Only INTEGER PRIMARY KEY is the rowid: no length, no sign.
            // https://www.sqlite.org/lang_createtable.html#rowid
            if p.scan().has(given, "INT") {
                definition = match p.scan().has(given, "AUTOINCREMENT") {
                    true => "INTEGER PRIMARY KEY AUTOINCREMENT".into(),
                    false => "INTEGER PRIMARY KEY".into(),
                };
                if let Some((_, references)) = p.scan().split(given, " REFERENCES") {
                    definition.push_str(references);
                }
            }
            if composite {
                keys.push(p.ident(name));
                definition = match p.scan().has(given, "NOT NULL") {
                    true => p.scan().without(given, " PRIMARY KEY"),
                    false => p.scan().replaced(given, "PRIMARY KEY", "NOT NULL"),
                };
            }
        }
        clauses.push(format!("{} {definition}", p.ident(name)));
    }
    for key in options.unique_keys.iter().filter(|k| k.custom_index) {
        clauses.push(format!("UNIQUE ({})", p.ident_list(&key.fields, ", ")));
    }
    if !keys.is_empty() {
        clauses.push(format!("PRIMARY KEY ({})", keys.join(", ")));
    }
    boolean_defaults(p, &format!("CREATE TABLE IF NOT EXISTS {} ({});", p.table(table), clauses.join(", ")))
}

/// `DEFAULT true` -> `DEFAULT 1`: booleans are numbers here.
pub fn boolean_defaults(p: Printer<'_>, sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some((head, tail)) = p.scan().split(rest, "DEFAULT ") {
        out.push_str(head);
        let word = [("'false'", "0"), ("false", "0"), ("'true'", "1"), ("true", "1")]
            .into_iter()
            .find(|(word, _)| tail["DEFAULT ".len()..].starts_with(word));
        let (printed, used) = match word {
            Some((word, digit)) => (format!("DEFAULT {digit}"), "DEFAULT ".len() + word.len()),
            None => ("DEFAULT ".to_owned(), "DEFAULT ".len()),
        };
        out.push_str(&printed);
        rest = &tail[used..];
    }
    out.push_str(rest);
    out
}

/// Schema and table in one name, as the file stores it.
pub fn full_name(table: &TableArg) -> String {
    match table.name.schema.as_deref().filter(|s| !s.is_empty()) {
        Some(schema) => {
            let delimiter = table.name.delimiter.as_deref().filter(|d| !d.is_empty()).unwrap_or(".");
            format!("{schema}{delimiter}{}", table.name.table)
        }
        None => table.name.table.clone(),
    }
}
