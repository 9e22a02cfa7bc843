//! What the journal of names cannot hold: checksums, times, who, and steps that were started and not finished.

use super::database::{Database, POOL};
use super::journal::{self, column_type, Assigned, Who};
use crate::ast::ddl::{AllowNull, Column};
use crate::ast::TableName;
use crate::engine::Target;
use crate::failure::Result;
use crate::value::Value;

/// Our own table beside the journal's; other tools do not know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetailTable {
    pub table: TableName,
}

/// The last thing that we know of a migration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Detail {
    pub name: String,
    pub checksum: Option<String>,
    /// `started`, `applied`, `failed`.
    pub status: String,
    /// `up`, `down`, `rerun`.
    pub direction: String,
    /// The step and its record are one transaction: cut off, it has left nothing.
    pub transactional: bool,
    pub started_at: Option<i64>,
    pub finished_at: Option<i64>,
    pub duration_ms: Option<i64>,
    pub who: Who,
}

const COLUMNS: [(&str, &str, Option<u32>); 11] = [
    ("name", "STRING", None),
    ("checksum", "STRING", Some(64)),
    ("status", "STRING", Some(16)),
    ("direction", "STRING", Some(8)),
    ("transactional", "BOOLEAN", None),
    ("started_at", "DATE", None),
    ("finished_at", "DATE", None),
    ("duration_ms", "BIGINT", None),
    ("host", "STRING", None),
    ("user", "STRING", None),
    ("pid", "INTEGER", None),
];

impl Detail {
    /// Half applied, for all that is known. `recorded`: the journal names it.
    pub fn is_dirty(&self, recorded: bool) -> bool {
        let unfinished = self.status != "applied" && !self.transactional;
        // Another tool may have finished the work since.
        unfinished
            && match self.direction.as_str() {
                "up" => !recorded,
                "down" => recorded,
                _ => true,
            }
    }
}

impl DetailTable {
    /// Of the journal `X` they are in `XDetails`.
    pub fn of(names: &TableName) -> DetailTable {
        DetailTable { table: TableName { table: format!("{}Details", names.table), ..names.clone() } }
    }

    pub async fn create(&self, db: &Database) -> Result<()> {
        let columns: Vec<Column> = COLUMNS
            .iter()
            .map(|(name, key, length)| Column {
                key: (*name).into(),
                data_type: Some(column_type(key, *length)),
                allow_null: if matches!(*name, "name" | "status") {
                    AllowNull::No
                } else {
                    AllowNull::Absent
                },
                primary_key: *name == "name",
                ..Column::default()
            })
            .collect();
        journal::create_table(db, &self.table, &columns).await
    }

    pub async fn read(&self, db: &Database) -> Result<Option<Vec<Detail>>> {
        let names = COLUMNS.map(|(name, _, _)| name);
        let rows = journal::read(db, &self.table, &names, None).await?;
        Ok(rows.map(|rows| rows.into_iter().map(detail).collect()))
    }

    /// Puts a row in the place of the one that was there.
    pub async fn put(&self, db: &Database, target: Target, detail: &Detail) -> Result<()> {
        self.remove(db, target, &detail.name).await?;
        journal::insert(db, target, &self.table, assigned(detail)).await
    }

    /// The same, in a transaction of its own.
    pub async fn put_alone(&self, db: &Database, detail: &Detail) -> Result<()> {
        let open = db.begin().await?;
        let outcome = self.put(db, open.target(), detail).await;
        db.end(open, outcome).await
    }

    pub async fn remove(&self, db: &Database, target: Target, name: &str) -> Result<()> {
        journal::delete(db, target, &self.table, "name", name).await
    }

    pub async fn fail(&self, db: &Database, name: &str, now: i64, duration: i64) -> Result<()> {
        let set = vec![
            ("status".into(), Value::Text("failed".into()), None),
            ("finished_at".into(), Value::Date(now), Some(column_type("DATE", None))),
            ("duration_ms".into(), Value::Int(duration), None),
        ];
        journal::update(db, POOL, &self.table, set, ("name", name)).await
    }
}

fn assigned(detail: &Detail) -> Vec<Assigned> {
    let text = |text: &str| Value::Text(text.into());
    let number = |n: Option<i64>| n.map_or(Value::Null, Value::Int);
    let date = |ms: Option<i64>| ms.map_or(Value::Null, Value::Date);
    let values = [
        text(&detail.name),
        detail.checksum.as_deref().map_or(Value::Null, text),
        text(&detail.status),
        text(&detail.direction),
        Value::Bool(detail.transactional),
        date(detail.started_at),
        date(detail.finished_at),
        number(detail.duration_ms),
        text(&detail.who.host),
        text(&detail.who.user),
        Value::Int(i64::from(detail.who.pid)),
    ];
    let typed = COLUMNS.iter().zip(values);
    typed
        .map(|((name, key, length), value)| ((*name).into(), value, Some(column_type(key, *length))))
        .collect()
}

fn detail(row: Vec<Option<String>>) -> Detail {
    let mut cells = row.into_iter();
    let mut next = move || cells.next().flatten();
    let number = |cell: Option<String>| cell.and_then(|text| text.parse::<f64>().ok()).map(|n| n as i64);
    Detail {
        name: next().unwrap_or_default(),
        checksum: next(),
        status: next().unwrap_or_default(),
        direction: next().unwrap_or_default(),
        transactional: matches!(next().as_deref(), Some("true" | "1")),
        started_at: number(next()),
        finished_at: number(next()),
        duration_ms: number(next()),
        who: Who {
            host: next().unwrap_or_default(),
            user: next().unwrap_or_default(),
            pid: number(next()).and_then(|n| u32::try_from(n).ok()).unwrap_or_default(),
        },
    }
}
