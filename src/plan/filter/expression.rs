//! v6's expression objects: fn, col, literal, cast, json, where.

use super::value::{self, structural, value_expr};
use super::{items, words, Conditions, FilterScope, Subject};
use crate::ast::{Expr, Param, Transform, ValueKind};
use crate::failure::{Failure, Result};
use crate::plan::request::{Key, Node};
use crate::plan::Context;
use crate::sql::plain_text;
use crate::value::Value;

/// An expression object or a plain value (v6's `handleSequelizeMethod` and `escape`).
pub fn expression(ctx: &Context, node: &Node, scope: &FilterScope) -> Result<Expr> {
    match node {
        Node::Function { name, args } => {
            let name = words::function_name(name)?.to_owned();
            let args = args.iter().map(|arg| argument(ctx, arg, scope)).collect::<Result<_>>()?;
            Ok(Expr::Function(name, args))
        }
        Node::Col(name) if name.starts_with('*') => Ok(Expr::Star(None)),
        Node::Col(name) => Ok(words::path_column(name)),
        Node::Literal(sql) => Ok(Expr::raw(sql)),
        Node::Cast { expr, data_type, json } => {
            let word = words::cast_type(data_type)?;
            let inner = match expr.as_ref() {
                Node::Object(_) => conditions(ctx, expr)?,
                inner => expression(ctx, inner, scope)?,
            };
            Ok(Expr::Cast(Box::new(inner), ctx.dialect.cast_type(word, *json)))
        }
        Node::Json { subject, value } => json(ctx, subject, value.as_deref()),
        Node::Where { attribute, comparator, logic } => comparison(ctx, attribute, comparator, logic, scope),
        Node::Attribute { model, name } => attribute_column(ctx, *model, name),
        Node::Object(_) => conditions(ctx, node),
        _ => value_expr(ctx, node, scope.data_type.as_ref()),
    }
}

/// An object where an expression is expected is a condition.
fn conditions(ctx: &Context, node: &Node) -> Result<Expr> {
    items(ctx, node, &FilterScope::default(), false, None)?.ok_or_else(|| value::invalid(node))
}

fn argument(ctx: &Context, node: &Node, scope: &FilterScope) -> Result<Expr> {
    match node {
        Node::Text(text) => Ok(Expr::Argument(Value::Text(text.clone()))),
        // Arguments may be arrays everywhere: `f(1, 2)` where the database has no array type.
        Node::Array(_) => Ok(Expr::Composite(value::template(node)?, None)),
        Node::List { index, .. } => Ok(value::param(*index, ValueKind::Array, None)),
        Node::Undefined => Ok(Expr::raw("NULL")),
        _ => expression(ctx, node, scope),
    }
}

fn attribute_column(ctx: &Context, model: u32, name: &str) -> Result<Expr> {
    let model = ctx.catalog.model(model)?;
    let field = model
        .by_name
        .get(name)
        .and_then(|at| model.attributes.get(*at))
        .map(|a| a.field.as_str())
        .filter(|f| !f.is_empty())
        .unwrap_or(name);
    Ok(Expr::qualified(model.name.clone(), field))
}

/// `where(attribute, comparator, logic)`
fn comparison(
    ctx: &Context,
    attribute: &Node,
    comparator: &Key,
    logic: &Node,
    scope: &FilterScope,
) -> Result<Expr> {
    let left = match attribute {
        Node::Attribute { .. } => expression(ctx, attribute, scope)?,
        _ if attribute.is_method() => expression(ctx, attribute, scope)?,
        _ => {
            return Err(Failure::usage(format!(
                "Invalid where: the attribute must be an expression, not {}",
                value::inspect(attribute)
            )))
        }
    };
    if let Node::Object(_) = logic {
        let mut surroundings = Conditions::bare(ctx);
        surroundings.model = scope.model.map(|id| ctx.catalog.model(id)).transpose()?;
        return surroundings.item(Subject::Expr(&left), logic)?.ok_or_else(|| value::invalid(logic));
    }
    let word = match comparator {
        Key::Op(op) => words::operator(ctx.dialect.features(), op)
            .ok_or_else(|| Failure::usage(format!("Invalid comparator: Op.{op}")))?
            .to_owned(),
        Key::Name(text) => words::comparator(text)?.to_owned(),
    };
    let list = matches!(logic, Node::Array(_) | Node::List { .. });
    let right = match logic {
        _ if list && word.to_ascii_uppercase().ends_with("BETWEEN") => {
            value::element(ctx, logic, 0, None)?.binary("AND", value::element(ctx, logic, 1, None)?)
        }
        Node::List { index, kind, bucket } if word.to_ascii_uppercase().ends_with("IN") => {
            Expr::List(value::list(*index, *kind, *bucket, None))
        }
        Node::Array(items) if word.to_ascii_uppercase().ends_with("IN") => {
            Expr::Tuple(items.iter().map(|item| value_expr(ctx, item, None)).collect::<Result<_>>()?)
        }
        Node::Null | Node::Param { kind: ValueKind::Null, .. } => Expr::raw("NULL"),
        _ if logic.is_method() => expression(ctx, logic, scope)?,
        _ => value_expr(ctx, logic, None)?,
    };
    let null = matches!(&right, Expr::Raw(sql) if sql == "NULL");
    let word = match word.as_str() {
        "=" if null => "IS".to_owned(),
        "!=" if null => "IS NOT".to_owned(),
        _ => word,
    };
    let negated = word.eq_ignore_ascii_case("IS NOT");
    Ok(match right {
        Expr::Param(value) if negated || word.eq_ignore_ascii_case("IS") => {
            Expr::Is { left: Box::new(left), negated, value }
        }
        right => Expr::Compare(Box::new(left), word, Box::new(right)),
    })
}

/// `json({ a: { b: 1 } })` and `json('a.b', value)`.
fn json(ctx: &Context, subject: &Node, right: Option<&Node>) -> Result<Expr> {
    if !ctx.dialect.features().json {
        return Err(Failure::usage(format!("Unsupported {} for JSON operations", ctx.dialect.name())));
    }
    let Node::Text(path) = subject else {
        let mut parts = Vec::new();
        leaves(subject, Vec::new(), &mut parts)?;
        return match parts.len() {
            0 => Err(value::invalid(subject)),
            1 => Ok(parts.remove(0)),
            _ => Ok(Expr::And(parts)),
        };
    };
    let left = if ctx.dialect.is_json_statement(path)? {
        Expr::raw(path)
    } else {
        let mut legs = property_path(path).into_iter();
        let column = legs.next().ok_or_else(|| value::invalid(subject))?;
        json_path(column, legs.collect())
    };
    match right {
        None | Some(Node::Null | Node::Undefined) => Ok(left),
        Some(node) => Ok(left.binary("=", value_expr(ctx, node, None)?)),
    }
}

pub fn json_path(column: String, path: Vec<String>) -> Expr {
    Expr::JsonPath { document: Box::new(Expr::column(column)), path, as_text: true }
}

/// Every leaf of the conditions as `path = 'text'`.
fn leaves(node: &Node, path: Vec<String>, parts: &mut Vec<Expr>) -> Result<()> {
    let mut deeper = |leg: String, item: &Node| {
        let mut longer = path.clone();
        longer.push(leg);
        leaves(item, longer, parts)
    };
    match node {
        Node::Object(entries) => {
            for (key, item) in entries {
                match key {
                    Key::Name(name) => deeper(name.clone(), item)?,
                    Key::Op(_) => return Err(value::invalid(node)),
                }
            }
            return Ok(());
        }
        Node::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                deeper(i.to_string(), item)?;
            }
            return Ok(());
        }
        _ => {}
    }
    let mut legs = path.into_iter();
    let column = legs.next().ok_or_else(|| value::invalid(node))?;
    let right = match node {
        Node::Param { index, .. } => Expr::Param(Param {
            index: *index,
            element: None,
            kind: ValueKind::Text,
            data_type: None,
            transform: Transform::ToText,
        }),
        _ => {
            let text = plain_text(&structural(node)?).ok_or_else(|| value::invalid(node))?;
            Expr::Value(Value::Text(text), None)
        }
    };
    parts.push(json_path(column, legs.collect()).binary("=", right));
    Ok(())
}

/// `a.b[0]["c"]` -> a, b, 0, c (lodash's `toPath`).
pub fn property_path(text: &str) -> Vec<String> {
    let mut legs = Vec::new();
    let mut leg = String::new();
    let mut chars = text.chars().peekable();
    let mut after_bracket = false;
    if text.starts_with('.') {
        legs.push(String::new());
    }
    while let Some(c) = chars.next() {
        match c {
            '.' => {
                if !after_bracket || !leg.is_empty() {
                    legs.push(std::mem::take(&mut leg));
                }
                after_bracket = false;
                // A dot at the end, or two in a row, name an empty leg.
                if chars.peek().is_none() {
                    legs.push(String::new());
                    return legs;
                }
            }
            '[' => {
                let rest: String = chars.clone().collect();
                let Some((inside, taken)) = bracket(&rest) else {
                    leg.push('[');
                    continue;
                };
                if !leg.is_empty() {
                    legs.push(std::mem::take(&mut leg));
                }
                legs.push(inside);
                chars.nth(taken - 1);
                after_bracket = true;
            }
            c => {
                leg.push(c);
                after_bracket = false;
            }
        }
    }
    if !leg.is_empty() || legs.is_empty() {
        legs.push(leg);
    }
    legs
}

/// What stands in `…]`, and how many characters that is.
fn bracket(rest: &str) -> Option<(String, usize)> {
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let Some(quote) = quote else {
        let (inside, _) = rest.split_once(']')?;
        return Some((inside.to_owned(), inside.chars().count() + 1));
    };
    let mut inside = String::new();
    let mut taken = 1;
    let mut chars = rest.chars().skip(1);
    while let Some(c) = chars.next() {
        taken += 1;
        match c {
            '\\' => {
                inside.extend(chars.next());
                taken += 1;
            }
            c if c == quote => return (chars.next() == Some(']')).then_some((inside, taken + 1)),
            c => inside.push(c),
        }
    }
    None
}
