//! Tables made anew, with the old rows: SQLite alters little in place.
//! <https://www.sqlite.org/lang_altertable.html#otheralter>

use super::ddl::{create_table, SCAN};
use crate::ast::ddl::{Definitions, TableArg, TableOptions};
use crate::ast::TableName;
use crate::failure::{Failure, Result};
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

/// The constraint goes before the parenthesis that ends the column list.
pub fn with_constraint(create: &str, snippet: &str) -> Result<String> {
    let (_, end) = column_list(create)?;
    Ok(format!("{}, {snippet}{};", &create[..end], create[end..].trim_end_matches(';')))
}

/// Leaves out `, CONSTRAINT name …` up to the next comma or the list's end.
pub fn without_constraint(p: Printer<'_>, create: &str, name: &str) -> Result<String> {
    let (start, end) = column_list(create)?;
    let quoted = [p.ident(name), format!("\"{}\"", name.replace('"', "\"\"")), format!("[{name}]"), name.to_owned()];
    let mut kept = Vec::new();
    let mut found = false;
    for part in SCAN.parts(&create[start..end], ',') {
        let words = part.trim_start();
        let is_it = words.get(.."CONSTRAINT ".len()).is_some_and(|w| w.eq_ignore_ascii_case("CONSTRAINT "))
            && quoted.iter().any(|q| {
                let rest = words["CONSTRAINT ".len()..].trim_start();
                rest.strip_prefix(q.as_str()).is_some_and(|r| r.starts_with([' ', '\n', '\t']))
            });
        if is_it {
            found = true;
        } else {
            kept.push(part);
        }
    }
    if !found {
        return Err(Failure::usage(format!("The table has no constraint {name}")));
    }
    Ok(format!("{}{}{};", &create[..start], kept.join(","), create[end..].trim_end_matches(';')))
}

/// Where the text between the outer parentheses starts and ends.
fn column_list(create: &str) -> Result<(usize, usize)> {
    let open = SCAN.find(create, "(");
    let range = open.and_then(|open| Some((open + 1, open + SCAN.closing(&create[open..])?)));
    range.ok_or_else(|| Failure::usage("Not a CREATE TABLE statement"))
}
