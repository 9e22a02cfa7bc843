//! Bind values -> the text that node-postgres sends for them.

use super::decode::push_hex;
use super::encode::Misfit;
use super::temporal::{self, Zone};
use crate::value::Value;
use std::fmt::Write;

/// A number as JavaScript's `String(n)` prints it.
pub fn js_float(n: f64) -> String {
    if n.is_nan() {
        return "NaN".into();
    }
    if n.is_infinite() {
        return temporal::js_number(n).into();
    }
    if n == 0.0 {
        return "0".into();
    }
    if n.abs() >= 1e21 || n.abs() < 1e-6 {
        let text = format!("{n:e}");
        return match text.split_once('e') {
            Some((mantissa, exponent)) if !exponent.starts_with('-') => format!("{mantissa}e+{exponent}"),
            _ => text,
        };
    }
    n.to_string()
}

/// The text of a value, as node-postgres sends every parameter.
pub fn text(value: &Value, zone: Zone) -> Result<String, Misfit> {
    Ok(match value {
        Value::Text(text) | Value::Json(text) | Value::BigInt(text) => text.clone(),
        Value::Int(n) => n.to_string(),
        Value::Float(n) => js_float(*n),
        Value::Bool(b) => b.to_string(),
        Value::Date(ms) => zone.date_text(*ms),
        Value::Bytes(bytes) => String::from_utf8(bytes.clone()).map_err(|_| Misfit)?,
        Value::Array(items) => {
            let mut out = String::new();
            array_text(items, zone, &mut out);
            out
        }
        Value::Object(_) => json(value),
        Value::Null => return Err(Misfit),
    })
}

/// `{…}` as node-postgres writes it: every element quoted, NULL bare.
pub fn array_text(items: &[Value], zone: Zone, out: &mut String) {
    out.push('{');
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        match item {
            Value::Null => out.push_str("NULL"),
            Value::Array(inner) => array_text(inner, zone, out),
            Value::Bytes(bytes) => {
                out.push_str("\"\\\\x");
                push_hex(bytes, out);
                out.push('"');
            }
            other => {
                out.push('"');
                for c in text(other, zone).unwrap_or_default().chars() {
                    if matches!(c, '"' | '\\') {
                        out.push('\\');
                    }
                    out.push(c);
                }
                out.push('"');
            }
        }
    }
    out.push('}');
}

/// JSON text; a bare text is taken as JSON already, as a literal would be.
pub fn json(value: &Value) -> String {
    if let Value::Text(text) = value {
        return text.clone();
    }
    let mut out = String::new();
    push_json(value, &mut out);
    out
}

/// As `JSON.stringify` writes it.
fn push_json(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => {
            let _ = write!(out, "{b}");
        }
        Value::Int(n) => {
            let _ = write!(out, "{n}");
        }
        Value::Float(n) if n.is_finite() => out.push_str(&js_float(*n)),
        Value::Float(_) => out.push_str("null"),
        Value::BigInt(digits) => out.push_str(digits),
        Value::Json(text) => out.push_str(text),
        Value::Text(text) => out.push_str(&serde_json::Value::from(text.as_str()).to_string()),
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                push_json(item, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            out.push('{');
            for (i, (name, field)) in fields.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&serde_json::Value::from(name.as_str()).to_string());
                out.push(':');
                push_json(field, out);
            }
            out.push('}');
        }
        Value::Date(ms) => {
            let _ = write!(out, "\"{}\"", temporal::iso_text(*ms));
        }
        Value::Bytes(bytes) => {
            let _ = write!(out, r#"{{"type":"Buffer","data":{bytes:?}}}"#);
        }
    }
}
