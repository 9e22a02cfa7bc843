//! Values -> literals and wire values: the rules that all dialects share. A dialect says how it quotes.

use super::bind::invalid_value;
use super::geometry::well_known_text;
use super::number::number_text;
use super::time::{date_text, dateonly_text, milliseconds, plain_text, DateStyle};
use super::{json_text, Settings, SqlDialect};
use crate::ast::DataType;
use crate::failure::{Failure, Result};
use crate::value::Value;

/// Columns that hold shapes.
pub fn is_geometry(data_type: &DataType) -> bool {
    matches!(data_type.key.as_str(), "GEOMETRY" | "GEOGRAPHY")
}

fn is_float(key: &str) -> bool {
    matches!(key, "FLOAT" | "DOUBLE" | "DOUBLE PRECISION" | "REAL")
}

fn is_exact_number(key: &str) -> bool {
    matches!(
        key,
        "INTEGER" | "TINYINT" | "SMALLINT" | "MEDIUMINT" | "BIGINT" | "DECIMAL" | "NUMERIC" | "NUMBER"
    )
}

/// The default of [`SqlDialect::literal`].
pub(super) fn literal<D: SqlDialect + ?Sized>(
    dialect: &D,
    value: &Value,
    data_type: Option<&DataType>,
    settings: &Settings,
    out: &mut String,
) -> Result<()> {
    if matches!(value, Value::Null) {
        out.push_str("NULL");
        return Ok(());
    }
    if dialect.special_literal(value, data_type, settings, out)? {
        return Ok(());
    }
    let text = |text: &str, out: &mut String| {
        out.push_str(dialect.text_prefix());
        dialect.quote_text(text, settings, out)
    };
    let Some(t) = data_type else {
        return untyped(dialect, value, settings, out);
    };
    match t.key.as_str() {
        "DATE" => text(&date_literal_text(dialect, value, t, settings), out),
        "DATEONLY" => text(&dateonly(value), out),
        "JSON" | "JSONB" => text(&json_text(value)?, out),
        "BLOB" => {
            dialect.bytes_literal(&bytes_of(value)?, out);
            Ok(())
        }
        "GEOMETRY" | "GEOGRAPHY" => {
            out.push_str("ST_GeomFromText(");
            text(&well_known_text(value)?, out)?;
            out.push(')');
            Ok(())
        }
        // v6 prints floating point numbers in quotes: 'NaN' and 'Infinity' are values of these types.
        key if is_float(key) => dialect.quote_text(&float_text(value)?, settings, out),
        key if is_exact_number(key) => match value {
            Value::Date(_) | Value::Text(_) => text(&plain_text(value).unwrap_or_default(), out),
            _ => untyped(dialect, value, settings, out),
        },
        _ => untyped(dialect, value, settings, out),
    }
}

fn untyped<D: SqlDialect + ?Sized>(
    dialect: &D,
    value: &Value,
    settings: &Settings,
    out: &mut String,
) -> Result<()> {
    match value {
        Value::Null => out.push_str("NULL"),
        Value::Bool(b) if dialect.features().boolean_literals => {
            out.push_str(if *b { "true" } else { "false" })
        }
        Value::Bool(b) => out.push(if *b { '1' } else { '0' }),
        Value::Int(n) => out.push_str(&n.to_string()),
        Value::Float(n) if n.is_finite() => out.push_str(&number_text(*n)),
        Value::Float(n) => return Err(Failure::usage(format!("Invalid value {}", number_text(*n)))),
        Value::BigInt(digits) => out.push_str(&checked_integer(digits)?),
        Value::Text(text) => {
            out.push_str(dialect.text_prefix());
            dialect.quote_text(text, settings, out)?;
        }
        Value::Bytes(bytes) => dialect.bytes_literal(bytes, out),
        Value::Date(_) => {
            let text = date_text(value, dialect.date_style(None), &settings.timezone);
            dialect.quote_text(&text, settings, out)?;
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                let nested = matches!(item, Value::Array(_));
                if nested {
                    out.push('(');
                }
                untyped(dialect, item, settings, out)?;
                if nested {
                    out.push(')');
                }
            }
        }
        Value::Json(_) | Value::Object(_) => return Err(invalid_value(value)),
    }
    Ok(())
}

/// A big integer's digits, which must be digits: they are printed without quotes.
fn checked_integer(digits: &str) -> Result<String> {
    let unsigned = digits.strip_prefix('-').unwrap_or(digits);
    if unsigned.is_empty() || !unsigned.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Failure::usage(format!("Invalid value {digits}")));
    }
    Ok(digits.to_owned())
}

fn date_literal_text<D: SqlDialect + ?Sized>(
    dialect: &D,
    value: &Value,
    data_type: &DataType,
    settings: &Settings,
) -> String {
    infinity(value)
        .unwrap_or_else(|| date_text(value, dialect.date_style(Some(data_type)), &settings.timezone))
}

fn dateonly(value: &Value) -> String {
    infinity(value).unwrap_or_else(|| dateonly_text(value))
}

fn infinity(value: &Value) -> Option<String> {
    match value {
        Value::Float(n) if n.is_infinite() => Some(number_text(*n)),
        _ => None,
    }
}

/// A floating point value's text: what cannot be a number is `NaN`, as in v6.
fn float_text(value: &Value) -> Result<String> {
    Ok(match value {
        Value::Text(text) => match text.trim().parse::<f64>() {
            Ok(n) if n.is_nan() => "NaN".into(),
            Ok(n) if n.is_infinite() => number_text(n),
            Ok(_) => text.clone(),
            Err(_) => "NaN".into(),
        },
        Value::Bytes(_) | Value::Array(_) | Value::Object(_) | Value::Json(_) => {
            return Err(invalid_value(value))
        }
        other => plain_text(other).unwrap_or_default(),
    })
}

/// The bytes of a BLOB value: a Buffer, an array of bytes, or text in UTF-8.
pub(super) fn bytes_of(value: &Value) -> Result<Vec<u8>> {
    match value {
        Value::Bytes(bytes) => Ok(bytes.clone()),
        Value::Array(items) => items
            .iter()
            .map(|item| match item {
                Value::Int(n) => Ok(*n as u8),
                other => Err(invalid_value(other)),
            })
            .collect(),
        Value::Object(_) => Err(invalid_value(value)),
        other => plain_text(other).map(String::into_bytes).ok_or_else(|| invalid_value(other)),
    }
}

/// The default of [`SqlDialect::bind_value`]: what a driver without types of its own understands.
pub fn bind_value<D: SqlDialect + ?Sized>(
    dialect: &D,
    value: Value,
    data_type: Option<&DataType>,
    settings: &Settings,
) -> Result<Value> {
    if matches!(value, Value::Null) {
        return Ok(Value::Null);
    }
    let key = data_type.map_or("", |t| t.key.as_str());
    Ok(match key {
        "DATE" => match data_type {
            Some(t) => Value::Text(date_literal_text(dialect, &value, t, settings)),
            None => value,
        },
        "DATEONLY" => Value::Text(dateonly(&value)),
        "JSON" | "JSONB" => Value::Text(json_text(&value)?),
        "BLOB" => Value::Bytes(bytes_of(&value)?),
        "GEOMETRY" | "GEOGRAPHY" => Value::Text(well_known_text(&value)?),
        _ => match value {
            Value::Bool(b) => Value::Int(i64::from(b)),
            Value::Date(_) => Value::Text(date_text(&value, dialect.date_style(None), &settings.timezone)),
            Value::Float(n) if !n.is_finite() && is_float(key) => Value::Text(number_text(n)),
            Value::Float(n) if !n.is_finite() => {
                return Err(Failure::usage(format!("Invalid value {}", number_text(n))))
            }
            Value::Array(_) | Value::Object(_) | Value::Json(_) => return Err(invalid_value(&value)),
            other => other,
        },
    })
}

/// A DATE value for a wire that has a type for it: a Date where the value means one.
pub fn bind_date(value: Value, style: DateStyle, settings: &Settings) -> Value {
    match infinity(&value) {
        Some(text) => Value::Text(text),
        None => match milliseconds(&value) {
            Some(ms) => Value::Date(ms),
            None => Value::Text(date_text(&value, style, &settings.timezone)),
        },
    }
}
