//! Bind values on the wire: each is sent so that the server reads it as it reads v6's literal.

use super::protocol::command;
use super::protocol::packets::kind;
use super::protocol::reader::put_lengthed;
use crate::failure::{Failure, Result};
use crate::sql::{date_text, json_text, number_text, DateStyle};
use crate::value::Value;

const UNSIGNED: u8 = 0x80;

/// The command that runs a prepared statement once.
pub fn execute(statement: u32, values: &[Value], timezone: &str) -> Result<Vec<u8>> {
    let mut packet = vec![command::EXECUTE];
    packet.extend_from_slice(&statement.to_le_bytes());
    // No cursor; once.
    packet.extend_from_slice(&[0, 1, 0, 0, 0]);
    if values.is_empty() {
        return Ok(packet);
    }
    let mut nulls = vec![0u8; values.len().div_ceil(8)];
    let (mut types, mut body) = (Vec::with_capacity(values.len() * 2), Vec::new());
    for (i, value) in values.iter().enumerate() {
        let (kind, flag) = push(value, timezone, &mut body)?;
        if kind == kind::NULL {
            nulls[i / 8] |= 1 << (i % 8);
        }
        types.extend_from_slice(&[kind, flag]);
    }
    packet.extend_from_slice(&nulls);
    packet.push(1);
    packet.extend_from_slice(&types);
    packet.extend_from_slice(&body);
    Ok(packet)
}

fn push(value: &Value, timezone: &str, body: &mut Vec<u8>) -> Result<(u8, u8)> {
    let mut text = |text: &str, kind: u8| {
        put_lengthed(body, text.as_bytes());
        Ok((kind, 0))
    };
    match value {
        Value::Null => Ok((kind::NULL, 0)),
        Value::Bool(b) => {
            body.push(u8::from(*b));
            Ok((kind::TINY, 0))
        }
        Value::Int(n) => {
            body.extend_from_slice(&n.to_le_bytes());
            Ok((kind::LONGLONG, 0))
        }
        Value::Float(n) if !n.is_finite() => {
            Err(Failure::usage(format!("Invalid value {}", number_text(*n))))
        }
        // 0.1 is a DECIMAL where it is written, 1e21 is a DOUBLE.
        Value::Float(n) => match number_text(*n) {
            exact if !exact.contains('e') => text(&exact, kind::NEWDECIMAL),
            _ => {
                body.extend_from_slice(&n.to_le_bytes());
                Ok((kind::DOUBLE, 0))
            }
        },
        Value::BigInt(digits) => match digits.parse::<u64>() {
            Ok(n) => {
                body.extend_from_slice(&n.to_le_bytes());
                Ok((kind::LONGLONG, UNSIGNED))
            }
            Err(_) => text(digits, kind::NEWDECIMAL),
        },
        Value::Text(string) | Value::Json(string) => text(string, kind::VAR_STRING),
        Value::Bytes(bytes) => {
            put_lengthed(body, bytes);
            Ok((kind::BLOB, 0))
        }
        Value::Date(_) => text(&date_text(value, DateStyle::Milliseconds, timezone), kind::VAR_STRING),
        Value::Array(_) | Value::Object(_) => text(&json_text(value)?, kind::VAR_STRING),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_holds_nulls_types_and_values() {
        let packet = execute(7, &[Value::Null, Value::Int(5), Value::Text("é".into())], "+00:00").unwrap();
        let mut expected = vec![0x17, 7, 0, 0, 0, 0, 1, 0, 0, 0, 0b001, 1, 6, 0, 8, 0, 253, 0];
        expected.extend_from_slice(&5i64.to_le_bytes());
        expected.extend_from_slice(&[2, 0xc3, 0xa9]);
        assert_eq!(packet, expected);
    }

    #[test]
    fn numbers_keep_the_type_that_their_literal_has() {
        let kind_of = |value: Value| push(&value, "", &mut Vec::new()).unwrap();
        assert_eq!(kind_of(Value::Float(0.1)), (kind::NEWDECIMAL, 0));
        assert_eq!(kind_of(Value::Float(1e30)), (kind::DOUBLE, 0));
        assert_eq!(kind_of(Value::BigInt("18446744073709551615".into())), (kind::LONGLONG, UNSIGNED));
        assert_eq!(kind_of(Value::BigInt("-99999999999999999999".into())), (kind::NEWDECIMAL, 0));
        assert!(push(&Value::Float(f64::NAN), "", &mut Vec::new()).is_err());
    }
}
