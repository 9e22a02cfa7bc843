//! A column's definition in SQL Server.

use crate::ast::ddl::{AllowNull, Column, ColumnContext, Definitions, TableArg};
use crate::failure::{Failure, Result};
use crate::sql::ddl::{actions, Printer};

pub fn definition(p: Printer<'_>, c: &Column, context: &ColumnContext) -> Result<String> {
    let data_type = c.data_type.as_deref().ok_or_else(|| Failure::usage("An attribute has no type"))?;
    let mut sql = p.type_name(data_type)?;
    if data_type.key == "ENUM" {
        let values = c.values.as_ref().unwrap_or(&data_type.values);
        let name = c.field.as_deref().unwrap_or(&c.key);
        return Ok(format!("{sql} CHECK ({} IN({}))", p.ident(name), p.escape_list(values)?));
    }
    if c.allow_null == AllowNull::No {
        sql.push_str(" NOT NULL");
    } else if !c.primary_key && c.default_value.is_none() {
        sql.push_str(" NULL");
    }
    if c.auto_increment {
        sql.push_str(" IDENTITY(1,1)");
    }
    let text = data_type.sql.as_deref() == Some("TEXT");
    if let Some(value) = c.default_value.as_ref().filter(|_| !text && !data_type.binary) {
        sql.push_str(&format!(" DEFAULT {}", p.untyped(value)?));
    }
    if c.unique {
        sql.push_str(" UNIQUE");
    }
    if c.primary_key {
        sql.push_str(" PRIMARY KEY");
    }
    if let Some(references) = c.references.as_ref().filter(|_| !context.without_foreign_keys) {
        let key = references.key.as_deref().filter(|k| !k.is_empty()).unwrap_or("id");
        sql.push_str(&format!(" REFERENCES {} ({})", p.table(&references.table), p.ident(key)));
        // SQL Server takes no cascade from a table to itself.
        let own = c.own_table.is_some() && c.own_table.as_deref() == Some(&references.table.name.table);
        if !own {
            let (on_delete, on_update) = (c.on_delete.as_deref(), c.on_update.as_deref());
            sql.push_str(&actions(("ON DELETE", on_delete), ("ON UPDATE", on_update))?);
        }
    }
    if let Some(comment) = c.comment.as_deref().filter(|c| !c.is_empty()) {
        // CREATE TABLE and ALTER TABLE take the text behind the word and escape it.
        sql.push_str(&format!(" COMMENT {comment}"));
    }
    Ok(sql)
}

/// SQL Server refuses more than one cascade path to a table: only the first reference keeps
/// its ON DELETE, and none its ON UPDATE.
pub fn definitions(p: Printer<'_>, columns: &[Column], context: &ColumnContext) -> Result<Definitions> {
    let mut seen = Vec::new();
    let mut checked = Vec::with_capacity(columns.len());
    for column in columns {
        let mut column = column.clone();
        if let Some(references) = &column.references {
            column.on_update = None;
            if seen.contains(&references.table.name) {
                column.on_delete = None;
            } else {
                seen.push(references.table.name.clone());
            }
        }
        if column.field.as_deref().is_none_or(str::is_empty) {
            column.field = Some(column.key.clone());
        }
        checked.push(column);
    }
    crate::sql::ddl::each_column(p, &checked, context)
}

/// The definition, and the text behind its `COMMENT` word.
pub fn split_comment<'t>(p: Printer<'_>, definition: &'t str) -> (&'t str, Option<&'t str>) {
    match p.scan().split(definition, " COMMENT ") {
        Some((head, tail)) => (head, tail.get(" COMMENT ".len()..).map(str::trim)),
        None => (definition, None),
    }
}

/// ` EXEC sp_addextendedproperty @name = N'MS_Description', @value = N'…', …`
pub fn comment(p: Printer<'_>, text: &str, table: &TableArg, column: &str) -> Result<String> {
    Ok(format!(
        " EXEC sp_addextendedproperty @name = N'MS_Description', @value = {}, \
         @level0type = N'Schema', @level0name = {}, @level1type = N'Table', @level1name = {}, \
         @level2type = N'Column', @level2name = {};",
        p.escape(text)?,
        super::ddl::quoted(table.name.schema.as_deref().unwrap_or("dbo")),
        p.ident(&table.name.table),
        p.ident(column)
    ))
}
