//! Plans by number. JavaScript keeps the numbers by request text and says which to forget.

use crate::failure::{Failure, Result};
use crate::plan::{self, request, Context, Planned};
use crate::rows::shape::{Entity, Shape};
use crate::sql::{BindSlot, Statement};
use parking_lot::RwLock;
use serde_json::{json, Value as Json};
use std::sync::Arc;

/// A planned and printed statement.
pub struct Plan {
    pub sql: Arc<str>,
    pub slots: Vec<BindSlot>,
    pub shape: Option<Arc<Shape>>,
    /// Statements without bind values that may be several in one text, or that a server does not prepare.
    pub simple: bool,
}

#[derive(Default)]
pub struct Plans {
    plans: RwLock<Vec<Option<Arc<Plan>>>>,
}

impl Plans {
    pub fn add(&self, plan: Plan) -> usize {
        let mut plans = self.plans.write();
        plans.push(Some(Arc::new(plan)));
        plans.len() - 1
    }

    pub fn get(&self, id: u32) -> Result<Arc<Plan>> {
        self.plans
            .read()
            .get(id as usize)
            .cloned()
            .flatten()
            .ok_or_else(|| Failure::internal(format!("no plan {id}")))
    }

    pub fn forget(&self, id: u32) {
        if let Some(slot) = self.plans.write().get_mut(id as usize) {
            *slot = None;
        }
    }
}

/// Plans a method's request.
pub fn planned(ctx: &Context<'_>, method: &str, request: &str) -> Result<Planned> {
    let args = request::parse(request)?;
    plan::plan(ctx, method, args.as_array().unwrap_or_default())
}

/// Whether a statement goes through the wire's simple-query method.
pub fn is_simple(statement: &Statement, slots: &[BindSlot]) -> bool {
    slots.is_empty() && !matches!(statement, Statement::Select(_))
}

/// A shape for JavaScript: `{ as, model, many, columns: [[name, alias]…], children }`.
pub fn shape_json(shape: &Shape) -> Json {
    entity_json(&shape.root)
}

fn entity_json(entity: &Entity) -> Json {
    json!({
        "as": entity.alias,
        "many": entity.many,
        "columns": entity.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(),
        "children": entity.children.iter().map(entity_json).collect::<Vec<_>>(),
    })
}
