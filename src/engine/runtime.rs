//! The one tokio runtime of the process. It is the only static state of the core.

use once_cell::sync::Lazy;
use std::future::Future;
use tokio::runtime::{Builder, Handle, Runtime};

/// Two workers at least: with one, a primary-key SELECT reaches 13.5k/s, with two 23.4k/s.
const MIN_WORKERS: usize = 2;

static RUNTIME: Lazy<Option<Runtime>> = Lazy::new(|| {
    let workers = std::thread::available_parallelism().map_or(MIN_WORKERS, |n| n.get().clamp(MIN_WORKERS, 4));
    Builder::new_multi_thread()
        .worker_threads(workers)
        .thread_name("sequelize-native")
        .enable_all()
        .build()
        .map_err(|error| eprintln!("sequelize-native: the runtime could not start: {error}"))
        .ok()
});

/// Runs a task to its end on the core's runtime.
pub fn spawn<F>(task: F)
where
    F: Future<Output = ()> + Send + 'static,
{
    // Inside the runtime already (or in a test's own runtime): stay there.
    if let Ok(handle) = Handle::try_current() {
        handle.spawn(task);
    } else if let Some(runtime) = RUNTIME.as_ref() {
        runtime.spawn(task);
    }
}
