//! What JavaScript asked for in one turn, and what is under way: started by one wake, stopped by number.

use super::queue::{Payload, Promise, Sender};
use crate::driver::{Query, RowSink, Single};
use crate::engine::{CancelHandle, Engine, RunOptions, Target};
use crate::failure::{Failure, Result};
use crate::rows::json_rows::JsonRows;
use crate::rows::sink::BatchSink;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;
use std::time::Duration;

/// An operation as JavaScript hands it over.
pub struct Order {
    pub operation: u32,
    pub query: Query,
    /// A pinned connection's number; 0 is the pool.
    pub target: u32,
    pub read: bool,
    /// By the wire's simple-query method.
    pub simple: bool,
    /// It must be one statement.
    pub single: Option<Single>,
    /// Milliseconds; 0: nothing will stop it, -1: a signal may.
    pub timeout: f64,
}

/// An operation on its way to the engine.
struct Submission {
    promise: Promise,
    operation: u32,
    target: Target,
    query: Query,
    sink: Box<dyn RowSink>,
    options: RunOptions,
}

pub struct Outbox {
    waiting: Mutex<Vec<Submission>>,
    /// Operations that an AbortSignal may still stop.
    running: Arc<Mutex<HashMap<u32, CancelHandle>>>,
    sender: Arc<Sender>,
}

impl Outbox {
    pub fn new(sender: Arc<Sender>) -> Self {
        Outbox { waiting: Mutex::default(), running: Arc::default(), sender }
    }

    pub fn promise(&self, operation: u32) -> Promise {
        Promise::new(operation, self.sender.clone())
    }

    pub fn sender(&self) -> Arc<Sender> {
        self.sender.clone()
    }

    /// Takes an operation; true when it is the first since the last start.
    pub fn take(&self, order: Order, sink: Box<dyn RowSink>) -> bool {
        let Order { operation, query, target, read, simple, single, timeout } = order;
        let target = if target == 0 { Target::Pool { write: !read } } else { Target::Handle(target) };
        let options = RunOptions {
            timeout: (timeout > 0.0).then(|| Duration::from_millis(timeout.ceil() as u64)),
            simple,
            batchable: timeout == 0.0 && !simple && single.is_none(),
            single,
            ..RunOptions::default()
        };
        if timeout != 0.0 {
            self.running.lock().insert(operation, options.cancel.clone());
        }
        let promise = self.promise(operation);
        let mut waiting = self.waiting.lock();
        waiting.push(Submission { promise, operation, target, query, sink, options });
        waiting.len() == 1
    }

    /// Starts the operations in the order of their calls: statements of one transaction run in that order.
    pub fn start_all(&self, engine: impl FnOnce() -> Result<Arc<Engine>>) {
        let submissions = std::mem::take(&mut *self.waiting.lock());
        if submissions.is_empty() {
            return;
        }
        match engine() {
            Ok(engine) => {
                submissions.into_iter().for_each(|submission| {
                    // One that panics has failed by that; the others start all the same.
                    let _ = catch_unwind(AssertUnwindSafe(|| self.start(&engine, submission)));
                });
                engine.depart();
            }
            Err(failure) => submissions.into_iter().for_each(|s| s.promise.fail(&failure)),
        }
    }

    fn start(&self, engine: &Engine, submission: Submission) {
        let Submission { promise, operation, target, query, sink, options } = submission;
        let running = (!options.batchable).then(|| self.running.clone());
        engine.start(target, query, sink, options, move |outcome| {
            if let Some(running) = running {
                running.lock().remove(&operation);
            }
            match outcome {
                Ok(sink) => match sink.into_any().downcast::<BatchSink>() {
                    Ok(sink) => promise.settle(Payload::Results(sink.into_results())),
                    Err(other) => match other.downcast::<JsonRows>() {
                        Ok(rows) => promise.settle(Payload::Json(rows.into_json())),
                        Err(_) => promise.fail(&Failure::internal("the sink was lost")),
                    },
                },
                Err(failure) => promise.fail(&failure),
            }
        });
    }

    /// Pins a connection, unless somebody stops that. The answer is `{"id": …}`.
    pub fn pin(&self, engine: Result<Arc<Engine>>, operation: u32, write: bool, transaction: bool) {
        let promise = self.promise(operation);
        let engine = match engine {
            Ok(engine) => engine,
            Err(failure) => return promise.fail(&failure),
        };
        let cancel = CancelHandle::new();
        self.running.lock().insert(operation, cancel.clone());
        let running = self.running.clone();
        crate::engine::spawn(async move {
            let outcome = engine.acquire_unless(write, transaction, &cancel).await;
            running.lock().remove(&operation);
            match outcome {
                Ok(handle) => {
                    let json = serde_json::json!({
                        "id": handle.id, "sessionId": handle.session_id, "serverVersion": handle.server_version,
                    });
                    promise.settle(Payload::Json(json.to_string()));
                }
                Err(failure) => promise.fail(&failure),
            }
        });
    }

    pub fn cancel(&self, operation: u32) {
        if let Some(handle) = self.running.lock().get(&operation) {
            handle.cancel();
        }
    }
}
