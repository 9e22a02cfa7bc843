//! Reads `selectQuery`'s arguments, and answers for the generator's smaller methods.

use super::attributes::identifiers;
use super::filter::{expression, FilterScope};
use super::find::Request;
use super::include::read_includes;
use super::inspect::inspect;
use super::request::Node;
use super::{Context, Planned};
use crate::ast::{DataType, Expr, IndexHint, Lock, Param, TableName, Transform};
use crate::failure::{Failure, Result};
use crate::sql::{LimitStyle, Statement};
use crate::value::Value;
use std::sync::Arc;

/// The hints of SQL Server that v6 knows (`Sequelize.TableHints`).
const TABLE_HINTS: [&str; 15] = [
    "NOLOCK",
    "READUNCOMMITTED",
    "UPDLOCK",
    "REPEATABLEREAD",
    "SERIALIZABLE",
    "READCOMMITTED",
    "TABLOCK",
    "TABLOCKX",
    "PAGLOCK",
    "ROWLOCK",
    "NOWAIT",
    "READPAST",
    "XLOCK",
    "SNAPSHOT",
    "NOEXPAND",
];

pub fn read_request(ctx: &Context, table: &Node, options: &Node, model: Option<&Node>) -> Result<Request> {
    let model = match model {
        Some(Node::Model(id)) => Some(*id),
        _ => None,
    };
    let includes = options.some("include").and_then(Node::as_array).map(|_| options.get("include"));
    Ok(Request {
        table: read_tables(ctx, table)?,
        model,
        attributes: read_attributes(options)?,
        includes: includes.map(|node| read_includes(ctx, node, model)).transpose()?,
        filter: options.some("where").cloned(),
        condition: None,
        order: options.some("order").filter(|order| order.truthy()).cloned(),
        group: options.some("group").cloned(),
        having: options.some("having").cloned(),
        limit: read_limit(ctx, options.some("limit")),
        offset: read_limit(ctx, options.some("offset")),
        table_as: options.text("tableAs").filter(|alias| !alias.is_empty()).map(str::to_owned),
        root: None,
        sub_query: options.some("subQuery").map(Node::truthy),
        has_multi_association: options.is_true("hasMultiAssociation"),
        has_include_condition: options.is_true("hasIncludeWhere") || options.is_true("hasIncludeRequired"),
        ignore_include_attributes: options.get("includeIgnoreAttributes") == Some(&Node::Bool(false)),
        dot_notation: options.is_true("dotNotation"),
        grouped_limit: options.some("groupedLimit").cloned(),
        index_hints: read_index_hints(options.some("indexHints")),
        table_hint: options.text("tableHint").filter(|hint| TABLE_HINTS.contains(hint)).map(str::to_owned),
        lock: read_lock(ctx, options)?,
    })
}

fn read_attributes(options: &Node) -> Result<Option<Vec<Node>>> {
    match options.some("attributes") {
        None => Ok(None),
        Some(Node::Array(items)) => Ok(Some(items.clone())),
        Some(_) => Err(Failure::usage("The attributes option must be an array of column names")),
    }
}

fn read_tables(ctx: &Context, node: &Node) -> Result<Vec<(TableName, Option<String>)>> {
    let Node::Array(tables) = node else { return Ok(vec![(table_name(ctx, node)?, None)]) };
    let one = |node: &Node| match node {
        Node::Array(parts) => {
            let name = table_name(ctx, parts.first().unwrap_or(&Node::Undefined))?;
            Ok((name, parts.get(1).and_then(Node::as_text).map(str::to_owned)))
        }
        other => {
            let name = table_name(ctx, other)?;
            let alias = other.text("as").or_else(|| other.text("name")).unwrap_or(&name.table).to_owned();
            Ok((name, Some(alias)))
        }
    };
    tables.iter().map(one).collect()
}

/// A table as requests name it: a text, v6's object, or a model.
pub fn table_name(ctx: &Context, node: &Node) -> Result<TableName> {
    match node {
        Node::Text(name) => Ok(TableName::new(name)),
        Node::Model(id) => Ok(ctx.catalog.model(*id)?.table.clone()),
        Node::Object(_) => {
            let table = node.text("tableName").or_else(|| node.text("name"));
            let text = |name: &str| node.text(name).filter(|text| !text.is_empty()).map(str::to_owned);
            Ok(TableName {
                table: table.ok_or_else(|| Failure::usage("A table needs a tableName"))?.to_owned(),
                schema: text("schema"),
                delimiter: text("delimiter"),
            })
        }
        _ => Err(Failure::usage("A table is a name or an object with tableName and schema")),
    }
}

/// SQL Server takes a limit or an offset of nothing for none, as v6 does.
fn read_limit(ctx: &Context, node: Option<&Node>) -> Option<Node> {
    let truthy_only = ctx.dialect.features().limit == LimitStyle::OffsetFetch;
    node.filter(|node| !truthy_only || node.truthy()).cloned()
}

/// A limit or an offset: a bind value, or a value that is printed.
pub fn limit_expr(ctx: &Context, node: Option<&Node>) -> Result<Option<Expr>> {
    let Some(node) = node else { return Ok(None) };
    Ok(Some(match node {
        Node::Param { index, kind } => Expr::Param(Param {
            index: *index,
            element: None,
            kind: *kind,
            data_type: ctx
                .dialect
                .features()
                .limit_type
                .map(|key| Arc::new(DataType { key: key.to_owned(), ..DataType::default() })),
            transform: Transform::None,
        }),
        Node::Number(n) if n.fract() == 0.0 && n.abs() < 9e15 => Expr::Value(Value::Int(*n as i64), None),
        // Conditions: an application that passes a request's body on would let its sender write them.
        other @ (Node::Object(_) | Node::Array(_) | Node::List { .. }) => {
            return Err(Failure::usage(format!("Invalid value {}", inspect(ctx, other))));
        }
        other => expression(ctx, other, &FilterScope::default())?,
    }))
}

fn read_index_hints(node: Option<&Node>) -> Vec<IndexHint> {
    let hints = node.and_then(Node::as_array).unwrap_or_default();
    let read = |hint: &Node| {
        let kind = match hint.text("type")? {
            "USE" => "USE",
            "FORCE" => "FORCE",
            "IGNORE" => "IGNORE",
            _ => return None,
        };
        let names = hint.get("values").and_then(Node::as_array).unwrap_or_default();
        let names = names.iter().filter_map(Node::as_text).map(identifiers).collect();
        Some(IndexHint { kind, names })
    };
    hints.iter().filter_map(read).collect()
}

fn read_lock(ctx: &Context, options: &Node) -> Result<Option<Lock>> {
    let Some(lock) = options.some("lock").filter(|lock| lock.truthy()) else { return Ok(None) };
    let level = match lock {
        Node::Text(level) => level.clone(),
        other => other.text("level").unwrap_or("UPDATE").to_owned(),
    };
    let of = match lock.get("of") {
        Some(Node::Model(id)) => Some(ctx.catalog.model(*id)?.name.clone()),
        _ => None,
    };
    Ok(Some(Lock { level, of, skip_locked: options.is_true("skipLocked") }))
}

/// `addLimitAndOffset(options, model)`: the text of a limit alone.
pub fn add_limit_and_offset(ctx: &Context, args: &[Node]) -> Result<Planned> {
    let options = args.first().unwrap_or(&Node::Undefined);
    let model = args.get(1).unwrap_or(&Node::Undefined);
    let request = read_request(ctx, &Node::Text(String::new()), options, Some(model))?;
    let tail = super::find_limit::limit_fragment(ctx, request)?;
    Ok(Planned::Statement { statement: Box::new(Statement::Tail(tail)), shape: None })
}

/// `selectFromTableFragment(options, model, attributes, tables, mainTableAs)`, all of it SQL already.
pub fn select_from_table(ctx: &Context, args: &[Node]) -> Result<Planned> {
    let text = |node: Option<&Node>| match node {
        Some(Node::Text(text) | Node::Literal(text)) => Some(text.clone()),
        _ => None,
    };
    let attributes = args.get(2).and_then(Node::as_array).unwrap_or_default();
    let attributes: Vec<String> = attributes.iter().filter_map(|node| text(Some(node))).collect();
    if attributes.is_empty() {
        return Err(Failure::new(
            crate::failure::FailureKind::Query,
            "Attempted a SELECT query without selecting any columns",
        ));
    }
    let tables = text(args.get(3)).unwrap_or_default();
    let alias = text(args.get(4)).map_or_else(String::new, |alias| format!(" AS {alias}"));
    let hints = match ctx.dialect.features().index_hints {
        true => read_index_hints(args.first().and_then(|options| options.some("indexHints"))),
        false => Vec::new(),
    };
    let mut pieces = vec![Expr::Raw(format!("SELECT {} FROM {tables}{alias}", attributes.join(", ")))];
    for hint in hints {
        pieces.push(Expr::Raw(format!(" {} INDEX (", hint.kind)));
        for (at, name) in hint.names.into_iter().enumerate() {
            pieces.extend((at > 0).then(|| Expr::Raw(",".into())));
            pieces.push(Expr::Column(name));
        }
        pieces.push(Expr::Raw(")".into()));
    }
    fragment(Expr::Concat(pieces))
}

fn fragment(expr: Expr) -> Result<Planned> {
    Ok(Planned::Statement { statement: Box::new(Statement::Fragment(expr)), shape: None })
}
