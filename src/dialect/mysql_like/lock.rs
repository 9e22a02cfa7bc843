//! GET_LOCK: https://dev.mysql.com/doc/refman/8.4/en/locking-functions.html

use crate::failure::Result;
use crate::sql::{MigrationLock, SessionLock, Settings, SqlDialect};

/// Such locks are the server's, not the database's: the database is a part of the name (at most 64 characters).
pub fn migration_lock(dialect: &dyn SqlDialect, key: i64, settings: &Settings) -> Result<MigrationLock> {
    let mut name = String::new();
    dialect.quote_text(&format!("migrate-{key:x}-"), settings, &mut name)?;
    let name = format!("CONCAT({name}, MD5(DATABASE()))");
    Ok(MigrationLock::Session(SessionLock {
        identify: None,
        take: format!("SELECT GET_LOCK({name}, 0)"),
        holder: Some(format!(
            "SELECT CONCAT('connection ', p.ID, ', database user ', p.USER, ', from ', p.HOST) \
             FROM information_schema.PROCESSLIST p WHERE p.ID = IS_USED_LOCK({name})"
        )),
        release: format!("SELECT RELEASE_LOCK({name})"),
    }))
}
