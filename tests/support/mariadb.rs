//! A MariaDB server of the tests' own, from the binaries that are installed, or the one that TEST_MARIADB_URL names.

use sequelize_native::driver::ConnectConfig;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

/// Stops and is removed when dropped.
pub struct Server {
    pub config: ConnectConfig,
    own: Option<(Child, PathBuf)>,
}

static RUNNING: Mutex<Weak<Server>> = Mutex::new(Weak::new());

/// The server that the tests share: it lives as long as one of them does.
pub fn server() -> Arc<Server> {
    let mut running = RUNNING.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some(server) = running.upgrade() {
        return server;
    }
    let server = Arc::new(match std::env::var("TEST_MARIADB_URL") {
        Ok(url) if !url.is_empty() => Server { config: from_url(&url), own: None },
        _ => Server::start(),
    });
    *running = Arc::downgrade(&server);
    server
}

/// `mariadb://user:password@host:port/database`
fn from_url(url: &str) -> ConnectConfig {
    let rest = url.split_once("://").expect("TEST_MARIADB_URL is a URL").1;
    let (user, place) = rest.rsplit_once('@').expect("TEST_MARIADB_URL names a user");
    let (user, password) = user.split_once(':').unwrap_or((user, ""));
    let (place, database) = place.split_once('/').expect("TEST_MARIADB_URL names a database");
    let (host, port) = place.split_once(':').unwrap_or((place, "3306"));
    config(host, port.parse().expect("TEST_MARIADB_URL has a port"), user, password, database)
}

fn config(host: &str, port: u16, user: &str, password: &str, database: &str) -> ConnectConfig {
    ConnectConfig {
        host: Some(host.into()),
        port: Some(port),
        database: Some(database.into()),
        username: Some(user.into()),
        password: Some(password.into()),
        timezone: "+00:00".into(),
        ..ConnectConfig::default()
    }
}

fn program(names: [&str; 2]) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from));
    folders
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|program| program.exists())
        .unwrap_or_else(|| {
            panic!("no {} here: install mariadb-server and openssl, or set TEST_MARIADB_URL", names[0])
        })
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.starts_with(b"0\n"))
}

/// A server refuses to run as root: then it runs as nobody.
fn command(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program);
    command
}

fn certificates(directory: &Path) {
    let made = command(&program(["openssl", "openssl"]))
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
        .args([
            "-subj",
            "/CN=tests",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-addext",
            "basicConstraints=critical,CA:FALSE",
        ])
        .arg("-keyout")
        .arg(directory.join("key.pem"))
        .arg("-out")
        .arg(directory.join("cert.pem"))
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

impl Server {
    fn start() -> Server {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let directory =
            std::env::temp_dir().join(format!("sequelize-native-maria-{}-{port}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        if is_root() {
            assert!(Command::new("chown").arg("65534:65534").arg(&directory).status().unwrap().success());
        }
        let data = format!("--datadir={}", directory.join("data").display());
        let installed = command(&program(["mariadb-install-db", "mysql_install_db"]))
            .args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db", &data])
            .output()
            .unwrap();
        assert!(installed.status.success(), "{}", String::from_utf8_lossy(&installed.stdout));
        certificates(&directory);
        let start = directory.join("start.sql");
        std::fs::write(
            &start,
            "CREATE DATABASE tests CHARACTER SET utf8mb4;\nCREATE USER tester@'%' IDENTIFIED BY 'it''s a pass';\n\
             GRANT ALL ON *.* TO tester@'%' WITH GRANT OPTION;\n",
        )
        .unwrap();
        let child = command(&program(["mariadbd", "mysqld"]))
            .args(["--no-defaults", "--bind-address=127.0.0.1", "--innodb-buffer-pool-size=32M", &data])
            .arg(format!("--port={port}"))
            .arg(format!("--socket={}", directory.join("socket").display()))
            .arg(format!("--init-file={}", start.display()))
            .arg(format!("--ssl-cert={}", directory.join("cert.pem").display()))
            .arg(format!("--ssl-key={}", directory.join("key.pem").display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(directory.join("log")).unwrap())
            .spawn()
            .unwrap();
        let mut config = config("127.0.0.1", port, "tester", "it's a pass", "tests");
        config.storage = Some(directory.join("socket").display().to_string());
        let server = Server { config, own: Some((child, directory)) };
        server.wait(port);
        server
    }

    /// The unix socket, where the server is the tests' own.
    pub fn socket(&self) -> Option<&str> {
        self.config.storage.as_deref()
    }

    /// The certificate that the server shows, which names `localhost` only.
    pub fn certificate(&self) -> Option<String> {
        let (_, directory) = self.own.as_ref()?;
        Some(std::fs::read_to_string(directory.join("cert.pem")).unwrap())
    }

    fn wait(&self, port: u16) {
        let until = Instant::now() + Duration::from_secs(60);
        while Instant::now() < until {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let log = self.own.as_ref().map(|(_, directory)| std::fs::read_to_string(directory.join("log")));
        panic!("MariaDB did not start: {log:?}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some((child, directory)) = &mut self.own {
            // Nothing in there is worth an orderly shutdown.
            let _ = child.kill();
            let _ = child.wait();
            let _ = std::fs::remove_dir_all(directory);
        }
    }
}
