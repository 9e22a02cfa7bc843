//! What most databases say the same way. A dialect prints its own words first and falls back to these.

use super::{constraint, index, Printer};
use crate::ast::ddl::{Ddl, Deferrable};
use crate::failure::{Failure, Result};

/// The isolation levels of the SQL standard: nothing else reaches a statement.
pub const ISOLATION_LEVELS: [&str; 4] =
    ["READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"];

/// A statement in the shared words. Empty text: v6 runs nothing here.
pub fn print(p: Printer<'_>, statement: &Ddl) -> Result<String> {
    Ok(match statement {
        Ddl::DropTable { table, .. } => format!("DROP TABLE IF EXISTS {};", p.table(table)),
        Ddl::DropSchema { name } => format!("DROP TABLE IF EXISTS {};", p.table(name)),
        Ddl::RenameTable { before, after } => {
            format!("ALTER TABLE {} RENAME TO {};", p.table(before), p.table(after))
        }
        Ddl::DescribeTable { table } => format!("DESCRIBE {};", p.table(table)),
        Ddl::TruncateTable { table, .. } => format!("TRUNCATE {}", p.table(table)),
        Ddl::AddIndex { table, index } => index::add_index(p, table, index)?,
        Ddl::AddConstraint { table, constraint } => format!(
            "ALTER TABLE {} ADD {};",
            p.table_or_path(table),
            constraint::snippet(p, table, constraint)?
        ),
        Ddl::ConstraintSnippet { table, constraint } => constraint::snippet(p, table, constraint)?,
        Ddl::RemoveConstraint { table, name } => {
            format!("ALTER TABLE {} DROP CONSTRAINT {}", p.table_or_path(table), p.idents(name))
        }
        Ddl::StartTransaction(t) if t.nested => format!("SAVEPOINT {};", p.ident_forced(&t.name)),
        Ddl::StartTransaction(_) => "START TRANSACTION;".into(),
        Ddl::CommitTransaction(t) if t.nested => String::new(),
        Ddl::CommitTransaction(_) => "COMMIT;".into(),
        Ddl::RollbackTransaction(t) if t.nested => {
            format!("ROLLBACK TO SAVEPOINT {};", p.ident_forced(&t.name))
        }
        Ddl::RollbackTransaction(_) => "ROLLBACK;".into(),
        Ddl::SetIsolationLevel { nested: true, .. } => String::new(),
        Ddl::SetIsolationLevel { level, .. } => {
            format!("SET TRANSACTION ISOLATION LEVEL {};", isolation_level(level)?)
        }
        Ddl::Deferrable(_) => String::new(),
        other => return Err(Failure::not_supported(method(other))),
    })
}

/// A level from the standard's list, in its own spelling.
pub fn isolation_level(level: &str) -> Result<&'static str> {
    ISOLATION_LEVELS
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(level))
        .ok_or_else(|| Failure::usage(format!("Unknown isolation level: {level}")))
}

/// The words of a deferrable constraint, for databases that have them.
pub fn deferrable(p: Printer<'_>, deferrable: &Deferrable) -> String {
    let set = |names: &Option<Vec<String>>, when: &str| {
        let names = names.as_ref().map(|n| p.ident_list(n, ", ")).unwrap_or_else(|| "ALL".into());
        format!("SET CONSTRAINTS {names} {when}")
    };
    match deferrable {
        Deferrable::InitiallyDeferred => "DEFERRABLE INITIALLY DEFERRED".into(),
        Deferrable::InitiallyImmediate => "DEFERRABLE INITIALLY IMMEDIATE".into(),
        Deferrable::Not => "NOT DEFERRABLE".into(),
        Deferrable::SetDeferred(names) => set(names, "DEFERRED"),
        Deferrable::SetImmediate(names) => set(names, "IMMEDIATE"),
    }
}

/// The statement's name in an error message: v6's method, which the variant is named after.
fn method(statement: &Ddl) -> String {
    let text = format!("{statement:?}");
    let name = text.split([' ', '(']).next().unwrap_or_default();
    let suffix = if name.ends_with("Function") || name.ends_with("Trigger") { "" } else { "Query" };
    let first = name.chars().next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(name.chars().skip(1)).chain(suffix.chars()).collect()
}
