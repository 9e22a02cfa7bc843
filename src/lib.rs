//! The Rust core of sequelize-native: what happens under Sequelize's JavaScript API.
//!
//! One `findAll`, from the top to the bottom of the layers:
//!
//! ```text
//! addon    receives a request (JSON text = its shape key) and bind values     the only user of napi
//! plan     request + catalog -> Statement + Shape
//! sql      Statement -> text + bind slots, in a dialect's words
//! engine   finds a pooled connection, or the transaction's own
//! driver   what a wire must do; dialect/<db>/connection does it
//! rows     cells x Shape -> batches, duplicate join rows folded away
//! addon    hands the batches, or a Failure, to JavaScript in one piece
//! ```
//!
//! Who may use whom is written in ARCHITECTURE.md and enforced by `tests/architecture`.

pub mod ast;
pub mod catalog;
pub mod dialect;
pub mod driver;
pub mod engine;
pub mod failure;
pub mod kit;
pub mod migrate;
pub mod plan;
pub mod rows;
pub mod sql;
pub mod value;

#[cfg(feature = "addon")]
pub mod addon;
