//! Paths into JSON documents, the way of MySQL and MariaDB.

use crate::ast::Expr;
use crate::failure::{Failure, Result};
use crate::sql::{JsonSyntax, Writer};
use crate::value::Value;

/// JSON functions and operators that may stand in `json()`.
pub const SYNTAX: JsonSyntax = JsonSyntax {
    prefixed_functions: true,
    operators: &["->>", "->", "@>", "<@", "?|", "?&", "?", "||", "#-"],
};

/// `json_unquote(json_extract(`meta`,'$.a[0]'))`:
/// <https://dev.mysql.com/doc/refman/8.0/en/json.html#json-path-syntax>
pub fn json_path(w: &mut Writer<'_>, document: &Expr, path: &[String], quote_always: bool) -> Result<()> {
    let mut text = String::from("$");
    for leg in path {
        if !leg.is_empty() && leg.bytes().all(|b| b.is_ascii_digit()) {
            text.push_str(&format!("[{leg}]"));
        } else if leg.contains(['"', '\\']) {
            // The two databases read escapes inside a quoted key differently.
            return Err(Failure::usage(format!("Invalid JSON key: {leg}")));
        } else if quote_always || leg.is_empty() || leg.contains(['.', '[', ']', '*', '?', '@', '(', ')']) {
            text.push_str(&format!(".\"{leg}\""));
        } else {
            text.push('.');
            text.push_str(leg);
        }
    }
    w.text("json_unquote(json_extract(");
    w.expr(document)?;
    w.text(",");
    w.literal(&Value::Text(text), None)?;
    w.text("))");
    Ok(())
}

/// CAST knows other words than columns do: <https://dev.mysql.com/doc/refman/8.0/en/cast-functions.html>
pub fn cast_type(data_type: &str, json: bool) -> String {
    let lower = data_type.to_lowercase();
    if lower.contains("timestamp") {
        "datetime".into()
    } else if json && lower.contains("boolean") {
        // true and false inside a document are words, not numbers.
        "char".into()
    } else if ["double precision", "boolean", "integer"].iter().any(|word| lower.contains(word)) {
        "decimal".into()
    } else if lower.contains("text") {
        "char".into()
    } else {
        data_type.into()
    }
}
