//! Values in PostgreSQL's own types: arrays, ranges, hstore, bytea, geometry.

use crate::ast::{DataType, ValueKind};
use crate::failure::{Failure, Result};
use crate::sql::{
    bind_date, invalid_value, is_geometry, json_text, json_value, number_text, structured, DateStyle,
    Settings, SqlDialect,
};
use crate::value::Value;

use super::Postgres;

/// `'it''s'`; with backslashes as escapes on the server, `E'a\\b'`.
///
/// A session can switch `standard_conforming_strings` off at any time. A backslash before a quote, or at the end,
/// would then let the text out of its quotes: `E'\\'' OR 1=1'` says the same in either mode.
pub fn quote_text(text: &str, settings: &Settings, out: &mut String) -> Result<()> {
    if text.contains('\0') {
        return Err(Failure::usage("Invalid value: a string with a NUL character cannot be stored"));
    }
    let breaks_out = text.ends_with('\\') || text.contains("\\'");
    let escapes = breaks_out || (!settings.standard_conforming_strings && text.contains('\\'));
    if escapes {
        out.push('E');
    }
    out.push('\'');
    for c in text.chars() {
        if c == '\'' || (escapes && c == '\\') {
            out.push(c);
        }
        out.push(c);
    }
    out.push('\'');
    Ok(())
}

/// `E'\\x0aff'`: <https://www.postgresql.org/docs/current/datatype-binary.html>
pub fn bytes_literal(bytes: &[u8], out: &mut String) {
    out.push_str("E'\\\\x");
    bytes.iter().for_each(|b| out.push_str(&format!("{b:02x}")));
    out.push('\'');
}

pub fn special_literal(
    value: &Value,
    data_type: Option<&DataType>,
    settings: &Settings,
    out: &mut String,
) -> Result<bool> {
    let key = data_type.map_or("", |t| t.key.as_str());
    match (key, data_type) {
        ("ARRAY", Some(t)) => array(value, Some(t), settings, out)?,
        ("RANGE", Some(t)) => match range_text(value, t, settings)? {
            Bound::Whole(text) => quote_text(&text, settings, out)?,
            Bound::Element(text) => {
                quote_text(&text, settings, out)?;
                out.push_str("::");
                out.push_str(element_cast(t));
            }
        },
        ("HSTORE", _) => quote_text(&hstore_text(value)?, settings, out)?,
        ("GEOMETRY" | "GEOGRAPHY", _) => {
            out.push_str("ST_GeomFromGeoJSON(");
            quote_text(&json_text(value)?, settings, out)?;
            out.push(')');
        }
        _ if matches!(value, Value::Array(_)) && !matches!(key, "JSON" | "JSONB" | "BLOB") => {
            array(value, None, settings, out)?
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// `ARRAY[1,2]::INTEGER[]`
fn array(value: &Value, data_type: Option<&DataType>, settings: &Settings, out: &mut String) -> Result<()> {
    let Value::Array(items) = value else {
        return Err(invalid_value(value));
    };
    let inner = data_type.and_then(|t| t.inner.as_deref());
    out.push_str("ARRAY[");
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        match (item, inner) {
            // An element that is null is the document null, as in v6.
            (Value::Null, Some(t)) if matches!(t.key.as_str(), "JSON" | "JSONB") => out.push_str("'null'"),
            _ => Postgres.literal(item, inner, settings, out)?,
        }
    }
    out.push(']');
    if let (Some(t), Some(_)) = (data_type, inner) {
        out.push_str("::");
        match &t.sql {
            Some(sql) => out.push_str(sql),
            None => out.push_str(&Postgres.type_name(t, settings)?),
        }
    }
    Ok(())
}

/// The type that a single value is cast to where it is compared with a range.
fn element_cast(data_type: &DataType) -> &'static str {
    match data_type.inner.as_ref().map_or("INTEGER", |t| t.key.as_str()) {
        "BIGINT" => "int8",
        "DECIMAL" | "NUMERIC" => "numeric",
        "DATE" => "timestamptz",
        "DATEONLY" => "date",
        _ => "int4",
    }
}

enum Bound {
    /// A range: `[1,5)` or `empty`.
    Whole(String),
    /// One value of the range's element type.
    Element(String),
}

fn range_text(value: &Value, data_type: &DataType, settings: &Settings) -> Result<Bound> {
    let value = &*structured(value)?;
    let inner = data_type.inner.as_deref();
    let Value::Array(bounds) = value else {
        return Ok(Bound::Element(element_text(value, inner, settings)?));
    };
    match bounds.as_slice() {
        [] => Ok(Bound::Whole("empty".into())),
        [low, high] => {
            let (low, low_inclusive) = bound(low, true, inner, settings)?;
            let (high, high_inclusive) = bound(high, false, inner, settings)?;
            Ok(Bound::Whole(format!(
                "{}{low},{high}{}",
                if low_inclusive { '[' } else { '(' },
                if high_inclusive { ']' } else { ')' }
            )))
        }
        _ => Err(Failure::usage("range array length must be 0 (empty) or 2 (lower and upper bounds)")),
    }
}

fn bound(
    value: &Value,
    inclusive: bool,
    inner: Option<&DataType>,
    settings: &Settings,
) -> Result<(String, bool)> {
    let (mut value, mut inclusive) = (value, inclusive);
    if let Value::Object(entries) = value {
        let entry = |name: &str| entries.iter().find(|(key, _)| key == name).map(|(_, v)| v);
        if let Some(flag) = entry("inclusive") {
            inclusive = matches!(flag, Value::Bool(true));
        }
        value = entry("value").ok_or_else(|| invalid_value(value))?;
    }
    let text = match value {
        Value::Null => String::new(),
        Value::Float(n) if n.is_infinite() => number_text(*n).to_lowercase(),
        Value::Int(n) if !is_date(inner) => n.to_string(),
        Value::Float(n) if !is_date(inner) => number_text(*n),
        // Quotes and backslashes of a bound are escaped as in JSON, which range input reads.
        _ => json_text(&Value::Text(element_text(value, inner, settings)?))?,
    };
    Ok((text, inclusive))
}

fn is_date(inner: Option<&DataType>) -> bool {
    inner.is_some_and(|t| matches!(t.key.as_str(), "DATE" | "DATEONLY"))
}

fn element_text(value: &Value, inner: Option<&DataType>, settings: &Settings) -> Result<String> {
    use crate::sql::{date_text, dateonly_text};
    Ok(match (inner.map_or("", |t| t.key.as_str()), value) {
        (_, Value::Float(n)) if n.is_infinite() => number_text(*n),
        ("DATE", _) => date_text(value, DateStyle::WithOffset, &settings.timezone),
        ("DATEONLY", _) => dateonly_text(value),
        (_, Value::Text(text)) => text.clone(),
        (_, Value::Int(n)) => n.to_string(),
        (_, Value::Float(n)) => number_text(*n),
        (_, Value::BigInt(digits)) => digits.clone(),
        (_, Value::Date(_)) => date_text(value, DateStyle::WithOffset, &settings.timezone),
        _ => return Err(invalid_value(value)),
    })
}

/// `"a"=>"1","b"=>NULL`: <https://www.postgresql.org/docs/current/hstore.html>
fn hstore_text(value: &Value) -> Result<String> {
    let parsed;
    let entries = match value {
        Value::Object(entries) => entries,
        Value::Json(text) => {
            parsed = json_value(text)?;
            match &parsed {
                Value::Object(entries) => entries,
                _ => return Err(invalid_value(value)),
            }
        }
        Value::Text(text) => return Ok(text.clone()),
        _ => return Err(invalid_value(value)),
    };
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let mut pairs = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        let value = match value {
            Value::Null => "NULL".into(),
            Value::Text(text) => quoted(text),
            Value::Bool(b) => quoted(&b.to_string()),
            Value::Int(n) => quoted(&n.to_string()),
            Value::Float(n) => quoted(&number_text(*n)),
            Value::BigInt(digits) => quoted(digits),
            _ => return Err(invalid_value(value)),
        };
        pairs.push(format!("{}=>{value}", quoted(key)));
    }
    Ok(pairs.join(","))
}

/// The wire has types for most values; what it lacks goes as text in the type's own syntax.
pub fn bind_value(value: Value, data_type: Option<&DataType>, settings: &Settings) -> Result<Value> {
    if matches!(value, Value::Null) {
        return Ok(Value::Null);
    }
    if let Value::Text(text) = &value {
        if text.contains('\0') {
            return Err(Failure::usage("Invalid value: a string with a NUL character cannot be stored"));
        }
    }
    let key = data_type.map_or("", |t| t.key.as_str());
    // Columns of text, integers and flags have no NaN; without a type the server decides.
    let no_nan = matches!(key, "STRING" | "CHAR" | "TEXT" | "CITEXT" | "UUID" | "ENUM" | "BOOLEAN")
        || key.ends_with("INT")
        || key == "INTEGER";
    if no_nan && matches!(value, Value::Float(n) if !n.is_finite()) {
        return Err(invalid_value(&value));
    }
    Ok(match (key, data_type) {
        ("DATE", _) => bind_date(value, DateStyle::WithOffset, settings),
        ("DATEONLY", _) => match &value {
            Value::Float(n) if n.is_infinite() => Value::Text(number_text(*n)),
            _ => Value::Text(crate::sql::dateonly_text(&value)),
        },
        ("TIME", _) if matches!(value, Value::Date(_)) => {
            Value::Text(crate::sql::date_text(&value, DateStyle::WithOffset, &settings.timezone))
        }
        ("JSON" | "JSONB", _) => Value::Json(json_text(&value)?),
        ("RANGE", Some(t)) => match range_text(&value, t, settings)? {
            Bound::Whole(text) | Bound::Element(text) => Value::Text(text),
        },
        ("HSTORE", _) => Value::Text(hstore_text(&value)?),
        ("GEOMETRY" | "GEOGRAPHY", _) => Value::Text(json_text(&value)?),
        ("ARRAY", Some(t)) => match value {
            Value::Array(items) => Value::Array(
                items
                    .into_iter()
                    .map(|item| match (&item, t.inner.as_deref()) {
                        (Value::Null, Some(t)) if matches!(t.key.as_str(), "JSON" | "JSONB") => {
                            Ok(Value::Json("null".into()))
                        }
                        (_, inner) => bind_value(item, inner, settings),
                    })
                    .collect::<Result<_>>()?,
            ),
            other => return Err(invalid_value(&other)),
        },
        ("BLOB", _) => match value {
            Value::Text(text) => Value::Bytes(text.into_bytes()),
            other => other,
        },
        _ => match value {
            Value::Object(_) => Value::Json(json_text(&value)?),
            Value::Array(items) => Value::Array(
                items.into_iter().map(|item| bind_value(item, None, settings)).collect::<Result<_>>()?,
            ),
            other => other,
        },
    })
}

/// A single value against a range is cast to the range's element; shapes come as GeoJSON.
pub fn around_placeholder(kind: ValueKind, data_type: Option<&DataType>) -> (&'static str, String) {
    match data_type {
        Some(t) if is_geometry(t) => ("ST_GeomFromGeoJSON(", ")".into()),
        Some(t)
            if t.key == "RANGE" && !matches!(kind, ValueKind::Array | ValueKind::Null | ValueKind::Json) =>
        {
            ("", format!("::{}", element_cast(t)))
        }
        _ => ("", String::new()),
    }
}

/// Types whose arrays the wire can send whole; the others are bound one by one.
pub fn binds_as_array(data_type: Option<&DataType>) -> bool {
    match data_type {
        None => true,
        Some(t) => {
            matches!(
                t.key.as_str(),
                "STRING"
                    | "TEXT"
                    | "CHAR"
                    | "UUID"
                    | "UUIDV1"
                    | "UUIDV4"
                    | "INTEGER"
                    | "TINYINT"
                    | "SMALLINT"
                    | "MEDIUMINT"
                    | "BIGINT"
                    | "FLOAT"
                    | "REAL"
                    | "DOUBLE"
                    | "DOUBLE PRECISION"
                    | "DECIMAL"
                    | "NUMERIC"
                    | "BOOLEAN"
                    | "DATE"
                    | "DATEONLY"
                    | "TIME"
            ) && !t.binary
        }
    }
}
