//! Where SQLite's migration lock lies: a file beside the database, locked by the operating system.

use crate::driver::ConnectConfig;
use std::path::PathBuf;

/// None for a database in memory, which no other process sees.
pub fn file(config: &ConnectConfig) -> Option<PathBuf> {
    let storage = config.storage.as_deref().filter(|s| !s.is_empty() && *s != ":memory:")?;
    Some(PathBuf::from(format!("{storage}.migrate.lock")))
}
