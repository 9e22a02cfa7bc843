//! Definition statements that MySQL and MariaDB share.

use super::introspect;
use crate::ast::ddl::{
    AllowNull, Column, ColumnContext, DatabaseOptions, Ddl, Definitions, IndexName, TableArg, TableOptions,
};
use crate::failure::{Failure, Result};
use crate::sql::ddl::{actions, join, print as shared, underscore, words, Printer};

pub fn print(p: Printer<'_>, statement: &Ddl) -> Result<String> {
    Ok(match statement {
        Ddl::CreateDatabase { name, options } => create_database(p, "DATABASE", name, options)?,
        Ddl::DropDatabase { name } => format!("DROP DATABASE IF EXISTS {};", p.ident(name)),
        Ddl::CreateTable { table, columns, options } => create_table(p, table, columns, options)?,
        Ddl::TruncateTable { table, .. } => format!("TRUNCATE {}", p.table(table)),
        Ddl::AddColumn { table, key, column } => {
            let context = ColumnContext {
                context: Some("addColumn".into()),
                table: Some(table.clone()),
                foreign_key: Some(key.clone()),
                ..ColumnContext::default()
            };
            let definition = definition(p, column, &context)?;
            format!("ALTER TABLE {} ADD {} {definition};", p.table(table), p.ident(key))
        }
        Ddl::RemoveColumn { table, column } => {
            format!("ALTER TABLE {} DROP {};", p.table(table), p.ident(column))
        }
        Ddl::ChangeColumn { table, columns } => change_column(p, table, columns),
        Ddl::RenameColumn { table, before, columns } => {
            let changes: Vec<String> = columns
                .iter()
                .map(|(after, definition)| format!("{} {} {definition}", p.ident(before), p.ident(after)))
                .collect();
            join(&["ALTER TABLE", &p.table(table), "CHANGE", &changes.join(", "), ";"])
        }
        Ddl::RemoveIndex { table, name, .. } => {
            let name = match name {
                IndexName::Name(name) => name.clone(),
                IndexName::Columns(columns) => {
                    underscore(&format!("{}_{}", table.name.table, columns.join("_")))
                }
            };
            format!("DROP INDEX {} ON {}", p.ident(&name), p.table(table))
        }
        Ddl::DropForeignKey { table, name } => {
            format!("ALTER TABLE {} DROP FOREIGN KEY {};", p.table(table), p.ident(name))
        }
        other => match introspect::print(p, other)? {
            Some(text) => text,
            None => shared(p, other)?,
        },
    })
}

/// ``CREATE DATABASE IF NOT EXISTS `x` DEFAULT CHARACTER SET 'utf8' DEFAULT COLLATE 'utf8_bin';``
pub fn create_database(p: Printer<'_>, word: &str, name: &str, options: &DatabaseOptions) -> Result<String> {
    let clause = |word: &str, value: &Option<String>| match value {
        Some(value) => Ok(format!("{word} {}", p.escape(value)?)),
        None => Ok(String::new()),
    };
    Ok(join(&[
        &format!("CREATE {word} IF NOT EXISTS"),
        &p.ident(name),
        &clause("DEFAULT CHARACTER SET", &options.charset)?,
        &clause("DEFAULT COLLATE", &options.collate)?,
        ";",
    ]))
}

pub fn definition(p: Printer<'_>, c: &Column, context: &ColumnContext) -> Result<String> {
    let data_type = c.data_type.as_deref().ok_or_else(|| Failure::usage("An attribute has no type"))?;
    let name = p.type_name(data_type)?;
    let mut sql = name.clone();
    if c.allow_null == AllowNull::No {
        sql.push_str(" NOT NULL");
    }
    if c.auto_increment {
        sql.push_str(" auto_increment");
    }
    // BLOB, TEXT, GEOMETRY and JSON cannot have a default value.
    // https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html
    let bars_default = matches!(name.as_str(), "BLOB" | "TEXT" | "GEOMETRY" | "JSON") || data_type.binary;
    if let Some(value) = c.default_value.as_ref().filter(|_| !bars_default) {
        sql.push_str(&format!(" DEFAULT {}", p.untyped(value)?));
    }
    if c.unique {
        sql.push_str(" UNIQUE");
    }
    if c.primary_key {
        sql.push_str(" PRIMARY KEY");
    }
    if let Some(comment) = c.comment.as_deref().filter(|c| !c.is_empty()) {
        sql.push_str(&format!(" COMMENT {}", p.escape(comment)?));
    }
    if c.first {
        sql.push_str(" FIRST");
    }
    if let Some(after) = c.after.as_deref().filter(|a| !a.is_empty()) {
        sql.push_str(&format!(" AFTER {}", p.ident(after)));
    }
    if let Some(references) = c.references.as_ref().filter(|_| !context.without_foreign_keys) {
        if let (Some("addColumn"), Some(column)) = (context.context.as_deref(), &context.foreign_key) {
            let table = context.table.as_ref().map(|t| t.name.table.as_str()).unwrap_or_default();
            sql.push_str(&format!(
                ", ADD CONSTRAINT {} FOREIGN KEY ({})",
                p.ident(&format!("{table}_{column}_foreign_idx")),
                p.ident(column)
            ));
        }
        let key = references.key.as_deref().filter(|k| !k.is_empty()).unwrap_or("id");
        sql.push_str(&format!(" REFERENCES {} ({})", p.table(&references.table), p.ident(key)));
        sql.push_str(&actions(("ON DELETE", c.on_delete.as_deref()), ("ON UPDATE", c.on_update.as_deref()))?);
    }
    Ok(sql)
}

/// A REFERENCES inside a column's definition is read and forgotten by InnoDB: it moves to the table's end.
fn create_table(
    p: Printer<'_>,
    table: &TableArg,
    columns: &Definitions,
    options: &TableOptions,
) -> Result<String> {
    let (mut keys, mut foreign, mut clauses) = (Vec::new(), Vec::new(), Vec::new());
    for (name, given) in columns {
        let ident = p.ident(name);
        let (mut definition, references) = match p.scan().split(given, " REFERENCES") {
            Some((head, tail)) => (head.to_owned(), Some(tail.trim_start())),
            None => (given.clone(), None),
        };
        if p.scan().has(given, "PRIMARY KEY") {
            keys.push(ident.clone());
            definition = p.scan().without(&definition, "PRIMARY KEY");
        }
        if let Some(references) = references {
            foreign.push(format!("FOREIGN KEY ({ident}) {references}"));
        }
        clauses.push(format!("{ident} {definition}"));
    }
    for key in options.unique_keys.iter().filter(|k| k.custom_index) {
        clauses.push(format!("UNIQUE {} ({})", p.ident(&key.name), p.ident_list(&key.fields, ", ")));
    }
    if !keys.is_empty() {
        clauses.push(format!("PRIMARY KEY ({})", keys.join(", ")));
    }
    clauses.extend(foreign);
    let option = |word: &str, value: &Option<String>| match value.as_deref().filter(|v| !v.is_empty()) {
        Some(value) => Ok(format!("{word}{}", words(word, value)?)),
        None => Ok(String::new()),
    };
    let comment = match &options.comment {
        Some(comment) => format!("COMMENT {}", p.escape(comment)?),
        None => String::new(),
    };
    let engine = options.engine.clone().or_else(|| Some("InnoDB".into()));
    Ok(join(&[
        "CREATE TABLE IF NOT EXISTS",
        &p.table(table),
        &format!("({})", clauses.join(", ")),
        &option("ENGINE=", &engine)?,
        &comment,
        &option("DEFAULT CHARSET=", &options.charset)?,
        &option("COLLATE ", &options.collate)?,
        &option("AUTO_INCREMENT=", &options.initial_auto_increment)?,
        &option("ROW_FORMAT=", &options.row_format)?,
        ";",
    ]))
}

fn change_column(p: Printer<'_>, table: &TableArg, columns: &Definitions) -> String {
    let (mut changes, mut foreign) = (Vec::new(), Vec::new());
    for (name, definition) in columns {
        let ident = p.ident(name);
        match p.scan().split(definition, "REFERENCES") {
            Some((_, target)) => foreign.push(format!("FOREIGN KEY ({ident}) {target}")),
            None => changes.push(format!("{ident} {ident} {definition}")),
        }
    }
    let clause = |word: &str, items: Vec<String>| match items.is_empty() {
        true => String::new(),
        false => format!("{word} {}", items.join(", ")),
    };
    join(&["ALTER TABLE", &p.table(table), &clause("CHANGE", changes), &clause("ADD", foreign), ";"])
}
