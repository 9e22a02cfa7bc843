//! Writes: v6's insertQuery, bulkInsertQuery, updateQuery, deleteQuery, arithmeticQuery, truncateTableQuery, upsertQuery.

mod attributes;
mod change;
mod insert;
mod merge;

use super::filter::{self, FilterScope};
use super::request::{Key, Node};
use super::{Context, Planned};
use crate::ast::{DataType, Expr, TableName};
use crate::failure::{Failure, Result};
use crate::sql::Statement;
use crate::value::Value;
use std::sync::Arc;

pub fn plan(ctx: &Context, method: &str, args: &[Node]) -> Option<Result<Planned>> {
    let args = Args(args);
    let write = match method {
        "insertQuery" => insert::single(ctx, &args).map(Some),
        "bulkInsertQuery" => insert::bulk(ctx, &args).map(Some),
        "updateQuery" => change::update(ctx, &args),
        "arithmeticQuery" => change::arithmetic(ctx, &args).map(Some),
        "deleteQuery" => change::delete(ctx, &args).map(Some),
        "truncateTableQuery" => change::truncate(ctx, &args).map(Some),
        "upsertQuery" => merge::plan(ctx, &args).map(Some),
        _ => return None,
    };
    Some(write.map(|write| {
        // Nothing to set: v6 answers with an empty text.
        let statement = write.map_or(Statement::Text(String::new()), |w| Statement::Write(Box::new(w)));
        // Rows of RETURNING are flat and keyed by column, which needs no shape.
        Planned::Statement { statement: Box::new(statement), shape: None }
    }))
}

/// A method's arguments; one that is not there is undefined.
struct Args<'a>(&'a [Node]);

impl<'a> Args<'a> {
    fn node(&self, at: usize) -> &'a Node {
        self.0.get(at).unwrap_or(&Node::Undefined)
    }

    fn table(&self, ctx: &Context, at: usize) -> Result<TableName> {
        super::ddl::table_name(ctx, self.node(at))
    }
}

/// The columns and values of a row, in their own order.
fn row(node: &Node) -> Result<Vec<(&str, &Node)>> {
    match node {
        Node::Null | Node::Undefined => Ok(Vec::new()),
        Node::Object(entries) => entries
            .iter()
            .map(|(key, value)| match key {
                Key::Name(name) => Ok((name.as_str(), value)),
                Key::Op(op) => {
                    Err(Failure::usage(format!("Invalid column: the operator Op.{op} is no name")))
                }
            })
            .collect(),
        _ => Err(Failure::usage("Values to write must be an object")),
    }
}

fn is_nothing(node: &Node) -> bool {
    matches!(node, Node::Null | Node::Undefined)
}

/// v6's `omitNull`: nulls are left out, foreign keys and what `allowNull` lists excepted.
fn without_nulls<'n>(row: Vec<(&'n str, &'n Node)>, options: &Node) -> Vec<(&'n str, &'n Node)> {
    if !options.is_true("omitNull") {
        return row;
    }
    let allowed = texts(options.get("allowNull"));
    row.into_iter()
        .filter(|(name, value)| {
            !is_nothing(value) || name.ends_with("Id") || allowed.iter().any(|allowed| allowed == name)
        })
        .collect()
}

/// A list of names.
fn texts(node: Option<&Node>) -> Vec<String> {
    let items = node.and_then(Node::as_array).unwrap_or_default();
    items.iter().filter_map(|item| item.as_text().map(str::to_owned)).collect()
}

/// One value to write. `bound` marks those that v6's text binds.
fn value(ctx: &Context, node: &Node, data_type: Option<&Arc<DataType>>, bound: bool) -> Result<Expr> {
    if node.is_method() {
        // The values inside have types of their own: `cast('[1,2)', 'int4range')` holds a text.
        return filter::expression(ctx, node, &FilterScope::default());
    }
    let expr = match node {
        Node::Null | Node::Undefined => Expr::Value(Value::Null, data_type.cloned()),
        _ => filter::value_expr(ctx, node, data_type)?,
    };
    Ok(if bound { Expr::Bound(Box::new(expr)) } else { expr })
}

/// v6 binds row values unless `bindParam: false` or `searchPath` are given.
fn binds(options: &Node) -> bool {
    !matches!(options.get("bindParam"), Some(Node::Bool(false))) && !options.is_true("searchPath")
}
