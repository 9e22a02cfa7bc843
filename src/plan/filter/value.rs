//! A condition's values: bind values with their column's type, literals, documents built of both.

use super::{expression, FilterScope};
use crate::ast::{DataType, Expr, ListParam, Param, Template, Transform, ValueKind};
use crate::catalog::{Attribute, Model};
use crate::failure::{Failure, Result};
use crate::plan::request::{Key, Node};
use crate::plan::Context;
use crate::sql::number_text;
use crate::value::Value;
use std::sync::Arc;

/// v6's `escape(value, field)`: one value as an expression.
pub fn value_expr(ctx: &Context, node: &Node, data_type: Option<&Arc<DataType>>) -> Result<Expr> {
    match node {
        Node::Undefined => Err(Failure::usage("Invalid value undefined")),
        Node::Param { index, kind, .. } => {
            let scalar_column = !is_document(data_type.map(Arc::as_ref));
            let is_array = matches!(data_type, Some(t) if t.key == "ARRAY");
            match kind {
                ValueKind::Object | ValueKind::Json if scalar_column => return Err(invalid(node)),
                ValueKind::Array if scalar_column && !is_array && !ctx.dialect.features().arrays => {
                    return Err(invalid(node))
                }
                _ => {}
            }
            Ok(param(*index, *kind, data_type))
        }
        Node::List { index, .. } => {
            array_allowed(ctx, node, data_type)?;
            Ok(param(*index, ValueKind::Array, data_type))
        }
        Node::Array(_) => {
            array_allowed(ctx, node, data_type)?;
            Ok(Expr::Composite(template(node)?, data_type.cloned()))
        }
        Node::Object(_) if is_document(data_type.map(Arc::as_ref)) => {
            Ok(Expr::Composite(template(node)?, data_type.cloned()))
        }
        _ if node.is_method() => expression(ctx, node, &FilterScope::default()),
        _ => Ok(Expr::Value(structural(node)?, data_type.cloned())),
    }
}

fn array_allowed(ctx: &Context, node: &Node, data_type: Option<&Arc<DataType>>) -> Result<()> {
    let typed = data_type.is_some_and(|t| matches!(t.key.as_str(), "ARRAY" | "BLOB"))
        || is_document(data_type.map(Arc::as_ref));
    match typed || ctx.dialect.features().arrays {
        true => Ok(()),
        // An array printed as `1, 2` would spill into its neighbours.
        false => Err(invalid(node)),
    }
}

/// Columns whose values are objects.
pub fn is_document(data_type: Option<&DataType>) -> bool {
    data_type.is_some_and(|t| {
        matches!(t.key.as_str(), "JSON" | "JSONB" | "HSTORE" | "GEOMETRY" | "GEOGRAPHY" | "RANGE")
    })
}

pub fn param(index: usize, kind: ValueKind, data_type: Option<&Arc<DataType>>) -> Expr {
    Expr::Param(Param {
        index,
        element: None,
        kind,
        data_type: data_type.cloned(),
        transform: Transform::None,
    })
}

pub fn list(index: usize, kind: ValueKind, bucket: usize, data_type: Option<&Arc<DataType>>) -> ListParam {
    ListParam { index, kind, bucket, data_type: data_type.cloned(), transform: Transform::None }
}

/// The `element`-th item of a list or array of values.
pub fn element(
    ctx: &Context,
    node: &Node,
    element: usize,
    data_type: Option<&Arc<DataType>>,
) -> Result<Expr> {
    match node {
        Node::Array(items) => match items.get(element) {
            Some(item) => value_expr(ctx, item, data_type),
            None => Err(invalid(node)),
        },
        Node::List { index, kind, bucket } if element < *bucket => Ok(Expr::Param(Param {
            index: *index,
            element: Some(element),
            kind: *kind,
            data_type: data_type.cloned(),
            transform: Transform::None,
        })),
        _ => Err(invalid(node)),
    }
}

/// A value known when the statement is planned.
pub fn structural(node: &Node) -> Result<Value> {
    node.scalar().ok_or_else(|| invalid(node))
}

/// A document or array as a template; what JSON drops is dropped here.
pub fn template(node: &Node) -> Result<Template> {
    Ok(match node {
        Node::Undefined => Template::Value(Value::Null),
        Node::Param { index, kind, .. } => Template::Param(Param {
            index: *index,
            element: None,
            kind: *kind,
            data_type: None,
            transform: Transform::None,
        }),
        Node::List { index, kind, bucket } => Template::List(list(*index, *kind, *bucket, None)),
        Node::Array(items) => Template::Array(items.iter().map(template).collect::<Result<_>>()?),
        Node::Object(entries) => {
            let mut out = Vec::with_capacity(entries.len());
            for (key, item) in entries {
                match key {
                    Key::Name(name) if !matches!(item, Node::Undefined) => {
                        out.push((name.clone(), template(item)?))
                    }
                    Key::Name(_) => {}
                    // JSON.stringify leaves symbols out; a query that loses an operator is refused.
                    Key::Op(_) => return Err(invalid(node)),
                }
            }
            Template::Object(out)
        }
        _ => Template::Value(structural(node)?),
    })
}

/// An attribute's type, with the name of its enumerated type where an array needs it in a cast.
pub fn column_type(ctx: &Context, model: &Model, attribute: &Attribute) -> Option<Arc<DataType>> {
    let data_type = attribute.data_type.as_ref()?;
    let enum_array = data_type.key == "ARRAY" && data_type.inner.as_ref().is_some_and(|t| t.key == "ENUM");
    if !enum_array || data_type.sql.is_some() || !ctx.dialect.features().arrays {
        return Some(data_type.clone());
    }
    // `"schema"."enum_users_roles"[]`
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let schema = model.table.schema.as_ref().map_or(String::new(), |s| {
        format!("{}{}", quoted(s), model.table.delimiter.as_deref().unwrap_or("."))
    });
    let name = quoted(&format!("enum_{}_{}", model.table.table, attribute.field));
    let mut named = DataType::clone(data_type);
    named.sql = Some(format!("{schema}{name}[]"));
    Some(Arc::new(named))
}

/// v6's complaint about a value that means nothing here.
pub fn invalid(node: &Node) -> Failure {
    Failure::usage(format!("Invalid value {}", inspect(node)))
}

/// A value as Node's `util.inspect` shows it. Bind values are not known here: each leaves its number
/// between two U+FFFC (object replacement), which JavaScript replaces by the value.
pub fn inspect(node: &Node) -> String {
    match node {
        Node::Null => "null".into(),
        Node::Undefined => "undefined".into(),
        Node::Bool(b) => b.to_string(),
        Node::Number(n) => number_text(*n),
        Node::Text(text) => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
        Node::BigInt(digits) => format!("{digits}n"),
        Node::Array(items) if items.is_empty() => "[]".into(),
        Node::Array(items) => format!("[ {} ]", items.iter().map(inspect).collect::<Vec<_>>().join(", ")),
        Node::Object(entries) if entries.is_empty() => "{}".into(),
        Node::Object(entries) => {
            let shown = |(key, item): &(Key, Node)| match key {
                Key::Op(op) => format!("[Symbol({op})]: {}", inspect(item)),
                Key::Name(name) if name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric()) => {
                    format!("{name}: {}", inspect(item))
                }
                Key::Name(name) => format!("'{name}': {}", inspect(item)),
            };
            format!("{{ {} }}", entries.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        Node::Param { index, .. } | Node::List { index, .. } => format!("\u{fffc}{index}\u{fffc}"),
        Node::Date(_) => "Date".into(),
        Node::Bytes(_) => "Buffer".into(),
        other => {
            let text = format!("{other:?}");
            text.split(['(', ' ']).next().unwrap_or("object").to_owned()
        }
    }
}
