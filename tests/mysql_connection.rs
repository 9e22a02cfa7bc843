//! The wire of MySQL and MariaDB against a real server: values, errors, sessions, cancellation.

#[path = "support/mariadb.rs"]
mod mariadb;

use mariadb::{server, Server};
use sequelize_native::dialect::driver_by_name;
use sequelize_native::driver::{
    Cell, ColumnInfo, ConnectConfig, Connection, Done, Query, Row, RowSink, Single,
};
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

fn query(sql: &str, binds: Vec<Value>) -> Query {
    Query { sql: sql.into(), binds, prepared: true, as_stored: false, pace: None }
}

async fn run(connection: &mut dyn Connection, sql: &str, binds: Vec<Value>) -> Result<Table> {
    let (sink, done) = connection.run(Arc::new(query(sql, binds)), Box::<Table>::default()).await;
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
            let query =
                Query { sql: sql.into(), binds: binds.clone(), prepared, as_stored: false, pace: None };
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

#[tokio::test]
async fn several_statements_only_where_they_are_allowed() {
    let server = server();
    let mut connection = connect(&server).await;
    assert_eq!(
        refused(connection.as_mut(), "SELECT 1; SELECT 2").await.code.as_deref(),
        Some("ER_PARSE_ERROR")
    );
    let allowed = with(&server, json!({ "multipleStatements": true }));
    let mut connection = connect_as("mariadb", &allowed).await.unwrap();
    let c = connection.as_mut();
    let both = simple(c, "SELECT 1 AS a; SET @x = 2; SELECT @x AS b").await.unwrap();
    assert_eq!((both.done.len(), both.rows.len()), (3, 2));
    // Values too: they are printed, as the mariadb driver prints them.
    let bound = run(c, "SET @x = ?; SELECT @x AS b", vec![text("it's ? \\")]).await.unwrap();
    assert_eq!(bound.first(), ["text it's ? \\"]);
    // The first that fails ends the text.
    assert_eq!(refused(c, "SELECT 1; SELEKT; SELECT 2").await.code.as_deref(), Some("ER_PARSE_ERROR"));
    assert_eq!(run(c, "SELECT 3", vec![]).await.unwrap().first(), ["number 3"]);
}

#[tokio::test]
async fn a_procedure_answers_several_results() {
    let server = server();
    let mut connection = connect(&server).await;
    let c = connection.as_mut();
    simple(c, "CREATE OR REPLACE PROCEDURE two_results(n INT) BEGIN SELECT n; SELECT 'x' AS y; END")
        .await
        .unwrap();
    for (sql, binds) in [("CALL two_results(5)", vec![]), ("CALL two_results(?)", vec![Value::Int(5)])] {
        let table = run(c, sql, binds).await.unwrap();
        assert_eq!(table.rows, [["number 5"], ["text x"]], "{sql}");
    }
    simple(c, "DROP PROCEDURE two_results").await.unwrap();
}

#[tokio::test]
async fn a_server_without_backslash_escapes_cannot_be_tricked() {
    let server = server();
    let config = with(
        &server,
        json!({ "initSql": "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES,NO_ZERO_DATE'" }),
    );
    let mut connection = connect_as("mysql", &config).await.unwrap();
    let c = connection.as_mut();
    let literal = |c| async move {
        let query = Query {
            sql: "SELECT ? AS a, 1 AS \"b\"".into(),
            binds: vec![text("\\' OR 1=1 -- ")],
            prepared: false,
            as_stored: false,
            pace: None,
        };
        let c: &mut dyn Connection = c;
        let (sink, done) = c.run(Arc::new(query), Box::<Table>::default()).await;
        done.unwrap();
        assert_eq!(sink.into_any().downcast::<Table>().unwrap().first(), ["text \\' OR 1=1 -- ", "number 1"]);
        c
    };
    let c = literal(c).await;
    let modes = run(c, "SELECT @@sql_mode AS m", vec![]).await.unwrap().rows.concat().concat();
    assert!(!modes.contains("BACKSLASH") && modes.contains("ANSI_QUOTES") && modes.contains("NO_ZERO_DATE"));
    // Nor when somebody sets it later.
    simple(c, "SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'").await.unwrap();
    literal(c).await;
}

#[tokio::test]
async fn prepared_statements_give_way_where_the_server_has_no_room() {
    let server = server();
    let few = with(&server, json!({ "maxPreparedStatements": 2 }));
    let mut connection = connect_as("mysql", &few).await.unwrap();
    let c = connection.as_mut();
    async fn open(c: &mut dyn Connection) -> String {
        run(c, "SHOW SESSION STATUS LIKE 'Prepared_stmt_count'", vec![]).await.unwrap().rows.concat()[1]
            .clone()
    }
    for i in 0..20 {
        let table = run(c, &format!("SELECT ? + {i}"), vec![Value::Int(1)]).await.unwrap();
        assert_eq!(table.first(), [format!("number {}", i + 1)]);
    }
    let mut side = connect(&server).await;
    let before = open(side.as_mut()).await;
    let limit = run(side.as_mut(), "SELECT @@GLOBAL.max_prepared_stmt_count", vec![]).await.unwrap();
    let limit = limit.first()[0].trim_start_matches("number ").to_owned();
    simple(side.as_mut(), "SET GLOBAL max_prepared_stmt_count = 0").await.unwrap();
    for i in 0..4 {
        let sql = format!("SELECT ? AS v, {i} + 0");
        let table = run(c, &sql, vec![text("it's")]).await;
        assert_eq!(table.unwrap().first(), ["text it's", &format!("number {i}")]);
    }
    simple(side.as_mut(), &format!("SET GLOBAL max_prepared_stmt_count = {limit}")).await.unwrap();
    assert_eq!(run(c, "SELECT ? AS v", vec![Value::Int(7)]).await.unwrap().first(), ["number 7"]);
    assert!(before.starts_with("text "));
}

#[tokio::test]
async fn a_statement_that_cannot_be_prepared_runs_with_literals() {
    let server = server();
    let mut connection = connect(&server).await;
    let c = connection.as_mut();
    // A statement that prepares another cannot be prepared itself.
    let table = run(c, "EXECUTE IMMEDIATE ?", vec![text("SELECT 'it''s' AS v")]).await.unwrap();
    assert_eq!(table.first(), ["text it's"]);
}

#[tokio::test]
async fn a_prepared_statement_survives_a_changed_table() {
    let server = server();
    let mut connection = connect(&server).await;
    let c = connection.as_mut();
    simple(c, "CREATE OR REPLACE TABLE reshaped (a INT)").await.unwrap();
    simple(c, "INSERT INTO reshaped VALUES (1)").await.unwrap();
    let sql = "SELECT * FROM reshaped WHERE a = ?";
    assert_eq!(run(c, sql, vec![Value::Int(1)]).await.unwrap().first(), ["number 1"]);
    let mut other = connect(&server).await;
    simple(other.as_mut(), "ALTER TABLE reshaped ADD b VARCHAR(5) DEFAULT 'x', MODIFY a VARCHAR(5)")
        .await
        .unwrap();
    assert_eq!(run(c, sql, vec![Value::Int(1)]).await.unwrap().first(), ["text 1", "text x"]);
    simple(c, "DROP TABLE reshaped").await.unwrap();
    assert_eq!(refused(c, "SELECT * FROM reshaped").await.code.as_deref(), Some("ER_NO_SUCH_TABLE"));
}

#[tokio::test]
async fn the_wire_knows_whether_a_transaction_is_open() {
    let server = server();
    let mut connection = connect(&server).await;
    let c = connection.as_mut();
    for (sql, open) in [
        ("START TRANSACTION", true),
        ("SAVEPOINT a", true),
        ("ROLLBACK TO SAVEPOINT a", true),
        ("COMMIT", false),
        ("BEGIN", true),
        // DDL commits.
        ("CREATE OR REPLACE TABLE tx (a INT)", false),
        ("DROP TABLE tx", false),
    ] {
        simple(c, sql).await.unwrap();
        assert_eq!(c.in_transaction(), open, "{sql}");
    }
    simple(c, "BEGIN").await.unwrap();
    c.rollback().await.unwrap();
    assert!(!c.in_transaction());
}

#[tokio::test]
async fn a_running_statement_is_stopped_from_outside() {
    let server = server();
    let mut connection = connect(&server).await;
    let canceller = connection.canceller();
    let stop = tokio::spawn(async move {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        canceller.cancel().await;
    });
    let began = std::time::Instant::now();
    let outcome =
        run(connection.as_mut(), "SELECT COUNT(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b", vec![]);
    let failure = outcome.await.err().unwrap();
    stop.await.unwrap();
    assert_eq!(failure.code.as_deref(), Some("ER_QUERY_INTERRUPTED"));
    assert!(began.elapsed() < std::time::Duration::from_secs(30));
    assert!(!connection.is_broken() && !connection.clean_after_cancel());
}

#[tokio::test]
async fn an_idle_connection_that_was_killed_is_noticed_before_anything_is_sent() {
    let server = server();
    let mut connection = connect(&server).await;
    let c = connection.as_mut();
    run(c, "SELECT 1", vec![]).await.unwrap();
    let mut side = connect(&server).await;
    simple(side.as_mut(), &format!("KILL {}", c.process_id().unwrap())).await.unwrap();
    // The end has to arrive first.
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    let failure = refused(c, "SELECT 1").await;
    assert_eq!(failure.kind, FailureKind::Connection);
    assert!(c.is_broken() && c.lost_before_start());
}

#[tokio::test]
async fn options_say_how_cells_are_read() {
    let server = server();
    let sql =
        "SELECT CAST(1.50 AS DECIMAL(5,2)), 5000000000, TIMESTAMP'2020-01-31 12:00:00', DATE'2020-01-31', \
               ST_GeomFromText('POINT(1 2)')";
    for (dialect, options, expected) in [
        (
            "mysql",
            json!({}),
            [
                "text 1.50",
                "number 5000000000",
                "date 1580472000000",
                "text 2020-01-31",
                "json {\"type\":\"Point\",\"coordinates\":[1,2]}",
            ],
        ),
        (
            "mariadb",
            json!({}),
            [
                "number 1.5",
                "number 5000000000",
                "date 1580472000000",
                "text 2020-01-31",
                "json {\"type\":\"Point\",\"coordinates\":[1,2]}",
            ],
        ),
        (
            "mysql",
            json!({ "decimalNumbers": true, "bigNumberStrings": true }),
            [
                "number 1.5",
                "text 5000000000",
                "date 1580472000000",
                "text 2020-01-31",
                "json {\"type\":\"Point\",\"coordinates\":[1,2]}",
            ],
        ),
        (
            "mysql",
            json!({ "typeCast": true, "dateStrings": true }),
            [
                "text 1.50",
                "number 5000000000",
                "text 2020-01-31 12:00:00",
                "text 2020-01-31",
                "json {\"x\":1,\"y\":2}",
            ],
        ),
        (
            "mysql",
            json!({ "typeCast": true }),
            [
                "text 1.50",
                "number 5000000000",
                "date 1580472000000",
                "date 1580428800000",
                "json {\"x\":1,\"y\":2}",
            ],
        ),
    ] {
        let mut connection = connect_as(dialect, &with(&server, options.clone())).await.unwrap();
        let table = run(connection.as_mut(), sql, vec![]).await.unwrap();
        assert_eq!(table.first(), expected, "{dialect} {options}");
    }
}

#[tokio::test]
async fn dates_are_read_and_sent_in_the_instance_s_zone() {
    let server = server();
    for (zone, session) in [("+05:30", "text +05:30"), ("Asia/Kolkata", "text +05:30")] {
        let config = ConnectConfig { timezone: zone.into(), ..server.config.clone() };
        let mut connection = connect_as("mysql", &config).await.unwrap();
        let c = connection.as_mut();
        assert_eq!(run(c, "SELECT @@session.time_zone AS z", vec![]).await.unwrap().first(), [session]);
        simple(c, "CREATE TEMPORARY TABLE d (a DATETIME(3), b TIMESTAMP(3))").await.unwrap();
        let at = Value::Date(1_580_473_805_123);
        run(c, "INSERT INTO d VALUES (?, ?)", vec![at.clone(), at.clone()]).await.unwrap();
        let found = run(c, "SELECT a, b FROM d WHERE a = ? AND b = ?", vec![at.clone(), at]).await.unwrap();
        assert_eq!(found.first(), ["date 1580473805123", "date 1580473805123"], "{zone}");
        assert_eq!(
            run(c, "SELECT CAST(a AS CHAR) AS t FROM d", vec![]).await.unwrap().first(),
            ["text 2020-01-31 18:00:05.123"]
        );
    }
}

#[tokio::test]
async fn a_unix_socket_serves_as_well() {
    let server = server();
    // A server that somebody else runs may have its socket anywhere.
    let Some(socket) = server.socket() else { return };
    let config = ConnectConfig {
        host: Some("no-such-host.invalid".into()),
        ..with(&server, json!({ "socketPath": socket }))
    };
    let mut connection = connect_as("mariadb", &config).await.unwrap();
    let c = connection.as_mut();
    assert_eq!(run(c, "SELECT ? AS a", vec![Value::Int(1)]).await.unwrap().first(), ["number 1"]);
    c.ping().await.unwrap();
    connection.close().await;
}

#[tokio::test]
async fn large_values_go_over_several_packets() {
    let server = server();
    let mut connection = connect(&server).await;
    let c = connection.as_mut();
    let limit = run(c, "SELECT @@max_allowed_packet AS n", vec![]).await.unwrap();
    let limit: usize = limit.first()[0].trim_start_matches("number ").parse().unwrap();
    simple(c, &format!("SET GLOBAL max_allowed_packet = {}", 64 << 20)).await.unwrap();
    let mut connection = connect(&server).await;
    simple(c, &format!("SET GLOBAL max_allowed_packet = {limit}")).await.unwrap();
    let c = connection.as_mut();
    for size in [0xff_fff0, 0xff_ffff, 0x100_0000, 40 << 20] {
        let table = run(c, "SELECT ? AS v, LENGTH(?) AS n", vec![text(&"x".repeat(size)), text("four")])
            .await
            .unwrap();
        assert_eq!(table.rows[0][0].len(), size + "text ".len());
        assert_eq!(table.rows[0][1], "number 4");
    }
    // One that is too large costs the connection, or is refused; it never hangs.
    let huge = run(c, "SELECT ? AS v", vec![text(&"x".repeat(65 << 20))]).await;
    assert!(huge.is_err());
}

#[tokio::test]
async fn tls_trusts_nobody_unless_told() {
    let server = server();
    let Some(certificate) = server.certificate() else { return };
    let cipher = "SHOW SESSION STATUS LIKE 'Ssl_cipher'";
    let host = |host: &str, ssl: serde_json::Value| ConnectConfig {
        host: Some(host.into()),
        ..with(&server, json!({ "ssl": ssl }))
    };
    let mut plain = connect(&server).await;
    assert_eq!(run(plain.as_mut(), cipher, vec![]).await.unwrap().rows[0][1], "text ");
    for (place, ssl, trusted) in [
        ("localhost", json!({ "ca": certificate }), true),
        ("127.0.0.1", json!({ "ca": certificate, "verifyIdentity": false }), true),
        ("127.0.0.1", json!({ "ca": certificate, "servername": "localhost" }), true),
        ("127.0.0.1", json!({ "rejectUnauthorized": false }), true),
        ("127.0.0.1", json!({ "ca": certificate }), false),
        ("localhost", json!({}), false),
        ("localhost", json!(true), false),
    ] {
        match connect_as("mysql", &host(place, ssl.clone())).await {
            Ok(mut connection) => {
                assert!(trusted, "{place} {ssl}");
                let used = run(connection.as_mut(), cipher, vec![]).await.unwrap();
                assert!(used.rows[0][1].len() > "text ".len());
                let bound = run(connection.as_mut(), "SELECT ? AS a", vec![text(&"x".repeat(100_000))]).await;
                assert_eq!(bound.unwrap().rows[0][0].len(), 100_005);
            }
            Err(failure) => assert!(!trusted, "{place} {ssl}: {failure}"),
        }
    }
    let bad = connect_as("mysql", &host("localhost", json!({ "ca": "no certificate" }))).await.err().unwrap();
    assert!(bad.message.contains("dialectOptions.ssl.ca"), "{bad}");
}

#[tokio::test]
async fn a_text_of_somebody_else_is_one_statement_whatever_the_session_takes() {
    let server = server();
    let several = with(&server, json!({ "multipleStatements": true }));
    let mut connection = connect_as("mariadb", &several).await.unwrap();
    let c = connection.as_mut();
    async fn alone(c: &mut dyn Connection, sql: &str, binds: Vec<Value>) -> Result<Table> {
        let query = Arc::new(query(sql, binds));
        let (sink, done) = c.run_single(query, Single::Reading, Box::<Table>::default()).await;
        done?;
        Ok(*sink.into_any().downcast::<Table>().unwrap())
    }
    assert_eq!(alone(c, "SELECT 1 AS a", vec![]).await.unwrap().first(), ["number 1"]);
    assert_eq!(alone(c, "SELECT ? AS a", vec![text("it's")]).await.unwrap().first(), ["text it's"]);
    for sql in ["SELECT 1; SELECT 2", "SELECT 1; DROP TABLE nothing", "/*! SELECT 1; */ SELECT 2"] {
        assert_eq!(
            alone(c, sql, vec![]).await.err().unwrap().code.as_deref(),
            Some("ER_PARSE_ERROR"),
            "{sql}"
        );
    }
    // What cannot be prepared could be several here: it is refused.
    let refused = alone(c, "EXECUTE IMMEDIATE ?", vec![text("SELECT 1")]).await.err().unwrap();
    assert_eq!(refused.errno, Some(1295));
    assert_eq!(alone(c, "SHOW TABLES LIKE 'nothing'", vec![]).await.unwrap().columns.len(), 1);
}

#[tokio::test]
async fn reads_that_share_a_trip_keep_their_answers_apart() {
    let server = server();
    let mut connection = connect(&server).await;
    let c = connection.as_mut();
    assert!(c.trip_limit() > 1 && c.batch_limit() == 1 && c.round_trip() < std::time::Duration::from_secs(1));
    let trip = |list: &[(&str, Vec<Value>)]| -> Vec<_> {
        let sink = || -> Box<dyn RowSink> { Box::<Table>::default() };
        list.iter().map(|(sql, binds)| (Arc::new(query(sql, binds.clone())), sink())).collect()
    };
    let rows = |sink: Box<dyn RowSink>| sink.into_any().downcast::<Table>().unwrap().rows.concat();
    let large = "x".repeat(100_000);
    let many = c
        .run_many(trip(&[
            ("SELECT ? AS a", vec![Value::Int(1)]),
            ("SELECT REPEAT('x', 100000) AS a", vec![]),
            ("SELECT ? FROM nothing_of_that_name", vec![Value::Int(3)]),
            ("SELECT a FROM (SELECT ? AS a) AS t WHERE EXP(a) > 0", vec![Value::Int(4)]),
        ]))
        .await;
    // What cannot be prepared travels alone, and so do those behind it.
    assert_eq!((many.outcomes.len(), many.rest.len(), many.unsettled), (2, 2, false));
    let answers: Vec<String> = many.outcomes.into_iter().flat_map(|(sink, _)| rows(sink)).collect();
    assert_eq!(answers, ["number 1".to_owned(), format!("text {large}")]);
    // An error stays with its statement.
    let failing = "SELECT (SELECT ? UNION SELECT 2) AS a";
    let many = c
        .run_many(trip(&[
            ("SELECT ? AS a", vec![Value::Int(1)]),
            (failing, vec![Value::Int(1)]),
            ("SELECT ? AS a", vec![Value::Int(3)]),
        ]))
        .await;
    let kinds: Vec<bool> = many.outcomes.iter().map(|(_, done)| done.is_ok()).collect();
    assert_eq!(kinds, [true, false, true]);
    let last = many.outcomes.into_iter().last().map(|(sink, _)| rows(sink));
    assert_eq!(last.unwrap(), ["number 3"]);
    // One that takes long keeps the connection; those behind it are given back.
    let many = c
        .run_many(trip(&[
            ("SELECT ? AS a", vec![Value::Int(1)]),
            ("SELECT SLEEP(0.3) + ? AS a", vec![Value::Int(2)]),
            ("SELECT ? AS a", vec![Value::Int(3)]),
            ("SELECT 4 AS a", vec![]),
        ]))
        .await;
    assert_eq!((many.outcomes.len(), many.rest.len(), many.unsettled), (1, 2, true));
    let (slow, done) = c.settle().await.unwrap();
    assert!(done.is_ok());
    assert_eq!(rows(slow), ["number 2"]);
    assert!(c.settle().await.is_none());
    assert_eq!(run(c, "SELECT ? AS a", vec![Value::Int(5)]).await.unwrap().first(), ["number 5"]);
    // A connection that was ended gives all of them back.
    let mut side = connect(&server).await;
    simple(side.as_mut(), &format!("KILL {}", c.process_id().unwrap())).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    let many = c.run_many(trip(&[("SELECT 1", vec![]), ("SELECT 2", vec![])])).await;
    assert_eq!((many.outcomes.len(), many.rest.len()), (0, 2));
    assert!(c.is_broken() && c.lost_before_start());
}

#[tokio::test]
async fn only_a_read_may_be_asked_again_when_its_session_ends_under_it() {
    let server = server();
    for (pace, again) in [(Some(Arc::default()), true), (None, false)] {
        let mut connection = connect(&server).await;
        let kill = format!("KILL {}", connection.process_id().unwrap());
        let mut side = connect(&server).await;
        let killer = tokio::spawn(async move {
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            simple(side.as_mut(), &kill).await.unwrap();
        });
        let slow = Query { pace, ..query("SELECT SLEEP(30) + ?", vec![Value::Int(1)]) };
        let (_, done) = connection.run(Arc::new(slow), Box::<Table>::default()).await;
        killer.await.unwrap();
        assert_eq!(done.err().unwrap().kind, FailureKind::Connection);
        assert!(connection.is_broken());
        assert_eq!(connection.lost_before_start(), again);
    }
}
