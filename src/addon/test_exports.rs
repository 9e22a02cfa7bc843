//! Exports that panic on purpose, for the test that a panic becomes a JavaScript Error (feature `test-exports`).
//!
//! What panics is a division by a zero that the compiler does not know, so that no source needs `panic!`.

use super::core::Core;
use super::outbox::Order;
use crate::driver::{ColumnInfo, Done, Query, Row, RowSink};
use crate::failure::Result;
use napi_derive::napi;
use std::any::Any;
use std::hint::black_box;

fn fall() -> u32 {
    1 / black_box(0)
}

/// Panics when it is dropped.
struct Fragile;

impl Drop for Fragile {
    fn drop(&mut self) {
        fall();
    }
}

/// Where a sink panics.
#[derive(PartialEq)]
enum At {
    Row,
    Done,
    Taken,
    Dropped,
}

struct FragileSink {
    at: At,
    _dropped: Option<Fragile>,
}

impl FragileSink {
    fn reached(&self, at: At) -> Result<()> {
        if self.at == at {
            fall();
        }
        Ok(())
    }
}

impl RowSink for FragileSink {
    fn columns(&mut self, _: &[ColumnInfo]) -> Result<()> {
        Ok(())
    }
    fn row(&mut self, _: &dyn Row) -> Result<()> {
        self.reached(At::Row)
    }
    fn done(&mut self, _: &Done) -> Result<()> {
        self.reached(At::Done)
    }
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        let _ = self.reached(At::Taken);
        self
    }
}

#[napi]
impl Core {
    /// In the export itself.
    #[napi(catch_unwind)]
    pub fn test_panic(&self) -> u32 {
        fall()
    }

    /// While a value of the export is dropped.
    #[napi(catch_unwind)]
    pub fn test_panic_in_drop(&self) {
        drop(Fragile);
    }

    /// In a planner, with the settings locked.
    #[napi(catch_unwind)]
    pub fn test_panic_in_plan(&self) -> String {
        super::failure::answer(self.with_context(|_| Ok(fall().to_string())))
    }

    /// In a task of the runtime that owes an answer.
    #[napi(catch_unwind)]
    pub fn test_panic_in_task(&self, operation: u32) {
        let promise = self.promise(operation);
        crate::engine::spawn(async move {
            fall();
            drop(promise);
        });
    }

    /// While a statement runs: `row`, `done` (on the wire's thread), `taken` (when its rows are handed on),
    /// `dropped` (when they are freed).
    #[napi(catch_unwind)]
    pub fn test_panic_in_query(&self, operation: u32, sql: String, at: String, target: u32) {
        let at = match at.as_str() {
            "row" => At::Row,
            "done" => At::Done,
            "taken" => At::Taken,
            _ => At::Dropped,
        };
        let sink = FragileSink { _dropped: (at == At::Dropped).then(|| Fragile), at };
        let query =
            Query { sql: sql.into(), binds: Vec::new(), prepared: false, as_stored: false, pace: None };
        let order = Order { operation, query, target, read: false, simple: true, single: None, timeout: 0.0 };
        self.outbox().take(order, Box::new(sink));
        self.start_all();
    }
}
