//! Writes that only SQL Server words this way.

use crate::ast::write::Merge;
use crate::ast::TableName;
use crate::failure::Result;
use crate::sql::Writer;

/// An upsert: <https://learn.microsoft.com/sql/t-sql/statements/merge-transact-sql>
///
/// ```sql
/// MERGE INTO [t] WITH(HOLDLOCK) AS [t_target] USING (VALUES(1, N'a')) AS [t_source]([id], [name])
/// ON [t_target].[id] = [t_source].[id] WHEN MATCHED THEN UPDATE SET [t_target].[name] = N'a'
/// WHEN NOT MATCHED THEN INSERT ([id], [name]) VALUES(1, N'a') OUTPUT $action, INSERTED.*;
/// ```
pub fn merge(w: &mut Writer<'_>, merge: &Merge) -> Result<()> {
    let name = full_name(&merge.table);
    let (target, source) = (format!("{name}_target"), format!("{name}_source"));
    if merge.sets_identity {
        w.text("SET IDENTITY_INSERT ");
        w.table(&merge.table);
        w.text(" ON; ");
    }
    w.text("MERGE INTO ");
    w.table(&merge.table);
    w.text(" WITH(HOLDLOCK) AS ");
    w.ident(&target);
    w.text(" USING (");
    values(w, merge)?;
    w.text(") AS ");
    w.ident(&source);
    w.text("(");
    columns(w, merge);
    w.text(") ON ");
    for (i, key) in merge.keys.iter().enumerate() {
        w.text(if i > 0 { " AND " } else { "" });
        qualified(w, &target, key);
        w.text(" = ");
        qualified(w, &source, key);
    }
    w.text(if merge.update.is_empty() { " " } else { " WHEN MATCHED THEN UPDATE SET " });
    for (i, (column, value)) in merge.update.iter().enumerate() {
        w.text(if i > 0 { ", " } else { "" });
        qualified(w, &target, column);
        w.text(" = ");
        w.expr(value)?;
    }
    w.text(" WHEN NOT MATCHED THEN INSERT (");
    columns(w, merge);
    w.text(") ");
    values(w, merge)?;
    w.text(" OUTPUT $action, INSERTED.*;");
    if merge.sets_identity {
        w.text(" SET IDENTITY_INSERT ");
        w.table(&merge.table);
        w.text(" OFF;");
    }
    Ok(())
}

fn full_name(table: &TableName) -> String {
    match table.schema.as_deref().filter(|s| !s.is_empty()) {
        Some(schema) => format!("{schema}.{}", table.table),
        None => table.table.clone(),
    }
}

fn qualified(w: &mut Writer<'_>, table: &str, column: &str) {
    w.ident(table);
    w.text(".");
    w.ident(column);
}

fn columns(w: &mut Writer<'_>, merge: &Merge) {
    for (i, (column, _)) in merge.insert.iter().enumerate() {
        w.text(if i > 0 { ", " } else { "" });
        w.ident(column);
    }
}

fn values(w: &mut Writer<'_>, merge: &Merge) -> Result<()> {
    w.text("VALUES(");
    for (i, (_, value)) in merge.insert.iter().enumerate() {
        w.text(if i > 0 { ", " } else { "" });
        w.expr(value)?;
    }
    w.text(")");
    Ok(())
}
