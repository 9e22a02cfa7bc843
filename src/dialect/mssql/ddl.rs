//! SQL Server's definition statements.

use super::column::{self, comment};
use super::introspect;
use crate::ast::ddl::{ColumnContext, Ddl, Definitions, IndexName, TableArg, TableOptions};
use crate::failure::{Failure, Result};
use crate::sql::ddl::{isolation_level, join, print as shared, underscore, Printer};

/// Text inside single quotes, without the `N` that `literal` writes.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

pub fn print(p: Printer<'_>, statement: &Ddl) -> Result<String> {
    Ok(match statement {
        Ddl::CreateDatabase { name, options } => {
            let collation = match &options.collate {
                Some(collate) => format!("COLLATE {}", p.escape(collate)?),
                None => String::new(),
            };
            format!(
                "IF NOT EXISTS (SELECT * FROM sys.databases WHERE name = {} ) BEGIN CREATE DATABASE {} \
                 {collation}; END;",
                quoted(name),
                p.ident(name)
            )
        }
        Ddl::DropDatabase { name } => format!(
            "IF EXISTS (SELECT * FROM sys.databases WHERE name = {} ) BEGIN DROP DATABASE {} ; END;",
            quoted(name),
            p.ident(name)
        ),
        Ddl::CreateSchema { name, .. } => format!(
            "IF NOT EXISTS (SELECT schema_name FROM information_schema.schemata WHERE schema_name = {} ) \
             BEGIN EXEC sp_executesql N'CREATE SCHEMA {} ;' END;",
            quoted(name),
            p.ident(name).replace('\'', "''")
        ),
        Ddl::DropSchema { name } => drop_schema(p, &name.name.table),
        Ddl::CreateTable { table, columns, options } => create_table(p, table, columns, options)?,
        Ddl::DropTable { table, .. } => {
            let name = p.table(table);
            format!("IF OBJECT_ID({}, 'U') IS NOT NULL DROP TABLE {name};", quoted(&name))
        }
        Ddl::RenameTable { before, after } => {
            format!("EXEC sp_rename {}, {};", p.table(before), p.table(after))
        }
        Ddl::TruncateTable { table, .. } => format!("TRUNCATE TABLE {}", p.table(table)),
        Ddl::AddColumn { table, key, column } => {
            // The comment is a statement of its own; an ENUM's check names the column.
            let mut bare = column.as_ref().clone();
            bare.field = Some(key.clone());
            bare.comment = None;
            let text = column.comment.as_deref().filter(|c| !c.is_empty());
            let comment = text.map(|c| comment(p, c, table, key)).transpose()?.unwrap_or_default();
            let context = ColumnContext { context: Some("addColumn".into()), ..ColumnContext::default() };
            let definition = column::definition(p, &bare, &context)?;
            join(&["ALTER TABLE", &p.table(table), "ADD", &p.ident(key), &definition, ";", &comment])
        }
        Ddl::RemoveColumn { table, column } => {
            format!("ALTER TABLE {} DROP COLUMN {};", p.table(table), p.ident(column))
        }
        Ddl::ChangeColumn { table, columns } => change_column(p, table, columns)?,
        Ddl::RenameColumn { table, before, columns } => {
            let after = columns.first().map(|(name, _)| name.as_str()).unwrap_or_default();
            format!(
                "EXEC sp_rename {}, {}, 'COLUMN';",
                quoted(&format!("{}.{before}", p.table(table))),
                quoted(after)
            )
        }
        Ddl::RemoveIndex { table, name, .. } => {
            let name = match name {
                IndexName::Name(name) => name.clone(),
                IndexName::Columns(columns) => {
                    underscore(&format!("{}_{}", table.name.table, columns.join("_")))
                }
            };
            format!("DROP INDEX {} ON {}", p.idents(&name), p.table_or_path(table))
        }
        Ddl::DropForeignKey { table, name } => {
            format!("ALTER TABLE {} DROP {}", p.table(table), p.ident(name))
        }
        Ddl::DropConstraint { table, name } => {
            format!("ALTER TABLE {} DROP CONSTRAINT {};", p.table(table), p.ident(name))
        }
        // The level is part of the connection's protocol, not of a statement.
        Ddl::SetIsolationLevel { level, .. } => isolation_level(level).map(|_| String::new())?,
        Ddl::StartTransaction(t) if t.nested => format!("SAVE TRANSACTION {};", p.ident(&t.name)),
        Ddl::StartTransaction(_) => "BEGIN TRANSACTION;".into(),
        Ddl::CommitTransaction(t) if !t.nested => "COMMIT TRANSACTION;".into(),
        Ddl::RollbackTransaction(t) if t.nested => format!("ROLLBACK TRANSACTION {};", p.ident(&t.name)),
        Ddl::RollbackTransaction(_) => "ROLLBACK TRANSACTION;".into(),
        Ddl::CreateTrigger { .. } => return undefined("createTrigger"),
        Ddl::DropTrigger { .. } => return undefined("dropTrigger"),
        Ddl::RenameTrigger { .. } => return undefined("renameTrigger"),
        Ddl::CreateFunction { .. } => return undefined("createFunction"),
        Ddl::DropFunction { .. } => return undefined("dropFunction"),
        Ddl::RenameFunction { .. } => return undefined("renameFunction"),
        other => match introspect::print(p, other)? {
            Some(text) => text,
            None => shared(p, other)?,
        },
    })
}

fn undefined(method: &str) -> Result<String> {
    Err(Failure::usage(format!("The method \"{method}\" is not defined! Please add it to your sql dialect.")))
}

/// SQL Server drops a schema only when it is empty: its tables and keys go first, as CASCADE would do.
/// https://learn.microsoft.com/sql/t-sql/statements/drop-schema-transact-sql
fn drop_schema(p: Printer<'_>, name: &str) -> String {
    let schema = quoted(name);
    let ident = p.ident(name).replace('\'', "''");
    format!(
        "IF EXISTS (SELECT schema_name FROM information_schema.schemata WHERE schema_name = {schema} ) BEGIN \
         DECLARE @id INT, @ms_sql NVARCHAR(2000); DECLARE @cascade TABLE ( id INT NOT NULL IDENTITY PRIMARY KEY, \
         ms_sql NVARCHAR(2000) NOT NULL ); INSERT INTO @cascade ( ms_sql ) \
         SELECT CASE WHEN o.type IN ('F','PK') \
         THEN N'ALTER TABLE ['+ s.name + N'].[' + p.name + N'] DROP CONSTRAINT [' + o.name + N']' \
         ELSE N'DROP TABLE ['+ s.name + N'].[' + o.name + N']' END FROM sys.objects o \
         JOIN sys.schemas s on o.schema_id = s.schema_id \
         LEFT OUTER JOIN sys.objects p on o.parent_object_id = p.object_id \
         WHERE o.type IN ('F', 'PK', 'U') AND s.name =  {schema} ORDER BY o.type ASC; \
         SELECT TOP 1 @id = id, @ms_sql = ms_sql FROM @cascade ORDER BY id; WHILE @id IS NOT NULL BEGIN \
         BEGIN TRY EXEC sp_executesql @ms_sql; END TRY BEGIN CATCH BREAK; THROW; END CATCH; \
         DELETE FROM @cascade WHERE id = @id; SELECT @id = NULL, @ms_sql = NULL; \
         SELECT TOP 1 @id = id, @ms_sql = ms_sql FROM @cascade ORDER BY id; END \
         EXEC sp_executesql N'DROP SCHEMA {ident} ;' END;"
    )
}

/// REFERENCES stand at the table's end; comments are extended properties, set by statements that follow.
fn create_table(
    p: Printer<'_>,
    table: &TableArg,
    columns: &Definitions,
    options: &TableOptions,
) -> Result<String> {
    let (mut keys, mut foreign, mut clauses) = (Vec::new(), Vec::new(), Vec::new());
    let mut comments = String::new();
    for (name, given) in columns {
        let ident = p.ident(name);
        let (given, text) = column::split_comment(p, given);
        if let Some(text) = text {
            comments.push_str(&comment(p, text, table, name)?);
        }
        let (mut definition, references) = match p.scan().split(given, " REFERENCES") {
            Some((head, tail)) => (head.to_owned(), Some(tail.trim_start())),
            None => (given.to_owned(), None),
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
        clauses.push(format!(
            "CONSTRAINT {} UNIQUE ({})",
            p.ident(&key.name),
            p.ident_list(&key.fields, ", ")
        ));
    }
    if !keys.is_empty() {
        clauses.push(format!("PRIMARY KEY ({})", keys.join(", ")));
    }
    clauses.extend(foreign);
    let name = p.table(table);
    Ok(join(&[
        &format!("IF OBJECT_ID({}, 'U') IS NULL", quoted(&name)),
        &format!("CREATE TABLE {name} ({})", clauses.join(", ")),
        ";",
        &comments,
    ]))
}

fn change_column(p: Printer<'_>, table: &TableArg, columns: &Definitions) -> Result<String> {
    let (mut changes, mut foreign) = (Vec::new(), Vec::new());
    let mut comments = String::new();
    for (name, given) in columns {
        let ident = p.ident(name);
        let (definition, text) = column::split_comment(p, given);
        if let Some(text) = text {
            comments.push_str(&comment(p, text, table, name)?);
        }
        match p.scan().split(definition, "REFERENCES") {
            Some((_, target)) => foreign.push(format!("FOREIGN KEY ({ident}) {target}")),
            None => changes.push(format!("{ident} {definition}")),
        }
    }
    let clause = |word: &str, items: Vec<String>| match items.is_empty() {
        true => String::new(),
        false => format!("{word} {}", items.join(", ")),
    };
    Ok(join(&[
        "ALTER TABLE",
        &p.table(table),
        &clause("ALTER COLUMN", changes),
        &clause("ADD", foreign),
        ";",
        &comments,
    ]))
}
