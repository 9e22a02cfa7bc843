//! Connect hooks: `beforeConnect` may change where a connection goes, `afterConnect` may prepare it, `pool.validate`
//! may refuse it, and two see it go.

use super::config::{connection_config, connection_json};
use super::queue::{Payload, Sender};
use crate::driver::{BoxFuture, ConnectConfig};
use crate::engine::{ConnectHook, Facts};
use crate::failure::{Failure, FailureKind, Result};
use crate::sql::Settings;
use parking_lot::Mutex;
use serde_json::{json, Value as Json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::Arc;
use tokio::sync::oneshot;

type Answer = std::result::Result<String, String>;

/// Asks JavaScript through the queue and waits for its answer.
pub struct Hook {
    core: u32,
    enabled: AtomicBool,
    next: AtomicU32,
    waiting: Mutex<HashMap<u32, oneshot::Sender<Answer>>>,
    sender: Arc<Sender>,
}

impl Hook {
    pub fn new(core: u32, sender: Arc<Sender>) -> Self {
        Hook {
            core,
            enabled: AtomicBool::new(false),
            next: AtomicU32::new(1),
            waiting: Mutex::default(),
            sender,
        }
    }

    pub fn enable(&self, enabled: bool) {
        self.enabled.store(enabled, Ordering::Relaxed);
    }

    pub fn answer(&self, id: u32, config: Option<String>, error: Option<String>) {
        if let Some(waiting) = self.waiting.lock().remove(&id) {
            let answer = match error {
                Some(message) => Err(message),
                None => Ok(config.unwrap_or_default()),
            };
            // The connection attempt may have been given up meanwhile.
            let _ = waiting.send(answer);
        }
    }

    async fn ask(&self, phase: &'static str, config: String) -> Result<String> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (send, receive) = oneshot::channel();
        self.waiting.lock().insert(id, send);
        self.sender.send(id, Payload::Hook { core: self.core, phase, config });
        match receive.await {
            Ok(Ok(config)) => Ok(config),
            Ok(Err(message)) => {
                let mut failure = Failure::new(FailureKind::Hook, message);
                // JavaScript keeps the error itself under this number.
                failure.extra.insert("hook", format!("{}:{id}", self.core));
                Err(failure)
            }
            Err(_) => Err(Failure::new(FailureKind::Connection, "the environment is closing")),
        }
    }
}

impl ConnectHook for Hook {
    fn before<'a>(&'a self, config: ConnectConfig) -> BoxFuture<'a, Result<ConnectConfig>> {
        Box::pin(async move {
            if !self.enabled.load(Ordering::Relaxed) {
                return Ok(config);
            }
            let answer = self.ask("before", connection_json(&config)).await?;
            let json = parsed(&answer)?;
            let settings = Settings { timezone: config.timezone.clone(), ..Settings::default() };
            Ok(connection_config(&json, &settings))
        })
    }

    fn after<'a>(
        &'a self,
        config: &'a ConnectConfig,
        facts: &'a Facts,
    ) -> BoxFuture<'a, Result<Vec<String>>> {
        Box::pin(async move {
            if !self.enabled.load(Ordering::Relaxed) {
                return Ok(Vec::new());
            }
            let asked =
                json!({ "config": parsed(&connection_json(config))?, "connection": facts_json(facts) });
            let answer = parsed(&self.ask("after", asked.to_string()).await?)?;
            let texts = answer.get("statements").and_then(Json::as_array).cloned().unwrap_or_default();
            Ok(texts.into_iter().filter_map(|text| text.as_str().map(str::to_owned)).collect())
        })
    }

    fn validate<'a>(&'a self, facts: &'a Facts) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move {
            let answer = self.ask("validate", facts_json(facts).to_string()).await?;
            Ok(parsed(&answer)?.get("valid") != Some(&Json::Bool(false)))
        })
    }

    fn before_disconnect<'a>(&'a self, facts: &'a Facts) -> BoxFuture<'a, ()> {
        self.tell("beforeDisconnect", facts)
    }

    fn after_disconnect<'a>(&'a self, facts: &'a Facts) -> BoxFuture<'a, ()> {
        self.tell("afterDisconnect", facts)
    }
}

impl Hook {
    /// A hook whose answer changes nothing.
    fn tell<'a>(&'a self, phase: &'static str, facts: &'a Facts) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            if self.enabled.load(Ordering::Relaxed) {
                let _ = self.ask(phase, facts_json(facts).to_string()).await;
            }
        })
    }
}

fn parsed(text: &str) -> Result<Json> {
    serde_json::from_str(text).map_err(|e| Failure::internal(e.to_string()))
}

fn facts_json(facts: &Facts) -> Json {
    json!({ "connectionId": facts.id, "sessionId": facts.process_id, "serverVersion": facts.server_version })
}
