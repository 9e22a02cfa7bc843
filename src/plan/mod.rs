//! request + catalog -> Statement + Shape. Each method of v6's query generator has its planner here.

mod alias;
mod attributes;
pub mod ddl;
pub mod filter;
mod find;
mod find_grouped;
mod find_limit;
mod find_options;
mod find_parts;
mod find_shape;
mod fragment;
mod include;
mod include_filter;
mod include_join;
mod inspect;
pub mod nesting;
mod order;
mod prune;
pub mod raw;
mod reads;
pub mod request;
mod table_text;
mod walk;
pub mod write;

use crate::catalog::Catalog;
use crate::failure::{Failure, Result};
use crate::rows::shape::Shape;
use crate::sql::{Settings, SqlDialect};
pub use reads::only_reads;

/// What every planner needs to know.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub catalog: &'a Catalog,
    pub dialect: &'a dyn SqlDialect,
    pub settings: &'a Settings,
}

/// A planner's answer.
pub enum Planned {
    /// A statement or a fragment, printable in both modes, with the shape of its rows if it has any.
    Statement { statement: Box<crate::sql::Statement>, shape: Option<Shape> },
    /// Methods of the query generator that answer with data (`attributesToSQL`, …).
    Data(serde_json::Value),
}

/// A topic's planner. `None`: the method is not one of its own.
type Planner = fn(&Context, &str, &[request::Node]) -> Option<Result<Planned>>;

/// Asked in turn; each line is a topic's own.
const PLANNERS: &[Planner] = &[find::plan, write::plan, ddl::plan, fragment::plan, raw::plan];

/// Plans a method of v6's query generator.
pub fn plan(ctx: &Context, method: &str, args: &[request::Node]) -> Result<Planned> {
    match PLANNERS.iter().find_map(|planner| planner(ctx, method, args)) {
        Some(planned) => planned,
        None => Err(Failure::not_supported(method)),
    }
}
