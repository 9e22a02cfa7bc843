//! Databases, schemas, tables and columns.

use super::super::request::Node;
use super::super::Context;
use super::args::{entries, option, scalar, texts, Args};
use super::{column, printed};
use crate::ast::ddl::{DatabaseOptions, Ddl, Definitions, TableArg, TableOptions, UniqueKey};
use crate::failure::{Failure, Result};

pub fn statement(ctx: &Context, method: &str, args: &Args<'_>) -> Option<Result<Ddl>> {
    Some(match method {
        "createDatabaseQuery" => database(args).map(|(name, options)| Ddl::CreateDatabase { name, options }),
        "dropDatabaseQuery" => args.owned(0, "databaseName").map(|name| Ddl::DropDatabase { name }),
        "createSchema" => schema(args).map(|(name, options)| Ddl::CreateSchema { name, options }),
        "dropSchema" => args.table(ctx, 0).map(|name| Ddl::DropSchema { name }),
        "showSchemasQuery" => {
            let skip = args.node(0).some("skip").map(|skip| texts(skip, "skip")).transpose();
            skip.map(|skip| Ddl::ShowSchemas { skip: skip.unwrap_or_default() })
        }
        "versionQuery" => Ok(Ddl::Version),
        "createTableQuery" => create_table(ctx, args),
        "dropTableQuery" => {
            args.table(ctx, 0).map(|table| Ddl::DropTable { table, cascade: args.node(1).is_true("cascade") })
        }
        "renameTableQuery" => rename_table(ctx, args),
        "describeTableQuery" => describe(ctx, args).map(|table| Ddl::DescribeTable { table }),
        "describeCreateTableQuery" => args.table(ctx, 0).map(|table| Ddl::DescribeCreateTable { table }),
        "showTablesQuery" => Ok(Ddl::ShowTables { database: args.text(0).map(str::to_owned) }),
        "tableExistsQuery" => args.table(ctx, 0).map(|table| Ddl::TableExists { table }),
        "truncateTableQuery" => args.table(ctx, 0).map(|table| Ddl::TruncateTable {
            table,
            restart_identity: args.node(1).is_true("restartIdentity"),
            cascade: args.node(1).is_true("cascade"),
        }),
        "addColumnQuery" => add_column(ctx, args),
        "removeColumnQuery" => remove_column(ctx, args),
        "changeColumnQuery" => args
            .table(ctx, 0)
            .and_then(|table| Ok(Ddl::ChangeColumn { table, columns: finished(args.node(1))? })),
        "renameColumnQuery" => rename_column(ctx, args),
        "dataTypeMapping" => mapped_type(ctx, args),
        "replaceBooleanDefaults" => args.owned(0, "sql").map(|sql| Ddl::BooleanDefaults { sql }),
        "_alterConstraintQuery" => alter_constraint(ctx, args),
        _ => return None,
    })
}

fn database(args: &Args<'_>) -> Result<(String, DatabaseOptions)> {
    Ok((args.owned(0, "databaseName")?, database_options(args.node(1))))
}

fn schema(args: &Args<'_>) -> Result<(String, DatabaseOptions)> {
    let name = args.text(0).unwrap_or_default().to_owned();
    Ok((name, database_options(args.node(1))))
}

fn database_options(options: &Node) -> DatabaseOptions {
    DatabaseOptions {
        encoding: option(options, "encoding"),
        charset: option(options, "charset"),
        collate: option(options, "collate"),
        ctype: option(options, "ctype"),
        template: option(options, "template"),
    }
}

/// Definitions that `attributesToSQL` has answered.
fn finished(node: &Node) -> Result<Definitions> {
    entries(node, "attributes")?
        .into_iter()
        .map(|(name, node)| match scalar(node) {
            Some(definition) => Ok((name.to_owned(), definition)),
            None => Err(Failure::usage(format!("The definition of {name} must be a string"))),
        })
        .collect()
}

fn create_table(ctx: &Context, args: &Args<'_>) -> Result<Ddl> {
    let options = args.node(2);
    let table = args.table(ctx, 0)?;
    let unique_keys =
        options.some("uniqueKeys").map(|keys| unique_keys(&table, keys)).transpose()?.unwrap_or_default();
    Ok(Ddl::CreateTable {
        table,
        columns: finished(args.node(1))?,
        options: TableOptions {
            comment: options.text("comment").filter(|c| !c.is_empty()).map(str::to_owned),
            unique_keys,
            engine: option(options, "engine"),
            charset: option(options, "charset"),
            collate: option(options, "collate"),
            row_format: option(options, "rowFormat"),
            initial_auto_increment: option(options, "initialAutoIncrement"),
        },
    })
}

/// `{ name: { fields, customIndex } }`; in a list a key has no name of its own.
fn unique_keys(table: &TableArg, node: &Node) -> Result<Vec<UniqueKey>> {
    let key = |name: Option<&str>, node: &Node| {
        let fields = texts(node.get("fields").unwrap_or(&Node::Undefined), "fields")?;
        let name = name
            .map(str::to_owned)
            .unwrap_or_else(|| format!("uniq_{}_{}", table.name.table, fields.join("_")));
        Ok(UniqueKey { name, fields, custom_index: node.is_true("customIndex") })
    };
    match node {
        Node::Array(items) => items.iter().map(|item| key(None, item)).collect(),
        other => {
            entries(other, "uniqueKeys")?.into_iter().map(|(name, node)| key(Some(name), node)).collect()
        }
    }
}

fn rename_table(ctx: &Context, args: &Args<'_>) -> Result<Ddl> {
    Ok(Ddl::RenameTable { before: args.table(ctx, 0)?, after: args.table(ctx, 1)? })
}

/// `(tableName, schema, schemaDelimiter)`.
fn describe(ctx: &Context, args: &Args<'_>) -> Result<TableArg> {
    let mut table = args.table(ctx, 0)?;
    if let Some(schema) = args.text(1) {
        table.name.schema = Some(schema.to_owned());
        table.text = false;
    }
    if let Some(delimiter) = args.text(2) {
        table.name.delimiter = Some(delimiter.to_owned());
    }
    Ok(table)
}

fn add_column(ctx: &Context, args: &Args<'_>) -> Result<Ddl> {
    let key = args.owned(1, "key")?;
    let column = Box::new(column::column(ctx, &key, args.node(2))?);
    Ok(Ddl::AddColumn { table: args.table(ctx, 0)?, key, column })
}

/// `(tableName, attributeName)`, or `(tableName, attributes that stay)` where the table is made anew.
fn remove_column(ctx: &Context, args: &Args<'_>) -> Result<Ddl> {
    let table = args.table(ctx, 0)?;
    match args.node(1) {
        Node::Text(column) => Ok(Ddl::RemoveColumn { table, column: column.clone() }),
        attributes => Ok(Ddl::RebuildTable { table, columns: printed(ctx, attributes)?, rename: None }),
    }
}

/// `(tableName, before, { after: definition })`, or `(tableName, before, after, attributes)` where the
/// table is made anew.
fn rename_column(ctx: &Context, args: &Args<'_>) -> Result<Ddl> {
    let table = args.table(ctx, 0)?;
    let before = args.owned(1, "attrNameBefore")?;
    match args.node(2) {
        Node::Text(after) => Ok(Ddl::RebuildTable {
            table,
            columns: printed(ctx, args.node(3))?,
            rename: Some((before, after.clone())),
        }),
        definitions => Ok(Ddl::RenameColumn { table, before, columns: finished(definitions)? }),
    }
}

fn mapped_type(ctx: &Context, args: &Args<'_>) -> Result<Ddl> {
    let (column, definition) = (args.owned(1, "attr")?, args.owned(2, "dataType")?);
    Ok(Ddl::MappedType { table: args.table(ctx, 0)?, column, definition })
}

fn alter_constraint(ctx: &Context, args: &Args<'_>) -> Result<Ddl> {
    Ok(Ddl::AlterConstraint {
        table: args.table(ctx, 0)?,
        columns: printed(ctx, args.node(1))?,
        create: args.owned(2, "createTableSql")?,
    })
}
