//! Reads v6's arguments: tables, names, lists of names, options.

use super::super::request::{Key, Node};
use super::super::Context;
use crate::ast::ddl::TableArg;
use crate::ast::TableName;
use crate::failure::{Failure, Result};
use crate::value::Value;

/// A method's arguments; one that is not there is undefined.
pub struct Args<'a>(pub &'a [Node]);

impl<'a> Args<'a> {
    pub fn node(&self, at: usize) -> &'a Node {
        self.0.get(at).unwrap_or(&Node::Undefined)
    }

    /// A text that says something.
    pub fn text(&self, at: usize) -> Option<&'a str> {
        self.node(at).as_text().filter(|t| !t.is_empty())
    }

    pub fn required_text(&self, at: usize, what: &str) -> Result<&'a str> {
        self.node(at).as_text().ok_or_else(|| Failure::usage(format!("{what} must be a string")))
    }

    pub fn owned(&self, at: usize, what: &str) -> Result<String> {
        self.required_text(at, what).map(str::to_owned)
    }

    pub fn table(&self, ctx: &Context, at: usize) -> Result<TableArg> {
        table(ctx, self.node(at))
    }
}

/// A table as text, as an object, or as a model.
pub fn table(ctx: &Context, node: &Node) -> Result<TableArg> {
    Ok(match node {
        Node::Text(name) => TableArg { name: TableName::new(name.clone()), text: true },
        Node::Model(id) => TableArg { name: ctx.catalog.model(*id)?.table.clone(), text: false },
        Node::Object(_) => {
            let named = ["tableName", "table", "name"].iter().find_map(|key| node.some(key));
            let (mut name, text) = match named {
                Some(Node::Text(name)) => (TableName::new(name.clone()), false),
                Some(inner) => (table(ctx, inner)?.name, false),
                None => return Err(Failure::usage("A table has no name")),
            };
            let given = |keys: [&str; 2]| {
                keys.iter().find_map(|key| node.text(key)).filter(|t| !t.is_empty()).map(str::to_owned)
            };
            name.schema = given(["schema", "_schema"]).or(name.schema);
            name.delimiter = given(["delimiter", "_schemaDelimiter"]).or(name.delimiter);
            TableArg { name, text }
        }
        Node::Null | Node::Undefined => TableArg::default(),
        _ => return Err(Failure::usage("A table must be a name, an object or a model")),
    })
}

/// Text under a name, where it says something.
pub fn option(node: &Node, name: &str) -> Option<String> {
    node.some(name).and_then(scalar).filter(|t| !t.is_empty())
}

/// A text, a number or a boolean as text.
pub fn scalar(node: &Node) -> Option<String> {
    match node {
        Node::Text(text) => Some(text.clone()),
        Node::Number(n) => Some(crate::sql::number_text(*n)),
        Node::BigInt(digits) => Some(digits.clone()),
        Node::Bool(b) => Some(b.to_string()),
        _ => None,
    }
}

/// A list of texts, one text standing for a list of one.
pub fn texts(node: &Node, what: &str) -> Result<Vec<String>> {
    match node {
        Node::Array(items) => items
            .iter()
            .map(|item| scalar(item).ok_or_else(|| Failure::usage(format!("{what} must hold strings"))))
            .collect(),
        Node::Null | Node::Undefined => Ok(Vec::new()),
        other => match scalar(other) {
            Some(text) => Ok(vec![text]),
            None => Err(Failure::usage(format!("{what} must be an array of strings"))),
        },
    }
}

/// The entries of a plain object under names, in order.
pub fn entries<'n>(node: &'n Node, what: &str) -> Result<Vec<(&'n str, &'n Node)>> {
    match node {
        Node::Object(entries) => Ok(entries
            .iter()
            .filter_map(|(key, value)| match key {
                Key::Name(name) => Some((name.as_str(), value)),
                Key::Op(_) => None,
            })
            .collect()),
        Node::Null | Node::Undefined => Ok(Vec::new()),
        _ => Err(Failure::usage(format!("{what} must be an object"))),
    }
}

/// A value that stands in the request itself.
pub fn value(node: &Node) -> Result<Value> {
    Ok(match node {
        Node::Undefined => Value::Null,
        Node::Array(items) => Value::Array(items.iter().map(value).collect::<Result<_>>()?),
        Node::Object(_) => Value::Object(
            entries(node, "value")?
                .into_iter()
                .map(|(name, inner)| Ok((name.to_owned(), value(inner)?)))
                .collect::<Result<_>>()?,
        ),
        _ => node.scalar().ok_or_else(|| Failure::usage("Invalid value in a definition"))?,
    })
}
