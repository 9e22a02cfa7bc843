//! Column types in PostgreSQL's words.

use crate::ast::DataType;
use crate::failure::{Failure, Result};
use crate::sql::types;

/// Lengths, UNSIGNED and ZEROFILL mean nothing here: JavaScript warns, the plain type is used.
pub fn type_name(t: &DataType) -> Result<String> {
    Ok(match t.key.as_str() {
        "STRING" | "CHAR" if t.binary => "BYTEA".into(),
        "BLOB" => "BYTEA".into(),
        "TEXT" => "TEXT".into(),
        "BOOLEAN" => "BOOLEAN".into(),
        "DATE" => "TIMESTAMP WITH TIME ZONE".into(),
        "TINYINT" | "SMALLINT" | "INTEGER" | "BIGINT" | "REAL" | "DOUBLE" | "DOUBLE PRECISION" => {
            types::word(t).into()
        }
        // A precision is a binary one here, and stands alone.
        "FLOAT" => match t.scale.filter(|s| *s != 0) {
            Some(_) => "FLOAT".into(),
            None => format!("FLOAT{}", types::length(t).map(|l| format!("({l})")).unwrap_or_default()),
        },
        "GEOMETRY" | "GEOGRAPHY" => types::spatial(t),
        "RANGE" => range(t)?.into(),
        "ARRAY" => match t.inner.as_deref() {
            Some(inner) => format!("{}[]", type_name(inner)?),
            None => types::base(t)?,
        },
        _ => types::base(t)?,
    })
}

fn range(t: &DataType) -> Result<&'static str> {
    // v6: a range without a subtype is one of integers.
    Ok(match t.inner.as_deref().map(|inner| inner.key.as_str()).unwrap_or("INTEGER") {
        "INTEGER" => "int4range",
        "DECIMAL" => "numrange",
        "DATE" => "tstzrange",
        "DATEONLY" => "daterange",
        "BIGINT" => "int8range",
        other => return Err(Failure::usage(format!("A RANGE of {other} does not exist"))),
    })
}
