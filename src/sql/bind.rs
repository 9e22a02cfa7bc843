//! Bind slots + the request's values -> the values that go on the wire.

use super::time::{date_text, plain_text};
use super::writer::BindSlot;
use super::{json_text, number_text, Settings, SqlDialect};
use crate::ast::{Param, Template, Transform, ValueKind};
use crate::failure::{Failure, Result};
use crate::value::Value;

/// The values of a compiled statement's placeholders, in order, as the dialect sends them.
pub fn bind_values(
    slots: &[BindSlot],
    values: &[Value],
    dialect: &dyn SqlDialect,
    settings: &Settings,
) -> Result<Vec<Value>> {
    slots
        .iter()
        .map(|slot| match slot {
            BindSlot::Param(param) => {
                dialect.bind_value(param_value(param, values)?, param.data_type.as_deref(), settings)
            }
            BindSlot::List(list) => {
                let items = match value_at(list.index, values)? {
                    Value::Array(items) => items,
                    other => {
                        return Err(Failure::internal(format!("a list was expected, not {}", other.kind())))
                    }
                };
                let element = |item: &Value| {
                    dialect.bind_value(
                        transformed(item, &list.transform)?,
                        list.data_type.as_deref(),
                        settings,
                    )
                };
                Ok(Value::Array(items.iter().map(element).collect::<Result<_>>()?))
            }
            BindSlot::Composite(template, data_type) => {
                dialect.bind_value(resolve(template, values)?, data_type.as_deref(), settings)
            }
            BindSlot::Value(value) => dialect.bind_value(value.clone(), None, settings),
        })
        .collect()
}

/// The bind values as v6 shows them beside its own text: as the caller gave them, dates and structured
/// types as text.
pub fn shown_values(
    slots: &[BindSlot],
    values: &[Value],
    dialect: &dyn SqlDialect,
    settings: &Settings,
) -> Result<Vec<Value>> {
    let shown = |slot: &BindSlot| {
        let (value, data_type) = match slot {
            BindSlot::Param(param) => (param_value(param, values)?, param.data_type.as_deref()),
            BindSlot::Value(value) => (value.clone(), None),
            other => return bind_values(std::slice::from_ref(other), values, dialect, settings),
        };
        let key = data_type.map_or("", |t| t.key.as_str());
        let value = match (&value, key) {
            (Value::Date(_), "DATE") => {
                Value::Text(date_text(&value, dialect.date_style(data_type), &settings.timezone))
            }
            (_, "DATEONLY" | "JSON" | "JSONB" | "RANGE" | "HSTORE" | "GEOMETRY" | "GEOGRAPHY" | "ARRAY") => {
                dialect.bind_value(value, data_type, settings)?
            }
            _ => value,
        };
        Ok(vec![value])
    };
    Ok(slots.iter().map(shown).collect::<Result<Vec<_>>>()?.concat())
}

fn value_at(index: usize, values: &[Value]) -> Result<&Value> {
    values.get(index).ok_or_else(|| Failure::internal(format!("no bind value {index}")))
}

/// The value that a parameter stands for, after its transformation.
pub fn param_value(param: &Param, values: &[Value]) -> Result<Value> {
    let mut value = value_at(param.index, values)?;
    if let (Some(element), Value::Array(items)) = (param.element, value) {
        // The placeholders of an IN-list may be more than its values: the last one fills the rest.
        value = items.get(element).or(items.last()).unwrap_or(&Value::Null);
    }
    match (value, &param.transform) {
        // JavaScript hands a document over as its text and says so in the kind.
        (Value::Text(text), Transform::None) if param.kind == ValueKind::Json => {
            Ok(Value::Json(text.clone()))
        }
        _ => transformed(value, &param.transform),
    }
}

fn transformed(value: &Value, transform: &Transform) -> Result<Value> {
    let text = || plain_text(value).ok_or_else(|| invalid_value(value));
    Ok(match transform {
        Transform::None => value.clone(),
        Transform::Contains => Value::Text(format!("%{}%", text()?)),
        Transform::StartsWith => Value::Text(format!("{}%", text()?)),
        Transform::EndsWith => Value::Text(format!("%{}", text()?)),
        Transform::ToJson => Value::Json(json_text(value)?),
        Transform::ToText => Value::Text(text()?),
    })
}

/// The one value that a template makes.
pub fn resolve(template: &Template, values: &[Value]) -> Result<Value> {
    Ok(match template {
        Template::Value(value) => value.clone(),
        Template::Param(param) => param_value(param, values)?,
        Template::List(list) => value_at(list.index, values)?.clone(),
        Template::Array(items) => {
            Value::Array(items.iter().map(|item| resolve(item, values)).collect::<Result<_>>()?)
        }
        Template::Object(entries) => Value::Object(
            entries
                .iter()
                .map(|(key, item)| Ok((key.clone(), resolve(item, values)?)))
                .collect::<Result<_>>()?,
        ),
    })
}

/// v6's complaint about a value that cannot stand as a scalar.
pub fn invalid_value(value: &Value) -> Failure {
    let shown = match value {
        Value::Float(n) => number_text(*n),
        _ => json_text(value).unwrap_or_else(|_| value.kind().to_owned()),
    };
    Failure::usage(format!("Invalid value {shown}"))
}
