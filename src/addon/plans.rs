//! Plans by number. JavaScript keeps the numbers by request text and says which to forget.

use crate::driver::Pace;
use crate::failure::{Failure, Result};
use crate::plan::{self, request, Context, Planned};
use crate::rows::shape::{Entity, Shape};
use crate::sql::{self, BindSlot, Mode, Statement};
use crate::value::Value;
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
    /// A statement whose values cannot be bound: it is printed anew, with its values, for every run.
    pub printed: Option<Statement>,
    /// Present where the statement may share a trip to the database with others.
    pub pace: Option<Arc<Pace>>,
}

/// From how many placeholders on a statement is too large to keep prepared: a server holds each one's plan.
const TOO_LARGE: usize = 2000;

impl Plan {
    /// Worth keeping prepared.
    pub fn is_kept(&self) -> bool {
        !self.simple && self.slots.len() < TOO_LARGE
    }

    pub fn new(ctx: &Context<'_>, statement: Statement, shape: Option<Shape>) -> Result<Plan> {
        let shape = shape.map(Arc::new);
        if let Statement::Write(write) = &statement {
            if write.is_inline_only(ctx.dialect.features()) {
                let (sql, slots) = ("".into(), Vec::new());
                return Ok(Plan { sql, slots, shape, simple: true, printed: Some(statement), pace: None });
            }
        }
        let compiled = sql::compile(&statement, ctx.dialect, ctx.settings, Mode::Bind, &[])?;
        let simple = is_simple(&statement, &compiled.binds);
        let too_many = compiled.binds.len() > ctx.dialect.features().write.max_binds;
        let shares = match &statement {
            Statement::Select(select) => ctx.dialect.features().shared_trips && plan::only_reads(select),
            _ => false,
        };
        let pace = shares.then(Arc::default);
        let printed = too_many.then_some(statement);
        Ok(Plan { sql: compiled.sql.into(), slots: compiled.binds, shape, simple, printed, pace })
    }

    /// The text and bind values of one run, and whether it takes the wire's simple-query method.
    pub fn ready(&self, ctx: &Context<'_>, values: &[Value]) -> Result<(Arc<str>, Vec<Value>, bool)> {
        match &self.printed {
            Some(statement) => {
                let printed = sql::compile(statement, ctx.dialect, ctx.settings, Mode::Inline, values)?;
                Ok((printed.sql.into(), Vec::new(), true))
            }
            None => {
                let bound = sql::bind_values(&self.slots, values, ctx.dialect, ctx.settings)?;
                Ok((self.sql.clone(), bound, self.simple))
            }
        }
    }
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
fn is_simple(statement: &Statement, slots: &[BindSlot]) -> bool {
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

/// A bind value for JavaScript: what JSON lacks is `{"$":"bytes","v":hex}`, `{"$":"date","v":ms}` or
/// `{"$":"number","v":"NaN"}`.
pub fn bind_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(b) => json!(b),
        Value::Int(n) => json!(n),
        Value::Float(n) if n.is_finite() => json!(n),
        Value::Float(n) => json!({ "$": "number", "v": crate::sql::number_text(*n) }),
        Value::BigInt(text) | Value::Text(text) | Value::Json(text) => json!(text),
        Value::Bytes(bytes) => {
            let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
            json!({ "$": "bytes", "v": hex })
        }
        Value::Date(ms) => json!({ "$": "date", "v": ms }),
        Value::Array(items) => Json::Array(items.iter().map(bind_json).collect()),
        Value::Object(entries) => {
            Json::Object(entries.iter().map(|(key, item)| (key.clone(), bind_json(item))).collect())
        }
    }
}
