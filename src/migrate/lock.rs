//! One run at a time: a session's lock on a connection of its own, or a lock on a file, which dies with its process.

use super::database::run_text;
use super::journal::Who;
use crate::engine::{Engine, Target};
use crate::failure::{Failure, Result};
use crate::sql::{MigrationLock, SessionLock};
use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

const AGAIN: Duration = Duration::from_millis(50);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockOptions {
    pub wait: bool,
    pub timeout: Duration,
}

/// Where the lock is taken.
pub struct LockPlace {
    pub lock: MigrationLock,
    /// Of a lock that is a file; none for a database that only this process sees.
    pub file: Option<PathBuf>,
    /// Makes the connection of a session lock. Not the application's pool, which may have but one.
    pub engine: Arc<dyn Fn() -> Result<Arc<Engine>> + Send + Sync>,
}

/// A lock that is held.
pub enum Held {
    Nothing,
    File(File),
    Session { engine: Arc<Engine>, handle: u32, lock: SessionLock },
}

pub async fn take(place: &LockPlace, options: LockOptions, who: &Who) -> Result<Held> {
    match (&place.lock, &place.file) {
        (MigrationLock::Session(lock), _) => session(place, lock, options).await,
        (MigrationLock::File, Some(path)) => file(path, options, who).await,
        _ => Ok(Held::Nothing),
    }
}

impl Held {
    /// Fails where the lock went with its connection: another run may be at work by now.
    pub async fn check(&self) -> Result<()> {
        if let Held::Session { engine, handle, .. } = self {
            run_text(engine, Target::Handle(*handle), "SELECT 1").await.map_err(|lost| {
                Failure::usage(format!(
                    "The connection that held the migration lock is lost, so no further migration is started: {}",
                    lost.message
                ))
            })?;
        }
        Ok(())
    }

    pub async fn release(self) {
        match self {
            Held::Nothing => {}
            Held::File(mut file) => {
                // The file stays: who removed it would take it from those who have it open and wait.
                let _ = file.set_len(0).and_then(|()| file.flush());
                let _ = file.unlock();
            }
            Held::Session { engine, handle, lock } => {
                // The lock ends with its session, whatever this statement says.
                let _ = run_text(&engine, Target::Handle(handle), &lock.release).await;
                engine.destroy(handle);
                engine.close().await;
            }
        }
    }
}

fn busy(holder: &str, options: LockOptions) -> Failure {
    let waited = match options.wait {
        true => format!(" It was waited for during {} s.", options.timeout.as_secs_f64()),
        false => String::new(),
    };
    let mut failure = Failure::usage(format!("Migrations are being run already, by {holder}.{waited}"));
    failure.code = Some("MIGRATION_LOCKED".into());
    failure
}

async fn session(place: &LockPlace, lock: &SessionLock, options: LockOptions) -> Result<Held> {
    let engine = (place.engine)()?;
    let outcome = wait_for_session(&engine, lock, options).await;
    match outcome {
        Ok(handle) => Ok(Held::Session { engine, handle, lock: lock.clone() }),
        Err(failure) => {
            engine.close().await;
            Err(failure)
        }
    }
}

async fn wait_for_session(engine: &Engine, lock: &SessionLock, options: LockOptions) -> Result<u32> {
    let start = Instant::now();
    let handle = engine.acquire(true, false).await?.id;
    let target = Target::Handle(handle);
    if let Some(identify) = &lock.identify {
        run_text(engine, target, identify).await?;
    }
    loop {
        let answer = run_text(engine, target, &lock.take).await?;
        let cell = answer.last().and_then(|row| row.first()).and_then(Option::as_deref);
        if matches!(cell, Some("true" | "1" | "t")) {
            return Ok(handle);
        }
        if !options.wait || start.elapsed() >= options.timeout {
            let holder = match &lock.holder {
                Some(holder) => run_text(engine, target, holder).await.unwrap_or_default(),
                None => Vec::new(),
            };
            let holder = holder.into_iter().next().and_then(|row| row.into_iter().next().flatten());
            return Err(busy(holder.as_deref().unwrap_or("another process"), options));
        }
        tokio::time::sleep(AGAIN).await;
    }
}

async fn file(path: &Path, options: LockOptions, who: &Who) -> Result<Held> {
    let unusable = |e: std::io::Error| {
        Failure::usage(format!("The migration lock {} cannot be used: {e}", path.display()))
    };
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(unusable)?;
    }
    let start = Instant::now();
    loop {
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(unusable)?;
        match file.try_lock() {
            // Somebody may have removed the file after it was opened: then the lock is on no file that others find.
            Ok(()) if is_same(&file, path) => {
                let since = chrono::Utc::now().format("%Y-%m-%d %H:%M:%S UTC");
                let text = format!("process {} of {} on {}, since {since}", who.pid, who.user, who.host);
                file.set_len(0).and_then(|()| file.write_all(text.as_bytes())).map_err(unusable)?;
                return Ok(Held::File(file));
            }
            Ok(()) => continue,
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(e)) => return Err(unusable(e)),
        }
        if !options.wait || start.elapsed() >= options.timeout {
            let mut holder = String::new();
            // Where a lock keeps readers out too, the holder has no name.
            let _ = file.rewind().and_then(|()| file.read_to_string(&mut holder));
            let holder = if holder.is_empty() { "another process" } else { &holder };
            return Err(busy(&format!("{holder} (lock file {})", path.display()), options));
        }
        drop(file);
        tokio::time::sleep(AGAIN).await;
    }
}

#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

/// An open file cannot be removed here.
#[cfg(not(unix))]
fn is_same(_file: &File, _path: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_locked_file_names_its_holder() {
        let path = std::env::temp_dir().join(format!("sequelize-native-{}.lock", std::process::id()));
        let who = Who { host: "here".into(), user: "me".into(), pid: 7 };
        let options = LockOptions { wait: false, timeout: Duration::ZERO };
        let held = file(&path, options, &who).await.unwrap();
        let refused = file(&path, options, &who).await.err().unwrap();
        assert!(refused.message.contains("process 7 of me on here, since 20"), "{}", refused.message);
        held.release().await;
        file(&path, options, &who).await.unwrap().release().await;
        std::fs::remove_file(path).unwrap();
    }
}
