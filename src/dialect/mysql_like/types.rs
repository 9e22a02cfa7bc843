//! Column types in the words that MySQL and MariaDB share.

use crate::ast::DataType;
use crate::failure::Result;
use crate::sql::types;

/// `escape` writes an ENUM's values.
pub fn type_name(t: &DataType, escape: &dyn Fn(&str) -> Result<String>) -> Result<String> {
    Ok(match t.key.as_str() {
        "DECIMAL" | "NUMERIC" => format!("{}{}", types::decimal(t), types::sign(t)),
        "DATE" => match types::length(t) {
            Some(precision) => format!("DATETIME({precision})"),
            None => "DATETIME".into(),
        },
        "UUID" => "CHAR(36) BINARY".into(),
        "GEOMETRY" => t.geometry.clone().filter(|g| !g.is_empty()).unwrap_or_else(|| "GEOMETRY".into()),
        "ENUM" => {
            let values = t.values.iter().map(|v| escape(v)).collect::<Result<Vec<_>>>()?;
            format!("ENUM({})", values.join(", "))
        }
        "ARRAY" => match t.inner.as_deref() {
            Some(inner) => format!("{}[]", type_name(inner, escape)?),
            None => types::base(t)?,
        },
        _ => types::base(t)?,
    })
}
