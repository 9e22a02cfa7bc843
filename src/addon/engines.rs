//! The engines of one core: the application's, made when it is first needed, and those beside its pool.

use super::config::Config;
use super::hook::Hook;
use crate::dialect;
use crate::driver::Driver;
use crate::engine::{Engine, PoolOptions, Stats};
use crate::failure::{Failure, FailureKind, Result};
use once_cell::sync::OnceCell;
use std::path::PathBuf;
use std::sync::Arc;

pub struct Engines {
    config: Config,
    hook: Arc<Hook>,
    main: OnceCell<Arc<Engine>>,
}

fn driver(name: &str) -> Result<Arc<dyn Driver>> {
    dialect::driver_by_name(name).ok_or_else(|| Failure::not_supported(format!("connecting to {name}")))
}

impl Engines {
    pub fn new(config: Config, hook: Arc<Hook>) -> Self {
        Engines { config, hook, main: OnceCell::new() }
    }

    /// Whether there is a database behind this core.
    pub fn connects(&self) -> bool {
        self.config.connects
    }

    pub fn main(&self) -> Result<Arc<Engine>> {
        if !self.connects() {
            return Err(Failure::new(FailureKind::Connection, "this instance has no database to connect to"));
        }
        let Config { dialect, pool, write, read, .. } = &self.config;
        let make = || {
            let hook = Some(self.hook.clone() as _);
            Ok(Engine::new(driver(dialect)?, pool.clone(), write.clone(), read.clone(), hook))
        };
        self.main.get_or_try_init(make).cloned()
    }

    /// The application's engine, unless nothing has needed it yet.
    pub fn if_any(&self) -> Option<&Arc<Engine>> {
        self.main.get()
    }

    pub fn take(&mut self) -> Option<Arc<Engine>> {
        self.main.take()
    }

    pub fn stats(&self) -> (Stats, &PoolOptions) {
        (self.main.get().map(|engine| engine.stats()).unwrap_or_default(), &self.config.pool)
    }

    /// The file whose lock keeps migration runs apart, where the database is a file.
    pub fn lock_file(&self) -> Option<PathBuf> {
        dialect::driver_by_name(&self.config.dialect)?.lock_file(&self.config.write)
    }

    /// Makes an engine of one connection beside the pool.
    pub fn beside(&self) -> Arc<dyn Fn() -> Result<Arc<Engine>> + Send + Sync> {
        let (name, write, hook) = (self.config.dialect.clone(), self.config.write.clone(), self.hook.clone());
        let options =
            PoolOptions { max: 1, min: 0, max_uses: None, validate: false, ..self.config.pool.clone() };
        Arc::new(move || {
            let hook = Some(hook.clone() as _);
            Ok(Engine::new(driver(&name)?, options.clone(), write.clone(), Vec::new(), hook))
        })
    }
}
