//! SQLite's wire: a handle on a thread of its own, spoken to through a channel.

use super::dates::Zone;
use super::errors::{failure, open_failure};
use super::functions;
use super::thread::{serve, Job, ManyReport, Report, Shared, Work};
use crate::driver::{
    BoxFuture, Cancel, ColumnInfo, ConnectConfig, Connection, Done, Driver, Many, Outcome, Pooling, Prepared,
    Query, Row, RowSink, Single,
};
use crate::failure::{Failure, FailureKind, Result};
use rusqlite::OpenFlags;
use std::any::Any;
use std::path::Path;
use std::sync::mpsc::{channel, Sender};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// How long a statement waits for another connection's lock: node-sqlite3's own default.
const BUSY_TIMEOUT: Duration = Duration::from_millis(1000);
const CANCEL_AGAIN: Duration = Duration::from_millis(2);
const MEMORY: &str = ":memory:";

pub struct SqliteDriver;

impl Driver for SqliteDriver {
    fn connect<'a>(&'a self, config: &'a ConnectConfig) -> BoxFuture<'a, Result<Box<dyn Connection>>> {
        let config = config.clone();
        Box::pin(async move {
            let (reply, opened) = oneshot::channel();
            std::thread::Builder::new()
                .name("sqlite".into())
                .spawn(move || {
                    let (jobs, queue) = channel();
                    match open(&config) {
                        Err(failure) => drop(reply.send(Err(failure))),
                        Ok((connection, zone)) => {
                            let shared = Arc::new(Shared::new(connection.get_interrupt_handle()));
                            let wire = SqliteConnection {
                                jobs,
                                shared: shared.clone(),
                                in_transaction: false,
                                lost: false,
                            };
                            if reply.send(Ok(wire)).is_ok() {
                                serve(connection, zone, queue, shared);
                            }
                        }
                    }
                })
                .map_err(|e| Failure::new(FailureKind::Connection, format!("no thread for SQLite: {e}")))?;
            let connection = opened.await.map_err(|_| lost())??;
            Ok(Box::new(connection) as Box<dyn Connection>)
        })
    }

    fn pooling(&self, config: &ConnectConfig) -> Pooling {
        match config.storage.as_deref() {
            None | Some(MEMORY) => Pooling::OneShared,
            Some(_) => Pooling::OneAndTransactions,
        }
    }

    fn lock_file(&self, config: &ConnectConfig) -> Option<std::path::PathBuf> {
        super::lock::file(config)
    }
}

fn open(config: &ConnectConfig) -> Result<(rusqlite::Connection, Zone)> {
    let zone = Zone::parse(&config.timezone)
        .ok_or_else(|| Failure::usage(format!("Unknown time zone {:?}", config.timezone)))?;
    let storage = config.storage.as_deref().unwrap_or(MEMORY);
    let flags = flags(config.mode)?;
    if storage != MEMORY && flags.contains(OpenFlags::SQLITE_OPEN_CREATE) {
        make_folder(storage)?;
    }
    let connection = rusqlite::Connection::open_with_flags(storage, flags).map_err(open_failure)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(open_failure)?;
    functions::add(&connection).map_err(open_failure)?;
    if let Some(password) = config.password.as_deref().filter(|p| !p.is_empty()) {
        // SQLite itself ignores the key; a build with encryption reads it.
        connection.pragma_update(None, "key", password).map_err(open_failure)?;
    }
    // The bundled library switches them on by itself, so off must be said too.
    let foreign_keys = config.foreign_keys.unwrap_or(true);
    connection.pragma_update(None, "foreign_keys", foreign_keys).map_err(|e| failure(e, None))?;
    Ok((connection, zone))
}

/// v6's `dialectOptions.mode` is node-sqlite3's number, which is SQLite's own.
fn flags(mode: Option<i32>) -> Result<OpenFlags> {
    let asked = match mode {
        None | Some(0) => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        Some(bits) => OpenFlags::from_bits(bits)
            .ok_or_else(|| Failure::usage(format!("Unknown SQLite open mode {bits}")))?,
    };
    // One thread owns the handle, so SQLite need not lock it.
    Ok((asked - OpenFlags::SQLITE_OPEN_FULL_MUTEX) | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

fn make_folder(storage: &str) -> Result<()> {
    let folder = match Path::new(storage).parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !storage.starts_with("file:") => folder,
        _ => return Ok(()),
    };
    std::fs::create_dir_all(folder).map_err(|e| {
        let mut failure = Failure::new(FailureKind::Connection, format!("{}: {e}", folder.display()));
        failure.code = Some("SQLITE_CANTOPEN".into());
        failure
    })
}

fn lost() -> Failure {
    Failure::new(FailureKind::Connection, "The SQLite connection is closed")
}

pub struct SqliteConnection {
    jobs: Sender<Job>,
    shared: Arc<Shared>,
    in_transaction: bool,
    lost: bool,
}

impl SqliteConnection {
    async fn send_many(&mut self, batch: Vec<Prepared>) -> Many {
        let (reply, answer) = oneshot::channel();
        let serial = self.next_serial();
        let count = batch.len();
        if self.jobs.send(Job::Many { serial, batch, reply }).is_ok() {
            if let Ok(ManyReport { many, in_transaction }) = answer.await {
                self.in_transaction = in_transaction;
                return many;
            }
        }
        // The thread is gone, and the sinks with it.
        self.lost = true;
        let outcomes = (0..count).map(|_| -> Outcome { (Box::new(NoRows), Err(lost())) }).collect();
        Many { outcomes, ..Many::default() }
    }

    fn next_serial(&self) -> u64 {
        let mut numbers = self.shared.numbers.lock();
        numbers.sent += 1;
        numbers.sent
    }

    async fn send(&mut self, work: Work, sink: Box<dyn RowSink>) -> Outcome {
        let (reply, answer) = oneshot::channel();
        let serial = self.next_serial();
        if let Err(unsent) = self.jobs.send(Job::Work { serial, work, sink, reply }) {
            self.lost = true;
            return match unsent.0 {
                Job::Work { sink, .. } => (sink, Err(lost())),
                _ => (Box::new(NoRows), Err(lost())),
            };
        }
        match answer.await {
            Ok(Report { outcome, in_transaction }) => {
                self.in_transaction = in_transaction;
                outcome
            }
            // The thread has panicked, and the sink is gone with it.
            Err(_) => {
                self.lost = true;
                (Box::new(NoRows), Err(lost()))
            }
        }
    }
}

impl Connection for SqliteConnection {
    fn run<'a>(&'a mut self, query: Arc<Query>, sink: Box<dyn RowSink>) -> BoxFuture<'a, Outcome> {
        Box::pin(self.send(Work::Run(query), sink))
    }

    fn run_single<'a>(
        &'a mut self,
        query: Arc<Query>,
        single: Single,
        sink: Box<dyn RowSink>,
    ) -> BoxFuture<'a, Outcome> {
        Box::pin(self.send(Work::Single(query, single), sink))
    }

    /// A hop to the thread and back costs several times what a single get does.
    fn batch_limit(&self) -> usize {
        32
    }

    fn run_many<'a>(&'a mut self, batch: Vec<Prepared>) -> BoxFuture<'a, Many> {
        Box::pin(self.send_many(batch))
    }

    fn run_simple<'a>(&'a mut self, sql: Arc<str>, sink: Box<dyn RowSink>) -> BoxFuture<'a, Outcome> {
        Box::pin(self.send(Work::Simple { sql, as_stored: false }, sink))
    }

    fn run_simple_as_stored<'a>(
        &'a mut self,
        sql: Arc<str>,
        sink: Box<dyn RowSink>,
    ) -> BoxFuture<'a, Outcome> {
        Box::pin(self.send(Work::Simple { sql, as_stored: true }, sink))
    }

    fn ping<'a>(&'a mut self) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            self.send(Work::Simple { sql: "SELECT 1".into(), as_stored: false }, Box::new(NoRows))
                .await
                .1
                .map(drop)
        })
    }

    fn canceller(&self) -> Arc<dyn Cancel> {
        Arc::new(Interrupt(self.shared.clone()))
    }

    fn in_transaction(&self) -> bool {
        self.in_transaction
    }

    fn is_broken(&self) -> bool {
        self.lost
    }

    /// A canceller stops before the job that it was made for has ended, or not at all.
    fn clean_after_cancel(&self) -> bool {
        true
    }

    fn server_version(&self) -> String {
        rusqlite::version().to_owned()
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            let (reply, closed) = oneshot::channel();
            if self.jobs.send(Job::Close(reply)).is_ok() {
                let _ = closed.await;
            }
        })
    }
}

struct Interrupt(Arc<Shared>);

impl Cancel for Interrupt {
    fn cancel(&self) -> BoxFuture<'static, ()> {
        let shared = self.0.clone();
        let serial = shared.numbers.lock().sent;
        Box::pin(async move {
            while shared.interrupt(serial) {
                tokio::time::sleep(CANCEL_AGAIN).await;
            }
        })
    }
}

/// A sink for statements whose rows nobody reads.
struct NoRows;

impl RowSink for NoRows {
    fn columns(&mut self, _: &[ColumnInfo]) -> Result<()> {
        Ok(())
    }

    fn row(&mut self, _: &dyn Row) -> Result<()> {
        Ok(())
    }

    fn done(&mut self, _: &Done) -> Result<()> {
        Ok(())
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
}
