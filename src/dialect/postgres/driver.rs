//! Makes PostgreSQL connections.

use super::config::settings;
use super::connection::PgWire;
use crate::driver::{BoxFuture, ConnectConfig, Connection, Driver};
use crate::failure::{Failure, FailureKind, Result};
use std::sync::atomic::AtomicU64;
use std::sync::Arc;

/// One per Sequelize instance.
#[derive(Default)]
pub struct PgDriver {
    /// Raised by every DDL of this instance: statements prepared before may be stale.
    schema_epoch: Arc<AtomicU64>,
}

impl Driver for PgDriver {
    fn connect<'a>(&'a self, config: &'a ConnectConfig) -> BoxFuture<'a, Result<Box<dyn Connection>>> {
        Box::pin(async move {
            let settings = settings(config)?;
            let connecting = PgWire::connect(settings.clone(), self.schema_epoch.clone());
            let wire = match settings.connect_timeout {
                Some(limit) => tokio::time::timeout(limit, connecting).await.unwrap_or_else(|_| {
                    Err(Failure::new(FailureKind::ConnectionTimedOut, "timeout expired"))
                })?,
                None => connecting.await?,
            };
            Ok(Box::new(wire) as Box<dyn Connection>)
        })
    }
}
