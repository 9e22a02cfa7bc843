//! A statement with its binds printed as literals, for what the binary protocol cannot carry.
//!
//! v6 prints values into SELECT and DELETE, and sends text of no type in INSERT and UPDATE. Where a
//! value has no binary form in the described type, the server has to read it the same way.

use super::decode::{push_hex, WireType};
use super::encode::Param;
use super::scan::{first_word, Piece, Scanner};
use super::temporal::Zone;
use super::value_text::{array_text, js_float, json, text};
use crate::failure::{Failure, FailureKind, Result};
use crate::value::Value;
use std::fmt::Write;

/// The text with every `$n` outside quotes and comments replaced.
///
/// `params` are the described types, as far as they are known.
pub fn inline(
    sql: &str,
    binds: &[Value],
    params: &[Param],
    zone: Zone,
    plain_backslashes: bool,
) -> Result<String> {
    // Numbers in INSERT and UPDATE travel as untyped text in v6: 5.5 must not round into an integer column.
    let typed_numbers = !matches!(first_word(sql).as_str(), "insert" | "update");
    let mut out = String::with_capacity(sql.len() + binds.len() * 16);
    let mut copied = 0;
    for piece in Scanner::new(sql, plain_backslashes) {
        let Piece::Placeholder { start, end, number } = piece else { continue };
        let value = number.checked_sub(1).and_then(|i| binds.get(i)).ok_or_else(|| {
            let mut failure = Failure::new(FailureKind::Database, format!("there is no parameter ${number}"));
            failure.code = Some("42P02".into());
            failure
        })?;
        out.push_str(&sql[copied..start]);
        if out.ends_with(|c: char| c.is_alphanumeric()) {
            out.push(' ');
        }
        match (value, params.get(number - 1).map(|p| &p.wire)) {
            (Value::Null, _) => out.push_str("NULL"),
            (_, Some(WireType::Json | WireType::Jsonb)) => push_string(&json(value), &mut out)?,
            _ => push_literal(value, zone, typed_numbers, &mut out)?,
        }
        copied = end;
    }
    out.push_str(&sql[copied..]);
    Ok(out)
}

/// One literal. Strings use `E'…'` as soon as they hold a backslash: that reads the same whatever
/// `standard_conforming_strings` is.
fn push_literal(value: &Value, zone: Zone, typed_numbers: bool, out: &mut String) -> Result<()> {
    match value {
        Value::Null => out.push_str("NULL"),
        Value::Bool(b) if typed_numbers => {
            let _ = write!(out, "{b}");
        }
        Value::Int(n) if typed_numbers => push_number(&n.to_string(), out),
        Value::Float(n) if typed_numbers && n.is_finite() => push_number(&js_float(*n), out),
        Value::Bytes(bytes) => {
            out.push_str("E'\\\\x");
            push_hex(bytes, out);
            out.push('\'');
        }
        // A list of numbers with a fraction, or beyond the column's range, compares as numbers do.
        Value::Array(items) if typed_numbers && is_numbers(items) => {
            out.push_str("ARRAY[");
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                push_literal(item, zone, typed_numbers, out)?;
            }
            out.push(']');
        }
        Value::Array(items) => {
            let mut text = String::new();
            array_text(items, zone, &mut text);
            push_string(&text, out)?;
        }
        other => {
            let text = text(other, zone).map_err(|_| Failure::internal("a value has no text"))?;
            push_string(&text, out)?;
        }
    }
    Ok(())
}

fn is_numbers(items: &[Value]) -> bool {
    let number = |item: &Value| match item {
        Value::Int(_) | Value::Null => true,
        Value::Float(n) => n.is_finite(),
        _ => false,
    };
    items.iter().all(number) && items.iter().any(|item| *item != Value::Null)
}

/// `a -$1` must not become the comment `a --5`.
fn push_number(text: &str, out: &mut String) {
    if text.starts_with('-') {
        let _ = write!(out, "({text})");
    } else {
        out.push_str(text);
    }
}

fn push_string(text: &str, out: &mut String) -> Result<()> {
    if text.contains('\0') {
        return Err(nul());
    }
    if text.contains('\\') {
        out.push('E');
    }
    out.push('\'');
    for c in text.chars() {
        if matches!(c, '\'' | '\\') {
            out.push(c);
        }
        out.push(c);
    }
    out.push('\'');
    Ok(())
}

/// PostgreSQL's own words for U+0000 in a text: it can hold it nowhere, and it would end the message.
pub fn nul() -> Failure {
    let mut failure =
        Failure::new(FailureKind::Database, "invalid byte sequence for encoding \"UTF8\": 0x00");
    failure.code = Some("22021".into());
    failure.sql_state = failure.code.clone();
    failure
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sql: &str, binds: &[Value]) -> String {
        inline(sql, binds, &[], Zone::Fixed(0), true).unwrap()
    }

    #[test]
    fn literals_cannot_be_left() {
        let evil = Value::Text(r"\' OR 1=1 --".into());
        assert_eq!(
            of("SELECT $1, '$1', $2", &[evil, Value::Int(-5)]),
            r"SELECT E'\\'' OR 1=1 --', '$1', (-5)"
        );
        assert!(inline("SELECT $1", &[Value::Text("a\0b".into())], &[], Zone::Fixed(0), true).is_err());
        assert!(inline("SELECT $2", &[Value::Null], &[], Zone::Fixed(0), true).is_err());
    }

    #[test]
    fn numbers_are_typed_only_where_v6_prints_them() {
        assert_eq!(of("SELECT 1 WHERE a=$1", &[Value::Float(5.5)]), "SELECT 1 WHERE a=5.5");
        assert_eq!(of("INSERT INTO t VALUES ($1)", &[Value::Float(5.5)]), "INSERT INTO t VALUES ('5.5')");
        assert_eq!(
            of("SELECT a = ANY ($1)", &[Value::Array(vec![Value::Float(0.5), Value::Int(-1)])]),
            "SELECT a = ANY (ARRAY[0.5,(-1)])"
        );
        assert_eq!(
            of("SELECT $1", &[Value::Array(vec![Value::Text("a\"b".into()), Value::Null])]),
            r#"SELECT E'{"a\\"b",NULL}'"#
        );
    }
}
