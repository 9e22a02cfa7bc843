//! The wire of MySQL and MariaDB against a real server: values, errors, sessions, cancellation.

#[path = "support/mariadb.rs"]
mod mariadb;

use mariadb::{server, Server};
use sequelize_native::dialect::driver_by_name;
use sequelize_native::driver::{Cell, ColumnInfo, ConnectConfig, Connection, Done, Query, Row, RowSink};
use sequelize_native::failure::{Failure, FailureKind, Result};
use sequelize_native::value::Value;
use serde_json::json;
use std::any::Any;
use std::sync::Arc;

/// Collects rows as printed cells.
#[derive(Default)]
struct Table {
    columns: Vec<ColumnInfo>,
    rows: Vec<Vec<String>>,
    done: Vec<Done>,
}

impl Table {
    /// The cells of the first row.
    fn first(&self) -> Vec<&str> {
        self.rows.first().map(|row| row.iter().map(String::as_str).collect()).unwrap_or_default()
    }
}

fn show(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Null => "null".into(),
        Cell::Number(n) => format!("number {n}"),
        Cell::Bool(b) => format!("bool {b}"),
        Cell::Date(ms) => format!("date {ms}"),
        Cell::Text(text) => format!("text {text}"),
        Cell::Json(text) => format!("json {text}"),
        Cell::Bytes(bytes) => format!("bytes {bytes:?}"),
    }
}

impl RowSink for Table {
    fn columns(&mut self, columns: &[ColumnInfo]) -> Result<()> {
        self.columns = columns.to_vec();
        Ok(())
    }
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        let cells = (0..self.columns.len()).map(|i| row.cell(i).map(|c| show(&c))).collect::<Result<_>>()?;
        self.rows.push(cells);
        Ok(())
    }
    fn done(&mut self, done: &Done) -> Result<()> {
        self.done.push(done.clone());
        Ok(())
    }
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
}

async fn connect_as(dialect: &str, config: &ConnectConfig) -> Result<Box<dyn Connection>> {
    driver_by_name(dialect).unwrap().connect(config).await
}

async fn connect(server: &Server) -> Box<dyn Connection> {
    connect_as("mariadb", &server.config).await.unwrap()
}

/// The same place with other options.
fn with(server: &Server, dialect_options: serde_json::Value) -> ConnectConfig {
    ConnectConfig { dialect_options, ..server.config.clone() }
}

async fn run(connection: &mut dyn Connection, sql: &str, binds: Vec<Value>) -> Result<Table> {
    let query = Query { sql: sql.into(), binds, prepared: true, as_stored: false };
    let (sink, done) = connection.run(Arc::new(query), Box::<Table>::default()).await;
    done?;
    Ok(*sink.into_any().downcast::<Table>().unwrap())
}

async fn simple(connection: &mut dyn Connection, sql: &str) -> Result<Table> {
    let (sink, done) = connection.run_simple(sql.into(), Box::<Table>::default()).await;
    done?;
    Ok(*sink.into_any().downcast::<Table>().unwrap())
}

async fn refused(connection: &mut dyn Connection, sql: &str) -> Failure {
    run(connection, sql, vec![]).await.err().unwrap_or_else(|| panic!("{sql} should fail"))
}

fn text(s: &str) -> Value {
    Value::Text(s.into())
}

/// Definitions and values of columns, and the cells that both protocols must give.
const CELLS: &[(&str, &str, &str)] = &[
    ("TINYINT(1)", "1", "number 1"),
    ("TINYINT", "-128", "number -128"),
    ("TINYINT UNSIGNED", "255", "number 255"),
    ("SMALLINT", "-32768", "number -32768"),
    ("MEDIUMINT", "-8388608", "number -8388608"),
    ("INT UNSIGNED", "4294967295", "number 4294967295"),
    ("INT(5) ZEROFILL", "42", "number 42"),
    ("BIGINT", "9007199254740991", "number 9007199254740991"),
    ("BIGINT", "-9007199254740993", "text -9007199254740993"),
    ("BIGINT UNSIGNED", "18446744073709551615", "text 18446744073709551615"),
    ("FLOAT", "0.1", "number 0.1"),
    ("FLOAT", "16777217", "number 16777200"),
    ("FLOAT(7,2)", "3.14159", "number 3.14"),
    ("DOUBLE", "1.5e15", "number 1500000000000000"),
    ("DECIMAL(30,10)", "12345678901234567890.0123456789", "text 12345678901234567890.0123456789"),
    ("YEAR", "2024", "number 2024"),
    ("DATE", "'2020-01-31'", "text 2020-01-31"),
    ("DATE", "'0000-00-00'", "text 0000-00-00"),
    ("DATETIME", "'2020-01-31 12:30:05'", "date 1580473805000"),
    ("DATETIME(3)", "'2020-01-31 12:30:05.123'", "date 1580473805123"),
    ("DATETIME(6)", "'1969-12-31 23:59:59.999999'", "date -1"),
    ("DATETIME", "'0000-00-00 00:00:00'", "text 0000-00-00 00:00:00"),
    ("TIMESTAMP", "'2020-01-31 12:30:05'", "date 1580473805000"),
    ("TIME", "'-838:59:59'", "text -838:59:59"),
    ("TIME(3)", "'01:02:03.5'", "text 01:02:03.500"),
    ("VARCHAR(20)", "'zwölf 🦭'", "text zwölf 🦭"),
    ("CHAR(4)", "'a'", "text a"),
    ("TEXT", "''", "text "),
    ("ENUM('a','b')", "'b'", "text b"),
    ("BIT(1)", "b'1'", "bytes [1]"),
    ("BIT(12)", "b'100000001'", "bytes [1, 1]"),
    ("VARBINARY(4)", "X'00ff'", "bytes [0, 255]"),
    ("LONGBLOB", "X'00'", "bytes [0]"),
    ("JSON", "'{\"a\": [1, null]}'", "json {\"a\": [1, null]}"),
    ("POINT", "ST_GeomFromText('POINT(39.5 -77)')", "json {\"type\":\"Point\",\"coordinates\":[39.5,-77]}"),
    ("INT", "NULL", "null"),
    ("DATETIME", "NULL", "null"),
];

#[tokio::test]
async fn every_type_reads_the_same_in_both_protocols() {
    let server = server();
    let mut connection = connect_as("mysql", &server.config).await.unwrap();
    let c = connection.as_mut();
    simple(c, "SET SESSION sql_mode = ''").await.unwrap();
    for (i, (definition, value, expected)) in CELLS.iter().enumerate() {
        let table = format!("cells_{i}");
        simple(c, &format!("CREATE OR REPLACE TABLE {table} (v {definition} NULL)")).await.unwrap();
        simple(c, &format!("INSERT INTO {table} VALUES ({value})")).await.unwrap();
        let plain = run(c, &format!("SELECT v FROM {table}"), vec![]).await.unwrap();
        let prepared =
            run(c, &format!("SELECT v FROM {table} WHERE ? = 1"), vec![Value::Int(1)]).await.unwrap();
        simple(c, &format!("DROP TABLE {table}")).await.unwrap();
        assert_eq!(plain.first(), [*expected], "{definition} {value} as text");
        assert_eq!(prepared.first(), [*expected], "{definition} {value} in binary");
    }
}

#[tokio::test]
async fn bound_values_come_back() {
    let server = server();
    let mut connection = connect(&server).await;
    let c = connection.as_mut();
    simple(
        c,
        "CREATE TEMPORARY TABLE b (n BIGINT UNSIGNED, d DECIMAL(40,10), f DOUBLE, t TEXT, x BLOB, o INT)",
    )
    .await
    .unwrap();
    let binds = vec![
        Value::BigInt("18446744073709551615".into()),
        text("123456789012345678901234567890.5"),
        Value::Float(1e300),
        text("it's \\ \"x\" 🦭\0?"),
        Value::Bytes(vec![0, 39, 92, 255]),
        Value::Null,
    ];
    let inserted = run(c, "INSERT INTO b VALUES (?, ?, ?, ?, ?, ?)", binds.clone()).await.unwrap();
    assert_eq!(inserted.done[0].affected, 1);
    for sql in ["SELECT n, t, x, o FROM b WHERE n = ? AND d = ? AND f = ? AND t = ? AND x = ? AND o <=> ?"] {
        // Prepared, and with literals.
        for prepared in [true, false] {
            let query = Query { sql: sql.into(), binds: binds.clone(), prepared, as_stored: false };
            let (sink, done) = c.run(Arc::new(query), Box::<Table>::default()).await;
            done.unwrap();
            let table = *sink.into_any().downcast::<Table>().unwrap();
            assert_eq!(
                table.first(),
                ["text 18446744073709551615", "text it's \\ \"x\" 🦭\0?", "bytes [0, 39, 92, 255]", "null"]
            );
        }
    }
}

#[tokio::test]
async fn a_write_tells_what_it_did() {
    let server = server();
    let mut connection = connect(&server).await;
    let c = connection.as_mut();
    simple(c, "CREATE TEMPORARY TABLE w (id INT AUTO_INCREMENT PRIMARY KEY, n INT)").await.unwrap();
    let inserted =
        run(c, "INSERT INTO w (n) VALUES (?), (?)", vec![Value::Int(1), Value::Int(1)]).await.unwrap();
    assert_eq!((inserted.done[0].affected, inserted.done[0].last_insert_id), (2, 1));
    // Rows that stay as they were do not count, as in v6.
    let updated = run(c, "UPDATE w SET n = ? WHERE id > 0", vec![Value::Int(1)]).await.unwrap();
    assert_eq!(updated.done[0].affected, 0);
    assert_eq!(updated.done[0].info.as_deref(), Some("Rows matched: 2  Changed: 0  Warnings: 0"));
    simple(c, "SET SESSION sql_mode = ''").await.unwrap();
    let warned = run(c, "INSERT INTO w (n) VALUES (?)", vec![text("x")]).await.unwrap();
    assert_eq!(warned.done[0].warnings, 1);
    let mut found = connect_as("mariadb", &with(&server, json!({ "foundRows": true }))).await.unwrap();
    let c = found.as_mut();
    simple(c, "CREATE TEMPORARY TABLE w AS SELECT 1 AS n").await.unwrap();
    let matched = run(c, "UPDATE w SET n = ?", vec![Value::Int(1)]).await.unwrap();
    assert_eq!(matched.done[0].affected, 1);
}

#[tokio::test]
async fn errors_have_their_kind_and_fields() {
    let server = server();
    let mut connection = connect(&server).await;
    let c = connection.as_mut();
    for sql in [
        "DROP TABLE IF EXISTS err_child, err_parent",
        "CREATE TABLE err_parent (id INT PRIMARY KEY, name VARCHAR(20), UNIQUE KEY name_key (name))",
        "CREATE TABLE err_child (p INT, CONSTRAINT err_fk FOREIGN KEY (p) REFERENCES err_parent (id))",
        "INSERT INTO err_parent VALUES (1, 'a')",
        "INSERT INTO err_child VALUES (1)",
    ] {
        simple(c, sql).await.unwrap();
    }
    let duplicate = refused(c, "INSERT INTO err_parent VALUES (2, 'a')").await;
    assert_eq!(duplicate.kind, FailureKind::UniqueConstraint);
    assert_eq!((duplicate.errno, duplicate.code.as_deref()), (Some(1062), Some("ER_DUP_ENTRY")));
    assert_eq!(duplicate.sql_state.as_deref(), Some("23000"));
    assert_eq!(duplicate.fields, [("name_key".to_owned(), Some("a".to_owned()))]);
    let child = refused(c, "INSERT INTO err_child VALUES (7)").await;
    assert_eq!(child.kind, FailureKind::ForeignKeyConstraint);
    assert_eq!((child.table.as_deref(), child.index.as_deref()), (Some("err_parent"), Some("err_fk")));
    assert_eq!(refused(c, "DELETE FROM err_parent").await.extra["reltype"], "parent");
    let dropped = refused(c, "ALTER TABLE err_parent DROP INDEX nothing").await;
    assert_eq!((dropped.errno, dropped.constraint.as_deref()), (Some(1091), Some("nothing")));
    assert_eq!(refused(c, "SELEKT").await.code.as_deref(), Some("ER_PARSE_ERROR"));
    // None of them costs the connection.
    assert!(!c.is_broken());
    assert_eq!(run(c, "SELECT 1", vec![]).await.unwrap().first(), ["number 1"]);
    simple(c, "DROP TABLE err_child, err_parent").await.unwrap();
}

#[tokio::test]
async fn a_refused_log_in_says_why() {
    let server = server();
    let denied = ConnectConfig { password: Some("wrong".into()), ..server.config.clone() };
    let failure = connect_as("mysql", &denied).await.err().unwrap();
    assert_eq!((failure.kind, failure.errno), (FailureKind::AccessDenied, Some(1045)));
    let unknown = ConnectConfig { database: Some("nowhere".into()), ..server.config.clone() };
    let failure = connect_as("mysql", &unknown).await.err().unwrap();
    assert_eq!((failure.kind, failure.code.as_deref()), (FailureKind::Connection, Some("ER_BAD_DB_ERROR")));
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let nobody = ConnectConfig { port: Some(closed), ..server.config.clone() };
    let failure = connect_as("mysql", &nobody).await.err().unwrap();
    assert_eq!(
        (failure.kind, failure.code.as_deref()),
        (FailureKind::ConnectionRefused, Some("ECONNREFUSED"))
    );
    let lost = ConnectConfig { host: Some("no-such-host.invalid".into()), ..server.config.clone() };
    assert_eq!(connect_as("mysql", &lost).await.err().unwrap().kind, FailureKind::HostNotFound);
    let path = with(&server, json!({ "socketPath": "/nowhere/socket" }));
    assert_eq!(connect_as("mysql", &path).await.err().unwrap().code.as_deref(), Some("ENOENT"));
}
