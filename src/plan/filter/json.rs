//! Conditions inside JSON documents: paths, and casts by the kind of value.

use super::value;
use super::{words, Conditions, Join, Subject};
use crate::ast::{Expr, ListParam, Param, Transform, ValueKind};
use crate::failure::{Failure, Result};
use crate::plan::request::{Key, Node};

/// What is known of a value, for the choice of a cast.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Date,
    Bool,
    Null,
    Other,
}

impl Conditions<'_> {
    /// `{ meta: { a: { b: 1 } } }`: each leaf is a comparison with the value at its path.
    pub(super) fn json(&self, name: &str, entries: &[(Key, Node)]) -> Result<Option<Expr>> {
        if !self.ctx.dialect.features().json {
            return Err(Failure::usage(format!(
                "Unsupported {} for JSON operations",
                self.ctx.dialect.name()
            )));
        }
        let mut parts = Vec::new();
        let whole = Conditions {
            ctx: self.ctx,
            model: self.model.clone(),
            prefix: self.prefix.clone(),
            data_type: self.data_type.clone(),
            field: self.field.clone(),
            json: false,
        };
        for (key, item) in entries {
            if let Key::Op(_) = key {
                let entry = [(key.clone(), item.clone())];
                parts.extend(whole.object(Subject::Name(name), &entry)?);
            }
        }
        let document = self.prefixed(name);
        for (key, item) in entries {
            if let Key::Name(leg) = key {
                self.traverse(&document, vec![leg.clone()], item, &mut parts)?;
            }
        }
        let several = parts.len() > 1;
        Ok(Join::And.of(parts).map(|joined| if several { joined.paren() } else { joined }))
    }

    fn traverse(
        &self,
        document: &Expr,
        mut path: Vec<String>,
        item: &Node,
        parts: &mut Vec<Expr>,
    ) -> Result<()> {
        // `key::integer` says the cast itself.
        let mut cast = None;
        if let Some(last) = path.last_mut() {
            if let Some((leg, rest)) = last.split_once("::") {
                cast = Some(words::key_cast(rest.split("::").next().unwrap_or(rest))?.to_owned());
                *last = leg.to_owned();
            }
        }
        let Node::Object(entries) = item else {
            return self.leaf(document, &path, cast.as_deref(), "eq", item, parts);
        };
        for (key, item) in entries {
            if let Key::Op(op) = key {
                self.leaf(document, &path, cast.as_deref(), op, item, parts)?;
            }
        }
        for (key, item) in entries {
            if let Key::Name(leg) = key {
                let mut longer = path.clone();
                longer.push(leg.clone());
                self.traverse(document, longer, item, parts)?;
            }
        }
        Ok(())
    }

    fn leaf(
        &self,
        document: &Expr,
        path: &[String],
        cast: Option<&str>,
        op: &str,
        item: &Node,
        parts: &mut Vec<Expr>,
    ) -> Result<()> {
        let features = self.ctx.dialect.features();
        let kind = kind_of(item);
        let as_document = op == "contains" && is_text(item);
        let subject = Expr::JsonPath {
            document: Box::new(document.clone()),
            path: path.to_vec(),
            as_text: !as_document,
        };
        let text_for_json =
            features.json_scalars_as_text && matches!(kind, Kind::Bool | Kind::Null) && is_scalar(item);
        let iso_date = features.json_dates_as_iso_text && kind == Kind::Date;
        let converted = text_for_json || iso_date;
        let item = if converted { to_text(item)? } else { item.clone() };
        let cast = cast.or(match kind {
            _ if converted => None,
            Kind::Number => Some("double precision"),
            Kind::Date => Some("timestamptz"),
            Kind::Bool => Some("boolean"),
            Kind::Null | Kind::Other => None,
        });
        let subject = match cast {
            Some(word) => Expr::Cast(Box::new(subject), self.ctx.dialect.cast_type(word, false)),
            None => subject,
        };
        let bare = Conditions::bare(self.ctx);
        let entry = [(Key::Op(op.to_owned()), item)];
        let part = bare.object(Subject::Expr(&subject), &entry)?;
        parts.extend(if converted { part.map(params_to_text) } else { part });
        Ok(())
    }
}

fn is_scalar(node: &Node) -> bool {
    !matches!(node, Node::Array(_) | Node::List { .. } | Node::Object(_))
}

fn is_text(node: &Node) -> bool {
    matches!(node, Node::Text(_) | Node::Param { kind: ValueKind::Text, .. })
}

fn kind_of(node: &Node) -> Kind {
    match node {
        Node::Array(items) => match items.first() {
            Some(Node::Array(_)) | None => Kind::Other,
            Some(first) => kind_of(first),
        },
        Node::Number(_) => Kind::Number,
        Node::Date(_) => Kind::Date,
        Node::Bool(_) => Kind::Bool,
        Node::Null => Kind::Null,
        Node::Param { kind, .. } | Node::List { kind, .. } => match kind {
            ValueKind::Number => Kind::Number,
            ValueKind::Date => Kind::Date,
            ValueKind::Bool => Kind::Bool,
            ValueKind::Null => Kind::Null,
            _ => Kind::Other,
        },
        _ => Kind::Other,
    }
}

/// The value as text: `'true'`, `'null'`, a date in ISO 8601.
fn to_text(node: &Node) -> Result<Node> {
    Ok(match node {
        Node::Null => Node::Text("null".into()),
        Node::Bool(b) => Node::Text(b.to_string()),
        Node::Date(_) => match crate::sql::plain_text(&value::structural(node)?) {
            Some(text) => Node::Text(text),
            None => node.clone(),
        },
        Node::Param { index, .. } => Node::Param { index: *index, kind: ValueKind::Text },
        Node::List { index, bucket, .. } => {
            Node::List { index: *index, kind: ValueKind::Text, bucket: *bucket }
        }
        Node::Array(items) => Node::Array(items.iter().map(to_text).collect::<Result<_>>()?),
        other => other.clone(),
    })
}

/// Bind values of an expression, as text.
fn params_to_text(expr: Expr) -> Expr {
    let each = |items: Vec<Expr>| items.into_iter().map(params_to_text).collect();
    match expr {
        Expr::Param(param) => Expr::Param(Param { transform: Transform::ToText, ..param }),
        Expr::Binary(left, op, right) => Expr::Binary(left, op, Box::new(params_to_text(*right))),
        Expr::InList { expr, negated, list } => {
            Expr::InList { expr, negated, list: ListParam { transform: Transform::ToText, ..list } }
        }
        Expr::EachOf { left, list, or } => {
            Expr::EachOf { left, list: ListParam { transform: Transform::ToText, ..list }, or }
        }
        Expr::Between { expr, negated, low, high } => Expr::Between {
            expr,
            negated,
            low: Box::new(params_to_text(*low)),
            high: Box::new(params_to_text(*high)),
        },
        Expr::Paren(inner) => params_to_text(*inner).paren(),
        Expr::Tuple(items) => Expr::Tuple(each(items)),
        Expr::And(items) => Expr::And(each(items)),
        Expr::Or(items) => Expr::Or(each(items)),
        other => other,
    }
}
