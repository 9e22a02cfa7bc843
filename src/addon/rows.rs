//! Completions and batches to JavaScript values.

use super::failure::to_json;
use super::plans::shape_json;
use super::queue::{Completion, Payload};
use crate::failure::{Failure, FailureKind};
use crate::rows::sink::ResultSet;
use napi::bindgen_prelude::{Array, ArrayBuffer, Env, Null, ToNapiValue};
use napi::Result;
use std::panic::{catch_unwind, AssertUnwindSafe};

const OK: u32 = 0;
const FAILED: u32 = 1;
const HOOK: u32 = 2;

/// All completions in one flat array, since each array of its own costs a call: see `drain` in lib/native.js.
///
/// ```text
/// operation, OK, n, then n results of nine elements      (`NativeResult` in lib/native/result.js)
/// operation, OK, json                                    data: a connection, nothing
/// operation, FAILED, json
/// operation, HOOK, core, phase, config
/// ```
pub fn completions(env: &Env, list: Vec<Completion>) -> Result<Array<'_>> {
<<<<<<< HEAD
    let mut out = env.create_array(list.len() as u32)?;
    for (i, completion) in list.into_iter().enumerate() {
        out.set(i as u32, item(env, completion)?)?;
=======
    let mut out = Flat { array: env.create_array(0)?, next: 0 };
    for completion in list {
        out.push(completion.operation)?;
        match completion.payload {
            Payload::Results(results) => {
                out.push(OK)?;
                out.push(results.len() as u32)?;
                for result in results {
                    result_set(env, &mut out, result)?;
                }
            }
            Payload::Json(json) => {
                out.push(OK)?;
                out.push(json)?;
            }
            Payload::Failed(json) => {
                out.push(FAILED)?;
                out.push(json)?;
            }
            Payload::Hook { core, phase, config } => {
                out.push(HOOK)?;
                out.push(core)?;
                out.push(phase)?;
                out.push(config)?;
            }
        }
>>>>>>> 2c0789e (Small results cross as text; one wake starts all queries of a turn)
    }
    Ok(out.array)
}

<<<<<<< HEAD
/// One completion. What cannot be handed over is a failure of its operation and of no other.
fn item(env: &Env, completion: Completion) -> Result<Array<'_>> {
    let Completion { operation, payload } = completion;
    let made = catch_unwind(AssertUnwindSafe(|| fill(env, operation, payload)));
    let message = match made {
        Ok(Ok(item)) => return Ok(item),
        Ok(Err(error)) => format!("the result could not be handed over: {error}"),
        Err(_) => "the result could not be handed over".to_owned(),
    };
    fill(env, operation, Payload::Failed(to_json(&Failure::new(FailureKind::Database, message))))
}

fn fill(env: &Env, operation: u32, payload: Payload) -> Result<Array<'_>> {
    let mut item = env.create_array(3)?;
    item.set(0, operation)?;
    match payload {
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
    Ok(item)
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
=======
struct Flat<'a> {
    array: Array<'a>,
    next: u32,
}

impl Flat<'_> {
    fn push<T: ToNapiValue>(&mut self, value: T) -> Result<()> {
        self.array.set(self.next, value)?;
        self.next += 1;
        Ok(())
    }
}

/// `rows, affected, lastInsertId, command, kinds, columns, buffer, text, shape`.
fn result_set(env: &Env, out: &mut Flat<'_>, result: ResultSet) -> Result<()> {
    out.push(result.rows as u32)?;
    out.push(result.done.affected as f64)?;
    out.push(result.done.last_insert_id as f64)?;
    out.push(result.done.command)?;
    out.push(result.batch.kinds)?;
    if result.shaped {
        // The shape has the names.
        out.push(Null)?;
>>>>>>> 2c0789e (Small results cross as text; one wake starts all queries of a turn)
    } else {
        let columns: Vec<[&str; 2]> =
            result.columns.iter().map(|c| [c.name.as_str(), c.type_name.as_str()]).collect();
        out.push(serde_json::to_string(&columns).unwrap_or_default())?;
    }
    if result.batch.buffer.is_empty() {
        out.push(Null)?;
    } else {
        out.push(ArrayBuffer::from_data(env, result.batch.buffer)?)?;
    }
    if result.batch.text.is_empty() {
        out.push(Null)?;
    } else {
        out.push(&env.create_string_latin1(result.batch.text)?)?;
    }
    match result.closed {
        Some(shape) => out.push(shape_json(&shape).to_string()),
        None => out.push(Null),
    }
}
