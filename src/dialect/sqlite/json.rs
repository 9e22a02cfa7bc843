//! Paths into JSON documents, SQLite's way.

use crate::ast::Expr;
use crate::failure::{Failure, Result};
use crate::sql::{JsonSyntax, Writer};
use crate::value::Value;

/// JSON functions that may stand in `json()`.
pub const SYNTAX: JsonSyntax = JsonSyntax { prefixed_functions: false, operators: &[] };

/// `json_extract(`meta`,'$.a[0]')`: <https://www.sqlite.org/json1.html>
pub fn json_path(w: &mut Writer<'_>, document: &Expr, path: &[String]) -> Result<()> {
    let mut text = String::from("$");
    for leg in path {
        if !leg.is_empty() && leg.bytes().all(|b| b.is_ascii_digit()) {
            text.push_str(&format!("[{leg}]"));
        } else if leg.contains('"') {
            // SQLite has no escape for a quote inside a quoted key.
            return Err(Failure::usage(format!("Invalid JSON key: {leg}")));
        } else if leg.is_empty() || leg.contains(['.', '[', ']', '*', '\\']) {
            text.push_str(&format!(".\"{leg}\""));
        } else {
            text.push('.');
            text.push_str(leg);
        }
    }
    w.text("json_extract(");
    w.expr(document)?;
    w.text(",");
    w.literal(&Value::Text(text), None)?;
    w.text(")");
    Ok(())
}

/// There is no timestamp here, and a cast to it would make a number.
pub fn cast_type(data_type: &str) -> String {
    if data_type.to_lowercase().contains("timestamp") {
        return "datetime".into();
    }
    data_type.into()
}
