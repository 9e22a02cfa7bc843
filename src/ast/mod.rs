//! Statements and expressions: plain data, no behaviour. Depends on `value` alone.

pub mod data_type;
pub mod ddl;
pub mod expr;
pub mod select;
pub mod table;
pub mod write;

pub use data_type::DataType;
pub use expr::{Expr, ListParam, Param, Template, Transform, ValueKind};
pub use select::{IndexHint, Join, JoinKind, Lock, Order, Select, SelectItem, Source};
pub use table::TableName;
pub use write::Write;
