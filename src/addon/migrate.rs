//! The migration runner for JavaScript: one object per migrator, one crossing per step.
//!
//! ```text
//! journal   { kind: 'none' | 'foreign' | 'table', table, schema, delimiter, column, columnType, timestamps, who: {host, user, pid} }
//! source    { folder, any } | { glob, cwd, ignore }
//! entries   [{ name, path, sql }]
//! request   { direction, to, all, from, step, migrations, rerun, entries, executed, verify }
//! ```

use super::core::Core;
use super::failure::{answer, to_json};
use super::queue::{Payload, Promise, Sender};
use crate::ast::TableName;
use crate::failure::{Failure, Result};
use crate::migrate::{
    list, Direction, Entry, Journal, LockOptions, LockPlace, NameTable, Request, Rerun, Runner, Source,
    SqlSection, Status, Who,
};
use crate::sql::MigrationLock;
use napi_derive::napi;
use serde_json::{json, Value as Json};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

struct Inner {
    runner: Mutex<Runner>,
    place: LockPlace,
}

#[napi]
pub struct MigrationSession {
    inner: Arc<Inner>,
    sender: Arc<Sender>,
}

/// Paths of the migrations in a folder or of a glob, in the order in which they run.
#[napi(catch_unwind)]
pub fn list_migrations(source: String) -> String {
    answer(parse(&source).and_then(|json| list(&source_of(&json))).map(|paths| json!(paths).to_string()))
}

#[napi]
impl MigrationSession {
    #[napi(constructor, catch_unwind)]
    pub fn new(core: &Core, source: String) -> napi::Result<Self> {
        let failed = |f: Failure| napi::Error::from_reason(format!("!{}", to_json(&f)));
        let json = parse(&source).map_err(failed)?;
        let who = who(&json["who"]);
        let journal = journal(&json).map_err(failed)?;
        let database = core.database();
        let place = place(core, &journal, &who).map_err(failed)?;
        Ok(MigrationSession {
            inner: Arc::new(Inner { runner: Mutex::new(Runner::new(database, journal, who)), place }),
            sender: core.outbox().sender(),
        })
    }

    /// A method of the runner; the answer arrives through the queue.
    #[napi(catch_unwind)]
    pub fn call(&self, operation: u32, method: String, argument: String) {
        let (inner, promise) = (self.inner.clone(), Promise::new(operation, self.sender.clone()));
        crate::engine::spawn(async move {
            match called(&inner, &method, &argument).await {
                Ok(json) => promise.settle(Payload::Json(json.to_string())),
                Err(failure) => promise.fail(&failure),
            }
        });
    }
}

async fn called(inner: &Inner, method: &str, argument: &str) -> Result<Json> {
    let json = parse(argument)?;
    let entries = entries(&json);
    let mut runner = inner.runner.lock().await;
    Ok(match method {
        "executed" => json!(runner.executed().await?),
        "status" => {
            let found = runner.status(&entries, names(&json, "executed")).await?;
            found.iter().map(status_json).collect()
        }
        "plan" => {
            let places = runner.plan(&request(&json)?, &entries, names(&json, "executed")).await?;
            places.into_iter().map(|at| step_json(at, &entries[at])).collect()
        }
        "sql" => {
            let file = runner.sql(json["path"].as_str().unwrap_or_default())?;
            json!({ "up": file.up.map(section_json), "down": file.down.map(section_json) })
        }
        "lock" => {
            runner.lock(&inner.place, lock_options(&json["lock"])).await?;
            Json::Null
        }
        "begin" => {
            let strict = json["verify"] == "strict";
            let begun = runner.begin(&request(&json)?, &entries, names(&json, "executed"), strict).await?;
            let steps: Json = begun.steps.iter().map(|(at, entry)| step_json(*at, entry)).collect();
            let warn = json["verify"] == "warn";
            let warnings: Json = begun.warnings.iter().filter(|_| warn).map(status_json).collect();
            json!({ "steps": steps, "warnings": warnings })
        }
        "start" => {
            runner.start().await?;
            Json::Null
        }
        "finish" => json!({ "durationMs": runner.finish().await? }),
        "fail" => json!(runner.fail().await),
        "resolve" => {
            let name = json["name"].as_str().unwrap_or_default();
            runner.resolve(name, json["as"] == "applied", &entries).await?;
            Json::Null
        }
        "end" => {
            runner.end().await;
            Json::Null
        }
        other => return Err(Failure::internal(format!("the runner has no method {other}"))),
    })
}

fn parse(source: &str) -> Result<Json> {
    serde_json::from_str(source).map_err(|e| Failure::internal(e.to_string()))
}

fn text(json: &Json, name: &str) -> Option<String> {
    json.get(name).and_then(Json::as_str).map(str::to_owned)
}

fn names(json: &Json, name: &str) -> Option<Vec<String>> {
    let items = json.get(name)?.as_array()?;
    Some(items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect())
}

fn source_of(json: &Json) -> Source {
    match text(json, "glob") {
        Some(pattern) => Source::Glob {
            pattern,
            cwd: text(json, "cwd").unwrap_or_default().into(),
            ignore: names(json, "ignore").unwrap_or_default(),
        },
        None => {
            Source::Folder { path: text(json, "folder").unwrap_or_default().into(), any: json["any"] == true }
        }
    }
}

fn who(json: &Json) -> Who {
    Who {
        host: text(json, "host").unwrap_or_default(),
        user: text(json, "user").unwrap_or_default(),
        pid: json["pid"].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or_default(),
    }
}

fn journal(json: &Json) -> Result<Journal> {
    Ok(match json["kind"].as_str() {
        Some("none") => Journal::None,
        Some("foreign") => Journal::Foreign,
        Some("table") => Journal::Table(NameTable {
            table: TableName {
                table: text(json, "table").unwrap_or_default(),
                schema: text(json, "schema"),
                delimiter: text(json, "delimiter"),
            },
            column: text(json, "column").unwrap_or_default(),
            column_type: text(json, "columnType").unwrap_or_default(),
            timestamps: names(json, "timestamps").unwrap_or_default(),
        }),
        _ => return Err(Failure::internal("a journal of no kind")),
    })
}

fn place(core: &Core, journal: &Journal, who: &Who) -> Result<LockPlace> {
    let (table, schema) = match journal {
        Journal::Table(names) => {
            (names.table.table.as_str(), names.table.schema.as_deref().unwrap_or_default())
        }
        _ => ("", ""),
    };
    let holder = format!("migrate, process {} on {}", who.pid, who.host);
    let lock = match core.engines().connects() {
        true => core.migration_lock(&format!("migrate\0{schema}\0{table}"), &holder)?,
        false => MigrationLock::None,
    };
    Ok(LockPlace { lock, file: core.engines().lock_file(), engine: core.engines().beside() })
}

fn entries(json: &Json) -> Vec<Entry> {
    let items = json.get("entries").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    let entry = |item: &Json| Entry {
        name: text(item, "name").unwrap_or_default(),
        path: text(item, "path"),
        sql: item["sql"] == true,
    };
    items.iter().map(entry).collect()
}

fn request(json: &Json) -> Result<Request> {
    Ok(Request {
        direction: if json["direction"] == "down" { Direction::Down } else { Direction::Up },
        to: text(json, "to"),
        all: json["all"] == true,
        from: text(json, "from"),
        step: match &json["step"] {
            Json::Null => None,
            step => Some(
                step.as_u64()
                    .map(|n| n as usize)
                    .ok_or_else(|| Failure::usage(format!("step is a number of migrations, not {step}")))?,
            ),
        },
        migrations: names(json, "migrations"),
        rerun: match json["rerun"].as_str() {
            Some("SKIP") => Rerun::Skip,
            Some("ALLOW") => Rerun::Allow,
            _ => Rerun::Throw,
        },
    })
}

fn lock_options(json: &Json) -> Option<LockOptions> {
    json.is_object().then(|| LockOptions {
        wait: json["wait"] != false,
        timeout: Duration::from_millis(json["timeout"].as_f64().unwrap_or(300_000.0).clamp(0.0, 4e9) as u64),
    })
}

fn step_json(at: usize, entry: &Entry) -> Json {
    json!({ "entry": at, "name": entry.name, "path": entry.path, "sql": entry.sql })
}

fn section_json(section: SqlSection) -> Json {
    json!({ "statements": section.statements, "transaction": section.transaction })
}

fn status_json(status: &Status) -> Json {
    let mut json = json!({ "name": status.name, "state": status.state, "outOfOrder": status.out_of_order });
    let mut set = |name: &str, value: Json| {
        if !value.is_null() {
            json[name] = value;
        }
    };
    set("path", json!(status.path));
    set("message", json!(status.message));
    if let Some(detail) = &status.detail {
        set("direction", json!(detail.direction));
        set("checksum", json!(detail.checksum));
        set("startedAt", json!(detail.started_at));
        set("finishedAt", json!(detail.finished_at));
        set("durationMs", json!(detail.duration_ms));
        if !detail.who.host.is_empty() {
            set("host", json!(detail.who.host));
            set("user", json!(detail.who.user));
            set("pid", json!(detail.who.pid));
        }
    }
    json
}
