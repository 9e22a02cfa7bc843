//! SQLite's wire against SQLite itself: types, errors, interrupts, several statements, locks.

use sequelize_native::dialect::sqlite::connection::SqliteDriver;
use sequelize_native::driver::{
    Cell, ColumnInfo, ColumnKind, ConnectConfig, Connection, Done, Driver, Query, Row, RowSink,
};
use sequelize_native::failure::{Failure, FailureKind, Result};
use sequelize_native::value::Value;
use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Keeps what comes, as text that a test can state.
#[derive(Default)]
struct Recorder {
    columns: Vec<ColumnInfo>,
    rows: Vec<Vec<String>>,
    raw: Vec<Vec<Option<Vec<u8>>>>,
    results: Vec<Done>,
}

impl RowSink for Recorder {
    fn columns(&mut self, columns: &[ColumnInfo]) -> Result<()> {
        self.columns = columns.to_vec();
        Ok(())
    }

    fn row(&mut self, row: &dyn Row) -> Result<()> {
        let each = 0..self.columns.len();
        self.raw.push(each.clone().map(|i| row.raw(i).map(<[u8]>::to_vec)).collect());
        self.rows.push(each.map(|i| row.cell(i).map(|cell| show(&cell))).collect::<Result<_>>()?);
        Ok(())
    }

    fn done(&mut self, done: &Done) -> Result<()> {
        self.results.push(done.clone());
        Ok(())
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
}

fn show(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Null => "null".into(),
        Cell::Number(n) => n.to_string(),
        Cell::Bool(b) => b.to_string(),
        Cell::Date(ms) => format!("date {ms}"),
        Cell::Text(text) => format!("'{text}'"),
        Cell::Json(text) => format!("json {text}"),
        Cell::Bytes(bytes) => format!("bytes {bytes:?}"),
    }
}

struct Wire(Box<dyn Connection>);

impl Wire {
    async fn open(config: &ConnectConfig) -> Wire {
        Wire(SqliteDriver.connect(config).await.unwrap())
    }

    async fn memory() -> Wire {
        Wire::open(&ConnectConfig::default()).await
    }

    async fn query(&mut self, query: Query) -> std::result::Result<Recorder, Failure> {
        let (sink, result) = self.0.run(Arc::new(query), Box::<Recorder>::default()).await;
        result.map(|_| recorder(sink))
    }

    async fn run(&mut self, sql: &str, binds: Vec<Value>) -> std::result::Result<Recorder, Failure> {
        self.query(Query { sql: sql.into(), binds, prepared: true, as_stored: false, pace: None }).await
    }

    async fn simple(&mut self, sql: &str) -> std::result::Result<Recorder, Failure> {
        let (sink, result) = self.0.run_simple(sql.into(), Box::<Recorder>::default()).await;
        result.map(|_| recorder(sink))
    }

    async fn fails(&mut self, sql: &str) -> Failure {
        match self.run(sql, vec![]).await {
            Ok(_) => panic!("{sql} succeeded"),
            Err(failure) => failure,
        }
    }
}

fn recorder(sink: Box<dyn RowSink>) -> Recorder {
    *sink.into_any().downcast::<Recorder>().unwrap()
}

/// A file of its own for one test, gone afterwards.
struct File(std::path::PathBuf);

impl File {
    fn new(name: &str) -> File {
        let path = std::env::temp_dir().join(format!("sqlite-wire-{}-{name}", std::process::id()));
        File(path.join("sub").join("db.sqlite"))
    }

    fn config(&self) -> ConnectConfig {
        ConnectConfig { storage: Some(self.0.to_string_lossy().into_owned()), ..ConnectConfig::default() }
    }
}

impl Drop for File {
    fn drop(&mut self) {
        if let Some(folder) = self.0.parent().and_then(|p| p.parent()) {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

#[tokio::test]
async fn cells_come_as_their_column_was_declared() {
    let mut wire = Wire::memory().await;
    wire.simple(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, b TINYINT(1), t TINYINT, big BIGINT, dec DECIMAL(10,2), f FLOAT, \
         j JSON, d DATETIME, o DATE, bl BLOB, u UUID, s VARCHAR(255))",
    )
    .await
    .unwrap();
    let values = vec![
        Value::Bool(true),
        Value::Int(1),
        Value::Int(i64::MAX),
        Value::Text("1.50".into()),
        Value::Float(1.5),
        Value::Json("{\"a\":1}".into()),
        Value::Date(1_000_000_000_000),
        Value::Text("2020-01-02".into()),
        Value::Bytes(vec![0, 255]),
        Value::Text("0f".into()),
        Value::Text("a\0'b".into()),
    ];
    let done = wire
        .run("INSERT INTO t (b,t,big,dec,f,j,d,o,bl,u,s) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)", values)
        .await
        .unwrap();
    assert_eq!((done.results[0].affected, done.results[0].last_insert_id), (1, 1));
    let typed = wire.run("SELECT *, max(d) AS m FROM t", vec![]).await.unwrap();
    assert_eq!(
        typed.rows[0],
        [
            "1",
            "true",
            "1",
            "'9223372036854775807'",
            "1.5",
            "1.5",
            "json {\"a\":1}",
            "date 1000000000000",
            "'2020-01-02'",
            "bytes [0, 255]",
            "'0f'",
            "'a\0'b'",
            "'2001-09-09 01:46:40.000 +00:00'",
        ]
    );
    assert_eq!(typed.columns[7].decode, ColumnKind::Date);
    assert_eq!(typed.columns[12].decode, ColumnKind::Dynamic);
    assert_eq!(typed.columns[1].type_name, "TINYINT(1)");
    let sql = "SELECT b, d, j FROM t".into();
    let stored =
        wire.query(Query { sql, binds: vec![], prepared: false, as_stored: true, pace: None }).await.unwrap();
    assert_eq!(stored.rows[0], ["1", "'2001-09-09 01:46:40.000 +00:00'", "'{\"a\":1}'"]);
}

#[tokio::test]
async fn cells_that_do_not_fit_their_column_come_as_what_they_are() {
    let mut wire = Wire::memory().await;
    wire.simple("CREATE TABLE t (b TINYINT(1), i INTEGER, d DATETIME); INSERT INTO t VALUES (2,'x','soon'),(NULL,NULL,NULL)")
        .await
        .unwrap();
    let rows = wire.run("SELECT *, CAST(x'ff' AS TEXT) FROM t", vec![]).await.unwrap();
    assert_eq!(rows.rows[0], ["2", "'x'", "'soon'", "'\u{fffd}'"]);
    assert_eq!(rows.rows[1][..3], ["null", "null", "null"]);
}

#[tokio::test]
async fn raw_bytes_tell_cells_apart() {
    let mut wire = Wire::memory().await;
    let rows = wire
        .run("SELECT 1, 1.0, 2, '1', x'31', NULL UNION ALL SELECT 1, 1.5, 3, '1', '', NULL", vec![])
        .await
        .unwrap();
    let (first, second) = (&rows.raw[0], &rows.raw[1]);
    assert_eq!(first[0], second[0]);
    assert_ne!(first[1], second[1]);
    assert_ne!(first[0], first[1]);
    assert_ne!(first[2], second[2]);
    assert_eq!(second[4].as_deref(), Some(&[][..]));
    assert_eq!(first[5], None);
}

#[tokio::test]
async fn a_placeholder_takes_the_value_of_its_number() {
    let mut wire = Wire::memory().await;
    let values = vec![Value::Text("one".into()), Value::Text("two".into())];
    let rows = wire.run("SELECT $2, $1, $2", values.clone()).await.unwrap();
    assert_eq!(rows.rows[0], ["'two'", "'one'", "'two'"]);
    let rows = wire.run("SELECT ?, ?", values.clone()).await.unwrap();
    assert_eq!(rows.rows[0], ["'one'", "'two'"]);
    let missing = wire.run("SELECT $3", values).await.err().unwrap();
    assert_eq!(missing.kind, FailureKind::Usage);
}

#[tokio::test]
async fn errors_speak_as_node_sqlite3_does() {
    let mut wire = Wire::memory().await;
    wire.simple(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE, name TEXT NOT NULL, age INT CHECK (age > 0)); \
         CREATE TABLE posts (user INTEGER REFERENCES users (id)); \
         INSERT INTO users VALUES (1, 'a', 'A', 1)",
    )
    .await
    .unwrap();
    let unique = wire.fails("INSERT INTO users (email, name) VALUES ('a', 'B')").await;
    assert_eq!(unique.kind, FailureKind::UniqueConstraint);
    assert_eq!(unique.message, "SQLITE_CONSTRAINT: UNIQUE constraint failed: users.email");
    assert_eq!((unique.code.as_deref(), unique.errno), (Some("SQLITE_CONSTRAINT"), Some(19)));
    assert_eq!(unique.fields, [("email".to_owned(), None)]);
    assert_eq!(unique.table.as_deref(), Some("users"));
    assert_eq!(unique.sql.as_deref(), Some("INSERT INTO users (email, name) VALUES ('a', 'B')"));

    let null = wire.fails("INSERT INTO users (email) VALUES ('b')").await;
    assert_eq!(null.message, "SQLITE_CONSTRAINT: NOT NULL constraint failed: users.name");
    assert!(null.fields.is_empty());
    assert_eq!(null.column.as_deref(), Some("name"));

    let foreign = wire.fails("INSERT INTO posts VALUES (9)").await;
    assert_eq!(foreign.kind, FailureKind::ForeignKeyConstraint);
    assert_eq!(foreign.message, "SQLITE_CONSTRAINT: FOREIGN KEY constraint failed");

    let syntax = wire.fails("selec 1").await;
    assert_eq!(syntax.kind, FailureKind::Database);
    assert_eq!(syntax.message, "SQLITE_ERROR: near \"selec\": syntax error");
    assert_eq!((syntax.code.as_deref(), syntax.errno), (Some("SQLITE_ERROR"), Some(1)));

    let mut open = ConnectConfig { foreign_keys: Some(false), ..ConnectConfig::default() };
    let mut free = Wire::open(&open).await;
    free.simple(
        "CREATE TABLE a (id INTEGER PRIMARY KEY, b INT REFERENCES a (id)); INSERT INTO a VALUES (1, 7)",
    )
    .await
    .unwrap();
    open.storage = Some("/nowhere/at/all/db.sqlite".into());
    open.mode = Some(1);
    let failure = SqliteDriver.connect(&open).await.err().unwrap();
    assert_eq!(failure.kind, FailureKind::Connection);
    assert_eq!(failure.message, "SQLITE_CANTOPEN: unable to open database file: /nowhere/at/all/db.sqlite");
}

#[tokio::test]
async fn a_read_only_database_stays_as_it_is() {
    let file = File::new("readonly");
    Wire::open(&file.config()).await.simple("CREATE TABLE t (a)").await.unwrap();
    let mut wire = Wire::open(&ConnectConfig { mode: Some(1), ..file.config() }).await;
    assert_eq!(wire.fails("INSERT INTO t VALUES (1)").await.code.as_deref(), Some("SQLITE_READONLY"));
}

#[tokio::test]
async fn several_statements_of_one_text_all_run() {
    let mut wire = Wire::memory().await;
    let text =
        "CREATE TABLE t (a); -- one\n INSERT INTO t VALUES (1), (2); SELECT a FROM t; SELECT 3 AS b; ;";
    let all = wire.simple(text).await.unwrap();
    assert_eq!(all.rows, [["1"], ["2"], ["3"]]);
    let affected: Vec<u64> = all.results.iter().map(|d| d.affected).collect();
    assert_eq!(affected, [0, 2, 0, 0]);
    let failure = wire.simple("INSERT INTO t VALUES (3); INSERT INTO absent VALUES (1)").await.err().unwrap();
    assert_eq!(failure.message, "SQLITE_ERROR: no such table: absent");
    assert_eq!(wire.run("SELECT count(*) FROM t", vec![]).await.unwrap().rows, [["3"]]);
    assert!(wire.run("-- nothing", vec![]).await.unwrap().rows.is_empty());
    assert!(wire.simple("  ").await.unwrap().rows.is_empty());
}

#[tokio::test]
async fn a_statement_that_comes_again_sees_the_new_schema() {
    let mut wire = Wire::memory().await;
    wire.simple("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)").await.unwrap();
    assert_eq!(wire.run("SELECT * FROM t", vec![]).await.unwrap().rows, [["1"]]);
    wire.simple("ALTER TABLE t ADD COLUMN b TINYINT(1) DEFAULT 1").await.unwrap();
    let again = wire.run("SELECT * FROM t", vec![]).await.unwrap();
    assert_eq!(again.rows, [["1", "true"]]);
    wire.simple("DELETE FROM t").await.unwrap();
    assert_eq!(wire.run("SELECT * FROM t", vec![]).await.unwrap().columns.len(), 2);
    for n in 0..300 {
        assert_eq!(wire.run(&format!("SELECT {n}"), vec![]).await.unwrap().rows, [[n.to_string()]]);
    }
}

#[tokio::test]
async fn a_transaction_is_seen() {
    let mut wire = Wire::memory().await;
    wire.run("BEGIN DEFERRED TRANSACTION;", vec![]).await.unwrap();
    assert!(wire.0.in_transaction());
    wire.run("COMMIT", vec![]).await.unwrap();
    assert!(!wire.0.in_transaction());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_statement_stops_and_the_next_one_runs() {
    const ENDLESS: &str =
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c";
    let mut wire = Wire::memory().await;
    let before = wire.0.canceller();
    before.cancel().await;
    let started = Instant::now();
    let canceller = tokio::spawn({
        let canceller = wire.0.canceller();
        // The job is sent a moment after this: a canceller belongs to what runs when `cancel` is called.
        async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            canceller.cancel().await;
        }
    });
    let failure = wire.fails(ENDLESS).await;
    canceller.await.unwrap();
    assert_eq!(failure.code.as_deref(), Some("SQLITE_INTERRUPT"));
    assert!(started.elapsed() < Duration::from_secs(2));
    assert!(!wire.0.is_broken());
    assert_eq!(wire.run("SELECT 1", vec![]).await.unwrap().rows, [["1"]]);
}

#[tokio::test]
async fn a_locked_database_is_a_timeout() {
    let file = File::new("locked");
    let mut one = Wire::open(&file.config()).await;
    let mut two = Wire::open(&file.config()).await;
    one.simple("CREATE TABLE t (a); BEGIN IMMEDIATE").await.unwrap();
    let failure = two.fails("INSERT INTO t VALUES (1)").await;
    assert_eq!(failure.kind, FailureKind::Timeout);
    assert_eq!(failure.message, "SQLITE_BUSY: database is locked");
    one.run("ROLLBACK", vec![]).await.unwrap();
    two.run("INSERT INTO t VALUES (1)", vec![]).await.unwrap();
    one.0.close().await;
    assert_eq!(two.run("SELECT a FROM t", vec![]).await.unwrap().rows, [["1"]]);
    two.0.ping().await.unwrap();
    assert!(two.0.server_version().starts_with("3."));
}

#[tokio::test]
async fn thousands_of_values_are_bound_in_their_order() {
    let mut wire = Wire::memory().await;
    wire.simple("CREATE TABLE t (a INTEGER, b INTEGER)").await.unwrap();
    let mut sql = String::from("INSERT INTO t VALUES ");
    for row in 0..5000 {
        let (a, b) = (2 * row + 1, 2 * row + 2);
        let name = |n: usize| if n < 100 { format!("${n}") } else { format!("?{n}") };
        sql.push_str(&format!("{}({},{})", if row > 0 { "," } else { "" }, name(a), name(b)));
    }
    let started = Instant::now();
    wire.run(&sql, (0..10_000).map(Value::Int).collect()).await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(2));
    let sums = wire.run("SELECT count(*), sum(b - a), max(b) FROM t", vec![]).await.unwrap();
    assert_eq!(sums.rows, [["5000", "5000", "9999"]]);
}

#[tokio::test]
async fn mathematical_functions_are_there() {
    let mut wire = Wire::memory().await;
    let sql = "SELECT sqrt(16), pow(2, 10), floor(-1.5), ceil(3), typeof(ceil(3)), log(100), log(2, 8), mod(7, 3), \
               round(pi(), 2), sqrt(-1), ln(0), sqrt(NULL), sqrt('9'), sqrt('x'), trunc(-2.7), degrees(radians(90))";
    let rows = wire.run(sql, vec![]).await.unwrap();
    let expected = [
        "4",
        "1024",
        "-2",
        "3",
        "'integer'",
        "2",
        "3",
        "1",
        "3.14",
        "null",
        "null",
        "null",
        "3",
        "null",
        "-2",
        "90",
    ];
    assert_eq!(rows.rows[0], expected);
}
