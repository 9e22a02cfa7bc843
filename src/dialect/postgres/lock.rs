//! PostgreSQL's advisory locks: https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS

use crate::failure::Result;
use crate::sql::{MigrationLock, SessionLock, Settings, SqlDialect};

/// A session lock of this database. `key` is a number of 64 bits; `pg_locks` shows its two halves.
pub fn migration_lock(
    dialect: &dyn SqlDialect,
    key: i64,
    holder: &str,
    settings: &Settings,
) -> Result<MigrationLock> {
    let mut name = String::new();
    dialect.quote_text(holder, settings, &mut name)?;
    let (high, low) = ((key as u64) >> 32, key as u64 & 0xffff_ffff);
    Ok(MigrationLock::Session(SessionLock {
        identify: Some(format!("SELECT set_config('application_name', {name}, false)")),
        take: format!("SELECT pg_try_advisory_lock({key})"),
        holder: Some(format!(
            "SELECT a.application_name || ' (server process ' || a.pid || ', database user ' || a.usename || \
             ', from ' || coalesce(host(a.client_addr), 'a local socket') || ', since ' || \
             to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC)' \
             FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid \
             WHERE l.locktype = 'advisory' AND l.granted AND l.classid = {high} AND l.objid = {low} AND l.objsubid = 1 \
             AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())"
        )),
        release: format!("SELECT pg_advisory_unlock({key})"),
    }))
}
