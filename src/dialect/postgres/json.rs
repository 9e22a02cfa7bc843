//! Paths into JSON documents, PostgreSQL's way.

use crate::ast::Expr;
use crate::failure::Result;
use crate::sql::{JsonSyntax, Writer};
use crate::value::Value;

/// JSON functions and operators that may stand in `json()`.
pub const SYNTAX: JsonSyntax = JsonSyntax {
    prefixed_functions: true,
    operators: &["->>", "->", "#>>", "#>", "@>", "<@", "?|", "?&", "?", "||", "#-"],
};

/// `("meta"#>>'{a,b}')`: <https://www.postgresql.org/docs/current/functions-json.html>
pub fn json_path(w: &mut Writer<'_>, document: &Expr, path: &[String], as_text: bool) -> Result<()> {
    w.text("(");
    w.expr(document)?;
    w.text(if as_text { "#>>" } else { "#>" });
    let legs: Vec<String> = path.iter().map(|leg| array_element(leg)).collect();
    w.literal(&Value::Text(format!("{{{}}}", legs.join(","))), None)?;
    w.text(")");
    Ok(())
}

/// One element of an array in text form: quoted where it would be read as something else.
fn array_element(leg: &str) -> String {
    let special = leg.is_empty()
        || leg.eq_ignore_ascii_case("null")
        || leg.contains(['{', '}', ',', '"', '\\'])
        || leg.starts_with(char::is_whitespace)
        || leg.ends_with(char::is_whitespace);
    match special {
        true => format!("\"{}\"", leg.replace('\\', "\\\\").replace('"', "\\\"")),
        false => leg.to_owned(),
    }
}
