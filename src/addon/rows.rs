//! Completions and batches to JavaScript values.

use super::plans::shape_json;
use super::queue::{Completion, Payload};
use crate::rows::sink::ResultSet;
use napi::bindgen_prelude::{Array, ArrayBuffer, Env, Null};
use napi::Result;

const OK: u32 = 0;
const FAILED: u32 = 1;
const HOOK: u32 = 2;

pub fn completions(env: &Env, list: Vec<Completion>) -> Result<Array<'_>> {
    let mut out = env.create_array(list.len() as u32)?;
    for (i, completion) in list.into_iter().enumerate() {
        let mut item = env.create_array(3)?;
        item.set(0, completion.operation)?;
        match completion.payload {
            Payload::Results(results) => {
                item.set(1, OK)?;
                let mut list = env.create_array(results.len() as u32)?;
                for (k, result) in results.into_iter().enumerate() {
                    list.set(k as u32, result_set(env, result)?)?;
                }
                item.set(2, list)?;
            }
            Payload::Json(json) => {
                item.set(1, OK)?;
                item.set(2, json)?;
            }
            Payload::Failed(json) => {
                item.set(1, FAILED)?;
                item.set(2, json)?;
            }
            Payload::Hook { core, phase, config } => {
                item.set(1, HOOK)?;
                item.set(2, core)?;
                item.set(3, phase)?;
                item.set(4, config)?;
            }
        }
        out.set(i as u32, item)?;
    }
    Ok(out)
}

/// `[rows, affected, lastInsertId, command, kinds, columns, buffer, text, shape]`, see lib/native/result.js.
fn result_set(env: &Env, result: ResultSet) -> Result<Array<'_>> {
    let mut out = env.create_array(9)?;
    out.set(0, result.rows as u32)?;
    out.set(1, result.done.affected as f64)?;
    out.set(2, result.done.last_insert_id as f64)?;
    out.set(3, result.done.command.unwrap_or_default())?;
    out.set(4, result.batch.kinds)?;
    let columns: Vec<[&str; 2]> =
        result.columns.iter().map(|c| [c.name.as_str(), c.type_name.as_str()]).collect();
    out.set(5, serde_json::to_string(&columns).unwrap_or_default())?;
    if result.batch.buffer.is_empty() {
        out.set(6, Null)?;
    } else {
        out.set(6, ArrayBuffer::from_data(env, result.batch.buffer)?)?;
    }
    if result.batch.text.is_empty() {
        out.set(7, Null)?;
    } else {
        out.set(7, &env.create_string_latin1(result.batch.text)?)?;
    }
    if let Some(shape) = result.closed {
        out.set(8, shape_json(&shape).to_string())?;
    }
    Ok(out)
}
