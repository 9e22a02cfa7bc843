//! Tables made anew, with the old rows: SQLite alters little in place.
//! <https://www.sqlite.org/lang_altertable.html#otheralter>

use super::ddl::create_table;
use crate::ast::ddl::{Definitions, TableArg, TableOptions};
use crate::ast::TableName;
use crate::sql::ddl::Printer;

fn backup_of(table: &TableArg) -> TableArg {
    let name = TableName {
        table: format!("{}_backup", table.name.table),
        schema: table.name.schema.clone(),
        delimiter: table.name.delimiter.clone(),
    };
    TableArg { name, text: table.text }
}

/// Copies the rows out, makes the table anew, copies them back. A temporary table would lose foreign keys.
pub fn rebuild(
    p: Printer<'_>,
    table: &TableArg,
    columns: &Definitions,
    rename: Option<&(String, String)>,
) -> String {
    let backup = backup_of(table);
    let (quoted, quoted_backup) = (p.table(table), p.table(&backup));
    let import: Vec<String> = columns
        .iter()
        .map(|(name, _)| match rename.filter(|(_, after)| after == name) {
            Some((before, after)) => format!("{} AS {}", p.ident(before), p.ident(after)),
            None => p.ident(name),
        })
        .collect();
    let names: Vec<String> = columns.iter().map(|(name, _)| p.ident(name)).collect();
    let (import, names) = (import.join(", "), names.join(", "));
    let options = TableOptions::default();
    format!(
        "{}INSERT INTO {quoted_backup} SELECT {import} FROM {quoted};DROP TABLE {quoted};\
         {}INSERT INTO {quoted} SELECT {names} FROM {quoted_backup};DROP TABLE {quoted_backup};",
        create_table(p, &backup, columns, &options),
        create_table(p, table, columns, &options)
    )
}

pub fn alter_constraint(p: Printer<'_>, table: &TableArg, columns: &Definitions, create: &str) -> String {
    let (quoted, backup) = (p.table(table), p.table(&backup_of(table)));
    let names: Vec<String> = columns.iter().map(|(name, _)| p.ident(name)).collect();
    let head = format!("CREATE TABLE {quoted}");
    let double = format!("CREATE TABLE {}", quoted.replace('`', "\""));
    let create = create.replacen(&head, &format!("CREATE TABLE {backup}"), 1).replacen(
        &double,
        &format!("CREATE TABLE {backup}"),
        1,
    );
    format!(
        "{create}INSERT INTO {backup} SELECT {} FROM {quoted};DROP TABLE {quoted};\
         ALTER TABLE {backup} RENAME TO {quoted};",
        names.join(", ")
    )
}
