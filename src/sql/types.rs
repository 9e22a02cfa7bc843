//! Column types in the words that most databases share. A dialect names what it says differently.

use crate::ast::DataType;
use crate::failure::{Failure, Result};

/// The type's name as v6's base `toSql()` gives it.
pub fn base(t: &DataType) -> Result<String> {
    Ok(match t.key.as_str() {
        "STRING" => sized("VARCHAR", t),
        "CHAR" => sized("CHAR", t),
        "TEXT" => graded(t, "TEXT"),
        "BLOB" => graded(t, "BLOB"),
        "NUMBER" | "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INTEGER" | "BIGINT" | "FLOAT" | "REAL"
        | "DOUBLE" | "DOUBLE PRECISION" => number(t),
        "DECIMAL" | "NUMERIC" => decimal(t),
        "BOOLEAN" => "TINYINT(1)".into(),
        "DATE" => "DATETIME".into(),
        "DATEONLY" => "DATE".into(),
        "ARRAY" => {
            let inner = t
                .inner
                .as_deref()
                .ok_or_else(|| Failure::usage("ARRAY is missing type definition for its values."))?;
            format!("{}[]", base(inner)?)
        }
        "RAW" | "CUSTOM" => raw(t)?,
        key => key.to_owned(),
    })
}

/// SQL text that the programmer gave, or that a class of the user's answered.
pub fn raw(t: &DataType) -> Result<String> {
    t.sql.clone().ok_or_else(|| Failure::usage(format!("The data type {} has no SQL text", t.key)))
}

/// The key that stands in SQL.
pub fn word(t: &DataType) -> &str {
    match t.key.as_str() {
        "DOUBLE" => "DOUBLE PRECISION",
        key => key,
    }
}

/// A length that says something: v6 ignores an empty one and zero.
pub fn length(t: &DataType) -> Option<&str> {
    t.length.as_deref().filter(|l| !l.is_empty() && *l != "0")
}

/// `VARCHAR(255) BINARY`.
pub fn sized(name: &str, t: &DataType) -> String {
    let binary = if t.binary { " BINARY" } else { "" };
    format!("{name}({}){binary}", length(t).unwrap_or("255"))
}

/// `TINYTEXT`, `MEDIUMBLOB`, …
fn graded(t: &DataType, name: &str) -> String {
    match length(t).map(str::to_lowercase).as_deref() {
        Some(grade @ ("tiny" | "medium" | "long")) => format!("{}{name}", grade.to_uppercase()),
        _ => name.to_owned(),
    }
}

/// `(11,2)`, or nothing.
pub fn digits(t: &DataType) -> String {
    match (length(t), t.scale) {
        (Some(length), Some(decimals)) => format!("({length},{decimals})"),
        (Some(length), None) => format!("({length})"),
        (None, _) => String::new(),
    }
}

/// ` UNSIGNED ZEROFILL`, each where it is asked for.
pub fn sign(t: &DataType) -> String {
    let mut out = String::new();
    if t.unsigned {
        out.push_str(" UNSIGNED");
    }
    if t.zerofill {
        out.push_str(" ZEROFILL");
    }
    out
}

/// `INTEGER(11) UNSIGNED ZEROFILL`.
pub fn number(t: &DataType) -> String {
    format!("{}{}{}", word(t), digits(t), sign(t))
}

/// `DECIMAL(10,2)`.
pub fn decimal(t: &DataType) -> String {
    let parts: Vec<String> =
        [t.precision, t.scale].into_iter().flatten().filter(|n| *n != 0).map(|n| n.to_string()).collect();
    match parts.is_empty() {
        true => "DECIMAL".into(),
        false => format!("DECIMAL({})", parts.join(",")),
    }
}

/// `GEOMETRY(POINT,4326)`.
pub fn spatial(t: &DataType) -> String {
    let srid = t.srid.filter(|s| *s != 0).map(|s| format!(",{s}")).unwrap_or_default();
    match t.geometry.as_deref().filter(|g| !g.is_empty()) {
        Some(shape) => format!("{}({shape}{srid})", t.key),
        None => t.key.clone(),
    }
}
