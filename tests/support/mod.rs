//! Catalogs, requests and values of test cases, read from JSON.

#![allow(dead_code)]

use sequelize_native::ast::TableName;
use sequelize_native::catalog::{Association, AssociationKind, Attribute, Catalog, Model};
use sequelize_native::plan::request::data_type;
use sequelize_native::value::Value;
use serde_json::Value as Json;
use std::sync::Arc;

fn text(json: &Json, name: &str) -> Option<String> {
    json.get(name).and_then(Json::as_str).map(str::to_owned)
}

fn names(json: Option<&Json>) -> Vec<String> {
    let items = json.and_then(Json::as_array).cloned().unwrap_or_default();
    items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// A catalog as lib/native/catalog.js writes it: `{ models: […], associations: […] }`.
pub fn catalog(json: &Json) -> Catalog {
    let catalog = Catalog::default();
    for entry in json["models"].as_array().expect("models") {
        catalog.add_model(model(entry));
    }
    for entry in json["associations"].as_array().expect("associations") {
        catalog.add_association(association(entry));
    }
    catalog
}

fn model(json: &Json) -> Model {
    let table = &json["table"];
    let mut model = Model {
        name: text(json, "name").expect("name"),
        table: TableName {
            table: text(table, "table").expect("table"),
            schema: text(table, "schema"),
            delimiter: text(table, "delimiter"),
        },
        primary_keys: names(json.get("primaryKeys")),
        unique_keys: json["uniqueKeys"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|key| names(Some(key)))
            .collect(),
        ..Model::default()
    };
    for entry in json["attributes"].as_array().expect("attributes") {
        let name = text(entry, "name").expect("attribute name");
        let field = text(entry, "field").unwrap_or_else(|| name.clone());
        model.by_name.insert(name.clone(), model.attributes.len());
        model.by_field.insert(field.clone(), model.attributes.len());
        let data_type = entry.get("type").map(|spec| Arc::new(data_type(spec).expect("data type")));
        let flag = |name: &str| entry.get(name).and_then(Json::as_bool).unwrap_or(false);
        model.attributes.push(Attribute {
            name,
            field,
            data_type,
            primary_key: flag("primaryKey"),
            auto_increment: flag("autoIncrement"),
            ..Attribute::default()
        });
    }
    model
}

fn association(json: &Json) -> Association {
    let id = |name: &str| json.get(name).and_then(Json::as_u64).map(|n| n as u32);
    let flag = |name: &str| json.get(name).and_then(Json::as_bool).unwrap_or(false);
    Association {
        kind: match text(json, "kind").as_deref() {
            Some("BelongsTo") => AssociationKind::BelongsTo,
            Some("HasOne") => AssociationKind::HasOne,
            Some("HasMany") => AssociationKind::HasMany,
            _ => AssociationKind::BelongsToMany,
        },
        alias: text(json, "alias").expect("alias"),
        source: id("source").expect("source"),
        target: id("target").expect("target"),
        is_self: flag("isSelf"),
        foreign_key: text(json, "foreignKey").expect("foreignKey"),
        foreign_key_field: text(json, "foreignKeyField").expect("foreignKeyField"),
        target_key: text(json, "targetKey"),
        target_key_field: text(json, "targetKeyField"),
        source_key: text(json, "sourceKey"),
        source_key_field: text(json, "sourceKeyField"),
        other_key: text(json, "otherKey"),
        other_key_field: text(json, "otherKeyField"),
        through: id("through"),
        is_aliased: flag("isAliased"),
        is_inner: flag("isInner"),
        to_target: id("toTarget"),
        many_from_source: id("manyFromSource"),
    }
}

/// Bind values: JSON's own scalars, and `{"$date":ms}`, `{"$big":"…"}`, `{"$buf":"hex"}`, `{"$obj":{…}}`.
pub fn values(json: &Json) -> Vec<Value> {
    json.as_array().map(|items| items.iter().map(value).collect()).unwrap_or_default()
}

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(b) => Value::Bool(*b),
        Json::Number(n) => n.as_i64().map_or_else(|| Value::Float(n.as_f64().expect("number")), Value::Int),
        Json::String(s) => Value::Text(s.clone()),
        Json::Array(items) => Value::Array(items.iter().map(value).collect()),
        Json::Object(map) => match map.iter().next() {
            Some((tag, body)) if tag == "$date" => Value::Date(body.as_i64().expect("ms")),
            Some((tag, body)) if tag == "$big" => {
                let digits = body.as_str().expect("digits");
                digits.parse().map_or_else(|_| Value::BigInt(digits.to_owned()), Value::Int)
            }
            Some((tag, body)) if tag == "$buf" => {
                let hex = body.as_str().expect("hex");
                let byte = |i| u8::from_str_radix(&hex[i..i + 2], 16).expect("hex");
                Value::Bytes((0..hex.len()).step_by(2).map(byte).collect())
            }
            Some((tag, Json::Object(body))) if tag == "$obj" => {
                Value::Object(body.iter().map(|(key, item)| (key.clone(), value(item))).collect())
            }
            _ => panic!("a bind value {json}"),
        },
    }
}
