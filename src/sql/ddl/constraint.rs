//! Table constraints: `CONSTRAINT "name" UNIQUE ("a")` and its kin.

use super::{actions, Printer};
use crate::ast::ddl::{Constraint, ConstraintKind, Ddl, IndexField, TableArg};
use crate::failure::{Failure, Result};

pub fn snippet(p: Printer<'_>, table: &TableArg, constraint: &Constraint) -> Result<String> {
    let fields = constraint
        .fields
        .iter()
        .map(|field| match field {
            IndexField::Expr(expr) => p.expr(expr),
            IndexField::Column { name, .. } => Ok(p.ident(name)),
        })
        .collect::<Result<Vec<_>>>()?;
    let list = fields.join(", ");
    // v6 makes a missing name from the quoted names and strips the quotes while quoting the result;
    // here the bare names are joined, which gives the same name.
    let bare = constraint
        .fields
        .iter()
        .map(|field| match field {
            IndexField::Expr(expr) => p.expr(expr),
            IndexField::Column { name, .. } => Ok(name.clone()),
        })
        .collect::<Result<Vec<_>>>()?
        .join("_");
    let table_name = bare_table(table);
    let name = |ending: &str| match &constraint.name {
        Some(name) => p.ident(name),
        None => p.ident(&format!("{table_name}_{bare}_{ending}")),
    };
    let mut out = match &constraint.kind {
        ConstraintKind::Unique => format!("CONSTRAINT {} UNIQUE ({list})", name("uk")),
        ConstraintKind::Check(filter) => {
            let filter = filter.as_ref().map(|f| p.expr(f)).transpose()?.unwrap_or_default();
            return Ok(format!("CONSTRAINT {} CHECK ({filter})", name("ck")));
        }
        ConstraintKind::Default(None) => {
            return Err(Failure::usage("Default value must be specified for DEFAULT CONSTRAINT"))
        }
        ConstraintKind::Default(Some(value)) => {
            if !p.dialect.features().default_constraints {
                return Err(Failure::usage("Default constraints are supported only for MSSQL dialect."));
            }
            let target = fields.first().map(String::as_str).unwrap_or_default();
            return Ok(format!("CONSTRAINT {} DEFAULT ({}) FOR {target}", name("df"), p.untyped(value)?));
        }
        ConstraintKind::PrimaryKey => format!("CONSTRAINT {} PRIMARY KEY ({list})", name("pk")),
        ConstraintKind::ForeignKey { table: target, fields: keys, on_update, on_delete } => {
            let ending = format!("{}_fk", bare_table(target));
            format!(
                "CONSTRAINT {} FOREIGN KEY ({list}) REFERENCES {} ({}){}",
                name(&ending),
                p.table(target),
                p.ident_list(keys, ", "),
                actions(("ON UPDATE", on_update.as_deref()), ("ON DELETE", on_delete.as_deref()))?
            )
        }
    };
    if let Some(deferrable) = &constraint.deferrable {
        let words = p.dialect.ddl(p, &Ddl::Deferrable(deferrable.clone()))?;
        if words.is_empty() {
            return Err(Failure::not_supported("A deferrable constraint on this database"));
        }
        out.push_str(&format!(" {words}"));
    }
    Ok(out)
}

fn bare_table(table: &TableArg) -> String {
    match &table.name.schema {
        Some(schema) => format!("{schema}.{}", table.name.table),
        None => table.name.table.clone(),
    }
}
