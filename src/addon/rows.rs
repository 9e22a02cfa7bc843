//! Completions and batches to JavaScript values.

use super::failure::to_json;
use super::plans::shape_json;
use super::queue::{Completion, Payload};
use crate::failure::{Failure, FailureKind};
use crate::rows::sink::ResultSet;
use napi::bindgen_prelude::{Array, ArrayBuffer, Env, JsObjectValue, Null, ToNapiValue};
use napi::Result;
use std::panic::{catch_unwind, AssertUnwindSafe};

const OK: u32 = 0;
const FAILED: u32 = 1;
const HOOK: u32 = 2;

/// All completions in one flat array, since each array of its own costs a call: see `drain` in lib/native.js.
///
/// ```text
/// operation, OK, n, then n results of eleven elements      (`NativeResult` in lib/native/result.js)
/// operation, OK, json                                    data: a connection, nothing
/// operation, FAILED, json
/// operation, HOOK, core, phase, config
/// ```
pub fn completions(env: &Env, list: Vec<Completion>) -> Result<Array<'_>> {
    let mut out = Flat { array: env.create_array(0)?, next: 0 };
    for completion in list {
        item(env, &mut out, completion)?;
    }
    // What was taken back may have left elements behind the last one.
    if out.array.len() > out.next {
        out.array.set_named_property("length", out.next)?;
    }
    Ok(out.array)
}

/// One completion. What cannot be handed over is a failure of its operation and of no other.
fn item(env: &Env, out: &mut Flat<'_>, completion: Completion) -> Result<()> {
    let Completion { operation, payload } = completion;
    let start = out.next;
    let made = catch_unwind(AssertUnwindSafe(|| fill(env, out, operation, payload)));
    let message = match made {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => format!("the result could not be handed over: {error}"),
        Err(_) => "the result could not be handed over".to_owned(),
    };
    out.next = start;
    fill(env, out, operation, Payload::Failed(to_json(&Failure::new(FailureKind::Database, message))))
}

fn fill(env: &Env, out: &mut Flat<'_>, operation: u32, payload: Payload) -> Result<()> {
    out.push(operation)?;
    match payload {
        Payload::Results(results) => {
            out.push(OK)?;
            out.push(results.len() as u32)?;
            for result in results {
                result_set(env, out, result)?;
            }
            Ok(())
        }
        Payload::Json(json) => {
            out.push(OK)?;
            out.push(json)
        }
        Payload::Failed(json) => {
            out.push(FAILED)?;
            out.push(json)
        }
        Payload::Hook { core, phase, config } => {
            out.push(HOOK)?;
            out.push(core)?;
            out.push(phase)?;
            out.push(config)
        }
    }
}

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

/// `rows, affected, lastInsertId, command, kinds, columns, buffer, text, shape, warnings, info`.
fn result_set(env: &Env, out: &mut Flat<'_>, result: ResultSet) -> Result<()> {
    out.push(result.rows as u32)?;
    out.push(result.done.affected as f64)?;
    out.push(result.done.last_insert_id as f64)?;
    out.push(result.done.command)?;
    out.push(result.batch.kinds)?;
    if result.shaped {
        // The shape has the names.
        out.push(Null)?;
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
        out.push(env.create_string_latin1(result.batch.text)?)?;
    }
    match result.closed {
        Some(shape) => out.push(shape_json(&shape).to_string())?,
        None => out.push(Null)?,
    }
    out.push(u32::from(result.done.warnings))?;
    out.push(result.done.info)
}
