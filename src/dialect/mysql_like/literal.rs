//! Literals of MySQL and MariaDB.

use crate::ast::DataType;
use crate::failure::Result;
use crate::sql::{bind_value as bind_as_others, invalid_value, number_text, Settings, SqlDialect};
use crate::value::Value;

/// `'it\'s'`: <https://dev.mysql.com/doc/refman/8.0/en/string-literals.html>
pub fn quote_text(text: &str, out: &mut String) {
    out.push('\'');
    for c in text.chars() {
        match c {
            '\0' => out.push_str("\\0"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\u{1a}' => out.push_str("\\Z"),
            '\\' | '\'' | '"' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out.push('\'');
}

/// `X'0aff'`
pub fn bytes_literal(bytes: &[u8], out: &mut String) {
    out.push_str("X'");
    bytes.iter().for_each(|b| out.push_str(&format!("{b:02x}")));
    out.push('\'');
}

/// A number against a string column is printed as a string: compared as numbers, every
/// text that starts with no digit would equal 0.
pub fn special_literal(
    dialect: &dyn SqlDialect,
    value: &Value,
    data_type: Option<&DataType>,
    settings: &Settings,
    out: &mut String,
) -> Result<bool> {
    match number_for_string(value, data_type) {
        Some(text) => dialect.quote_text(&text, settings, out).map(|_| true),
        None => Ok(false),
    }
}

/// What a limit's parameter is said to be: `LIMIT ?` would take `'1; x'` for 1.
pub const LIMIT: &str = "LIMIT";

/// Compared as numbers, every text that starts with no digit would equal 0, bound or printed.
pub fn bind_value(
    dialect: &dyn SqlDialect,
    value: Value,
    data_type: Option<&DataType>,
    settings: &Settings,
) -> Result<Value> {
    match data_type.map(|t| t.key.as_str()) {
        Some(LIMIT) => whole_number(value),
        Some("STRING" | "CHAR" | "TEXT" | "UUID") => Ok(text_of_number(&value).map_or(value, Value::Text)),
        _ => bind_as_others(dialect, value, data_type, settings),
    }
}

/// A limit: a whole number, or the text of one.
fn whole_number(value: Value) -> Result<Value> {
    let found = match &value {
        Value::Int(_) => return Ok(value),
        Value::Text(digits) | Value::BigInt(digits) => digits.parse().ok(),
        Value::Float(n) if n.fract() == 0.0 && n.abs() < 9e15 => Some(*n as i64),
        _ => None,
    };
    found.map(Value::Int).ok_or_else(|| invalid_value(&value))
}

pub fn number_for_string(value: &Value, data_type: Option<&DataType>) -> Option<String> {
    if !data_type.is_some_and(|t| matches!(t.key.as_str(), "STRING" | "CHAR")) {
        return None;
    }
    text_of_number(value)
}

fn text_of_number(value: &Value) -> Option<String> {
    match value {
        Value::Bool(b) => Some(if *b { "1" } else { "0" }.into()),
        Value::Int(n) => Some(n.to_string()),
        Value::Float(n) => Some(number_text(*n)),
        _ => None,
    }
}
