//! The only place that knows napi: convert, call, convert.
//!
//! [`core`] is the class that JavaScript holds, one per Sequelize instance; [`queue`] brings completions
//! back, one per environment. Everything else here converts.

mod catalog;
mod config;
mod core;
mod engines;
mod failure;
mod hook;
mod kit;
mod migrate;
mod outbox;
mod plans;
mod queue;
mod rows;
#[cfg(feature = "test-exports")]
mod test_exports;
mod value;
