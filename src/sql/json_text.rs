//! A value as JSON text, as JavaScript's `JSON.stringify` writes it, and JSON text as a value.

use super::number::number_text;
use super::time::iso_text;
use crate::failure::{Failure, FailureKind, Result};
use crate::value::Value;
use std::borrow::Cow;

/// `JSON.stringify(value)`.
pub fn json_text(value: &Value) -> Result<String> {
    let mut out = String::new();
    write(value, &mut out)?;
    Ok(out)
}

fn write(value: &Value, out: &mut String) -> Result<()> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Int(n) => out.push_str(&n.to_string()),
        Value::Float(n) if n.is_finite() => out.push_str(&number_text(*n)),
        Value::Float(_) => out.push_str("null"),
        Value::BigInt(_) => {
            return Err(Failure::new(FailureKind::TypeError, "Do not know how to serialize a BigInt"))
        }
        Value::Text(s) => json_string(s, out),
        Value::Date(ms) => json_string(&iso_text(*ms), out),
        Value::Json(text) => out.push_str(text),
        Value::Bytes(bytes) => {
            out.push_str("{\"type\":\"Buffer\",\"data\":[");
            for (i, byte) in bytes.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&byte.to_string());
            }
            out.push_str("]}");
        }
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Value::Object(entries) => {
            out.push('{');
            for (i, (key, item)) in entries.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                json_string(key, out);
                out.push(':');
                write(item, out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

/// A text in quotes, as JSON writes it.
pub fn json_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if (c as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// A document that came as JSON text as arrays and objects; any other value as it is.
pub fn structured(value: &Value) -> Result<Cow<'_, Value>> {
    Ok(match value {
        Value::Json(text) => Cow::Owned(json_value(text)?),
        other => Cow::Borrowed(other),
    })
}

/// Reads JSON text as a value, for types that need to look inside (GeoJSON, ranges).
pub fn json_value(text: &str) -> Result<Value> {
    let json: serde_json::Value =
        serde_json::from_str(text).map_err(|e| Failure::usage(format!("Invalid value {text}: {e}")))?;
    Ok(from_json(json))
}

fn from_json(json: serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(b) => Value::Bool(b),
        serde_json::Value::Number(n) => match n.as_i64() {
            Some(i) => Value::Int(i),
            None => Value::Float(n.as_f64().unwrap_or(f64::NAN)),
        },
        serde_json::Value::String(s) => Value::Text(s),
        serde_json::Value::Array(items) => Value::Array(items.into_iter().map(from_json).collect()),
        serde_json::Value::Object(map) => {
            Value::Object(map.into_iter().map(|(k, v)| (k, from_json(v))).collect())
        }
    }
}
