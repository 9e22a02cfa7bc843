//! Goes through every expression of a SELECT, sub-queries included.

use crate::ast::{Expr, Join, Select, Source};

/// Whether `test` holds for the expression and everything inside it.
pub fn every(expr: &Expr, test: &mut dyn FnMut(&Expr) -> bool) -> bool {
    if !test(expr) {
        return false;
    }
    match expr {
        Expr::Column(_)
        | Expr::Star(_)
        | Expr::Raw(_)
        | Expr::Value(..)
        | Expr::Param(_)
        | Expr::List(_)
        | Expr::Argument(_)
        | Expr::Table(_)
        | Expr::Composite(..) => true,
        Expr::Tuple(list)
        | Expr::Function(_, list)
        | Expr::And(list)
        | Expr::Or(list)
        | Expr::Concat(list) => every_of(list, test),
        Expr::Binary(left, _, right) | Expr::Compare(left, _, right) => {
            every(left, test) && every(right, test)
        }
        Expr::Cast(expr, _)
        | Expr::Prefix(_, expr)
        | Expr::Postfix(expr, _)
        | Expr::Paren(expr)
        | Expr::Bound(expr)
        | Expr::Is { left: expr, .. }
        | Expr::EachOf { left: expr, .. }
        | Expr::InList { expr, .. }
        | Expr::JsonPath { document: expr, .. } => every(expr, test),
        Expr::Between { expr, low, high, .. } => every(expr, test) && every(low, test) && every(high, test),
        Expr::ByMode { inline, bind } => every(inline, test) && every(bind, test),
        Expr::Subquery(select) => every_in(select, test),
    }
}

pub fn every_of(list: &[Expr], test: &mut dyn FnMut(&Expr) -> bool) -> bool {
    list.iter().all(|expr| every(expr, test))
}

/// Whether `test` holds for every expression of a SELECT.
pub fn every_in(select: &Select, test: &mut dyn FnMut(&Expr) -> bool) -> bool {
    let Select { items, from, joins, filter, group, having, order, limit, offset, .. } = select;
    items.iter().all(|item| every(&item.expr, test))
        && from.as_ref().is_none_or(|source| every_in_source(source, test))
        && joins.iter().all(|join| every_in_join(join, test))
        && every_of(group, test)
        && order.iter().all(|order| every(&order.expr, test))
        && [filter, having, limit, offset].into_iter().flatten().all(|expr| every(expr, test))
}

pub fn every_in_join(join: &Join, test: &mut dyn FnMut(&Expr) -> bool) -> bool {
    every_in_source(&join.source, test) && every(&join.on, test)
}

fn every_in_source(source: &Source, test: &mut dyn FnMut(&Expr) -> bool) -> bool {
    match source {
        Source::Table { .. } | Source::Raw(_) => true,
        Source::List(sources) => sources.iter().all(|source| every_in_source(source, test)),
        Source::Subquery { select, .. } => every_in(select, test),
        Source::Through { table, join } => every_in_source(table, test) && every_in_join(join, test),
        Source::Wrapped { source, joins } => {
            every_in_source(source, test) && joins.iter().all(|join| every_in_join(join, test))
        }
        Source::Grouped { members, .. } => members.iter().all(|select| every_in(select, test)),
    }
}
