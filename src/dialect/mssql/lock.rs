//! sp_getapplock: https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-getapplock-transact-sql

use crate::sql::{MigrationLock, SessionLock};

pub fn migration_lock(key: i64) -> MigrationLock {
    let name = format!("N'migrate-{key:x}'");
    MigrationLock::Session(SessionLock {
        identify: None,
        take: format!(
            "DECLARE @taken int; EXEC @taken = sp_getapplock @Resource = {name}, @LockMode = 'Exclusive', \
             @LockOwner = 'Session', @LockTimeout = 0; SELECT CASE WHEN @taken >= 0 THEN 1 ELSE 0 END"
        ),
        holder: None,
        release: format!("EXEC sp_releaseapplock @Resource = {name}, @LockOwner = 'Session'"),
    })
}
