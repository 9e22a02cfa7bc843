//! A PostgreSQL server of the test's own, from the binaries that are installed.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub const PASSWORD: &str = "it's \\ a pass";

/// Stops and is removed when dropped.
pub struct Server {
    pub port: u16,
    directory: PathBuf,
    child: Child,
}

/// The folder with `initdb` and `postgres`.
fn binaries() -> PathBuf {
    let mut folders: Vec<PathBuf> =
        std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    for parent in ["/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt"] {
        let mut found: Vec<PathBuf> =
            std::fs::read_dir(parent).into_iter().flatten().flatten().map(|e| e.path().join("bin")).collect();
        found.sort();
        folders.extend(found.into_iter().rev());
    }
    folders
        .into_iter()
        .find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
        .expect(
        "no PostgreSQL here: install its server (initdb and postgres, in PATH or /usr/lib/postgresql/*/bin)",
    )
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.starts_with(b"0\n"))
}

/// PostgreSQL refuses to run as root: then it runs as nobody.
fn command(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program);
    command
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Server {
    pub fn start() -> Server {
        let bin = binaries();
        let port = free_port();
        let directory =
            std::env::temp_dir().join(format!("sequelize-native-pg-{}-{port}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        let password_file = directory.join("password");
        std::fs::File::create(&password_file).unwrap().write_all(PASSWORD.as_bytes()).unwrap();
        if is_root() {
            assert!(Command::new("chown")
                .args(["-R", "65534:65534"])
                .arg(&directory)
                .status()
                .unwrap()
                .success());
        }
        let data = directory.join("data");
        let made = command(&bin.join("initdb"))
            .args(["--username=tester", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"])
            .arg(format!("--pwfile={}", password_file.display()))
            .arg("-D")
            .arg(&data)
            .current_dir(&directory)
            .output()
            .unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let log = std::fs::File::create(directory.join("log")).unwrap();
        let child = command(&bin.join("postgres"))
            .arg("-D")
            .arg(&data)
            .args(["-p", &port.to_string(), "-c", "fsync=off", "-c", "listen_addresses=127.0.0.1"])
            .arg("-c")
            .arg(format!("unix_socket_directories={}", directory.display()))
            .current_dir(&directory)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let server = Server { port, directory, child };
        server.wait();
        server
    }

    pub fn socket_directory(&self) -> String {
        self.directory.display().to_string()
    }

    fn wait(&self) {
        let until = Instant::now() + Duration::from_secs(30);
        while Instant::now() < until {
            // An SSLRequest: the server answers `N` (or `S`) as soon as it takes connections.
            if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
                let mut answer = [0u8; 1];
                let asked = stream.write_all(&[0, 0, 0, 8, 4, 210, 22, 47]).is_ok();
                if asked && stream.read_exact(&mut answer).is_ok() {
                    return;
                }
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let mut log = String::new();
        let _ = std::fs::File::open(self.directory.join("log")).and_then(|mut f| f.read_to_string(&mut log));
        panic!("PostgreSQL did not start: {log}");
    }

    /// Sends a signal to a process of this server.
    pub fn signal(&self, name: &str, pid: i64) {
        assert!(Command::new("kill")
            .arg(format!("-{name}"))
            .arg(pid.to_string())
            .status()
            .unwrap()
            .success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Immediate shutdown: nothing in there is worth a checkpoint.
        let _ = Command::new("kill").arg("-QUIT").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}
