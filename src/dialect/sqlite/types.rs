//! Column types in SQLite's words: they state an affinity and what v6's parsers look for.

use crate::ast::DataType;
use crate::failure::Result;
use crate::sql::types;

pub fn type_name(t: &DataType) -> Result<String> {
    Ok(match t.key.as_str() {
        "STRING" if t.binary => format!("VARCHAR BINARY({})", types::length(t).unwrap_or("255")),
        "CHAR" if t.binary => format!("CHAR BINARY({})", types::length(t).unwrap_or("255")),
        "TEXT" | "ENUM" => "TEXT".into(),
        "CITEXT" => "TEXT COLLATE NOCASE".into(),
        "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INTEGER" | "BIGINT" => {
            format!("{}{}", t.key, types::digits(t))
        }
        // The sign stands before the digits, so that the declared type is still read as a number's.
        "FLOAT" | "REAL" | "DOUBLE" | "DOUBLE PRECISION" => {
            format!("{}{}{}", types::word(t), types::sign(t), types::digits(t))
        }
        "ARRAY" => match t.inner.as_deref() {
            Some(inner) => format!("{}[]", type_name(inner)?),
            None => types::base(t)?,
        },
        _ => types::base(t)?,
    })
}
