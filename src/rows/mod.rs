//! Results, independent of any wire: shapes, cells, batches, fold.
//!
//! A wire pushes rows into a [`sink::BatchSink`]. Each entity of the shape collects its own columns;
//! a joined row that repeats an entity leaves no trace. What crosses to JavaScript is a [`batch::Batch`]:
//! one buffer of numbers, one JSON text.

pub mod batch;
pub mod column;
pub mod json;
pub mod json_rows;
pub mod shape;
pub mod sink;

pub use batch::Batch;
pub use sink::BatchSink;
