//! where -> expression.

use super::request::Node;
use super::Context;
use crate::ast::{DataType, Expr, TableName};
use crate::failure::{Failure, Result};
use std::sync::Arc;

/// What a condition's names belong to.
#[derive(Debug, Clone, Default)]
pub struct FilterScope {
    /// The model whose attributes the names are.
    pub model: Option<u32>,
    /// What is printed before the column.
    pub prefix: Option<Prefix>,
    /// The type of values, where no attribute says it (v6's `options.type`).
    pub data_type: Option<Arc<DataType>>,
}

/// What is printed before a column, with a dot.
#[derive(Debug, Clone, PartialEq)]
pub enum Prefix {
    /// An alias or a table, quoted as one identifier.
    Name(String),
    Table(TableName),
    /// SQL that stands as it is.
    Raw(String),
}

impl FilterScope {
    pub fn model(model: u32, prefix: impl Into<String>) -> Self {
        FilterScope { model: Some(model), prefix: Some(Prefix::Name(prefix.into())), data_type: None }
    }
}

/// A `where` or `having`. `None` where it restricts nothing.
pub fn filter(_ctx: &Context, _node: &Node, _scope: &FilterScope) -> Result<Option<Expr>> {
    Err(Failure::not_supported("where"))
}

/// `fn`, `col`, `literal`, `cast`, `json` and `where` objects, and plain values.
pub fn expression(_ctx: &Context, _node: &Node, _scope: &FilterScope) -> Result<Expr> {
    Err(Failure::not_supported("expressions"))
}
