//! PostgreSQL's definition statements: databases, schemas, tables, columns.

use super::{column, enums, functions, introspect};
use crate::ast::ddl::{DatabaseOptions, Ddl, Definitions, IndexName, TableArg, TableOptions};
use crate::failure::Result;
use crate::sql::ddl::{deferrable, print as shared, underscore, Printer};

pub fn print(p: Printer<'_>, statement: &Ddl) -> Result<String> {
    Ok(match statement {
        Ddl::CreateDatabase { name, options } => create_database(p, name, options)?,
        Ddl::DropDatabase { name } => format!("DROP DATABASE IF EXISTS {};", p.ident(name)),
        Ddl::CreateSchema { name, .. } => {
            let guard = if p.version_at_least([9, 2, 0]) { "IF NOT EXISTS " } else { "" };
            format!("CREATE SCHEMA {guard}{};", p.ident(name))
        }
        Ddl::DropSchema { name } => format!("DROP SCHEMA IF EXISTS {} CASCADE;", p.ident(&name.name.table)),
        Ddl::CreateTable { table, columns, options } => create_table(p, table, columns, options)?,
        Ddl::DropTable { table, cascade } => {
            format!("DROP TABLE IF EXISTS {}{};", p.table(table), if *cascade { " CASCADE" } else { "" })
        }
        Ddl::TruncateTable { table, restart_identity, cascade } => format!(
            "TRUNCATE {}{}{}",
            p.table(table),
            if *restart_identity { " RESTART IDENTITY" } else { "" },
            if *cascade { " CASCADE" } else { "" }
        ),
        Ddl::AddColumn { table, key, column } => column::add(p, table, key, column)?,
        Ddl::RemoveColumn { table, column } => {
            format!("ALTER TABLE {} DROP COLUMN {};", detailed(p, table), p.ident(column))
        }
        Ddl::ChangeColumn { table, columns } => column::change(p, table, columns)?,
        Ddl::RenameColumn { table, before, columns } => {
            let renames: Vec<String> = columns
                .iter()
                .map(|(after, _)| format!("{} TO {}", p.ident(before), p.ident(after)))
                .collect();
            format!("ALTER TABLE {} RENAME COLUMN {};", p.table(table), renames.join(", "))
        }
        Ddl::RemoveIndex { table, name, concurrently } => {
            let name = match name {
                IndexName::Name(name) => name.clone(),
                IndexName::Columns(columns) => {
                    underscore(&format!("{}_{}", table.name.table, columns.join("_")))
                }
            };
            let concurrently = if *concurrently { "CONCURRENTLY " } else { "" };
            format!("DROP INDEX {concurrently}IF EXISTS {}", p.idents(&name))
        }
        Ddl::DropForeignKey { table, name } => {
            format!("ALTER TABLE {} DROP CONSTRAINT {};", p.table(table), p.ident(name))
        }
        Ddl::MappedType { table, column, definition } => column::mapped(p, table, column, definition)?,
        Ddl::Deferrable(d) => deferrable(p, d),
        Ddl::SetSearchPath { path } => {
            format!("SET search_path to {};", crate::sql::ddl::words("searchPath", path)?)
        }
        Ddl::EnumName { .. }
        | Ddl::ListEnums { .. }
        | Ddl::CreateEnum { .. }
        | Ddl::AddEnumValue { .. }
        | Ddl::DropEnum { .. } => enums::print(p, statement)?,
        Ddl::TemporaryFunction { .. }
        | Ddl::CreateFunction { .. }
        | Ddl::DropFunction { .. }
        | Ddl::RenameFunction { .. }
        | Ddl::CreateTrigger { .. }
        | Ddl::DropTrigger { .. }
        | Ddl::RenameTrigger { .. } => functions::print(p, statement)?,
        other => match introspect::print(p, other)? {
            Some(text) => text,
            None => shared(p, other)?,
        },
    })
}

/// The schema a name lies in: its own, the instance's, `public`.
pub fn schema_of<'t>(p: &'t Printer<'_>, table: &'t TableArg) -> &'t str {
    table
        .name
        .schema
        .as_deref()
        .filter(|s| !s.is_empty())
        .or(p.settings.schema.as_deref())
        .unwrap_or("public")
}

/// The table with its schema always written out, as ADD COLUMN and DROP COLUMN do.
pub fn detailed(p: Printer<'_>, table: &TableArg) -> String {
    format!("{}.{}", p.ident(schema_of(&p, table)), p.ident(&table.name.table))
}

/// `CREATE DATABASE "x" ENCODING = 'UTF8' LC_COLLATE = 'C' LC_CTYPE = 'C' TEMPLATE = 'template0';`
fn create_database(p: Printer<'_>, name: &str, options: &DatabaseOptions) -> Result<String> {
    let mut out = format!("CREATE DATABASE {}", p.ident(name));
    for (word, value) in [
        ("ENCODING", &options.encoding),
        ("LC_COLLATE", &options.collate),
        ("LC_CTYPE", &options.ctype),
        ("TEMPLATE", &options.template),
    ] {
        if let Some(value) = value {
            out.push_str(&format!(" {word} = {}", p.escape(value)?));
        }
    }
    out.push(';');
    Ok(out)
}

/// Comments are statements of their own and follow the table in the same text.
fn create_table(
    p: Printer<'_>,
    table: &TableArg,
    columns: &Definitions,
    options: &TableOptions,
) -> Result<String> {
    let quoted = p.table(table);
    let mut comments = String::new();
    if let Some(comment) = &options.comment {
        comments.push_str(&format!("; COMMENT ON TABLE {quoted} IS {}", p.escape(comment)?));
    }
    let mut clauses = Vec::with_capacity(columns.len());
    let mut keys = Vec::new();
    for (name, definition) in columns {
        let ident = p.ident(name);
        let (definition, comment) = column::split_comment(p, definition);
        if let Some(comment) = comment {
            comments.push_str(&format!("; COMMENT ON COLUMN {quoted}.{ident} IS {}", p.escape(comment)?));
        }
        if p.scan().has(definition, "PRIMARY KEY") {
            keys.push(ident.clone());
        }
        clauses.push(format!("{ident} {}", column::mapped(p, table, name, definition)?));
    }
    for key in options.unique_keys.iter().filter(|k| k.custom_index) {
        clauses.push(format!("UNIQUE ({})", p.ident_list(&key.fields, ", ")));
    }
    if !keys.is_empty() {
        clauses.push(format!("PRIMARY KEY ({})", keys.join(",")));
    }
    let guard = if p.version_unknown() || p.version_at_least([9, 1, 0]) { "IF NOT EXISTS " } else { "" };
    Ok(format!("CREATE TABLE {guard}{quoted} ({}){comments};", clauses.join(", ")))
}
