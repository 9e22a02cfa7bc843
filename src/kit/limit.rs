//! A query that answers no more rows than are wanted.

use super::classify::parse;
use super::grammar::Grammar;
use super::text;
use sqlparser::ast::{Expr, LimitClause, Query, SetExpr, Statement, Value};

/// `SELECT …` becomes `SELECT … LIMIT 101`. A text that says its own limit, or that takes none, stays as it is.
/// The result is read again: it must be the same statement but for the limit.
pub fn limited(sql: &str, rows: usize, grammar: &Grammar) -> Option<String> {
    let tokens = text::tokens(sql, grammar).ok()?;
    let before = query(parse(grammar, tokens.clone()).ok()?)?;
    if before.limit_clause.is_some() || before.fetch.is_some() || !ends_with_select(&before.body) {
        return None;
    }
    // On a line of its own: what the text ends with may be a comment.
    let sql = format!("{}\nLIMIT {rows}", text::without_end(sql, &tokens));
    let mut after = query(parse(grammar, text::tokens(&sql, grammar).ok()?).ok()?)?;
    let limit = after.limit_clause.take()?;
    let is_ours = match &limit {
        LimitClause::LimitOffset { limit: Some(Expr::Value(value)), offset: None, limit_by } => {
            limit_by.is_empty() && matches!(&value.value, Value::Number(n, _) if *n == rows.to_string())
        }
        _ => false,
    };
    (is_ours && after == before).then_some(sql)
}

fn query(statements: Vec<Statement>) -> Option<Box<Query>> {
    match <[Statement; 1]>::try_from(statements).ok()? {
        [Statement::Query(query)] => Some(query),
        _ => None,
    }
}

/// VALUES takes no limit everywhere.
fn ends_with_select(body: &SetExpr) -> bool {
    match body {
        SetExpr::Select(_) => true,
        SetExpr::SetOperation { right, .. } => ends_with_select(right),
        _ => false,
    }
}
