//! The class that JavaScript holds, one per Sequelize instance: plans and runs statements.

use super::engines::Engines;
use super::failure::{answer, text, to_json};
use super::hook::Hook;
use super::outbox::{Order, Outbox};
use super::plans::{self, Plan, Plans};
use super::queue::{Payload, Promise, Queue};
use super::{catalog, config, value};
use crate::catalog::Catalog;
use crate::dialect;
use crate::driver::Query;
use crate::failure::Failure;
use crate::migrate;
use crate::plan::{nesting, request, Context, Planned};
use crate::rows::sink::BatchSink;
use crate::sql::{self, Mode, Settings, SqlDialect};
use crate::value::Value;
use napi::bindgen_prelude::Array;
use napi::{Error, Result};
use napi_derive::napi;
use parking_lot::RwLock;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::Arc;

static NEXT_CORE: AtomicU32 = AtomicU32::new(1);

#[napi]
pub struct Core {
    id: u32,
    dialect: &'static dyn SqlDialect,
    settings: RwLock<Settings>,
    catalog: Catalog,
    plans: Plans,
    engines: Engines,
    hook: Arc<Hook>,
    outbox: Outbox,
}

fn failed(failure: &Failure) -> Error {
    Error::from_reason(format!("!{}", to_json(failure)))
}

#[napi]
impl Core {
    #[napi(constructor, catch_unwind)]
    pub fn new(source: String, queue: &Queue) -> Result<Self> {
        let config = config::parse(&source).map_err(|f| failed(&f))?;
        let dialect = dialect::by_name(&config.dialect)
            .ok_or_else(|| Error::from_reason(format!("no dialect named {}", config.dialect)))?;
        let id = NEXT_CORE.fetch_add(1, Ordering::Relaxed);
        let sender = queue.sender();
        let hook = Arc::new(Hook::new(id, sender.clone()));
        Ok(Core {
            id,
            dialect,
            settings: RwLock::new(config.settings.clone()),
            catalog: Catalog::default(),
            plans: Plans::default(),
            outbox: Outbox::new(sender),
            hook: hook.clone(),
            engines: Engines::new(config, hook),
        })
    }

    #[napi(getter, catch_unwind)]
    pub fn id(&self) -> u32 {
        self.id
    }

    #[napi(catch_unwind)]
    pub fn update_settings(&self, source: String) -> String {
        answer(
            serde_json::from_str(&source)
                .map_err(|e| Failure::internal(e.to_string()))
                .map(|json| config::update_settings(&mut self.settings.write(), &json))
                .map(|()| text("")),
        )
    }

    #[napi(catch_unwind)]
    pub fn add_model(&self, source: String) -> String {
        answer(catalog::model(&source).map(|model| text(self.catalog.add_model(model))))
    }

    #[napi(catch_unwind)]
    pub fn add_association(&self, source: String) -> String {
        answer(catalog::association(&source).map(|a| text(self.catalog.add_association(a))))
    }

    /// A method's text with literals inline, or its data. `placeholders` prints `$1` for bind values.
    #[napi(catch_unwind)]
    pub fn text(
        &self,
        method: String,
        request: String,
        binds: Array<'_>,
        placeholders: bool,
    ) -> Result<String> {
        let values = value::values(&binds)?;
        Ok(answer(self.planning(&request, |ctx| match plans::planned(ctx, &method, &request)? {
            Planned::Statement { statement, .. } => {
                let printed = match placeholders {
                    true => sql::compile_numbered(&statement, ctx.dialect, ctx.settings, &values),
                    false => sql::compile(&statement, ctx.dialect, ctx.settings, Mode::Inline, &values),
                };
                printed.map(|c| text(c.sql))
            }
            Planned::Data(data) => Ok(data_answer(&data)),
        })))
    }

    /// `[planId, simple, shape | null]`.
    #[napi(catch_unwind)]
    pub fn plan(&self, method: String, request: String) -> String {
        let planned = self.planning(&request, |ctx| match plans::planned(ctx, &method, &request)? {
            Planned::Statement { statement, shape } => {
                let shape_json = shape.as_ref().map(plans::shape_json);
                let plan = Plan::new(ctx, *statement, shape)?;
                if plan.printed.is_some() && nesting::is_deep(&request) {
                    // It would be printed for every run, with the stack of whoever runs it.
                    return Err(Failure::usage("A statement of so many values is nested too deeply"));
                }
                Ok((plan, shape_json))
            }
            Planned::Data(_) => Err(Failure::internal(format!("{method} answers with data, not SQL"))),
        });
        answer(planned.map(|(plan, shape_json)| {
            let simple = plan.simple;
            serde_json::json!([self.plans.add(plan), simple, shape_json]).to_string()
        }))
    }

    #[napi(catch_unwind)]
    pub fn forget(&self, plan: u32) {
        self.plans.forget(plan);
    }

    /// `{ sql, bind }` in v6's words: `$1` for the values of a single INSERT or UPDATE, literals elsewhere.
    #[napi(catch_unwind)]
    pub fn bind_text(&self, method: String, request: String, binds: Array<'_>) -> Result<String> {
        let values = value::values(&binds)?;
        Ok(answer(self.planning(&request, |ctx| match plans::planned(ctx, &method, &request)? {
            Planned::Statement { statement, .. } => {
                let compiled = sql::compile_numbered(&statement, ctx.dialect, ctx.settings, &values)?;
                let bound = sql::shown_values(&compiled.binds, &values, ctx.dialect, ctx.settings)?;
                let bind: Vec<_> = bound.iter().map(plans::bind_json).collect();
                Ok(serde_json::json!({ "sql": compiled.sql, "bind": bind }).to_string())
            }
            Planned::Data(_) => Err(Failure::internal(format!("{method} answers with data, not SQL"))),
        })))
    }

    /// Runs a plan with the next `flush`; true when that has to be asked for. The outcome arrives through
    /// the queue under `operation`.
    #[napi(catch_unwind)]
    #[allow(clippy::too_many_arguments)]
    pub fn run(
        &self,
        operation: u32,
        plan: u32,
        binds: Array<'_>,
        target: u32,
        read: bool,
        raw: bool,
        timeout: f64,
    ) -> Result<bool> {
        let values = value::values(&binds)?;
        let ready = self.plans.get(plan).and_then(|plan| {
            let (sql, binds, simple) = self.with_context(|ctx| plan.ready(ctx, &values))?;
            let shape = if raw { None } else { plan.shape.clone() };
            Ok((
                Query {
                    sql,
                    binds,
                    prepared: !simple && plan.is_kept(),
                    as_stored: raw,
                    pace: plan.pace.clone(),
                },
                shape,
                simple,
            ))
        });
        match ready {
            Ok((query, shape, simple)) => {
                let order = Order { operation, query, target, read, simple, single: None, timeout };
                Ok(self.outbox.take(order, Box::new(BatchSink::new(shape))))
            }
            Err(failure) => {
                self.promise(operation).fail(&failure);
                Ok(false)
            }
        }
    }

    /// Starts what `run` and `run_text` have taken.
    #[napi(catch_unwind)]
    pub fn flush(&self) {
        self.start_all();
    }

    /// Runs SQL text with the next `flush`; without binds by the wire's simple-query method.
    #[napi(catch_unwind)]
    #[allow(clippy::too_many_arguments)]
    pub fn run_text(
        &self,
        operation: u32,
        sql: String,
        binds: Option<Array<'_>>,
        target: u32,
        read: bool,
        raw: bool,
        timeout: f64,
    ) -> Result<bool> {
        let simple = binds.is_none();
        let binds = binds.as_ref().map(value::values).transpose()?.unwrap_or_default();
        let query = Query { sql: sql.into(), binds, prepared: !simple, as_stored: raw, pace: None };
        let order = Order { operation, query, target, read, simple, single: None, timeout };
        Ok(self.outbox.take(order, Box::new(BatchSink::new(None))))
    }

    #[napi(catch_unwind)]
    pub fn cancel(&self, operation: u32) {
        self.start_all();
        self.outbox.cancel(operation);
    }

    /// Pins a connection. The answer is `{"id": …}`.
    #[napi(catch_unwind)]
    pub fn acquire(&self, operation: u32, read: bool, transaction: bool) {
        self.start_all();
        self.outbox.pin(self.engines.main(), operation, !read, transaction);
    }

    #[napi(catch_unwind)]
    pub fn release(&self, handle: u32) {
        self.start_all();
        if let Some(engine) = self.engines.if_any() {
            engine.release(handle);
        }
    }

    #[napi(catch_unwind)]
    pub fn destroy(&self, handle: u32) {
        self.start_all();
        if let Some(engine) = self.engines.if_any() {
            engine.destroy(handle);
        }
    }

    #[napi(catch_unwind)]
    pub fn close(&self, operation: u32) {
        self.start_all();
        let promise = self.promise(operation);
        let engine = self.engines.if_any().cloned();
        crate::engine::spawn(async move {
            if let Some(engine) = engine {
                engine.close().await;
            }
            promise.settle(Payload::Json("null".into()));
        });
    }

    /// The pool's state as JSON.
    #[napi(catch_unwind)]
    pub fn stats(&self) -> String {
        let (stats, options) = self.engines.stats();
        serde_json::json!({
            "size": stats.size, "available": stats.available, "using": stats.using,
            "connecting": stats.connecting, "waiting": stats.waiting, "max": options.max, "min": options.min,
        })
        .to_string()
    }

    #[napi(catch_unwind)]
    pub fn enable_connect_hooks(&self, enabled: bool) {
        self.hook.enable(enabled);
    }

    /// JavaScript's answer to a connect hook: the (changed) config, or the hook's error message.
    #[napi(catch_unwind)]
    pub fn answer_hook(&self, id: u32, config: Option<String>, error: Option<String>) {
        self.hook.answer(id, config, error);
    }

    #[napi(catch_unwind)]
    pub fn type_text(&self, spec: String) -> String {
        answer(self.with_context(|ctx| {
            let data_type = parse_type(&spec)?;
            ctx.dialect.type_name(&data_type, ctx.settings).map(text)
        }))
    }

    #[napi(catch_unwind)]
    pub fn quote_identifier(&self, name: String) -> String {
        answer(self.with_context(|ctx| {
            let mut writer = sql::Writer::new(ctx.dialect, ctx.settings, Mode::Inline, &[]);
            writer.ident(&name);
            Ok(text(writer.finish().sql))
        }))
    }

    /// A value as a literal of a type.
    #[napi(catch_unwind)]
    pub fn escape(&self, binds: Array<'_>, spec: Option<String>) -> Result<String> {
        let values = value::values(&binds)?;
        Ok(answer(self.with_context(|ctx| {
            let data_type = spec.as_deref().map(parse_type).transpose()?;
            let mut out = String::new();
            let value = values.first().unwrap_or(&Value::Null);
            ctx.dialect.literal(value, data_type.as_ref(), ctx.settings, &mut out)?;
            Ok(text(out))
        })))
    }
}

impl Core {
    pub(super) fn with_context<T>(
        &self,
        work: impl FnOnce(&Context<'_>) -> crate::failure::Result<T>,
    ) -> crate::failure::Result<T> {
        let settings = self.settings.read();
        work(&Context { catalog: &self.catalog, dialect: self.dialect, settings: &settings })
    }

    /// The same for work on a request, which may be deep.
    fn planning<T: Send>(
        &self,
        request: &str,
        work: impl FnOnce(&Context<'_>) -> crate::failure::Result<T> + Send,
    ) -> crate::failure::Result<T> {
        self.with_context(|ctx| nesting::with_stack(request, || work(ctx)))
    }

    pub(super) fn promise(&self, operation: u32) -> Promise {
        self.outbox.promise(operation)
    }

    /// What the migration runner works on; none where there is no database.
    pub(super) fn database(&self) -> Option<migrate::Database> {
        let engine = self.engines.main().ok()?;
        Some(migrate::Database { dialect: self.dialect, settings: self.settings.read().clone(), engine })
    }

    /// The migration lock of a journal, held by `holder`.
    pub(super) fn migration_lock(
        &self,
        journal: &str,
        holder: &str,
    ) -> crate::failure::Result<sql::MigrationLock> {
        self.dialect.migration_lock(migrate::key(journal), holder, &self.settings.read())
    }

    pub(super) fn dialect(&self) -> &'static dyn SqlDialect {
        self.dialect
    }

    pub(super) fn engines(&self) -> &Engines {
        &self.engines
    }

    pub(super) fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// Starts what was taken, before what comes after it.
    pub(super) fn start_all(&self) {
        self.outbox.start_all(|| self.engines.main());
    }
}

impl Drop for Core {
    /// Called from the garbage collector, out of which a panic must not come.
    fn drop(&mut self) {
        let engine = self.engines.take();
        let _ = catch_unwind(AssertUnwindSafe(|| drop(engine)));
    }
}

fn parse_type(spec: &str) -> crate::failure::Result<crate::ast::DataType> {
    let json = serde_json::from_str(spec).map_err(|e| Failure::internal(e.to_string()))?;
    request::data_type(&json)
}

/// Text data is text; the rest is JSON, which starts with none of the tags.
fn data_answer(data: &serde_json::Value) -> String {
    match data {
        serde_json::Value::String(s) => text(s),
        other => other.to_string(),
    }
}
