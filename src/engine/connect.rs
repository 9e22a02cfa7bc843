//! Opening and closing one connection, with JavaScript's word before and after.

use crate::driver::{BoxFuture, ConnectConfig, Connection, Driver, Ignore};
use crate::failure::{Failure, FailureKind, Result};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::Arc;
use std::time::Duration;

/// How long parting may take before the socket is simply closed.
const PARTING: Duration = Duration::from_millis(300);

/// What is told about a connection outside the engine.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// Unique among all connections of the process.
    pub id: u64,
    pub process_id: Option<i64>,
    pub server_version: String,
}

/// v6's connection hooks. They run in JavaScript, so every one is asynchronous and may fail.
pub trait ConnectHook: Send + Sync {
    /// `beforeConnect`: may change where the connection goes, or refuse it.
    fn before<'a>(&'a self, config: ConnectConfig) -> BoxFuture<'a, Result<ConnectConfig>>;
    /// `afterConnect`: a failure closes the connection again. Answers the texts to run on the connection
    /// before anybody else gets it.
    fn after<'a>(&'a self, config: &'a ConnectConfig, facts: &'a Facts)
        -> BoxFuture<'a, Result<Vec<String>>>;
    /// `pool.validate`: whether an idle connection may be lent again.
    fn validate<'a>(&'a self, _facts: &'a Facts) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async { Ok(true) })
    }
    /// `beforeDisconnect`.
    fn before_disconnect<'a>(&'a self, _facts: &'a Facts) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }
    /// `afterDisconnect`.
    fn after_disconnect<'a>(&'a self, _facts: &'a Facts) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }
}

/// Makes connections from a list of configurations, in turn.
pub struct Connector {
    driver: Arc<dyn Driver>,
    configs: Vec<ConnectConfig>,
    hook: Option<Arc<dyn ConnectHook>>,
    turn: AtomicUsize,
    /// Longer than this no attempt takes, hooks included.
    limit: Duration,
}

/// An open connection and what belongs to it.
pub struct Open {
    pub connection: Box<dyn Connection>,
    pub facts: Facts,
    hook: Option<Arc<dyn ConnectHook>>,
}

impl Connector {
    pub fn new(
        driver: Arc<dyn Driver>,
        configs: Vec<ConnectConfig>,
        hook: Option<Arc<dyn ConnectHook>>,
        limit: Duration,
    ) -> Self {
        Connector { driver, configs, hook, turn: AtomicUsize::new(0), limit }
    }

    /// One attempt. It runs in a task of its own: neither a panic nor an impatient caller breaks it.
    pub async fn connect(self: &Arc<Self>) -> Result<Open> {
        let this = self.clone();
        let Some(task) = super::runtime::start(async move { this.attempt().await }) else {
            return Err(Failure::internal("no thread could be started"));
        };
        let stop = task.abort_handle();
        match tokio::time::timeout(self.limit, task).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(Failure::internal("connecting failed unexpectedly")),
            Err(_) => {
                stop.abort();
                Err(Failure::new(FailureKind::ConnectionTimedOut, "Connection timed out"))
            }
        }
    }

    async fn attempt(&self) -> Result<Open> {
        static IDS: AtomicU64 = AtomicU64::new(1);
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let config = self.configs.get(turn % self.configs.len().max(1)).cloned().unwrap_or_default();
        let config = match &self.hook {
            Some(hook) => hook.before(config).await?,
            None => config,
        };
        let connection = self.driver.connect(&config).await?;
        let facts = Facts {
            id: IDS.fetch_add(1, Ordering::Relaxed),
            process_id: connection.process_id(),
            server_version: connection.server_version(),
        };
        let mut open = Open { connection, facts, hook: self.hook.clone() };
        if let Some(hook) = &self.hook {
            if let Err(failure) = open.introduce(hook.as_ref(), &config).await {
                open.close().await;
                return Err(failure);
            }
        }
        Ok(open)
    }
}

impl Open {
    /// Shows the connection to `afterConnect` and runs what it asks for.
    async fn introduce(&mut self, hook: &dyn ConnectHook, config: &ConnectConfig) -> Result<()> {
        for text in hook.after(config, &self.facts).await? {
            let (_, outcome) = self.connection.run_simple(text.into(), Box::new(Ignore)).await;
            outcome?;
        }
        Ok(())
    }

    /// What the application says of it.
    pub async fn approved(&mut self) -> Result<bool> {
        match &self.hook {
            Some(hook) => hook.validate(&self.facts).await,
            None => Ok(true),
        }
    }

    /// Parts politely while the other side answers, and in any case within the deadline.
    pub async fn close(self) {
        let Open { connection, facts, hook } = self;
        if let Some(hook) = &hook {
            let _ = tokio::time::timeout(PARTING, hook.before_disconnect(&facts)).await;
        }
        // A broken or stuck connection has nobody to part from: dropping it closes the socket.
        if !connection.is_broken() {
            let _ = tokio::time::timeout(PARTING, connection.close()).await;
        }
        if let Some(hook) = &hook {
            let _ = tokio::time::timeout(PARTING, hook.after_disconnect(&facts)).await;
        }
    }

    pub fn close_soon(self) {
        super::runtime::spawn(self.close());
    }
}
