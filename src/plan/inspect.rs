//! Request nodes as text, for error messages.

use super::request::{Key, Node};
use super::Context;

/// Like `JSON.stringify`.
pub fn json(node: &Node) -> String {
    to_json(node).to_string()
}

fn to_json(node: &Node) -> serde_json::Value {
    use serde_json::Value as J;
    match node {
        Node::Bool(b) => J::Bool(*b),
        Node::Number(n) if n.fract() == 0.0 && n.abs() < 9e15 => J::from(*n as i64),
        Node::Number(n) => J::from(*n),
        Node::Text(text) => J::String(text.clone()),
        Node::BigInt(digits) => J::String(digits.clone()),
        Node::Array(items) => J::Array(items.iter().map(to_json).collect()),
        Node::Object(entries) => {
            let named = entries.iter().filter_map(|(key, value)| match key {
                Key::Name(name) => Some((name.clone(), to_json(value))),
                Key::Op(_) => None,
            });
            J::Object(named.collect())
        }
        _ => J::Null,
    }
}

/// Roughly like `util.inspect`: associations and models by their names.
pub fn inspect(ctx: &Context, node: &Node) -> String {
    match node {
        Node::Text(text) => format!("'{}'", text.replace('\'', "\\'")),
        Node::Undefined => "undefined".into(),
        Node::Model(id) => ctx.catalog.model(*id).map(|model| model.name.clone()).unwrap_or_default(),
        Node::Association(id) => ctx.catalog.association(*id).map(|a| a.alias.clone()).unwrap_or_default(),
        Node::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| inspect(ctx, item)).collect();
            format!("[ {} ]", items.join(", "))
        }
        Node::Object(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| match key {
                    Key::Name(name) => format!("{name}: {}", inspect(ctx, value)),
                    Key::Op(name) => format!("[Symbol({name})]: {}", inspect(ctx, value)),
                })
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
        other => json(other),
    }
}
