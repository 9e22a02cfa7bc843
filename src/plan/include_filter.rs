//! Conditions on joined rows inside a limited query:
//! `( SELECT "user_id" FROM "posts" AS "posts" WHERE (…) LIMIT 1 ) IS NOT NULL`.
//!
//! A required hasMany outside the limited sub-query cannot remove the sub-query's rows, so the sub-query
//! asks for itself whether the rows that all required includes need are there.

use super::filter::{filter, FilterScope, Prefix};
use super::find::{build, Request};
use super::include::Include;
use super::request::Node;
use super::Context;
use crate::ast::Expr;
use crate::catalog::{Association, AssociationKind, Model};
use crate::failure::{Failure, Result};
use std::sync::Arc;

/// The condition for the last include of `chain`; `root` is the name of the main table in conditions.
pub fn sub_query_filter(
    ctx: &Context,
    model: &Model,
    root: &str,
    chain: &[&Include],
) -> Result<Option<Expr>> {
    let Some((include, ancestors)) = chain.split_last() else { return Ok(None) };
    // An ancestor that has a condition of its own has this one in it.
    let covered = ancestors.iter().any(|ancestor| !ancestor.required || ancestor.sub_query_filter);
    if !include.sub_query_filter || covered {
        return Ok(None);
    }
    let mut top = include.required_closure();
    for ancestor in ancestors.iter().rev() {
        top = Include { attributes: Vec::new(), children: vec![top], ..(*ancestor).clone() };
    }
    let request = match &top.through {
        Some(_) => through_request(ctx, model, root, top)?,
        None => target_request(ctx, model, root, top)?,
    };
    let select = build(ctx, request)?.select;
    Ok(Some(Expr::Postfix(Box::new(Expr::Subquery(Box::new(select))), "IS NOT NULL")))
}

/// The joined table itself is asked.
fn target_request(ctx: &Context, model: &Model, root: &str, top: Include) -> Result<Request> {
    let association = &top.association;
    let (source_field, target_field) = if association.kind == AssociationKind::BelongsTo {
        let key = association.target_key_field.clone().or_else(|| primary_field(&top.model));
        (Some(association.foreign_key_field.clone()), key)
    } else {
        let key = association.source_key_field.clone().or_else(|| primary_field(model));
        (key, Some(association.foreign_key_field.clone()))
    };
    let (Some(source_field), Some(target_field)) = (source_field, target_field) else {
        return Err(Failure::internal(format!("association '{}' lacks a key", association.alias)));
    };
    let on = Expr::qualified(&top.alias, &target_field).binary("=", Expr::qualified(root, source_field));
    let own = condition(ctx, top.filter.as_ref(), top.model_id, &top.alias)?;
    Ok(Request {
        table: vec![(top.model.table.clone(), None)],
        model: Some(top.model_id),
        attributes: Some(vec![Node::Text(target_field)]),
        condition: Some(Expr::And(own.into_iter().chain([on]).collect()).paren()),
        table_as: Some(top.alias.clone()),
        root: Some(top.alias.clone()),
        includes: Some(top.children),
        ..one_row()
    })
}

/// The table between the two is asked, joined to the target.
fn through_request(ctx: &Context, model: &Model, root: &str, top: Include) -> Result<Request> {
    let Some(through) = top.through.clone() else { return Err(Failure::internal("no through model")) };
    let association = top.association.clone();
    let source_field = association.source_key_field.clone().or_else(|| primary_field(model));
    let selected = primary_field(&through.model).unwrap_or_else(|| association.foreign_key_field.clone());
    let Some(source_field) = source_field else {
        return Err(Failure::internal(format!("association '{}' lacks a key", association.alias)));
    };
    let on = Expr::qualified(root, source_field)
        .binary("=", Expr::qualified(&through.model.name, &association.foreign_key_field));
    let own = condition(ctx, through.filter.as_ref(), through.model_id, &through.model.name)?;
    let to_target = to_target(ctx, &association, &top)?;
    let include = Include {
        alias: to_target.alias.clone(),
        association: to_target,
        through: None,
        required: true,
        right: false,
        or: false,
        sub_query: false,
        sub_query_filter: false,
        on: None,
        ..top
    };
    Ok(Request {
        table: vec![(through.model.table.clone(), None)],
        model: Some(through.model_id),
        attributes: Some(vec![Node::Text(selected)]),
        condition: Some(Expr::And([on].into_iter().chain(own).collect()).paren()),
        includes: Some(vec![include]),
        ..one_row()
    })
}

/// v6's `toTarget`: the through model belongs to the target.
fn to_target(ctx: &Context, association: &Association, top: &Include) -> Result<Arc<Association>> {
    if let Some(id) = association.to_target {
        return ctx.catalog.association(id);
    }
    let missing = || Failure::internal(format!("association '{}' lacks a key", association.alias));
    Ok(Arc::new(Association {
        kind: AssociationKind::BelongsTo,
        alias: top.model.name.clone(),
        source: association.through.ok_or_else(missing)?,
        target: association.target,
        foreign_key: association.other_key.clone().ok_or_else(missing)?,
        foreign_key_field: association.other_key_field.clone().ok_or_else(missing)?,
        target_key: association.target_key.clone(),
        target_key_field: association.target_key_field.clone(),
        ..Association::default()
    }))
}

fn one_row() -> Request {
    Request { limit: Some(Node::Number(1.0)), ignore_include_attributes: true, ..Request::default() }
}

/// A condition as an operand of AND: in parentheses where it is more than one.
fn condition(ctx: &Context, node: Option<&Node>, model: u32, alias: &str) -> Result<Option<Expr>> {
    let Some(node) = node else { return Ok(None) };
    let scope = FilterScope {
        model: Some(model),
        prefix: Some(Prefix::Name(alias.into())),
        data_type: None,
        field: None,
    };
    let several = match node {
        Node::Object(entries) => entries.len() > 1,
        Node::Array(items) => items.len() > 1,
        _ => false,
    };
    let expr = filter(ctx, node, &scope)?;
    Ok(expr.map(|expr| if several { expr.paren() } else { expr }))
}

fn primary_field(model: &Model) -> Option<String> {
    model.primary_keys.first().map(|key| super::attributes::field_of(model, key))
}
