//! Column types in SQL Server's words.

use crate::ast::DataType;
use crate::failure::Result;
use crate::sql::types;

pub fn type_name(t: &DataType) -> Result<String> {
    let tiny = types::length(t).is_some_and(|l| l.eq_ignore_ascii_case("tiny"));
    Ok(match t.key.as_str() {
        "STRING" => {
            let name = if t.binary { "BINARY" } else { "NVARCHAR" };
            format!("{name}({})", types::length(t).unwrap_or("255"))
        }
        "TEXT" => if tiny { "NVARCHAR(256)" } else { "NVARCHAR(MAX)" }.into(),
        "BLOB" => if tiny { "VARBINARY(256)" } else { "VARBINARY(MAX)" }.into(),
        "BOOLEAN" => "BIT".into(),
        "UUID" => "CHAR(36)".into(),
        "NOW" => "GETDATE()".into(),
        "DATE" => "DATETIMEOFFSET".into(),
        "ENUM" => "VARCHAR(255)".into(),
        "TINYINT" | "SMALLINT" | "INTEGER" | "BIGINT" | "REAL" => t.key.clone(),
        "FLOAT" => match (types::length(t), t.scale.filter(|s| *s != 0)) {
            (Some(length), None) => format!("FLOAT({length})"),
            _ => "FLOAT".into(),
        },
        "ARRAY" => match t.inner.as_deref() {
            Some(inner) => format!("{}[]", type_name(inner)?),
            None => types::base(t)?,
        },
        _ => types::base(t)?,
    })
}
