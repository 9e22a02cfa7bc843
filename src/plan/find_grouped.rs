//! `groupedLimit`: some rows for each of several parents, one limited SELECT a parent.
//!
//! ```sql
//! SELECT "user".* FROM (SELECT * FROM (SELECT … WHERE "user"."company_id" = 1 LIMIT 3) AS sub
//!   UNION ALL SELECT * FROM (SELECT … WHERE "user"."company_id" = 5 LIMIT 3) AS sub) AS "user"
//! ```

use super::alias::Aliases;
use super::attributes::field_of;
use super::filter::{expression, filter, FilterScope, Prefix};
use super::find::{build_with, Builder, Plan, Request};
use super::include::{column_attributes, entries, Include};
use super::order::Orders;
use super::request::{Key, Node};
use super::Context;
use crate::ast::{Expr, Param, Transform};
use crate::catalog::{Association, AssociationKind};
use crate::failure::{Failure, Result};
use crate::value::Value;
use std::sync::Arc;

/// What tells the members apart.
enum On {
    /// A column of the selected table.
    Column(String),
    /// The through table of a belongsToMany, which is joined.
    Through(Arc<Association>),
    /// One SELECT for all: the option names nothing.
    Nothing,
}

pub fn grouped(mut builder: Builder, aliases: &mut Aliases) -> Result<Plan> {
    let ctx = builder.ctx;
    let Some(option) = builder.request.grouped_limit.take() else {
        return Err(Failure::internal("no grouped limit"));
    };
    let on = match option.get("on") {
        Some(Node::Text(column)) => On::Column(column.clone()),
        Some(Node::Association(id)) => {
            let association = ctx.catalog.association(*id)?;
            match association.kind {
                AssociationKind::HasMany => On::Column(association.foreign_key_field.clone()),
                AssociationKind::BelongsToMany => On::Through(association),
                _ => On::Nothing,
            }
        }
        _ => On::Nothing,
    };

    let mut order = None;
    let mut base = Request {
        table: builder.request.table.clone(),
        model: builder.request.model,
        attributes: builder.request.attributes.clone(),
        filter: builder.request.filter.clone(),
        order: builder.request.order.take(),
        limit: option.some("limit").cloned(),
        offset: builder.request.offset.take(),
        ..Request::default()
    };
    if let On::Through(association) = &on {
        order = alias_order(ctx, &mut base)?;
        base.includes = Some(vec![through_include(ctx, association, &option)?]);
    }

    let values = option.get("values").and_then(Node::as_array).unwrap_or_default();
    if values.is_empty() {
        return Err(Failure::usage("groupedLimit needs values"));
    }
    let mut members = Vec::with_capacity(values.len());
    let mut columns = Vec::new();
    for value in values {
        let mut request = base.clone();
        restrict(ctx, &mut request, &on, value, builder.main_as.as_deref())?;
        let member = build_with(ctx, request, aliases)?;
        members.push(member.select);
        columns = member.columns;
    }
    let orders = match &order {
        Some(order) => builder.ordering(aliases).orders(order, false)?,
        None => Orders::default(),
    };
    Ok(builder.around(members, columns, orders.main, base.includes.unwrap_or_default()))
}

/// Limits a member to one parent.
fn restrict(
    ctx: &Context,
    request: &mut Request,
    on: &On,
    value: &Node,
    main_as: Option<&str>,
) -> Result<()> {
    match on {
        On::Nothing => {}
        On::Column(column) => {
            let table = request.table.first().map(|(name, _)| name.table.clone()).unwrap_or_default();
            let alias = main_as.map_or(table, str::to_owned);
            let parent = Expr::qualified(alias, column).binary("=", parent_value(ctx, value)?);
            // v6 prints conditions with operators first, then the parent, then conditions on columns.
            let (operators, named) = match request.filter.take() {
                Some(node @ Node::Object(_)) => (
                    Some(entries(&node, |key| matches!(key, Key::Op(_)))),
                    Some(entries(&node, |key| matches!(key, Key::Name(_)))),
                ),
                other => (None, other),
            };
            let scope = FilterScope {
                model: request.model,
                prefix: main_as.map(|alias| Prefix::Name(alias.to_owned())),
                data_type: None,
                field: None,
            };
            let before = operators.map(|node| filter(ctx, &node, &scope)).transpose()?.flatten();
            request.condition = Some(match before {
                Some(before) => Expr::And(vec![before, parent]),
                None => parent,
            });
            request.filter = named;
        }
        On::Through(association) => {
            let other = association.other_key_field.clone().unwrap_or_default();
            for include in request.includes.iter_mut().flatten() {
                let column = Expr::qualified(&include.alias, &other);
                include.condition = Some(column.binary("=", parent_value(ctx, value)?));
            }
        }
    }
    Ok(())
}

fn parent_value(ctx: &Context, value: &Node) -> Result<Expr> {
    match value {
        Node::Param { index, kind } => Ok(Expr::Param(Param {
            index: *index,
            element: None,
            kind: *kind,
            data_type: None,
            transform: Transform::None,
        })),
        Node::Number(n) if n.fract() == 0.0 && n.abs() < 9e15 => Ok(Expr::Value(Value::Int(*n as i64), None)),
        other => expression(ctx, other, &FilterScope::default()),
    }
}

/// The through table, joined to the members (v6's `manyFromSource`).
fn through_include(ctx: &Context, association: &Association, option: &Node) -> Result<Include> {
    let Some(many) = association.many_from_source else {
        return Err(Failure::not_supported("groupedLimit through an association that is not registered"));
    };
    let many = ctx.catalog.association(many)?;
    let model = ctx.catalog.model(many.target)?;
    let filter = option.get("through").and_then(|through| through.some("where")).cloned();
    Ok(Include {
        model_id: many.target,
        alias: many.alias.clone(),
        attributes: column_attributes(&model),
        model,
        association: many,
        filter,
        condition: None,
        on: None,
        required: true,
        right: false,
        or: false,
        sub_query: false,
        sub_query_filter: false,
        separate: false,
        through: None,
        children: Vec::new(),
    })
}

/// The outer query can order by selected columns alone, so what the members are ordered by is selected
/// as `subquery_order_0`, …. Answers the order of the outer query.
fn alias_order(ctx: &Context, base: &mut Request) -> Result<Option<Node>> {
    let Some(Node::Array(items)) = &base.order else { return Ok(None) };
    let model = base.model.map(|id| ctx.catalog.model(id)).transpose()?;
    let attributes = base.attributes.get_or_insert_with(Vec::new);
    let mut renamed = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        let mut parts = item.as_array().map_or_else(|| vec![item.clone()], <[Node]>::to_vec);
        let alias = format!("subquery_order_{i}");
        let Some(first) = parts.first_mut() else { continue };
        let source = match (&*first, &model) {
            (Node::Text(name), Some(model)) => Node::Text(field_of(model, name)),
            (other, _) => other.clone(),
        };
        attributes.push(Node::Array(vec![source, Node::Text(alias.clone())]));
        *first = Node::Col(alias);
        renamed.push(Node::Array(parts));
    }
    let order = Node::Array(renamed);
    base.order = Some(order.clone());
    Ok(Some(order))
}
