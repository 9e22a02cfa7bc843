//! One subject, one operator, one value.

use super::value::{self, value_expr};
use super::{words, Conditions, Subject};
use crate::ast::{DataType, Expr, Param, Transform, ValueKind};
use crate::failure::{Failure, Result};
use crate::plan::request::{Key, Node};
use crate::sql::number_text;
use crate::value::Value;
use std::sync::Arc;

impl Conditions<'_> {
    pub(super) fn single(&self, key: Subject<'_>, op: &str, value: &Node) -> Result<Option<Expr>> {
        if matches!(value, Node::Undefined) {
            return Err(Failure::usage(format!(
                "WHERE parameter \"{}\" has invalid \"undefined\" value",
                key.shown()
            )));
        }
        let field = self.field_of(key);
        let field = field.as_ref();
        let op = match (op, value) {
            ("not", Node::Array(_) | Node::List { .. }) => "notIn",
            (
                "not",
                Node::Null | Node::Bool(_) | Node::Param { kind: ValueKind::Bool | ValueKind::Null, .. },
            ) => "not",
            ("not", _) => "ne",
            (op, _) => op,
        };
        match op {
            "in" => return self.in_list(key, false, value, field).map(Some),
            "notIn" => {
                let empty = matches!(value, Node::Array(items) if items.is_empty())
                    || matches!(value, Node::List { bucket: 0, .. });
                return match empty {
                    // Every row is outside an empty list.
                    true => Ok(None),
                    false => self.in_list(key, true, value, field).map(Some),
                };
            }
            "any" | "all" => {
                let quantified = self.quantified(op, value, field)?;
                return self.compare(key, "=", quantified).map(Some);
            }
            "between" | "notBetween" => {
                return Ok(Some(Expr::Between {
                    expr: Box::new(self.subject(key)?),
                    negated: op == "notBetween",
                    low: Box::new(value::element(self.ctx, value, 0, field)?),
                    high: Box::new(value::element(self.ctx, value, 1, field)?),
                }))
            }
            "col" => {
                let column = other_column(value)?;
                return self.compare(key, "=", column).map(Some);
            }
            "startsWith" | "endsWith" | "substring" => {
                return self.compare(key, "LIKE", pattern(op, value)?).map(Some)
            }
            "raw" => {
                return Err(Failure::usage(
                    "The `$raw` where property is no longer supported.  Use `sequelize.literal` instead.",
                ))
            }
            _ => {}
        }
        let Some(comparator) = words::operator(self.ctx.dialect.features(), op) else {
            return Err(Failure::usage(format!("Invalid where: Op.{op} is no comparison")));
        };
        if let Node::Object(entries) = value {
            if let [(Key::Op(inner), item)] = entries.as_slice() {
                match inner.as_str() {
                    "col" => return self.compare(key, comparator, other_column(item)?).map(Some),
                    "any" | "all" => {
                        let quantified = self.quantified(inner, item, field)?;
                        return self.compare(key, comparator, quantified).map(Some);
                    }
                    _ => {}
                }
            }
        }
        let null = matches!(value, Node::Null | Node::Param { kind: ValueKind::Null, .. });
        let comparator = match comparator {
            "=" if null => "IS",
            "!=" if null => "IS NOT",
            other => other,
        };
        let right = match null {
            true => Expr::raw("NULL"),
            false => value_expr(self.ctx, value, field)?,
        };
        self.compare(key, comparator, right).map(Some)
    }

    fn compare(&self, key: Subject<'_>, op: &'static str, right: Expr) -> Result<Expr> {
        let left = self.subject(key)?;
        Ok(match (op, right) {
            ("IS" | "IS NOT", Expr::Param(value)) => {
                Expr::Is { left: Box::new(left), negated: op == "IS NOT", value }
            }
            (_, right) => left.binary(op, right),
        })
    }

    fn in_list(
        &self,
        key: Subject<'_>,
        negated: bool,
        value: &Node,
        field: Option<&Arc<DataType>>,
    ) -> Result<Expr> {
        let op = if negated { "NOT IN" } else { "IN" };
        let right = match value {
            Node::Literal(sql) => Expr::raw(sql),
            Node::List { index, kind, bucket } if *bucket > 0 => {
                return Ok(Expr::InList {
                    expr: Box::new(self.subject(key)?),
                    negated,
                    list: value::list(*index, *kind, *bucket, field),
                })
            }
            Node::List { .. } => Expr::raw("(NULL)"),
            Node::Array(items) if items.is_empty() => Expr::raw("(NULL)"),
            Node::Array(items) => Expr::Tuple(
                items.iter().map(|item| value_expr(self.ctx, item, field)).collect::<Result<_>>()?,
            ),
            _ => return Err(value::invalid(value)),
        };
        self.compare(key, op, right)
    }

    /// `ANY (ARRAY[1,2])`, `ALL (VALUES (1), (2))`.
    fn quantified(&self, op: &str, value: &Node, field: Option<&Arc<DataType>>) -> Result<Expr> {
        let word = if op == "any" { "ANY (" } else { "ALL (" };
        let inner = match value {
            Node::Object(entries) => match entries.as_slice() {
                [(Key::Op(inner), Node::Array(rows))] if inner == "values" => {
                    let mut pieces = vec![Expr::raw("VALUES ")];
                    for (i, row) in rows.iter().enumerate() {
                        pieces.push(Expr::raw(if i > 0 { ", (" } else { "(" }));
                        pieces.push(value_expr(self.ctx, row, None)?);
                        pieces.push(Expr::raw(")"));
                    }
                    let inline = Expr::Concat(pieces);
                    match rows.iter().any(Node::is_method) {
                        true => inline,
                        // A placeholder in VALUES has no type but text; an array has the column's.
                        false => Expr::ByMode {
                            inline: Box::new(inline),
                            bind: Box::new(value_expr(self.ctx, &Node::Array(rows.clone()), None)?),
                        },
                    }
                }
                _ => return Err(value::invalid(value)),
            },
            Node::Array(_) | Node::List { .. } => value_expr(self.ctx, value, list_type(field).as_ref())?,
            _ if value.is_method() => value_expr(self.ctx, value, None)?,
            _ => return Err(value::invalid(value)),
        };
        Ok(Expr::Concat(vec![Expr::raw(word), inner, Expr::raw(")")]))
    }
}

/// The type of the values of `Op.any` and `Op.all`: they are elements, of the column's own array type
/// or of the column's type. Types whose values are printed as they are need no cast.
fn list_type(field: Option<&Arc<DataType>>) -> Option<Arc<DataType>> {
    let field = field?;
    match field.key.as_str() {
        "ARRAY" => Some(field.clone()),
        "STRING" | "CHAR" | "TEXT" | "CITEXT" | "UUID" | "UUIDV1" | "UUIDV4" | "ENUM" | "BOOLEAN"
        | "TIME" | "INET" | "CIDR" | "MACADDR" | "TSVECTOR" | "VIRTUAL" => None,
        _ => Some(Arc::new(DataType {
            key: "ARRAY".into(),
            inner: Some(Box::new(DataType::clone(field))),
            ..Default::default()
        })),
    }
}

/// `Op.col: 'a.b'`. The name is part of the SQL, so it is structure in the request.
fn other_column(value: &Node) -> Result<Expr> {
    match value {
        Node::Text(path) => Ok(words::path_column(path)),
        _ => Err(value::invalid(value)),
    }
}

/// `'x%'`, `'%x'`, `'%x%'`.
fn pattern(op: &str, value: &Node) -> Result<Expr> {
    let wrap = |text: &str| match op {
        "startsWith" => format!("{text}%"),
        "endsWith" => format!("%{text}"),
        _ => format!("%{text}%"),
    };
    let text = match value {
        Node::Param { index, kind, .. }
            if !matches!(kind, ValueKind::Array | ValueKind::Object | ValueKind::Bytes | ValueKind::Json) =>
        {
            return Ok(Expr::Param(Param {
                index: *index,
                element: None,
                kind: ValueKind::Text,
                data_type: None,
                transform: match op {
                    "startsWith" => Transform::StartsWith,
                    "endsWith" => Transform::EndsWith,
                    _ => Transform::Contains,
                },
            }))
        }
        Node::Literal(text) | Node::Text(text) | Node::BigInt(text) => wrap(text),
        Node::Number(n) => wrap(&number_text(*n)),
        Node::Bool(b) => wrap(&b.to_string()),
        Node::Null => wrap("null"),
        _ => return Err(value::invalid(value)),
    };
    Ok(Expr::Value(Value::Text(text), None))
}
