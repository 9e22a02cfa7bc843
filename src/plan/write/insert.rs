//! insertQuery and bulkInsertQuery.

use super::attributes::Attributes;
use super::{binds, is_nothing, row, texts, value, without_nulls, Args};
use crate::ast::write::{Conflict, Insert, Write};
use crate::ast::Expr;
use crate::failure::{Failure, Result};
use crate::plan::filter::{self, FilterScope};
use crate::plan::request::Node;
use crate::plan::Context;
use crate::sql::{ConflictStyle, ReturningStyle};
use crate::value::Value;

/// `insertQuery(table, valueHash, modelAttributes, options)`
pub fn single(ctx: &Context, args: &Args<'_>) -> Result<Write> {
    let features = &ctx.dialect.features().write;
    let options = args.node(3);
    let attributes = Attributes::read(ctx, args.node(2))?;
    let catches = features.catches_violations && options.is_true("exception");
    let bound = binds(options) && !catches;

    let mut insert = Insert { table: args.table(ctx, 0)?, catches, ..base(ctx, &attributes, options) };
    let mut values = Vec::new();
    for (name, node) in without_nulls(row(args.node(1))?, options) {
        let identity = attributes.is_identity(name);
        if identity && is_nothing(node) {
            if features.omits_null_identity {
                continue;
            }
            values.push(missing_identity(features.default_value));
        } else {
            insert.sets_identity |= identity;
            values.push(value(ctx, node, attributes.data_type(name), bound)?);
        }
        insert.columns.push(name.to_owned());
    }
    insert.rows.push(values);
    insert.conflict = conflict(ctx, &attributes, options, Rows::One)?;
    Ok(Write::Insert(insert))
}

/// `bulkInsertQuery(tableName, fieldValueHashes, options, fieldMappedAttributes)`
pub fn bulk(ctx: &Context, args: &Args<'_>) -> Result<Write> {
    let features = &ctx.dialect.features().write;
    let options = args.node(2);
    let attributes = Attributes::read(ctx, args.node(3))?;
    let given = args.node(1).as_array().ok_or_else(|| Failure::usage("Rows to insert must be an array"))?;
    let given = given.iter().map(row).collect::<Result<Vec<_>>>()?;

    let mut insert = Insert { table: args.table(ctx, 0)?, bulk: true, ..base(ctx, &attributes, options) };
    for row in &given {
        if features.omits_null_identity && is_only_identity(&attributes, row) {
            insert.default_rows += 1;
            continue;
        }
        for (name, node) in row {
            let identity = attributes.is_identity(name);
            insert.sets_identity |= identity && !matches!(node, Node::Null);
            let omitted = features.omits_null_identity && identity && matches!(node, Node::Null);
            if !omitted && !insert.columns.iter().any(|column| column == name) {
                insert.columns.push((*name).to_owned());
            }
        }
    }
    for row in &given {
        let find = |column: &String| row.iter().find(|(name, _)| name == column).map(|(_, node)| *node);
        let cell = |column: &String| {
            let node = find(column).unwrap_or(&Node::Undefined);
            match features.bulk_default && is_nothing(node) && attributes.is_identity(column) {
                true => Ok(missing_identity(true)),
                false => value(ctx, node, attributes.row_type(ctx, column), false),
            }
        };
        insert.rows.push(insert.columns.iter().map(cell).collect::<Result<_>>()?);
    }
    insert.conflict = conflict(ctx, &attributes, options, Rows::Many)?;
    Ok(Write::Insert(insert))
}

fn base(ctx: &Context, attributes: &Attributes, options: &Node) -> Insert {
    let returns = ctx.dialect.features().write.returning != ReturningStyle::None;
    Insert {
        ignore_duplicates: options.is_true("ignoreDuplicates"),
        returning: if returns { attributes.returning(options) } else { None },
        ..Insert::default()
    }
}

fn missing_identity(default_value: bool) -> Expr {
    match default_value {
        true => Expr::raw("DEFAULT"),
        false => Expr::Value(Value::Null, None),
    }
}

fn is_only_identity(attributes: &Attributes, row: &[(&str, &Node)]) -> bool {
    matches!(row, [(name, Node::Null)] if attributes.is_identity(name))
}

#[derive(Clone, Copy, PartialEq)]
enum Rows {
    One,
    Many,
}

/// `updateOnDuplicate`, `upsertKeys` and `conflictWhere`.
fn conflict(ctx: &Context, attributes: &Attributes, options: &Node, rows: Rows) -> Result<Option<Conflict>> {
    let style = ctx.dialect.features().write.conflict;
    let update = options.get("updateOnDuplicate").filter(|node| node.truthy());
    let condition =
        options.some("conflictWhere").filter(|node| !matches!(node, Node::Object(e) if e.is_empty()));
    if condition.is_some() && style != ConflictStyle::OnConflict {
        match rows {
            Rows::One => return Err(Failure::usage("missing dialect support for conflictWhere option")),
            Rows::Many if update.is_some() && style != ConflictStyle::None => {
                let name = ctx.dialect.name();
                return Err(Failure::usage(format!("conflictWhere not supported for dialect {name}")));
            }
            Rows::Many => {}
        }
    }
    if update.is_none() || style == ConflictStyle::None {
        return Ok(None);
    }
    let keys = texts(options.get("upsertKeys"));
    let update = texts(update);
    match style {
        ConflictStyle::OnConflict if keys.is_empty() => {
            return Err(Failure::usage("updateOnDuplicate needs the columns of a unique key (upsertKeys)"));
        }
        ConflictStyle::OnDuplicateKey if keys.is_empty() && update.is_empty() => {
            return Err(Failure::usage("No update values found for ON DUPLICATE KEY UPDATE clause, and no identifier fields could be found to use instead."));
        }
        _ => {}
    }
    let scope = FilterScope { model: attributes.model.as_ref().map(|(id, _)| *id), ..Default::default() };
    let filter = condition.map(|node| filter::filter(ctx, node, &scope)).transpose()?.flatten();
    Ok(Some(Conflict { keys, filter, update }))
}
