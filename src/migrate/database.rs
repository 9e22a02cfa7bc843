//! Runs the runner's own statements: on the pool, or in one transaction.

use crate::ast::ddl::{Ddl, Transaction};
use crate::driver::{Cell, ColumnInfo, Done, Query, Row, RowSink};
use crate::engine::{Engine, RunOptions, Target};
use crate::failure::{Failure, FailureKind, Result};
use crate::sql::ddl::Printer;
use crate::sql::{self, Mode, Settings, SqlDialect, Statement};
use crate::value::Value;
use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The cells of a result as texts: a number in digits, a date in milliseconds, `true` and `false`.
pub type Rows = Vec<Vec<Option<String>>>;

/// One database, as the journal sees it.
#[derive(Clone)]
pub struct Database {
    pub dialect: &'static dyn SqlDialect,
    pub settings: Settings,
    pub engine: Arc<Engine>,
}

/// An open transaction on a connection of its own.
pub struct Open {
    handle: u32,
}

impl Open {
    pub fn target(&self) -> Target {
        Target::Handle(self.handle)
    }
}

/// How long a transaction waits for others to end theirs, and how often it looks.
const PATIENCE: Duration = Duration::from_secs(30);
const AGAIN: Duration = Duration::from_millis(100);

pub const POOL: Target = Target::Pool { write: true };

impl Database {
    /// Runs a statement whose values are bound.
    pub async fn run(&self, target: Target, statement: &Statement, values: &[Value]) -> Result<Rows> {
        let compiled = sql::compile(statement, self.dialect, &self.settings, Mode::Bind, &[])?;
        let binds = sql::bind_values(&compiled.binds, values, self.dialect, &self.settings)?;
        let query = Query { sql: compiled.sql.into(), binds, prepared: false, as_stored: false, pace: None };
        send(&self.engine, target, query, false).await
    }

    pub async fn ddl(&self, target: Target, statement: &Ddl) -> Result<Rows> {
        let sql = self.dialect.ddl(Printer::new(self.dialect, &self.settings), statement)?;
        self.text(target, &sql).await
    }

    /// Runs SQL text as it stands.
    pub async fn text(&self, target: Target, sql: &str) -> Result<Rows> {
        run_text(&self.engine, target, sql).await
    }

    pub async fn begin(&self) -> Result<Open> {
        let open = Open { handle: self.engine.acquire(true, true).await?.id };
        // A database file is reserved at once: a reader that turns writer half-way could not wait.
        let transaction = Transaction { kind: Some("IMMEDIATE".into()), ..Transaction::default() };
        let start = Ddl::StartTransaction(transaction);
        let since = Instant::now();
        loop {
            match self.ddl(open.target(), &start).await {
                Ok(_) => return Ok(open),
                // The application writes at this moment. A step that is done must not go unrecorded for that.
                Err(failure) if failure.kind == FailureKind::Timeout && since.elapsed() < PATIENCE => {
                    tokio::time::sleep(AGAIN).await;
                }
                Err(failure) => {
                    self.engine.release(open.handle);
                    return Err(failure);
                }
            }
        }
    }

    /// A session without a transaction, for statements that cannot be in one.
    pub async fn session(&self) -> Result<Open> {
        Ok(Open { handle: self.engine.acquire(true, true).await?.id })
    }

    pub fn end_session(&self, open: Open) {
        self.engine.release(open.handle);
    }

    /// Commits where the work went well, and rolls back where it did not.
    pub async fn end<T>(&self, open: Open, outcome: Result<T>) -> Result<T> {
        let done = match outcome {
            Ok(value) => {
                self.ddl(open.target(), &Ddl::CommitTransaction(Transaction::default())).await.map(|_| value)
            }
            Err(failure) => {
                // The first failure counts; a connection with an open transaction is not lent again.
                let _ = self.ddl(open.target(), &Ddl::RollbackTransaction(Transaction::default())).await;
                Err(failure)
            }
        };
        self.engine.release(open.handle);
        done
    }
}

pub async fn run_text(engine: &Engine, target: Target, sql: &str) -> Result<Rows> {
    let query = Query { sql: sql.into(), binds: Vec::new(), prepared: false, as_stored: false, pace: None };
    send(engine, target, query, true).await
}

async fn send(engine: &Engine, target: Target, query: Query, simple: bool) -> Result<Rows> {
    let options = RunOptions { simple, ..RunOptions::default() };
    let sink = engine.run(target, query, Box::new(Texts::default()), options).await?;
    let texts = sink.into_any().downcast::<Texts>().map_err(|_| Failure::internal("the sink was lost"))?;
    Ok(texts.rows)
}

#[derive(Default)]
struct Texts {
    columns: usize,
    rows: Rows,
}

impl RowSink for Texts {
    fn columns(&mut self, columns: &[ColumnInfo]) -> Result<()> {
        self.columns = columns.len();
        Ok(())
    }

    fn row(&mut self, row: &dyn Row) -> Result<()> {
        let cells = (0..self.columns).map(|n| row.cell(n).map(cell_text)).collect::<Result<_>>()?;
        self.rows.push(cells);
        Ok(())
    }

    fn done(&mut self, _done: &Done) -> Result<()> {
        Ok(())
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
}

fn cell_text(cell: Cell<'_>) -> Option<String> {
    Some(match cell {
        Cell::Null => return None,
        Cell::Number(n) => n.to_string(),
        Cell::Bool(b) => b.to_string(),
        Cell::Date(ms) => ms.to_string(),
        Cell::Text(text) | Cell::Json(text) => text.into_owned(),
        Cell::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
    })
}
