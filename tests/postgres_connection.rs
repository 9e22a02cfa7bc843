//! The PostgreSQL wire against a real server: values, errors, cancellation, lost connections.

#[path = "support/postgres.rs"]
mod postgres;

use postgres::{Server, PASSWORD};
use sequelize_native::dialect::driver_by_name;
use sequelize_native::driver::{
    Cell, ColumnInfo, ConnectConfig, Connection, Done, Driver, Query, Row, RowSink,
};
use sequelize_native::engine::{CancelHandle, Engine, PoolOptions, RunOptions, Target};
use sequelize_native::failure::{FailureKind, Result};
use sequelize_native::value::Value;
use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Collects rows as printed cells.
#[derive(Default)]
struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    done: Vec<Done>,
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
        self.columns = columns.iter().map(|c| c.name.clone()).collect();
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

fn config(server: &Server) -> ConnectConfig {
    ConnectConfig {
        host: Some("127.0.0.1".into()),
        port: Some(server.port),
        database: Some("postgres".into()),
        username: Some("tester".into()),
        password: Some(PASSWORD.into()),
        timezone: "+00:00".into(),
        ..ConnectConfig::default()
    }
}

fn driver() -> Arc<dyn Driver> {
    driver_by_name("postgres").unwrap()
}

async fn connect(server: &Server) -> Box<dyn Connection> {
    driver().connect(&config(server)).await.unwrap()
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

fn text(s: &str) -> Value {
    Value::Text(s.into())
}

/// Each expression, and the cell that both protocols must give.
const CELLS: &[(&str, &str)] = &[
    ("true", "bool true"),
    ("1::int2", "number 1"),
    ("(-2147483648)::int4", "number -2147483648"),
    ("9223372036854775807::int8", "text 9223372036854775807"),
    ("1.1::float4", "number 1.1"),
    ("'NaN'::float8", "number NaN"),
    ("'-Infinity'::float8", "number -inf"),
    ("1.5e15::float8", "number 1500000000000000"),
    ("12345.6700::numeric", "text 12345.6700"),
    ("'NaN'::numeric", "text NaN"),
    ("0.00000001::numeric(20,8)", "text 0.00000001"),
    ("'x'::text", "text x"),
    ("'x'::char(3)", "text x  "),
    ("'x'::name", "text x"),
    ("'x'::\"char\"", "text x"),
    ("'\\xdeadbeef'::bytea", "bytes [222, 173, 190, 239]"),
    ("'2020-02-29'::date", "text 2020-02-29"),
    ("'infinity'::date", "number inf"),
    ("'0044-03-15 BC'::date", "text 0044-03-15 BC"),
    ("'12:34:56.789'::time", "text 12:34:56.789"),
    ("'12:34:56+05:30'::timetz", "text 12:34:56+05:30"),
    ("'2020-01-01T00:00:00.123Z'::timestamptz", "date 1577836800123"),
    ("'infinity'::timestamptz", "date inf"),
    ("'-infinity'::timestamptz", "date -inf"),
    ("'1969-12-31 23:59:59.9999+00'::timestamptz", "date -1"),
    (
        "'1 year 2 days 03:04:05.006'::interval",
        r#"json {"years":1,"days":2,"hours":3,"minutes":4,"seconds":5,"milliseconds":6}"#,
    ),
    ("'{\"a\": [1]}'::json", r#"json {"a": [1]}"#),
    ("'{\"a\": [1]}'::jsonb", r#"json {"a": [1]}"#),
    ("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", "text a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    ("'10.0.0.1/24'::inet", "text 10.0.0.1/24"),
    ("'10.0.0.1'::inet", "text 10.0.0.1"),
    ("'10.0.0.0/8'::cidr", "text 10.0.0.0/8"),
    ("'::1'::inet", "text ::1"),
    ("'08:00:2b:01:02:03'::macaddr", "text 08:00:2b:01:02:03"),
    ("B'1010'::bit(4)", "text 1010"),
    ("B'101'::varbit", "text 101"),
    ("'(1,2.5)'::point", r#"json {"x":1,"y":2.5}"#),
    ("'<(1,2),3>'::circle", r#"json {"x":1,"y":2,"radius":3}"#),
    ("'[(0,0),(1,1)]'::lseg", "text [(0,0),(1,1)]"),
    ("'12.34'::money", "text $12.34"),
    ("'a fat cat'::tsvector", "text 'a' 'cat' 'fat'"),
    ("'1 2'::int2vector", "text 1 2"),
    ("26::oid", "number 26"),
    ("'pg_class'::regclass", "text pg_class"),
    ("'<a/>'::xml", "text <a/>"),
    ("'happy'::mood", "text happy"),
    ("'{happy,sad}'::mood[]", r#"json ["happy","sad"]"#),
    ("7::positive", "number 7"),
    ("ROW(1,'x')::pair", "text (1,x)"),
    ("'a=>1, b=>NULL'::hstore", r#"json {"a":"1","b":null}"#),
    ("'Ab'::citext", "text Ab"),
    ("ARRAY[1,NULL,3]", "json [1,null,3]"),
    ("ARRAY[[1,2],[3,4]]", "json [[1,2],[3,4]]"),
    ("'{}'::int4[]", "json []"),
    ("ARRAY['a','b\"c,{','']", r#"json ["a","b\"c,{",""]"#),
    ("ARRAY[1.50]::numeric[]", r#"json ["1.50"]"#),
    ("ARRAY[5]::int8[]", r#"json ["5"]"#),
    ("ARRAY[1.5,'NaN']::float8[]", r#"json [1.5,{"$":"number","v":"NaN"}]"#),
    ("ARRAY['2020-01-01T00:00:00Z']::timestamptz[]", r#"json [{"$":"date","v":1577836800000}]"#),
    ("ARRAY['\\x01']::bytea[]", r#"json [{"$":"bytes","v":"01"}]"#),
    ("ARRAY['{\"a\":1}']::jsonb[]", r#"json [{"a": 1}]"#),
    ("ARRAY['a','b c']::name[]", r#"text {a,"b c"}"#),
    ("'[1,5)'::int4range", r#"json [{"value":1,"inclusive":true},{"value":5,"inclusive":false}]"#),
    ("'empty'::int4range", "json []"),
    ("'[1,)'::int8range", r#"json [{"value":"1","inclusive":true},{"value":null,"inclusive":false}]"#),
    ("'(1.5,2.5]'::numrange", r#"json [{"value":"1.5","inclusive":false},{"value":"2.5","inclusive":true}]"#),
    (
        "'[2020-01-01,infinity)'::daterange",
        r#"json [{"value":"2020-01-01","inclusive":true},{"value":{"$":"number","v":"Infinity"},"inclusive":false}]"#,
    ),
    (
        "'[2020-01-01 00:00:00+00,infinity]'::tstzrange",
        r#"json [{"value":{"$":"date","v":1577836800000},"inclusive":true},{"value":{"$":"number","v":"Infinity"},"inclusive":true}]"#,
    ),
    ("'{[1,2),[5,6)}'::int4multirange", "text {[1,2),[5,6)}"),
    ("NULL::int4", "null"),
    ("NULL", "null"),
];

async fn cells_are_the_same_in_both_protocols(server: &Server) {
    let mut connection = connect(server).await;
    simple(
        connection.as_mut(),
        "CREATE EXTENSION IF NOT EXISTS hstore; CREATE EXTENSION IF NOT EXISTS citext; \
         CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE DOMAIN positive AS int4 CHECK (VALUE > 0); \
         CREATE TYPE pair AS (a int, b text)",
    )
    .await
    .unwrap();
    let mut wrong = Vec::new();
    for (expression, expected) in CELLS {
        let sql = format!("SELECT {expression} AS a");
        // A new connection for the text protocol: it has met none of these types.
        let mut other = connect(server).await;
        for (protocol, result) in [
            ("first", run(connection.as_mut(), &sql, vec![]).await),
            ("binary", run(connection.as_mut(), &sql, vec![]).await),
            ("text", simple(other.as_mut(), &sql).await),
        ] {
            let got = result.map_or_else(|f| f.to_string(), |t| t.rows.concat().join("|"));
            if got != *expected {
                wrong.push(format!("{protocol} {expression}: {got}, not {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn binds_arrive_as_their_text_would(server: &Server) {
    let mut connection = connect(server).await;
    let cases: Vec<(&str, Value, &str)> = vec![
        ("$1::int4", text("42"), "number 42"),
        ("$1::int4 + 1", Value::Int(1), "number 2"),
        ("(SELECT count(*)::int FROM generate_series(1,9) n WHERE n > $1)", Value::Float(5.5), "number 4"),
        (
            "(SELECT count(*)::int FROM generate_series(1,9) n WHERE n < $1)",
            Value::Int(5_000_000_000),
            "number 9",
        ),
        ("5 - $1", Value::Float(-0.5), "text 5.5"),
        ("$1::text", text("it's \\ \"x\" é 🐘"), "text it's \\ \"x\" é 🐘"),
        ("$1", text("no type"), "text no type"),
        (
            "$1::numeric",
            text("123456789012345678901234567890.123"),
            "text 123456789012345678901234567890.123",
        ),
        ("$1::bytea", Value::Bytes(vec![0, 1, 255]), "bytes [0, 1, 255]"),
        ("$1::timestamptz", Value::Date(1_577_836_800_123), "date 1577836800123"),
        ("$1::timestamptz", text("2020-01-01 00:00:00+00"), "date 1577836800000"),
        ("$1::timestamptz", Value::Float(f64::INFINITY), "date inf"),
        ("$1::date", Value::Date(1_577_836_800_123), "text 2020-01-01"),
        ("$1::date", text("Jan 5 2020"), "text 2020-01-05"),
        ("$1::time", text("12:34:56"), "text 12:34:56"),
        ("$1::interval", text("1 day"), r#"json {"days":1}"#),
        (
            "$1::uuid",
            text("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
            "text a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        ),
        ("$1::uuid", text("A0EEBC999C0B4EF8BB6D6BB9BD380A11"), "text a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        ("$1::jsonb", Value::Json(r#"{"a":1}"#.into()), r#"json {"a": 1}"#),
        ("$1::json", Value::Json(r#"[1,"x"]"#.into()), r#"json [1,"x"]"#),
        ("$1::mood", text("happy"), "text happy"),
        ("$1::mood[]", Value::Array(vec![text("happy"), Value::Null]), r#"json ["happy",null]"#),
        ("$1::int4[]", Value::Array(vec![Value::Int(1), Value::Null]), "json [1,null]"),
        ("$1::int4[]", text("{1,2}"), "json [1,2]"),
        ("$1::text[]", Value::Array(vec![text("a\"b\\"), text("")]), r#"json ["a\"b\\",""]"#),
        (
            "$1::int4range",
            text("[1,3)"),
            r#"json [{"value":1,"inclusive":true},{"value":3,"inclusive":false}]"#,
        ),
        ("$1::hstore", text("\"a\"=>\"1\""), r#"json {"a":"1"}"#),
        ("$1::inet", text("10.0.0.1"), "text 10.0.0.1"),
        ("$1::bool", text("yes"), "bool true"),
        ("$1::bool", Value::Bool(false), "bool false"),
        ("$1::point", text("(1,2)"), r#"json {"x":1,"y":2}"#),
        ("$1::money", text("5"), "text $5.00"),
        ("$1::int4", Value::Null, "null"),
        ("concat($1, 'x')", text("'y'"), "text 'y'x"),
    ];
    for (expression, value, expected) in cases {
        let sql = format!("SELECT {expression} AS a");
        for prepared in [true, false] {
            let query = Query {
                sql: sql.as_str().into(),
                binds: vec![value.clone()],
                prepared,
                as_stored: false,
                pace: None,
            };
            let (sink, done) = connection.run(Arc::new(query), Box::<Table>::default()).await;
            let table = *sink.into_any().downcast::<Table>().unwrap();
            assert_eq!(
                done.map(|_| table.rows.concat().join("|")).map_err(|f| f.to_string()),
                Ok(expected.to_owned()),
                "{expression} {value:?} prepared {prepared}"
            );
        }
    }
}

async fn wrong_values_are_the_servers_to_refuse(server: &Server) {
    let mut connection = connect(server).await;
    simple(connection.as_mut(), "CREATE TABLE whole (n int4)").await.unwrap();
    let fail = |r: Result<Table>| r.err().map(|f| (f.kind, f.code.clone().unwrap_or_default()));
    for (sql, value, code) in [
        ("SELECT $1::int4", text("abc"), "22P02"),
        ("INSERT INTO whole VALUES ($1)", Value::Float(5.5), "22P02"),
        ("INSERT INTO whole VALUES ($1)", Value::Int(5_000_000_000), "22003"),
        ("SELECT $1::text", text("a\0b"), "22021"),
        ("SELECT $1::uuid", text("a\0b"), "22021"),
        ("SELECT $1::date", text("2021-02-30"), "22008"),
        ("SELECT $2::int", Value::Int(1), "42P02"),
    ] {
        let failure = fail(run(connection.as_mut(), sql, vec![value]).await);
        assert_eq!(failure.map(|f| f.1), Some(code.to_owned()), "{sql}");
    }
    assert_eq!(run(connection.as_mut(), "SELECT 1::int", vec![]).await.unwrap().rows, [["number 1"]]);
}

async fn errors_carry_v6s_kinds_and_fields(server: &Server) {
    let mut c = connect(server).await;
    simple(
        c.as_mut(),
        "CREATE TABLE parent (id int PRIMARY KEY, \"firstName\" text, age int NOT NULL, UNIQUE (\"firstName\", age)); \
         CREATE TABLE child (parent_id int REFERENCES parent); CREATE EXTENSION IF NOT EXISTS btree_gist; \
         CREATE TABLE booking (room int, during int4range, EXCLUDE USING gist (room WITH =, during WITH &&)); \
         INSERT INTO parent VALUES (1, 'jan', 5); INSERT INTO booking VALUES (1, '[1,5)')",
    )
    .await
    .unwrap();
    let failure = |r: Result<Table>| r.err().unwrap();
    let unique = failure(run(c.as_mut(), "INSERT INTO parent VALUES (2, 'jan', 5)", vec![]).await);
    assert_eq!(unique.kind, FailureKind::UniqueConstraint);
    assert_eq!(unique.fields, [("firstName".into(), Some("jan".into())), ("age".into(), Some("5".into()))]);
    assert_eq!(unique.constraint.as_deref(), Some("parent_firstName_age_key"));
    assert_eq!(unique.extra.get("severity").map(String::as_str), Some("ERROR"));
    let foreign = failure(run(c.as_mut(), "INSERT INTO child VALUES ($1)", vec![Value::Int(9)]).await);
    assert_eq!(foreign.kind, FailureKind::ForeignKeyConstraint);
    assert_eq!(
        (foreign.index.as_deref(), foreign.table.as_deref()),
        (Some("child_parent_id_fkey"), Some("child"))
    );
    let null = failure(run(c.as_mut(), "INSERT INTO parent VALUES (3, 'x', NULL)", vec![]).await);
    assert_eq!(
        (null.kind, null.code.as_deref(), null.column.as_deref()),
        (FailureKind::Database, Some("23502"), Some("age"))
    );
    let exclusion = failure(run(c.as_mut(), "INSERT INTO booking VALUES (1, '[2,3)')", vec![]).await);
    assert_eq!(exclusion.kind, FailureKind::ExclusionConstraint);
    let unknown = failure(run(c.as_mut(), "ALTER TABLE parent DROP CONSTRAINT nope", vec![]).await);
    assert_eq!(
        (unknown.kind, unknown.constraint.as_deref(), unknown.table.as_deref()),
        (FailureKind::UnknownConstraint, Some("nope"), Some("parent"))
    );
    let missing = failure(run(c.as_mut(), "SELECT * FROM nowhere", vec![]).await);
    assert_eq!(
        (missing.code.as_deref(), missing.sql.as_deref()),
        (Some("42P01"), Some("SELECT * FROM nowhere"))
    );
    assert_eq!(missing.extra.get("position").map(String::as_str), Some("15"));
    assert!(!c.is_broken());
}

async fn connecting_fails_with_v6s_kinds(server: &Server) {
    let kind = |config: ConnectConfig| async move {
        driver().connect(&config).await.err().map(|f| (f.kind, f.code.clone().unwrap_or_default()))
    };
    let base = config(server);
    assert_eq!(
        kind(ConnectConfig { port: Some(1), ..base.clone() }).await,
        Some((FailureKind::ConnectionRefused, "ECONNREFUSED".into()))
    );
    assert_eq!(
        kind(ConnectConfig { host: Some("nowhere.invalid".into()), ..base.clone() }).await,
        Some((FailureKind::HostNotFound, "ENOTFOUND".into()))
    );
    assert_eq!(
        kind(ConnectConfig { password: Some("wrong".into()), ..base.clone() }).await,
        Some((FailureKind::Connection, "28P01".into()))
    );
    assert_eq!(
        kind(ConnectConfig { database: Some("none".into()), ..base.clone() }).await,
        Some((FailureKind::Connection, "3D000".into()))
    );
    let socket = ConnectConfig { host: Some(server.socket_directory()), ..base };
    assert_eq!(kind(socket).await, None);
}

async fn several_statements_in_one_text(server: &Server) {
    let mut c = connect(server).await;
    let table = simple(
        c.as_mut(),
        "SELECT 1 AS a; SELECT 'x' AS b, 2 AS c; CREATE TABLE many (n int); INSERT INTO many VALUES (1),(2)",
    )
    .await
    .unwrap();
    assert_eq!(table.rows, [vec!["number 1".to_owned()], vec!["text x".into(), "number 2".into()]]);
    let commands: Vec<_> = table.done.iter().map(|d| (d.command.clone().unwrap(), d.affected)).collect();
    assert_eq!(
        commands,
        [("SELECT".into(), 1), ("SELECT".into(), 1), ("CREATE".into(), 0), ("INSERT".into(), 2)]
    );
    // Without binds, several statements may come the ordinary way; with binds the server refuses them.
    assert_eq!(run(c.as_mut(), "SELECT 1 AS a; SELECT 2 AS a", vec![]).await.unwrap().rows.len(), 2);
    let refused = run(c.as_mut(), "SELECT $1::int; SELECT 2", vec![Value::Int(1)]).await.err().unwrap();
    assert_eq!(refused.code.as_deref(), Some("42601"));
    assert!(simple(c.as_mut(), "").await.unwrap().rows.is_empty());
    // Columns are known without rows, the first time and later.
    for _ in 0..3 {
        let none = run(c.as_mut(), "SELECT 1 AS a, 'x' AS b WHERE false", vec![]).await.unwrap();
        assert_eq!((none.columns, none.rows.len(), none.done.len()), (vec!["a".into(), "b".into()], 0, 1));
    }
}

async fn transactions_are_known(server: &Server) {
    let mut c = connect(server).await;
    for (sql, open) in [
        ("START TRANSACTION;", true),
        ("SAVEPOINT a", true),
        ("ROLLBACK TO SAVEPOINT a", true),
        ("COMMIT;", false),
        ("BEGIN; SELECT 1; ROLLBACK", false),
        ("BEGIN", true),
    ] {
        run(c.as_mut(), sql, vec![]).await.unwrap();
        assert_eq!(c.in_transaction(), open, "{sql}");
    }
    c.rollback().await.unwrap();
    assert!(!c.in_transaction());
}

async fn a_changed_table_is_read_again(server: &Server) {
    let (mut c, mut other) = (connect(server).await, connect(server).await);
    simple(c.as_mut(), "CREATE TABLE changing (a int); INSERT INTO changing VALUES (1)").await.unwrap();
    let sql = "SELECT * FROM changing WHERE a = $1";
    assert_eq!(run(c.as_mut(), sql, vec![Value::Int(1)]).await.unwrap().columns, ["a"]);
    simple(other.as_mut(), "ALTER TABLE changing ADD b text").await.unwrap();
    assert_eq!(run(c.as_mut(), sql, vec![Value::Int(1)]).await.unwrap().columns, ["a", "b"]);
}

fn engine(server: &Server, max: usize) -> Arc<Engine> {
    let options = PoolOptions { max, acquire: Duration::from_secs(3), ..PoolOptions::default() };
    Engine::new(driver(), options, config(server), vec![], None)
}

async fn ask(engine: &Engine, target: Target, sql: &str, options: RunOptions) -> Result<Vec<Vec<String>>> {
    let sink = engine.run(target, query(sql, vec![]), Box::<Table>::default(), options).await?;
    Ok(sink.into_any().downcast::<Table>().unwrap().rows)
}

const POOL: Target = Target::Pool { write: true };

async fn a_cancelled_query_stops_in_the_database(server: &Server) {
    let engine = engine(server, 2);
    let cancel = CancelHandle::new();
    let options = RunOptions { cancel: cancel.clone(), ..RunOptions::default() };
    let sleeping = {
        let engine = engine.clone();
        tokio::spawn(async move { ask(&engine, POOL, "SELECT pg_sleep(30)", options).await })
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    let began = Instant::now();
    cancel.cancel();
    assert_eq!(sleeping.await.unwrap().err().unwrap().kind, FailureKind::Aborted);
    assert!(began.elapsed() < Duration::from_secs(1));
    let active =
        "SELECT count(*)::int FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'";
    assert_eq!(ask(&engine, POOL, active, RunOptions::default()).await.unwrap(), [["number 0"]]);
    let late = RunOptions { timeout: Some(Duration::from_millis(200)), ..RunOptions::default() };
    assert_eq!(
        ask(&engine, POOL, "SELECT pg_sleep(30)", late).await.err().unwrap().kind,
        FailureKind::Timeout
    );
    engine.close().await;
}

async fn killed_idle_connections_never_surface(server: &Server) {
    let engine = engine(server, 4);
    let mut killer = connect(server).await;
    for round in 0..12 {
        let ids = "SELECT pg_backend_pid() FROM pg_sleep(0.02)";
        let all =
            futures_util::future::join_all((0..4).map(|_| ask(&engine, POOL, ids, RunOptions::default())))
                .await;
        let pids: Vec<String> =
            all.into_iter().map(|r| r.unwrap().concat().concat().replace("number ", "")).collect();
        let kill =
            format!("SELECT pg_terminate_backend(pid, 1000) FROM unnest(ARRAY[{}]) pid", pids.join(","));
        simple(killer.as_mut(), &kill).await.unwrap();
        if round % 3 == 0 {
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        let after = futures_util::future::join_all(
            (0..8).map(|_| ask(&engine, POOL, "SELECT 1::int", RunOptions::default())),
        )
        .await;
        for result in after {
            assert_eq!(result.map_err(|f| f.to_string()), Ok(vec![vec!["number 1".to_owned()]]));
        }
        assert!(engine.stats().size <= 4);
    }
    engine.close().await;
}

async fn a_killed_transaction_is_dead_and_says_so(server: &Server) {
    let engine = engine(server, 2);
    let pinned = engine.acquire(true, true).await.unwrap();
    let handle = Target::Handle(pinned.id);
    ask(&engine, handle, "START TRANSACTION", RunOptions::default()).await.unwrap();
    let mut killer = connect(server).await;
    simple(killer.as_mut(), &format!("SELECT pg_terminate_backend({})", pinned.session_id.unwrap()))
        .await
        .unwrap();
    let first = ask(&engine, handle, "SELECT 1", RunOptions::default()).await.err().unwrap();
    assert_eq!(first.kind, FailureKind::Connection);
    let second = ask(&engine, handle, "SELECT 1", RunOptions::default()).await.err().unwrap();
    assert!(second.message.contains("dead"), "{second}");
    engine.release(pinned.id);
    // A transaction that was left open is rolled back before the next user.
    let pinned = engine.acquire(true, true).await.unwrap();
    ask(&engine, Target::Handle(pinned.id), "BEGIN", RunOptions::default()).await.unwrap();
    engine.release(pinned.id);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let open = "SELECT count(*)::int FROM pg_stat_activity WHERE state LIKE 'idle in%'";
    assert_eq!(ask(&engine, POOL, open, RunOptions::default()).await.unwrap(), [["number 0"]]);
    engine.close().await;
}

async fn a_stopped_backend_holds_nobody_up(server: &Server) {
    let engine = engine(server, 1);
    let pid: i64 = ask(&engine, POOL, "SELECT pg_backend_pid()", RunOptions::default()).await.unwrap()[0][0]
        .replace("number ", "")
        .parse()
        .unwrap();
    server.signal("STOP", pid);
    let began = Instant::now();
    let late = RunOptions { timeout: Some(Duration::from_millis(300)), ..RunOptions::default() };
    assert_eq!(ask(&engine, POOL, "SELECT 1", late.clone()).await.err().unwrap().kind, FailureKind::Timeout);
    assert!(began.elapsed() < Duration::from_millis(1600));
    // The permit is back: a new connection serves the next query although the old backend still stands.
    assert!(ask(&engine, POOL, "SELECT 1", RunOptions::default()).await.is_ok());
    let pid2: i64 = ask(&engine, POOL, "SELECT pg_backend_pid()", RunOptions::default()).await.unwrap()[0][0]
        .replace("number ", "")
        .parse()
        .unwrap();
    server.signal("STOP", pid2);
    let hanging = {
        let engine = engine.clone();
        tokio::spawn(async move { ask(&engine, POOL, "SELECT 1", RunOptions::default()).await })
    };
    tokio::time::sleep(Duration::from_millis(100)).await;
    let began = Instant::now();
    engine.close().await;
    assert!(began.elapsed() < Duration::from_millis(1100), "{:?}", began.elapsed());
    assert!(hanging.await.unwrap().is_err());
    for pid in [pid, pid2] {
        server.signal("CONT", pid);
    }
}

async fn the_session_follows_the_options(server: &Server) {
    let mut base = config(server);
    base.timezone = "Europe/Berlin".into();
    base.dialect_options = serde_json::json!({ "application_name": "my app", "statement_timeout": 150, "options": "-c search_path=pg_catalog" });
    let mut c = driver().connect(&base).await.unwrap();
    for (setting, value) in [
        ("TimeZone", "Europe/Berlin"),
        ("application_name", "my app"),
        ("client_min_messages", "warning"),
        ("statement_timeout", "150ms"),
        ("search_path", "pg_catalog"),
    ] {
        let got = run(c.as_mut(), &format!("SELECT current_setting('{setting}')"), vec![]).await.unwrap();
        assert_eq!(got.rows, [[format!("text {value}")]]);
    }
    let late = run(c.as_mut(), "SELECT pg_sleep(5)", vec![]).await.err().unwrap();
    assert_eq!(late.code.as_deref(), Some("57014"));
    assert!(c.server_version().split('.').count() == 3 && c.process_id().is_some());
}

async fn many_binds_and_large_values(server: &Server) {
    let mut c = connect(server).await;
    let list = (1..=65_535).map(|n| format!("(${n}::int)")).collect::<Vec<_>>().join(",");
    let sql = format!("SELECT sum(column1)::text AS s FROM (VALUES {list}) v");
    assert_eq!(run(c.as_mut(), &sql, vec![Value::Int(2); 65_535]).await.unwrap().rows, [["text 131070"]]);
    let large = "é".repeat(5_000_000);
    let back = run(c.as_mut(), "SELECT length($1::text) AS n", vec![Value::Text(large)]).await.unwrap();
    assert_eq!(back.rows, [["number 5000000"]]);
    let too_many: Result<Table> = run(c.as_mut(), "SELECT $1::int", vec![Value::Int(1); 2]).await;
    assert_eq!(too_many.err().unwrap().code.as_deref(), Some("08P01"));
    // More statements than the connection keeps.
    for n in 0..600 {
        let got = run(c.as_mut(), &format!("SELECT $1::int + {n} AS n"), vec![Value::Int(1)]).await.unwrap();
        assert_eq!(got.rows, [[format!("number {}", n + 1)]]);
    }
    assert_eq!(
        run(c.as_mut(), "SELECT count(*) <= 300 AS few FROM pg_prepared_statements", vec![])
            .await
            .unwrap()
            .rows,
        [["bool true"]]
    );
}

#[test]
fn postgresql_wire() {
    let server = Server::start();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    // The port is open before the database is.
    runtime.block_on(async {
        let until = Instant::now() + Duration::from_secs(30);
        while let Err(failure) = driver().connect(&config(&server)).await {
            assert!(Instant::now() < until, "{failure}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let mut failed: Vec<&str> = Vec::new();
    macro_rules! cases {
        ($($case:ident),* $(,)?) => {$(
            if std::env::var("CASE").map_or(true, |only| stringify!($case).contains(&only)) {
                let began = Instant::now();
                let run = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| runtime.block_on($case(&server))));
                println!("{} {} ({} ms)", if run.is_ok() { "ok    " } else { "FAILED" }, stringify!($case).replace('_', " "), began.elapsed().as_millis());
                if run.is_err() {
                    failed.push(stringify!($case));
                }
            }
        )*};
    }
    cases!(
        cells_are_the_same_in_both_protocols,
        binds_arrive_as_their_text_would,
        wrong_values_are_the_servers_to_refuse,
        errors_carry_v6s_kinds_and_fields,
        connecting_fails_with_v6s_kinds,
        several_statements_in_one_text,
        transactions_are_known,
        a_changed_table_is_read_again,
        a_cancelled_query_stops_in_the_database,
        killed_idle_connections_never_surface,
        a_killed_transaction_is_dead_and_says_so,
        a_stopped_backend_holds_nobody_up,
        the_session_follows_the_options,
        many_binds_and_large_values,
    );
    assert!(failed.is_empty(), "failed: {failed:?}");
}
