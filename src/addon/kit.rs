//! The kit for servers: a text's judgement, and its run as JSON rows within limits.

use super::core::Core;
use super::failure::{answer, text};
use super::outbox::Order;
use super::value;
use crate::dialect;
use crate::driver::{Query, Single};
use crate::failure::{Failure, Result};
use crate::kit::{classify, limited, Grammar, Purpose, Verdict};
use crate::rows::json_rows::JsonRows;
use napi::bindgen_prelude::Array;
use napi_derive::napi;
use serde_json::{json, Value as Json};

#[napi]
impl Core {
    /// `{ class, verb, tables, functions, refused }` of a text that is to be `read` or `write`.
    #[napi(catch_unwind)]
    pub fn classify(&self, sql: String, purpose: String) -> String {
        answer(self.grammar().and_then(|grammar| {
            let purpose = match purpose.as_str() {
                "read" => Purpose::Read,
                "write" => Purpose::Write,
                other => {
                    return Err(Failure::usage(format!("A text is judged for read or write; got {other:?}")))
                }
            };
            Ok(verdict_json(&classify(&sql, grammar, purpose)).to_string())
        }))
    }

    /// `{ on, off, inSavepoints }`: what holds a transaction read-only, in the dialect's words.
    #[napi(catch_unwind)]
    pub fn read_only_words(&self) -> String {
        answer(self.grammar().map(|grammar| {
            let words = grammar.read_only;
            json!({ "on": words.on, "off": words.off, "inSavepoints": words.in_savepoints }).to_string()
        }))
    }

    /// The text that asks for a statement's plan; `analyze` executes the statement.
    #[napi(catch_unwind)]
    pub fn explain_text(&self, sql: String, analyze: bool) -> String {
        answer(self.grammar().and_then(|grammar| match grammar.explain_text(&sql, analyze) {
            Some(sql) => Ok(text(sql)),
            None => Err(Failure::not_supported(format!("analyze on {}", self.dialect().name()))),
        }))
    }

    /// Runs one statement with the next `flush`; its rows come as JSON, within limits. A text that only reads is
    /// run as such, and asked for no more rows than are wanted.
    #[napi(catch_unwind)]
    #[allow(clippy::too_many_arguments)]
    pub fn run_rows(
        &self,
        operation: u32,
        sql: String,
        binds: Array<'_>,
        target: u32,
        reading: bool,
        max_rows: u32,
        max_bytes: u32,
        timeout: f64,
    ) -> napi::Result<bool> {
        let binds = value::values(&binds)?;
        let max_rows = max_rows as usize;
        let sql = match self.grammar() {
            Ok(grammar) if reading => limited(&sql, max_rows.saturating_add(1), grammar).unwrap_or(sql),
            _ => sql,
        };
        let query = Query { sql: sql.into(), binds, prepared: false, as_stored: true, pace: None };
        let sink = Box::new(JsonRows::new(max_rows, max_bytes as usize));
        let single = Some(if reading { Single::Reading } else { Single::Writing });
        let order = Order { operation, query, target, read: false, simple: false, single, timeout };
        Ok(self.outbox().take(order, sink))
    }
}

impl Core {
    fn grammar(&self) -> Result<&'static Grammar> {
        let name = self.dialect().name();
        dialect::grammar_by_name(name)
            .ok_or_else(|| Failure::not_supported(format!("judging the SQL text of {name}")))
    }
}

fn verdict_json(verdict: &Verdict) -> Json {
    let tables: Json = verdict.tables.iter().map(|t| json!({ "schema": t.schema, "name": t.name })).collect();
    let refused = verdict
        .refused
        .as_ref()
        .map(|r| json!({ "rule": r.rule, "message": r.message, "instead": r.instead }));
    json!({
        "class": verdict.class.name(), "verb": verdict.verb, "tables": tables,
        "functions": verdict.functions, "refused": refused,
    })
}
