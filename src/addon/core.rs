//! The class that JavaScript holds, one per Sequelize instance: plans and runs statements.
//!
//! Longer than most files on purpose: all exports of the class stand together, as they are read in review.

use super::failure::{answer, text, to_json};
use super::plans::{self, Plan, Plans};
use super::queue::{Payload, Promise, Queue, Sender};
use super::{catalog, config, hook, value};
use crate::catalog::Catalog;
use crate::dialect;
use crate::driver::{Query, RowSink};
use crate::engine::{CancelHandle, Engine, RunOptions, Target};
use crate::failure::{Failure, FailureKind};
use crate::migrate;
use crate::plan::{request, Context, Planned};
use crate::rows::shape::Shape;
use crate::rows::sink::BatchSink;
use crate::sql::{self, Mode, Settings, SqlDialect};
use crate::value::Value;
use napi::bindgen_prelude::Array;
use napi::{Error, Result};
use napi_derive::napi;
use once_cell::sync::OnceCell;
use parking_lot::{Mutex, RwLock};
use std::collections::HashMap;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::Arc;
use std::time::Duration;

static NEXT_CORE: AtomicU32 = AtomicU32::new(1);

#[napi]
pub struct Core {
    id: u32,
    dialect: &'static dyn SqlDialect,
    settings: RwLock<Settings>,
    catalog: Catalog,
    plans: Plans,
    config: config::Config,
    engine: OnceCell<Arc<Engine>>,
    hook: Arc<hook::Hook>,
    sender: Arc<Sender>,
    /// Operations of this turn of JavaScript: one wake of the runtime starts them all.
    outbox: Mutex<Vec<Submission>>,
    /// Operations that an AbortSignal may still stop.
    running: Arc<Mutex<HashMap<u32, CancelHandle>>>,
}

/// An operation on its way to the engine.
struct Submission {
    promise: Promise,
    operation: u32,
    target: Target,
    query: Query,
    sink: Box<dyn RowSink>,
    options: RunOptions,
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
        Ok(Core {
            id,
            dialect,
            settings: RwLock::new(config.settings.clone()),
            catalog: Catalog::default(),
            plans: Plans::default(),
            engine: OnceCell::new(),
            hook: Arc::new(hook::Hook::new(id, sender.clone())),
            sender,
            outbox: Mutex::default(),
            running: Arc::default(),
            config,
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
        Ok(answer(self.with_context(|ctx| match plans::planned(ctx, &method, &request)? {
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
        answer(self.with_context(|ctx| match plans::planned(ctx, &method, &request)? {
            Planned::Statement { statement, shape } => {
                let shape_json = shape.as_ref().map(plans::shape_json);
                let plan = Plan::new(ctx, *statement, shape)?;
                let simple = plan.simple;
                let id = self.plans.add(plan);
                Ok(serde_json::json!([id, simple, shape_json]).to_string())
            }
            Planned::Data(_) => Err(Failure::internal(format!("{method} answers with data, not SQL"))),
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
        Ok(answer(self.with_context(|ctx| match plans::planned(ctx, &method, &request)? {
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
            Ok((Query { sql, binds, prepared: !simple && plan.is_kept(), as_stored: raw }, shape, simple))
        });
        match ready {
            Ok((query, shape, simple)) => {
                Ok(self.submit(operation, query, shape, target, read, simple, timeout))
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
        let query = Query { sql: sql.into(), binds, prepared: !simple, as_stored: raw };
        Ok(self.submit(operation, query, None, target, read, simple, timeout))
    }

    #[napi(catch_unwind)]
    pub fn cancel(&self, operation: u32) {
        self.start_all();
        if let Some(handle) = self.running.lock().get(&operation) {
            handle.cancel();
        }
    }

    /// Pins a connection. The answer is `{"id": …}`.
    #[napi(catch_unwind)]
    pub fn acquire(&self, operation: u32, read: bool, transaction: bool) {
        self.start_all();
        let promise = self.promise(operation);
        match self.engine() {
            Ok(engine) => {
                let cancel = CancelHandle::new();
                self.running.lock().insert(operation, cancel.clone());
                let running = self.running.clone();
                crate::engine::spawn(async move {
                    let outcome = engine.acquire_unless(!read, transaction, &cancel).await;
                    running.lock().remove(&operation);
                    match outcome {
                        Ok(handle) => {
                            let json = serde_json::json!({
                                "id": handle.id, "sessionId": handle.session_id,
                                "serverVersion": handle.server_version,
                            });
                            promise.settle(Payload::Json(json.to_string()));
                        }
                        Err(failure) => promise.fail(&failure),
                    }
                });
            }
            Err(failure) => promise.fail(&failure),
        }
    }

    #[napi(catch_unwind)]
    pub fn release(&self, handle: u32) {
        self.start_all();
        if let Some(engine) = self.engine.get() {
            engine.release(handle);
        }
    }

    #[napi(catch_unwind)]
    pub fn destroy(&self, handle: u32) {
        self.start_all();
        if let Some(engine) = self.engine.get() {
            engine.destroy(handle);
        }
    }

    #[napi(catch_unwind)]
    pub fn close(&self, operation: u32) {
        self.start_all();
        let promise = self.promise(operation);
        let engine = self.engine.get().cloned();
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
        let options = &self.config.pool;
        let stats = self.engine.get().map(|engine| engine.stats()).unwrap_or_default();
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

    fn engine(&self) -> crate::failure::Result<Arc<Engine>> {
        if !self.config.connects {
            return Err(Failure::new(FailureKind::Connection, "this instance has no database to connect to"));
        }
        self.engine
            .get_or_try_init(|| {
                let driver = dialect::driver_by_name(&self.config.dialect).ok_or_else(|| {
                    Failure::not_supported(format!("connecting to {}", self.config.dialect))
                })?;
                Ok(Engine::new(
                    driver,
                    self.config.pool.clone(),
                    self.config.write.clone(),
                    self.config.read.clone(),
                    Some(self.hook.clone()),
                ))
            })
            .cloned()
    }

    pub(super) fn promise(&self, operation: u32) -> Promise {
        Promise::new(operation, self.sender.clone())
    }

    /// What the migration runner works on; none where there is no database.
    pub(super) fn database(&self) -> Option<migrate::Database> {
        let engine = self.engine().ok()?;
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

    pub(super) fn lock_file(&self) -> Option<std::path::PathBuf> {
        dialect::driver_by_name(&self.config.dialect)?.lock_file(&self.config.write)
    }

    /// Makes an engine of one connection beside the pool.
    pub(super) fn lock_engine(&self) -> Arc<dyn Fn() -> crate::failure::Result<Arc<Engine>> + Send + Sync> {
        let (name, write, hook) = (self.config.dialect.clone(), self.config.write.clone(), self.hook.clone());
        let options =
            crate::engine::PoolOptions { max: 1, min: 0, max_uses: None, ..self.config.pool.clone() };
        Arc::new(move || {
            let driver = dialect::driver_by_name(&name)
                .ok_or_else(|| Failure::not_supported(format!("connecting to {name}")))?;
            Ok(Engine::new(driver, options.clone(), write.clone(), Vec::new(), Some(hook.clone())))
        })
    }

    pub(super) fn connects(&self) -> bool {
        self.config.connects
    }

    pub(super) fn sender(&self) -> Arc<Sender> {
        self.sender.clone()
    }

    /// Takes an operation; true when it is the first since the last start.
    #[allow(clippy::too_many_arguments)]
    fn submit(
        &self,
        operation: u32,
        query: Query,
        shape: Option<Arc<Shape>>,
        target: u32,
        read: bool,
        simple: bool,
        timeout: f64,
    ) -> bool {
        let sink = Box::new(BatchSink::new(shape));
        self.submit_to(operation, query, sink, target, read, simple, timeout)
    }

    #[allow(clippy::too_many_arguments)]
    pub(super) fn submit_to(
        &self,
        operation: u32,
        query: Query,
        sink: Box<dyn RowSink>,
        target: u32,
        read: bool,
        simple: bool,
        timeout: f64,
    ) -> bool {
        let target = if target == 0 { Target::Pool { write: !read } } else { Target::Handle(target) };
        let options = RunOptions {
            timeout: (timeout > 0.0).then(|| Duration::from_millis(timeout.ceil() as u64)),
            simple,
            // JavaScript says -1 where a signal may come.
            batchable: timeout == 0.0 && !simple,
            ..RunOptions::default()
        };
        self.running.lock().insert(operation, options.cancel.clone());
        let promise = self.promise(operation);
        let mut outbox = self.outbox.lock();
        outbox.push(Submission { promise, operation, target, query, sink, options });
        outbox.len() == 1
    }

    /// Starts the operations in the order of their calls: statements of one transaction run in that order.
    pub(super) fn start_all(&self) {
        let submissions = std::mem::take(&mut *self.outbox.lock());
        if submissions.is_empty() {
            return;
        }
        match self.engine() {
            Ok(engine) => submissions.into_iter().for_each(|submission| {
                // One that panics has failed by that; the others start all the same.
                let _ = catch_unwind(AssertUnwindSafe(|| self.start(&engine, submission)));
            }),
            Err(failure) => submissions.into_iter().for_each(|s| s.promise.fail(&failure)),
        }
    }

    fn start(&self, engine: &Engine, submission: Submission) {
        let Submission { promise, operation, target, query, sink, options } = submission;
        let running = self.running.clone();
        engine.start(target, query, sink, options, move |outcome| {
            running.lock().remove(&operation);
            match outcome {
                Ok(sink) => match sink.into_any().downcast::<BatchSink>() {
                    Ok(sink) => promise.settle(Payload::Results(sink.into_results())),
                    Err(_) => promise.fail(&Failure::internal("the sink was lost")),
                },
                Err(failure) => promise.fail(&failure),
            }
        });
    }
}

impl Drop for Core {
    /// Called from the garbage collector, out of which a panic must not come.
    fn drop(&mut self) {
        let engine = self.engine.take();
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
