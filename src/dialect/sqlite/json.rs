//! Paths into JSON documents, SQLite's way.

use crate::ast::Expr;
use crate::failure::{Failure, Result};
use crate::sql::Writer;
use crate::value::Value;

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
