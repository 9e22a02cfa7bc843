//! Indexes, constraints and foreign keys.

use super::super::filter::{self, FilterScope};
use super::super::request::Node;
use super::super::Context;
use super::args::{option, table, texts, value, Args};
use super::column::deferrable;
use crate::ast::ddl::{Constraint, ConstraintKind, Ddl, Index, IndexField, IndexName};
use crate::ast::Expr;
use crate::failure::{Failure, Result};
use crate::sql::ddl::underscore;

pub fn statement(ctx: &Context, method: &str, args: &Args<'_>) -> Option<Result<Ddl>> {
    let named = |make: fn(crate::ast::ddl::TableArg, String) -> Ddl, what: &str| {
        Ok(make(args.table(ctx, 0)?, args.owned(1, what)?))
    };
    Some(match method {
        "addIndexQuery" => add_index(ctx, args),
        "removeIndexQuery" => remove_index(ctx, args),
        "showIndexesQuery" => args
            .table(ctx, 0)
            .map(|table| Ddl::ShowIndexes { table, database: option(args.node(1), "database") }),
        "addConstraintQuery" => constraint(ctx, args)
            .and_then(|constraint| Ok(Ddl::AddConstraint { table: args.table(ctx, 0)?, constraint })),
        "getConstraintSnippet" => constraint(ctx, args)
            .and_then(|constraint| Ok(Ddl::ConstraintSnippet { table: args.table(ctx, 0)?, constraint })),
        "removeConstraintQuery" => {
            named(|table, name| Ddl::RemoveConstraint { table, name }, "constraintName")
        }
        "dropConstraintQuery" => named(|table, name| Ddl::DropConstraint { table, name }, "constraintName"),
        "showConstraintsQuery" => args
            .table(ctx, 0)
            .map(|table| Ddl::ShowConstraints { table, name: args.text(1).map(str::to_owned) }),
        "getDefaultConstraintQuery" => {
            named(|table, column| Ddl::DefaultConstraint { table, column }, "attributeName")
        }
        "getPrimaryKeyConstraintQuery" => {
            named(|table, column| Ddl::PrimaryKeyConstraint { table, column }, "attributeName")
        }
        "getForeignKeysQuery" => args
            .table(ctx, 0)
            .map(|table| Ddl::ForeignKeys { table, database: args.text(1).map(str::to_owned) }),
        "getForeignKeyQuery" | "getForeignKeyReferenceQuery" => {
            named(|table, column| Ddl::ForeignKey { table, column }, "columnName")
        }
        "columnDetailsQuery" => args.table(ctx, 0).map(|table| Ddl::ColumnDetails { table }),
        "foreignKeyRulesQuery" => args.table(ctx, 0).map(|table| Ddl::ForeignKeyRules { table }),
        "getForeignKeyReferencesQuery" => args.table(ctx, 0).map(|table| Ddl::ForeignKeyReferences {
            table,
            catalog: args.text(1).map(str::to_owned),
            schema: args.text(2).map(str::to_owned),
        }),
        "dropForeignKeyQuery" => named(|table, name| Ddl::DropForeignKey { table, name }, "foreignKey"),
        _ => return None,
    })
}

/// `(tableName, attributes, options, rawTablename)` or `(tableName, options)`.
fn add_index(ctx: &Context, args: &Args<'_>) -> Result<Ddl> {
    let target = args.table(ctx, 0)?;
    let (given, options) = match args.node(1) {
        fields @ Node::Array(_) => (Some(fields), args.node(2)),
        options => (options.some("fields"), options),
    };
    let given = given
        .and_then(Node::as_array)
        .ok_or_else(|| Failure::usage("Missing \"fields\" property for index definition"))?;
    let fields = given.iter().map(|node| field(ctx, node)).collect::<Result<Vec<_>>>()?;
    let name = match option(options, "name") {
        Some(name) => name,
        None => {
            let prefix = match options.some("prefix").or(Some(args.node(3)).filter(|n| n.truthy())) {
                Some(Node::Text(prefix)) => plain_prefix(ctx, prefix),
                Some(prefix) => table(ctx, prefix)?.name.table,
                None if target.text => plain_prefix(ctx, &target.name.table),
                None => target.name.table.clone(),
            };
            let names: Vec<&str> = fields
                .iter()
                .map(|field| match field {
                    IndexField::Column { name, .. } => name.as_str(),
                    IndexField::Expr(_) => "",
                })
                .collect();
            underscore(&format!("{prefix}_{}", names.join("_")))
        }
    };
    let mut unique = options.is_true("unique");
    let mut kind = option(options, "type");
    if kind.as_deref().is_some_and(|k| k.eq_ignore_ascii_case("unique")) {
        unique = true;
        kind = None;
    }
    let scope = FilterScope::default();
    let index = Index {
        name,
        fields,
        unique,
        kind,
        using: option(options, "using").or_else(|| option(options, "method")),
        operator: option(options, "operator"),
        parser: option(options, "parser"),
        concurrently: options.is_true("concurrently"),
        filter: match options.some("where") {
            Some(node) => filter::filter(ctx, node, &scope)?,
            None => None,
        },
    };
    Ok(Ddl::AddIndex { table: target, index })
}

/// A table's name inside an index's name: no dots, no quotes.
fn plain_prefix(ctx: &Context, name: &str) -> String {
    let (open, close) = ctx.dialect.identifier_quotes();
    name.replace('.', "_").replace(['"', '\'', open, close], "")
}

fn field(ctx: &Context, node: &Node) -> Result<IndexField> {
    if node.is_method() {
        return Ok(IndexField::Expr(filter::expression(ctx, node, &FilterScope::default())?));
    }
    let name = match node {
        Node::Text(name) => Some(name.clone()),
        other => option(other, "attribute").or_else(|| option(other, "name")),
    };
    let name = name.ok_or_else(|| Failure::usage("The following index field has no name"))?;
    Ok(IndexField::Column {
        name,
        collate: option(node, "collate"),
        operator: option(node, "operator"),
        length: option(node, "length"),
        order: option(node, "order"),
    })
}

/// `(tableName, nameOrAttributes, options)`.
fn remove_index(ctx: &Context, args: &Args<'_>) -> Result<Ddl> {
    let name = match args.node(1) {
        Node::Text(name) => IndexName::Name(name.clone()),
        columns => IndexName::Columns(texts(columns, "attributes")?),
    };
    let concurrently = args.node(2).is_true("concurrently");
    Ok(Ddl::RemoveIndex { table: args.table(ctx, 0)?, name, concurrently })
}

fn constraint(ctx: &Context, args: &Args<'_>) -> Result<Constraint> {
    let options = args.node(1);
    let given = options.some("fields").and_then(Node::as_array);
    let given = given.ok_or_else(|| Failure::usage("Fields must be specified through options.fields"))?;
    let fields = given.iter().map(|node| field(ctx, node)).collect::<Result<Vec<_>>>()?;
    let kind = option(options, "type")
        .ok_or_else(|| Failure::usage("Constraint type must be specified through options.type"))?;
    let deferrable = options.some("deferrable").filter(|n| n.truthy()).map(deferrable).transpose()?;
    Ok(Constraint {
        kind: match kind.to_uppercase().as_str() {
            "UNIQUE" => ConstraintKind::Unique,
            "PRIMARY KEY" => ConstraintKind::PrimaryKey,
            "CHECK" => ConstraintKind::Check(match options.some("where") {
                Some(node) => filter::filter(ctx, node, &FilterScope::default())?,
                None => None,
            }),
            "DEFAULT" => ConstraintKind::Default(match options.get("defaultValue") {
                None | Some(Node::Undefined) => None,
                Some(node) if node.is_method() => {
                    Some(filter::expression(ctx, node, &FilterScope::default())?)
                }
                Some(node) => Some(Expr::Value(value(node)?, None)),
            }),
            "FOREIGN KEY" => foreign_key(ctx, options)?,
            _ => return Err(Failure::usage(format!("{kind} is invalid."))),
        },
        name: option(options, "name"),
        fields,
        deferrable,
    })
}

fn foreign_key(ctx: &Context, options: &Node) -> Result<ConstraintKind> {
    let missing = || Failure::usage("references object with table and field must be specified");
    let references = options.some("references").ok_or_else(missing)?;
    let target = references.some("table").ok_or_else(missing)?;
    let fields = match option(references, "field") {
        Some(field) => vec![field],
        None => texts(references.some("fields").ok_or_else(missing)?, "fields")?,
    };
    Ok(ConstraintKind::ForeignKey {
        table: table(ctx, target)?,
        fields,
        on_update: option(options, "onUpdate"),
        on_delete: option(options, "onDelete"),
    })
}
