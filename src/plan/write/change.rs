//! updateQuery, arithmeticQuery, deleteQuery and truncateTableQuery.

use super::attributes::Attributes;
use super::{binds, row, value, without_nulls, Args};
use crate::ast::write::{Delete, Truncate, Update, Write};
use crate::ast::Expr;
use crate::failure::{Failure, Result};
use crate::plan::filter::{self, FilterScope};
use crate::plan::request::{Key, Node};
use crate::plan::Context;
use crate::sql::ReturningStyle;

/// `updateQuery(tableName, attrValueHash, where, options, attributes)`; `None` where nothing is set.
pub fn update(ctx: &Context, args: &Args<'_>) -> Result<Option<Write>> {
    let features = &ctx.dialect.features().write;
    let options = args.node(3);
    let attributes = Attributes::read(ctx, args.node(4))?;
    let bound = binds(options);

    let mut set = Vec::new();
    for (name, node) in without_nulls(row(args.node(1))?, options) {
        if attributes.is_identity(name) && !features.updates_identity {
            continue;
        }
        set.push((name.to_owned(), value(ctx, node, attributes.data_type(name), bound)?));
    }
    if set.is_empty() {
        return Ok(None);
    }
    let filter = condition(ctx, args.node(2), attributes.model.as_ref().map(|(id, _)| *id), "update")?;
    Ok(Some(Write::Update(Update {
        table: args.table(ctx, 0)?,
        set,
        filter: if bound { filter.map(bound_equalities) } else { filter },
        limit: limit(ctx, options)?,
        returning: match features.returning {
            ReturningStyle::None => None,
            _ => attributes.returning(options),
        },
        arithmetic: false,
    })))
}

/// `arithmeticQuery(operator, tableName, where, incrementAmountsByField, extraAttributesToBeUpdated, options)`:
/// `"a"="a"+ 1`
pub fn arithmetic(ctx: &Context, args: &Args<'_>) -> Result<Write> {
    let operator = match args.node(0) {
        Node::Text(text) if text == "+" || text == "-" => text,
        _ => return Err(Failure::usage("The operator of an arithmetic update must be + or -")),
    };
    let options = args.node(5);
    let mut set = Vec::new();
    for (name, node) in row(args.node(3))? {
        let amount = value(ctx, node, None, false)?;
        let sum = vec![Expr::column(name), Expr::raw(format!("{operator} ")), amount];
        set.push((name.to_owned(), Expr::Concat(sum)));
    }
    for (name, node) in without_nulls(row(args.node(4))?, options) {
        set.push((name.to_owned(), value(ctx, node, None, false)?));
    }
    let returns = ctx.dialect.features().write.returning != ReturningStyle::None;
    let returning = match options.get("returning") {
        // All columns unless the caller says otherwise.
        None | Some(Node::Undefined) => Some(Default::default()),
        Some(_) => Attributes::default().returning(options),
    };
    Ok(Write::Update(Update {
        table: args.table(ctx, 1)?,
        set,
        filter: condition(ctx, args.node(2), None, "update")?,
        limit: None,
        returning: returning.filter(|_| returns),
        arithmetic: true,
    }))
}

/// `deleteQuery(tableName, where, options, model)`
pub fn delete(ctx: &Context, args: &Args<'_>) -> Result<Write> {
    let model = match args.node(3) {
        Node::Model(id) => Some((*id, ctx.catalog.model(*id)?)),
        _ => None,
    };
    let primary_key = model.as_ref().map(|(_, model)| {
        let field = |name: &String| {
            let attribute = model.by_name.get(name).and_then(|at| model.attributes.get(*at));
            attribute.map_or_else(|| name.clone(), |a| a.field.clone())
        };
        model.primary_keys.iter().map(field).collect()
    });
    Ok(Write::Delete(Delete {
        table: args.table(ctx, 0)?,
        filter: condition(ctx, args.node(1), model.map(|(id, _)| id), "delete")?,
        limit: limit(ctx, args.node(2))?,
        primary_key,
    }))
}

/// `truncateTableQuery(tableName, options)`
pub fn truncate(ctx: &Context, args: &Args<'_>) -> Result<Write> {
    let options = args.node(1);
    Ok(Write::Truncate(Truncate {
        table: args.table(ctx, 0)?,
        restart_identity: options.is_true("restartIdentity"),
        cascade: options.is_true("cascade"),
    }))
}

fn limit(ctx: &Context, options: &Node) -> Result<Option<Expr>> {
    let given = options.get("limit").filter(|node| node.truthy());
    given.map(|node| filter::value_expr(ctx, node, None)).transpose()
}

/// The rows to change. A condition that is there and names no column changes nothing at all
/// rather than every row, which is what `{[Op.and]: [{}]}` did in v6.
fn condition(ctx: &Context, node: &Node, model: Option<u32>, verb: &str) -> Result<Option<Expr>> {
    let filter = filter::filter(ctx, node, &FilterScope { model, ..Default::default() })?;
    if filter.is_none() && is_hollow(node) {
        return Err(Failure::usage(format!(
            "The where option restricts nothing: refusing to {verb} every row"
        )));
    }
    Ok(filter)
}

/// Operators with nothing in them.
fn is_hollow(node: &Node) -> bool {
    match node {
        Node::Object(entries) => {
            !entries.is_empty()
                && entries.iter().all(|(key, inner)| match key {
                    Key::Op(_) => is_empty(inner) || is_hollow(inner),
                    Key::Name(_) => false,
                })
        }
        Node::Array(items) => {
            let nothing = |item: &Node| matches!(item, Node::Undefined | Node::Null) || is_empty(item);
            !items.is_empty() && items.iter().all(|item| nothing(item) || is_hollow(item))
        }
        _ => false,
    }
}

fn is_empty(node: &Node) -> bool {
    match node {
        Node::Object(entries) => entries.is_empty(),
        Node::Array(items) => items.is_empty(),
        Node::List { bucket, .. } => *bucket == 0,
        _ => false,
    }
}

/// v6's text of an UPDATE binds the values of plain equalities too; all others stand inline.
fn bound_equalities(expr: Expr) -> Expr {
    let each = |items: Vec<Expr>| items.into_iter().map(bound_equalities).collect();
    match expr {
        Expr::And(items) => Expr::And(each(items)),
        Expr::Or(items) => Expr::Or(each(items)),
        Expr::Paren(inner) => Expr::Paren(Box::new(bound_equalities(*inner))),
        Expr::Prefix(op, inner) => Expr::Prefix(op, Box::new(bound_equalities(*inner))),
        Expr::Binary(left, "=", right) if is_value(&right) && matches!(*left, Expr::Column(_)) => {
            Expr::Binary(left, "=", Box::new(Expr::Bound(right)))
        }
        other => other,
    }
}

fn is_value(expr: &Expr) -> bool {
    matches!(expr, Expr::Param(_) | Expr::Value(..) | Expr::Composite(..))
}
