//! Catalog entries from the JSON that lib/native/catalog.js writes.

use crate::ast::TableName;
use crate::catalog::{Association, AssociationKind, Attribute, Model, Reference};
use crate::failure::{Failure, Result};
use crate::plan::request::data_type;
use serde_json::Value as Json;
use std::sync::Arc;

fn parse(text: &str) -> Result<Json> {
    serde_json::from_str(text).map_err(|e| Failure::internal(format!("malformed catalog entry: {e}")))
}

fn text(json: &Json, name: &str) -> Option<String> {
    json.get(name).and_then(Json::as_str).map(str::to_owned)
}

fn flag(json: &Json, name: &str) -> bool {
    json.get(name).and_then(Json::as_bool).unwrap_or(false)
}

fn names(json: Option<&Json>) -> Vec<String> {
    json.and_then(Json::as_array)
        .map(|items| items.iter().filter_map(|i| i.as_str().map(str::to_owned)).collect())
        .unwrap_or_default()
}

fn table(json: Option<&Json>) -> TableName {
    json.map(|t| TableName {
        table: text(t, "table").unwrap_or_default(),
        schema: text(t, "schema"),
        delimiter: text(t, "delimiter"),
    })
    .unwrap_or_default()
}

/// A model.
pub fn model(source: &str) -> Result<Model> {
    let json = parse(source)?;
    let mut model = Model {
        name: text(&json, "name").unwrap_or_default(),
        table: table(json.get("table")),
        primary_keys: names(json.get("primaryKeys")),
        unique_keys: json
            .get("uniqueKeys")
            .and_then(Json::as_array)
            .map(|keys| keys.iter().map(|k| names(Some(k))).collect())
            .unwrap_or_default(),
        deleted_at: text(&json, "deletedAt"),
        auto_increment: text(&json, "autoIncrement"),
        has_triggers: flag(&json, "hasTriggers"),
        ..Model::default()
    };
    for item in json.get("attributes").and_then(Json::as_array).into_iter().flatten() {
        let attribute = attribute(item)?;
        model.by_name.insert(attribute.name.clone(), model.attributes.len());
        model.by_field.insert(attribute.field.clone(), model.attributes.len());
        model.attributes.push(attribute);
    }
    Ok(model)
}

fn attribute(json: &Json) -> Result<Attribute> {
    let name = text(json, "name").unwrap_or_default();
    Ok(Attribute {
        field: text(json, "field").unwrap_or_else(|| name.clone()),
        name,
        data_type: match json.get("type") {
            Some(spec) if spec.is_object() => Some(Arc::new(data_type(spec)?)),
            _ => None,
        },
        primary_key: flag(json, "primaryKey"),
        auto_increment: flag(json, "autoIncrement"),
        allow_null: json.get("allowNull").and_then(Json::as_bool),
        references: json
            .get("references")
            .filter(|r| r.is_object())
            .map(|r| Reference { table: table(r.get("table")), key: text(r, "key") }),
    })
}

/// An association.
pub fn association(source: &str) -> Result<Association> {
    let json = parse(source)?;
    let id = |name: &str| json.get(name).and_then(Json::as_u64).map(|n| n as u32);
    let kind = match text(&json, "kind").as_deref() {
        Some("BelongsTo") => AssociationKind::BelongsTo,
        Some("HasOne") => AssociationKind::HasOne,
        Some("HasMany") => AssociationKind::HasMany,
        Some("BelongsToMany") => AssociationKind::BelongsToMany,
        other => return Err(Failure::internal(format!("unknown association type {other:?}"))),
    };
    let missing = |what: &str| Failure::internal(format!("association without {what}"));
    Ok(Association {
        kind,
        alias: text(&json, "alias").unwrap_or_default(),
        source: id("source").ok_or_else(|| missing("source"))?,
        target: id("target").ok_or_else(|| missing("target"))?,
        is_self: flag(&json, "isSelf"),
        foreign_key: text(&json, "foreignKey").ok_or_else(|| missing("foreignKey"))?,
        foreign_key_field: text(&json, "foreignKeyField").ok_or_else(|| missing("foreignKeyField"))?,
        target_key: text(&json, "targetKey"),
        target_key_field: text(&json, "targetKeyField"),
        source_key: text(&json, "sourceKey"),
        source_key_field: text(&json, "sourceKeyField"),
        other_key: text(&json, "otherKey"),
        other_key_field: text(&json, "otherKeyField"),
        through: id("through"),
        is_aliased: flag(&json, "isAliased"),
        is_inner: flag(&json, "isInner"),
        to_target: id("toTarget"),
        many_from_source: id("manyFromSource"),
    })
}
