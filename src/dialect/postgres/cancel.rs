//! Stops a running statement from outside: a second session asks the server to.

use crate::driver::{BoxFuture, Cancel};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection, Executor};

/// sqlx keeps the secret of the CancelRequest message to itself; `pg_cancel_backend` needs only the
/// process id and the same role.
pub struct PgCancel {
    pub options: PgConnectOptions,
    pub process_id: i32,
}

impl Cancel for PgCancel {
    fn cancel(&self) -> BoxFuture<'static, ()> {
        let options = self.options.clone();
        let process_id = self.process_id;
        Box::pin(async move {
            // Best effort: where no second session is to be had, the connection is closed all the same.
            let Ok(mut side) = PgConnection::connect_with(&options).await else { return };
            let sql = format!("SELECT pg_cancel_backend({process_id})");
            let _ = side.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await;
            let _ = side.close().await;
        })
    }
}
