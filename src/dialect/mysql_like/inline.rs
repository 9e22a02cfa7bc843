//! A statement with its values printed as literals, where it cannot be prepared.

use super::literal::{bytes_literal, quote_text};
use super::LEXICAL;
use crate::failure::{Failure, FailureKind, Result};
use crate::sql::lexical::{pieces, Kind};
use crate::sql::{date_text, json_text, number_text, DateStyle};
use crate::value::Value;

const QUOTES: (char, char) = ('`', '`');

/// The text with every `?` outside of quotes and comments replaced.
pub fn inline(sql: &str, values: &[Value], timezone: &str) -> Result<String> {
    let mut out = String::with_capacity(sql.len() + values.len() * 16);
    let mut next = values.iter();
    for piece in pieces(sql, LEXICAL, true, QUOTES) {
        let text = &sql[piece.start..piece.end];
        if piece.kind != Kind::Code {
            out.push_str(text);
            continue;
        }
        for (i, code) in text.split('?').enumerate() {
            if i > 0 {
                push(next.next().ok_or_else(wrong_count)?, timezone, &mut out)?;
            }
            out.push_str(code);
        }
    }
    match next.next() {
        None => Ok(out),
        Some(_) => Err(wrong_count()),
    }
}

fn wrong_count() -> Failure {
    Failure::new(
        FailureKind::Database,
        "The statement has another number of placeholders than of bind values",
    )
}

/// There is code behind a semicolon.
pub fn is_several(sql: &str) -> bool {
    let mut ended = false;
    for piece in pieces(sql, LEXICAL, true, QUOTES) {
        let text = &sql[piece.start..piece.end];
        match piece.kind {
            Kind::Comment => {}
            Kind::Code => {
                for c in text.chars() {
                    match c {
                        ';' => ended = true,
                        c if c.is_whitespace() => {}
                        _ if ended => return true,
                        _ => {}
                    }
                }
            }
            _ if ended => return true,
            _ => {}
        }
    }
    false
}

/// One literal, in a form that no neighbour can change.
fn push(value: &Value, timezone: &str, out: &mut String) -> Result<()> {
    let mut number = |text: &str| {
        // `a -?` must not become the comment `a -- 5`.
        match text.starts_with('-') {
            true => out.push_str(&format!("({text})")),
            false => out.push_str(text),
        }
        Ok(())
    };
    match value {
        Value::Null => out.push_str("NULL"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Int(n) => return number(&n.to_string()),
        Value::Float(n) if n.is_finite() => return number(&number_text(*n)),
        Value::BigInt(digits) if digits.bytes().all(|b| b.is_ascii_digit() || b == b'-') => {
            return number(digits)
        }
        Value::Float(_) | Value::BigInt(_) => return Err(Failure::usage(format!("Invalid value {value:?}"))),
        Value::Text(text) | Value::Json(text) => quote_text(text, out),
        Value::Bytes(bytes) => bytes_literal(bytes, out),
        Value::Date(_) => quote_text(&date_text(value, DateStyle::Milliseconds, timezone), out),
        Value::Array(_) | Value::Object(_) => quote_text(&json_text(value)?, out),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_where_the_marks_stood_and_nowhere_else() {
        let values = [Value::Text("a'? \\".into()), Value::Int(-5), Value::Bytes(vec![1])];
        let sql = "SELECT '?', `a?`, ? -- ?\n, 1-?, ? /* ? */";
        assert_eq!(
            inline(sql, &values, "+00:00").unwrap(),
            "SELECT '?', `a?`, 'a\\'? \\\\' -- ?\n, 1-(-5), X'01' /* ? */"
        );
        assert!(inline("SELECT ?", &[], "").is_err());
        assert!(inline("SELECT 1", &[Value::Null], "").is_err());
    }

    #[test]
    fn several_statements_are_told_from_one() {
        for one in ["SELECT 1", "SELECT 1;", "SELECT ';' ; -- x", "SELECT `;x`"] {
            assert!(!is_several(one), "{one}");
        }
        assert!(is_several("SELECT 1; SELECT 2"));
        assert!(is_several("SELECT 1;'x'"));
    }
}
