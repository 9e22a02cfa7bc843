//! A [`Failure`] as JSON: JavaScript makes the class of it in lib/errors/from-native.js.

use crate::failure::Failure;
use serde_json::{json, Map, Value as Json};

/// All parts of a failure that are set.
pub fn to_json(failure: &Failure) -> String {
    let mut map = Map::new();
    map.insert("kind".into(), json!(format!("{:?}", failure.kind)));
    map.insert("message".into(), json!(failure.message));
    let optional = [
        ("code", &failure.code),
        ("sqlState", &failure.sql_state),
        ("detail", &failure.detail),
        ("hint", &failure.hint),
        ("table", &failure.table),
        ("schema", &failure.schema),
        ("column", &failure.column),
        ("constraint", &failure.constraint),
        ("index", &failure.index),
        ("sql", &failure.sql),
    ];
    for (name, value) in optional {
        if let Some(text) = value {
            map.insert(name.into(), json!(text));
        }
    }
    if let Some(errno) = failure.errno {
        map.insert("errno".into(), json!(errno));
    }
    map.insert("fields".into(), json!(failure.fields));
    map.insert("extra".into(), json!(failure.extra));
    Json::Object(map).to_string()
}

/// The answer of a synchronous export: `=text`, `{data}` or `!failure` (see `answer` in lib/native.js).
pub fn answer(result: crate::failure::Result<String>) -> String {
    match result {
        Ok(text) => text,
        Err(failure) => format!("!{}", to_json(&failure)),
    }
}

/// A text answer.
pub fn text(text: impl std::fmt::Display) -> String {
    format!("={text}")
}
