//! PostgreSQL over TLS: who is trusted, and that nobody is unless told.

// Signals to the server are other tests' business.
#[allow(dead_code)]
#[path = "support/postgres.rs"]
mod postgres;

use postgres::{Server, PASSWORD};
use sequelize_native::dialect::driver_by_name;
use sequelize_native::driver::{Cell, ColumnInfo, ConnectConfig, Connection, Done, Query, Row, RowSink};
use sequelize_native::failure::Result;
use sequelize_native::value::Value;
use serde_json::json;
use std::any::Any;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The text of a result's first cell.
#[derive(Default)]
struct First(Option<String>);

impl RowSink for First {
    fn columns(&mut self, _: &[ColumnInfo]) -> Result<()> {
        Ok(())
    }
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        self.0 = match row.cell(0)? {
            Cell::Text(text) => Some(text.into_owned()),
            other => Some(format!("{other:?}")),
        };
        Ok(())
    }
    fn done(&mut self, _: &Done) -> Result<()> {
        Ok(())
    }
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
}

async fn first(connection: &mut dyn Connection, sql: &str, binds: Vec<Value>) -> String {
    let query = Query { sql: sql.into(), binds, prepared: true, as_stored: false, pace: None };
    let (sink, done) = connection.run(Arc::new(query), Box::<First>::default()).await;
    done.unwrap();
    sink.into_any().downcast::<First>().unwrap().0.unwrap()
}

async fn connect(server: &Server, host: &str, options: serde_json::Value) -> Result<Box<dyn Connection>> {
    let config = ConnectConfig {
        host: Some(host.into()),
        port: Some(server.port),
        database: Some("postgres".into()),
        username: Some("tester".into()),
        password: Some(PASSWORD.into()),
        dialect_options: options,
        ..ConnectConfig::default()
    };
    driver_by_name("postgres").unwrap().connect(&config).await
}

/// A key and a certificate for `localhost` that only they themselves vouch for.
fn certificate(directory: &Path) -> (PathBuf, PathBuf) {
    let (key, certificate) = (directory.join("key.pem"), directory.join("cert.pem"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
        ])
        .args(["-subj", "/CN=tests", "-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .expect("openssl is needed for this test");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    // The server takes a key that nobody else can read; it runs as the owner of its folder.
    let owner =
        Command::new("chown").arg("--reference").arg(directory).args([&key, &certificate]).status().unwrap();
    assert!(owner.success());
    (key, certificate)
}

async fn switch_on(server: &Server) -> String {
    let (key, certificate) = certificate(Path::new(&server.socket_directory()));
    let mut plain = connect(server, "127.0.0.1", json!({})).await.unwrap();
    assert_eq!(
        first(plain.as_mut(), "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()", vec![]).await,
        "false"
    );
    for (name, value) in [
        ("ssl_key_file", key.display().to_string()),
        ("ssl_cert_file", certificate.display().to_string()),
        ("ssl", "on".into()),
    ] {
        let set = format!("ALTER SYSTEM SET {name} = '{value}'");
        plain.run_simple(set.into(), Box::<First>::default()).await.1.unwrap();
    }
    first(plain.as_mut(), "SELECT pg_reload_conf()::text", vec![]).await;
    let until = Instant::now() + Duration::from_secs(20);
    while first(plain.as_mut(), "SELECT current_setting('ssl')", vec![]).await != "on" {
        assert!(Instant::now() < until, "the server did not switch TLS on");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    std::fs::read_to_string(certificate).unwrap()
}

#[tokio::test]
async fn tls_trusts_nobody_unless_told() {
    let server = Server::start();
    let refused =
        connect(&server, "127.0.0.1", json!({ "ssl": { "rejectUnauthorized": false } })).await.err().unwrap();
    assert!(refused.message.contains("does not support SSL"), "{refused}");
    let certificate = switch_on(&server).await;
    for (host, ssl, trusted) in [
        ("localhost", json!({ "ca": certificate }), true),
        ("127.0.0.1", json!({ "rejectUnauthorized": false }), true),
        ("127.0.0.1", json!("require"), true),
        ("127.0.0.1", json!("no-verify"), true),
        ("127.0.0.1", json!({ "ca": certificate }), false),
        ("localhost", json!({}), false),
        ("localhost", json!(true), false),
        ("localhost", json!("verify-full"), false),
    ] {
        match connect(&server, host, json!({ "ssl": ssl })).await {
            Ok(mut connection) => {
                assert!(trusted, "{host} {ssl}");
                let c = connection.as_mut();
                let used = "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
                assert!(first(c, used, vec![]).await.starts_with("TLSv1."));
                // Several records there and back.
                let long = "x".repeat(1 << 20);
                assert_eq!(first(c, "SELECT $1::text", vec![Value::Text(long.clone())]).await, long);
            }
            Err(failure) => assert!(!trusted, "{host} {ssl}: {failure}"),
        }
    }
    let bad =
        connect(&server, "localhost", json!({ "ssl": { "ca": "no certificate" } })).await.err().unwrap();
    assert!(bad.message.contains("dialectOptions.ssl.ca"), "{bad}");
    stops_over_tls(&server).await;
}

/// A cancel request takes the same way as the session.
async fn stops_over_tls(server: &Server) {
    let mut connection =
        connect(server, "127.0.0.1", json!({ "ssl": { "rejectUnauthorized": false } })).await.unwrap();
    let canceller = connection.canceller();
    let slow = Query {
        sql: "SELECT pg_sleep(30)".into(),
        binds: vec![],
        prepared: true,
        as_stored: false,
        pace: None,
    };
    let began = Instant::now();
    let stop = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        canceller.cancel().await;
    };
    let ((_, done), ()) = tokio::join!(connection.run(Arc::new(slow), Box::<First>::default()), stop);
    assert_eq!(done.err().and_then(|failure| failure.code.clone()).as_deref(), Some("57014"));
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn keepalive_is_switched_on_and_a_socket_of_javascript_is_refused() {
    let server = Server::start();
    let options = json!({ "keepAlive": true, "keepAliveInitialDelayMillis": 10_000 });
    let mut connection = connect(&server, "127.0.0.1", options).await.unwrap();
    assert_eq!(first(connection.as_mut(), "SELECT 'alive'", vec![]).await, "alive");
    let refused = connect(&server, "127.0.0.1", json!({ "stream": {} })).await.err().unwrap();
    assert!(refused.message.contains("dialectOptions.stream"), "{refused}");
    let wrong = connect(&server, "127.0.0.1", json!({ "keepAlive": "yes" })).await.err().unwrap();
    assert!(wrong.message.contains("dialectOptions.keepAlive"), "{wrong}");
}
