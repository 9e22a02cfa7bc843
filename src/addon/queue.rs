//! The completion queue: results from any thread, one wake of JavaScript for many of them.
//!
//! One queue per Node environment (main thread, each worker). The threadsafe function is weak: it never
//! keeps the process alive, lib/native.js does that while operations are under way.

use super::failure::to_json;
use super::rows;
use crate::failure::Failure;
use crate::rows::sink::ResultSet;
use napi::bindgen_prelude::{Array, Env, Function};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Result, Status};
use napi_derive::napi;
use parking_lot::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

/// What a completion carries; lib/native.js knows the numbers.
pub enum Payload {
    Results(Vec<ResultSet>),
    /// Data as JSON (a connection handle), or nothing.
    Json(String),
    /// A failure as JSON.
    Failed(String),
    /// A connection is about to be made, or was made: JavaScript's hooks have the word.
    Hook {
        core: u32,
        phase: &'static str,
        config: String,
    },
}

pub struct Completion {
    pub operation: u32,
    pub payload: Payload,
}

type Wake = ThreadsafeFunction<(), (), (), Status, false, true, 0>;

/// The sending half, shared with every task.
pub struct Sender {
    waiting: Mutex<Vec<Completion>>,
    wake: Wake,
    awake: AtomicBool,
}

impl Sender {
    pub fn send(&self, operation: u32, payload: Payload) {
        self.waiting.lock().push(Completion { operation, payload });
        if !self.awake.swap(true, Ordering::AcqRel) {
            // A closing environment refuses the call: nobody is left to hear of the result.
            self.wake.call((), ThreadsafeFunctionCallMode::NonBlocking);
        }
    }
}

/// The promise of one operation: settled once, and with a failure where the work for it ends without an
/// outcome (a panic, a runtime that takes no tasks).
pub struct Promise {
    operation: u32,
    sender: Option<Arc<Sender>>,
}

impl Promise {
    pub fn new(operation: u32, sender: Arc<Sender>) -> Promise {
        Promise { operation, sender: Some(sender) }
    }

    pub fn settle(mut self, payload: Payload) {
        if let Some(sender) = self.sender.take() {
            sender.send(self.operation, payload);
        }
    }

    pub fn fail(self, failure: &Failure) {
        self.settle(Payload::Failed(to_json(failure)));
    }
}

impl Drop for Promise {
    fn drop(&mut self) {
        if let Some(sender) = self.sender.take() {
            let failure = Failure::internal("an operation ended unexpectedly");
            sender.send(self.operation, Payload::Failed(to_json(&failure)));
        }
    }
}

#[napi]
pub struct Queue {
    sender: Arc<Sender>,
}

#[napi]
impl Queue {
    /// `wake` is called without arguments when completions are waiting.
    #[napi(constructor, catch_unwind)]
    pub fn new(wake: Function<'_, (), ()>) -> Result<Self> {
        let wake = wake.build_threadsafe_function().weak::<true>().build()?;
        Ok(Queue {
            sender: Arc::new(Sender { waiting: Mutex::new(Vec::new()), wake, awake: AtomicBool::new(false) }),
        })
    }

    /// All waiting completions: `[operation, status, payload]` each.
    #[napi(catch_unwind, ts_return_type = "any[]")]
    pub fn take<'a>(&self, env: &'a Env) -> Result<Array<'a>> {
        self.sender.awake.store(false, Ordering::Release);
        let completions = std::mem::take(&mut *self.sender.waiting.lock());
        rows::completions(env, completions)
    }
}

impl Queue {
    pub fn sender(&self) -> Arc<Sender> {
        self.sender.clone()
    }
}
