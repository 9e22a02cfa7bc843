//! How conditions combine: and, or, not, several conditions on one subject; and the subject itself.

use super::{
    no_raw_query, no_replacements, operators_first, value, words, Conditions, Join, Prefix, Subject,
};
use crate::ast::{Expr, ValueKind};
use crate::failure::{Failure, Result};
use crate::plan::request::{Key, Node};

impl Conditions<'_> {
    /// `where: [{…}, {…}]`.
    pub(super) fn implicit_and(&self, value: &Node) -> Result<Option<Expr>> {
        let joins = |item: &Node| matches!(item, Node::Object(_) | Node::Where { .. });
        match value {
            Node::Array(items) if items.iter().any(joins) => self.group("and", value),
            _ => Err(no_replacements()),
        }
    }

    /// `Op.and`, `Op.or` and `Op.not` as keys.
    pub(super) fn group(&self, op: &str, value: &Node) -> Result<Option<Expr>> {
        let join = if op == "or" { Join::Or } else { Join::And };
        let inner = match value {
            Node::Array(items) => {
                let mut parts = Vec::with_capacity(items.len());
                for item in items {
                    let Some(part) = self.items(item, Join::And)? else { continue };
                    let several = match item {
                        Node::Array(inner) => inner.len() > 1,
                        Node::Object(entries) => entries.len() > 1,
                        _ => false,
                    };
                    parts.push(if several { part.paren() } else { part });
                }
                join.of(parts)
            }
            Node::List { kind: ValueKind::Bool, .. } | Node::List { bucket: 0, .. } => None,
            Node::List { .. } => return Err(no_raw_query()),
            Node::Null => return Err(Failure::usage(format!("Invalid value null for Op.{op}"))),
            _ => self.items(value, join)?,
        };
        Ok(match (inner, op) {
            (Some(inner), "not") => Some(Expr::Prefix("NOT", Box::new(inner.paren()))),
            (Some(inner), _) => Some(inner.paren()),
            // No alternative at all matches nothing, and neither does the opposite of everything.
            (None, "or" | "not") => Some(Expr::raw("0 = 1")),
            (None, _) => None,
        })
    }

    /// `{ a: { [Op.or]: … } }`: the same subject, several conditions.
    pub(super) fn bind(&self, join: Join, key: Subject<'_>, value: &Node) -> Result<Option<Expr>> {
        match value {
            Node::Object(entries) => self.each(join, key, entries),
            Node::Array(items) => {
                let mut parts = Vec::with_capacity(items.len());
                for item in items {
                    parts.extend(self.item(key, item)?);
                }
                Ok(self.joined(join, parts))
            }
            Node::List { bucket: 0, .. } => Ok(self.joined(join, Vec::new())),
            Node::List { index, kind, bucket } => {
                let list = value::list(*index, *kind, *bucket, self.field_of(key).as_ref());
                Ok(Some(
                    Expr::EachOf { left: Box::new(self.subject(key)?), list, or: join == Join::Or }.paren(),
                ))
            }
            _ => Err(value::invalid(value)),
        }
    }

    pub(super) fn each(&self, join: Join, key: Subject<'_>, entries: &[(Key, Node)]) -> Result<Option<Expr>> {
        let mut parts = Vec::with_capacity(entries.len());
        for entry in operators_first(entries) {
            let entry = [entry.clone()];
            parts.extend(self.object(key, &entry)?);
        }
        Ok(self.joined(join, parts))
    }

    pub(super) fn joined(&self, join: Join, parts: Vec<Expr>) -> Option<Expr> {
        match join.of(parts) {
            // v6 drops an empty list of alternatives, and with it the condition: every row matches.
            None if join == Join::Or => Some(Expr::raw("0 = 1")),
            joined => joined.map(Expr::paren),
        }
    }

    /// The left side of a comparison.
    pub(super) fn subject(&self, key: Subject<'_>) -> Result<Expr> {
        match key {
            Subject::Name(name) => Ok(match nested_column(name) {
                Some(column) => column,
                None => self.prefixed(name),
            }),
            Subject::Expr(expr) => Ok(expr.clone()),
            Subject::None | Subject::Op(_) => Err(Failure::usage("Invalid where: a value without a column")),
        }
    }

    pub(super) fn prefixed(&self, name: &str) -> Expr {
        match &self.prefix {
            None => Expr::column(name),
            Some(Prefix::Name(alias)) => Expr::qualified(alias.clone(), name),
            Some(Prefix::Table(table)) => {
                Expr::Concat(vec![Expr::Table(table.clone()), Expr::raw("."), Expr::column(name)])
            }
            Some(Prefix::Raw(sql)) => Expr::Concat(vec![Expr::Raw(format!("{sql}.")), Expr::column(name)]),
        }
    }
}

/// `'$a.b.c$'` -> `"a->b"."c"`.
fn nested_column(name: &str) -> Option<Expr> {
    let inner = name.strip_prefix('$')?.strip_suffix('$')?;
    Some(words::path_column(inner))
}
