//! PostgreSQL's enumerated types: one named type a column.

use super::ddl::schema_of;
use crate::ast::ddl::{Ddl, TableArg};
use crate::failure::{Failure, Result};
use crate::sql::ddl::Printer;

pub fn print(p: Printer<'_>, statement: &Ddl) -> Result<String> {
    Ok(match statement {
        Ddl::EnumName { table, column, with_schema } => name(p, table, column, *with_schema),
        Ddl::ListEnums { table, column, schema } => list(p, table, column.as_deref(), schema.as_deref())?,
        Ddl::CreateEnum { table, column, values, force, with_schema } => {
            let sql = create(p, table, column, &p.escape_list(values)?, *with_schema)?;
            match force {
                true => drop(p, table, column, None)? + &sql,
                false => sql,
            }
        }
        Ddl::AddEnumValue { table, column, value, before, after } => {
            let guard =
                if p.version_unknown() || p.version_at_least([9, 3, 0]) { "IF NOT EXISTS " } else { "" };
            let place = match (before, after) {
                (Some(before), _) => format!(" BEFORE {}", p.escape(before)?),
                (None, Some(after)) => format!(" AFTER {}", p.escape(after)?),
                (None, None) => String::new(),
            };
            format!(
                "ALTER TYPE {} ADD VALUE {guard}{}{place}",
                name(p, table, column, true),
                p.escape(value)?
            )
        }
        Ddl::DropEnum { table, column, name } => drop(p, table, column, name.as_deref())?,
        _ => return Err(Failure::internal("not a statement about enumerations")),
    })
}

fn bare_name(table: &TableArg, column: &str) -> String {
    format!("enum_{}_{column}", table.name.table)
}

/// `"schema"."enum_table_column"`. Always quoted, whatever `quoteIdentifiers` says.
pub fn name(p: Printer<'_>, table: &TableArg, column: &str, with_schema: bool) -> String {
    let name = p.ident_forced(&bare_name(table, column));
    if !with_schema {
        return name;
    }
    let delimiter = table.name.delimiter.as_deref().filter(|d| !d.is_empty()).unwrap_or(".");
    format!("{}{delimiter}{name}", p.ident(schema_of(&p, table)))
}

/// CREATE TYPE has no IF NOT EXISTS: a block that swallows the one error stands in for it.
/// `DO 'BEGIN CREATE TYPE "public"."enum_t_c" AS ENUM(''a'', ''b''); EXCEPTION WHEN duplicate_object THEN null; END';`
/// https://www.postgresql.org/docs/current/sql-do.html
pub fn create(
    p: Printer<'_>,
    table: &TableArg,
    column: &str,
    values: &str,
    with_schema: bool,
) -> Result<String> {
    let name = name(p, table, column, with_schema);
    let block =
        format!("BEGIN CREATE TYPE {name} AS ENUM({values}); EXCEPTION WHEN duplicate_object THEN null; END");
    Ok(format!("DO {};", p.escape(&block)?))
}

/// A name given by the caller is quoted already.
fn drop(p: Printer<'_>, table: &TableArg, column: &str, given: Option<&str>) -> Result<String> {
    let name = match given {
        Some(given) if p.scan().has(given, ";") => {
            return Err(Failure::usage(format!("Invalid name of an enum type: {given}")))
        }
        Some(given) => given.to_owned(),
        None => name(p, table, column, true),
    };
    Ok(format!("DROP TYPE IF EXISTS {name}; "))
}

fn list(p: Printer<'_>, table: &TableArg, column: Option<&str>, schema: Option<&str>) -> Result<String> {
    let one = match column.filter(|c| !c.is_empty() && !table.name.table.is_empty()) {
        Some(column) => format!(" AND t.typname={}", p.escape(&bare_name(table, column))?),
        None => String::new(),
    };
    let schema = table.name.schema.as_deref().or(schema).unwrap_or_else(|| schema_of(&p, table)).to_owned();
    Ok(format!(
        "SELECT t.typname enum_name, array_agg(e.enumlabel ORDER BY enumsortorder) enum_value FROM pg_type t \
         JOIN pg_enum e ON t.oid = e.enumtypid JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace \
         WHERE n.nspname = {}{one} GROUP BY 1",
        p.escape(&schema)?
    ))
}
