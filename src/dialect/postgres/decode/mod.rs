//! Wire values -> cells, as v6 and node-postgres give them.

mod binary;
mod geometry;
mod text;

use super::temporal;
use crate::driver::{Cell, ColumnKind};
use crate::failure::{Failure, FailureKind, Result};
use crate::sql::json_string;
use std::fmt::Write;

/// How values of a type travel. One per column or parameter, worked out when a statement is prepared.
#[derive(Debug, Clone, PartialEq)]
pub enum WireType {
    Bool,
    /// int2, int4.
    Int2,
    Int4,
    Int8,
    /// oid: a number to node-postgres.
    Oid,
    /// xid, cid: text to node-postgres.
    Unsigned,
    Float4,
    Float8,
    Numeric,
    /// Everything whose binary form is its text.
    Text,
    /// Text behind one version byte (jsonpath, ltree).
    Versioned,
    Json,
    Jsonb,
    Bytea,
    Date,
    Time,
    Timetz,
    Timestamp,
    Timestamptz,
    Interval,
    Uuid,
    Inet,
    Mac,
    Bit,
    Point,
    Circle,
    Hstore,
    /// PostGIS' geometry and geography.
    Geometry,
    Array(Box<WireType>),
    /// An array that node-postgres leaves as text (`name[]`).
    ArrayText(Box<WireType>),
    /// int2vector, oidvector: text, numbers apart by a blank.
    Vector(Box<WireType>),
    Range(Box<WireType>),
    /// No binary form that we read: such columns come as text.
    Opaque,
}

impl WireType {
    /// Types that extensions bring: their numbers differ from database to database.
    pub fn by_name(name: &str) -> WireType {
        let bare = name.rsplit('.').next().unwrap_or(name).trim_matches('"').to_ascii_lowercase();
        match bare.as_str() {
            "citext" => WireType::Text,
            "hstore" => WireType::Hstore,
            "geometry" | "geography" => WireType::Geometry,
            "ltree" | "lquery" | "ltxtquery" => WireType::Versioned,
            _ => WireType::Opaque,
        }
    }

    /// What a cell of this type becomes in JavaScript.
    pub fn kind(&self) -> ColumnKind {
        match self {
            WireType::Bool => ColumnKind::Bool,
            WireType::Int2 | WireType::Int4 | WireType::Oid | WireType::Float4 | WireType::Float8 => {
                ColumnKind::Number
            }
            WireType::Bytea => ColumnKind::Bytes,
            WireType::Timestamp | WireType::Timestamptz => ColumnKind::Date,
            WireType::Json | WireType::Jsonb | WireType::Hstore | WireType::Interval | WireType::Geometry => {
                ColumnKind::Json
            }
            // Text, but for the infinities, which are numbers to v6.
            WireType::Date => ColumnKind::Dynamic,
            WireType::Point | WireType::Circle => ColumnKind::Tagged,
            WireType::Array(element) | WireType::Range(element) => match element.kind() {
                ColumnKind::Date | ColumnKind::Bytes | ColumnKind::Tagged => ColumnKind::Tagged,
                _ if matches!(**element, WireType::Float4 | WireType::Float8 | WireType::Date) => {
                    ColumnKind::Tagged
                }
                _ => ColumnKind::Json,
            },
            _ => ColumnKind::Text,
        }
    }

    /// A value as binary results bring it.
    pub fn binary<'a>(&self, bytes: &'a [u8]) -> Result<Cell<'a>> {
        binary::decode(self, bytes)
    }

    /// A value as the simple protocol brings it.
    pub fn text<'a>(&self, bytes: &'a [u8]) -> Result<Cell<'a>> {
        text::decode(self, bytes)
    }
}

/// Bytes that are not what the type says: a server out of step, or an encoding of its own.
fn malformed(what: &str) -> Failure {
    Failure::new(FailureKind::Database, format!("the server sent a malformed {what} value"))
}

/// A cell inside an array or a range, as JSON.
fn push_json(cell: &Cell<'_>, out: &mut String) {
    // Writing into a String cannot fail.
    let _ = match cell {
        Cell::Null => out.write_str("null"),
        Cell::Number(n) if n.is_finite() => write!(out, "{n}"),
        Cell::Number(n) => write!(out, r#"{{"$":"number","v":"{}"}}"#, temporal::js_number(*n)),
        Cell::Bool(b) => write!(out, "{b}"),
        Cell::Date(ms) if ms.is_finite() => write!(out, r#"{{"$":"date","v":{ms}}}"#),
        Cell::Date(ms) => write!(out, r#"{{"$":"date","v":"{}"}}"#, temporal::js_number(*ms)),
        Cell::Text(text) => {
            json_string(text, out);
            Ok(())
        }
        Cell::Json(text) => out.write_str(text),
        Cell::Bytes(bytes) => {
            out.push_str(r#"{"$":"bytes","v":""#);
            push_hex(bytes, out);
            out.write_str("\"}")
        }
    };
}

/// Lower-case hexadecimal digits.
pub fn push_hex(bytes: &[u8], out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.reserve(bytes.len() * 2);
    for b in bytes {
        out.push(char::from(DIGITS[usize::from(b >> 4)]));
        out.push(char::from(DIGITS[usize::from(b & 15)]));
    }
}

/// A bound of a range: `{"value":…,"inclusive":…}`; the infinities of dates are numbers to v6.
fn push_bound(value: Option<&Cell<'_>>, inclusive: bool, out: &mut String) {
    out.push_str("{\"value\":");
    match value {
        Some(Cell::Date(ms)) if ms.is_infinite() => push_json(&Cell::Number(*ms), out),
        Some(cell) => push_json(cell, out),
        None => out.push_str("null"),
    }
    let _ = write!(out, ",\"inclusive\":{inclusive}}}");
}

/// `{"x":…,"y":…}` of as many numbers as there are names.
fn push_numbers(names: &[&str], numbers: &[f64], out: &mut String) {
    out.push('{');
    for (i, (name, n)) in names.iter().zip(numbers).enumerate() {
        if i > 0 {
            out.push(',');
        }
        json_string(name, out);
        out.push(':');
        push_json(&Cell::Number(*n), out);
    }
    out.push('}');
}

/// node-postgres' object of an interval: only the parts that are not zero.
fn interval_json(months: i64, days: i64, micros: i64) -> String {
    let mut out = String::from("{");
    let mut part = |name: &str, value: f64| {
        if value != 0.0 {
            if out.len() > 1 {
                out.push(',');
            }
            let _ = write!(out, "\"{name}\":{value}");
        }
    };
    part("years", (months / 12) as f64);
    part("months", (months % 12) as f64);
    part("days", days as f64);
    part("hours", (micros / 3_600_000_000) as f64);
    part("minutes", (micros / 60_000_000 % 60) as f64);
    part("seconds", (micros / 1_000_000 % 60) as f64);
    part("milliseconds", (micros % 1_000_000) as f64 / 1000.0);
    out.push('}');
    out
}
