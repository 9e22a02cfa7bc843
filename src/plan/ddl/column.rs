//! Attributes as `define()` and migrations state them -> [`Column`].

use super::super::filter::{self, FilterScope};
use super::super::request::Node;
use super::super::Context;
use super::args::{entries, option, table, texts, value};
use crate::ast::ddl::{AllowNull, Column, ColumnContext, Deferrable, Definitions, References};
use crate::ast::{DataType, Expr};
use crate::failure::{Failure, Result};
use crate::sql::ddl::Printer;
use std::sync::Arc;

/// The second argument of `attributesToSQL`: where the definitions will stand.
pub fn context(ctx: &Context, options: &Node) -> Result<ColumnContext> {
    let given = options.some("table").or_else(|| options.some("tableName"));
    Ok(ColumnContext {
        context: option(options, "context"),
        table: given.map(|node| table(ctx, node)).transpose()?,
        key: option(options, "key"),
        schema: option(options, "schema"),
        foreign_key: option(options, "foreignKey"),
        without_foreign_keys: options.is_true("withoutForeignKeyConstraints"),
    })
}

pub fn definitions(ctx: &Context, attributes: &Node, options: &Node) -> Result<Definitions> {
    let columns = entries(attributes, "attributes")?
        .into_iter()
        .map(|(key, node)| column(ctx, key, node))
        .collect::<Result<Vec<_>>>()?;
    ctx.dialect.columns(Printer::new(ctx.dialect, ctx.settings), &columns, &context(ctx, options)?)
}

/// An attribute: an object with a type, a type by itself, or a type's SQL text.
pub fn column(ctx: &Context, key: &str, node: &Node) -> Result<Column> {
    let bare = |data_type| Column { key: key.to_owned(), data_type: Some(data_type), ..Column::default() };
    if let Node::Type(_) | Node::Text(_) = node {
        return Ok(bare(data_type(node)?));
    }
    if !matches!(node, Node::Object(_)) {
        return Err(Failure::usage(format!("The definition of {key} must be an object or a data type")));
    }
    let data_type = node.some("type").map(data_type).transpose()?;
    let default_value = default_value(ctx, node.get("defaultValue"), data_type.as_ref())?;
    let references = node.some("references").map(|n| references(ctx, n)).transpose()?.flatten();
    Ok(Column {
        key: key.to_owned(),
        field: option(node, "field"),
        values: match node.some("values") {
            Some(values) => Some(texts(values, "values")?),
            None => None,
        },
        data_type,
        allow_null: match node.get("allowNull") {
            None => AllowNull::Absent,
            Some(Node::Null | Node::Undefined) => AllowNull::Unset,
            Some(flag) if flag.truthy() => AllowNull::Yes,
            Some(_) => AllowNull::No,
        },
        default_value,
        unique: matches!(node.get("unique"), Some(Node::Bool(true))),
        primary_key: node.is_true("primaryKey"),
        auto_increment: node.is_true("autoIncrement"),
        auto_increment_identity: node.is_true("autoIncrementIdentity"),
        references,
        on_delete: option(node, "onDelete"),
        on_update: option(node, "onUpdate"),
        comment: option(node, "comment"),
        first: node.is_true("first"),
        after: option(node, "after"),
        own_table: match node.some("Model") {
            Some(own) => Some(table(ctx, own)?.name.table),
            None => None,
        },
    })
}

pub fn data_type(node: &Node) -> Result<Arc<DataType>> {
    match node {
        Node::Type(data_type) => Ok(data_type.clone()),
        Node::Text(sql) => {
            Ok(Arc::new(DataType { key: "RAW".into(), sql: Some(sql.clone()), ..DataType::default() }))
        }
        _ => Err(Failure::usage("A type must be a data type or its SQL text")),
    }
}

/// A default that belongs to the schema. NOW, UUIDV1 and UUIDV4 are made by JavaScript for each row.
fn default_value(ctx: &Context, node: Option<&Node>, t: Option<&Arc<DataType>>) -> Result<Option<Expr>> {
    Ok(match node {
        None | Some(Node::Undefined) => None,
        Some(Node::Type(t)) if matches!(t.key.as_str(), "NOW" | "UUIDV1" | "UUIDV4") => None,
        Some(node) if node.is_method() => Some(filter::expression(ctx, node, &FilterScope::default())?),
        Some(node) => Some(Expr::Value(value(node)?, t.cloned())),
    })
}

/// `references: { model, key, deferrable }`, or a table by itself.
fn references(ctx: &Context, node: &Node) -> Result<Option<References>> {
    if let Node::Text(_) | Node::Model(_) = node {
        return Ok(Some(References { table: table(ctx, node)?, key: None, deferrable: None }));
    }
    let Some(target) = node.some("model") else { return Ok(None) };
    Ok(Some(References {
        table: table(ctx, target)?,
        key: option(node, "key"),
        deferrable: node.some("deferrable").map(deferrable).transpose()?,
    }))
}

/// v6's `Deferrable`: its name (`INITIALLY_DEFERRED`), its SQL, or `{ type, constraints }`.
pub fn deferrable(node: &Node) -> Result<Deferrable> {
    if let Node::Type(t) = node {
        // The names of the constraints cross as the values of a type.
        let names = Some(t.values.clone()).filter(|v| !v.is_empty());
        return match t.key.as_str() {
            "SET_DEFERRED" => Ok(Deferrable::SetDeferred(names)),
            "SET_IMMEDIATE" => Ok(Deferrable::SetImmediate(names)),
            key => deferrable(&Node::Text(key.to_owned())),
        };
    }
    let named = ["type", "key", "name"].iter().find_map(|key| node.text(key));
    let name = node.as_text().or(named).unwrap_or_default();
    let constraints = || match node.some("constraints") {
        Some(list) => texts(list, "constraints").map(Some),
        None => Ok(None),
    };
    Ok(match name.to_uppercase().replace(' ', "_").as_str() {
        "INITIALLY_DEFERRED" | "DEFERRABLE_INITIALLY_DEFERRED" => Deferrable::InitiallyDeferred,
        "INITIALLY_IMMEDIATE" | "DEFERRABLE_INITIALLY_IMMEDIATE" => Deferrable::InitiallyImmediate,
        "NOT" | "NOT_DEFERRABLE" => Deferrable::Not,
        "SET_DEFERRED" => Deferrable::SetDeferred(constraints()?),
        "SET_IMMEDIATE" => Deferrable::SetImmediate(constraints()?),
        other => return Err(Failure::usage(format!("Unknown deferrable: {other}"))),
    })
}
