//! Literals of MySQL and MariaDB.

use crate::ast::DataType;
use crate::failure::Result;
use crate::sql::{number_text, Settings, SqlDialect};
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

pub fn number_for_string(value: &Value, data_type: Option<&DataType>) -> Option<String> {
    if !data_type.is_some_and(|t| matches!(t.key.as_str(), "STRING" | "CHAR")) {
        return None;
    }
    match value {
        Value::Bool(b) => Some(if *b { "1" } else { "0" }.into()),
        Value::Int(n) => Some(n.to_string()),
        Value::Float(n) => Some(number_text(*n)),
        _ => None,
    }
}
