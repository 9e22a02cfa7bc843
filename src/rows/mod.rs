//! Results, independent of any wire: shapes, cells, batches, fold.

pub mod shape;
