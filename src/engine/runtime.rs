//! The one tokio runtime of the process: started with the first connection, never stopped.

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::LazyLock;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

static RUNTIME: LazyLock<std::io::Result<Runtime>> = LazyLock::new(|| {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    Builder::new_multi_thread()
        // One worker halves the throughput of concurrent queries even on one core.
        .worker_threads(cores.clamp(2, 4))
        .thread_name_fn(|| format!("sequelize-{}", NUMBER.fetch_add(1, Ordering::Relaxed)))
        .enable_all()
        .build()
});

/// Runs a task to its end on the core's runtime.
pub fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    // Without a runtime the task is dropped: whoever waits for it sees its channel closed.
    drop(start(task));
}

/// Starts a task that nobody can drop half-way. `None` where the process has no threads left.
pub fn start<T: Send + 'static>(task: impl Future<Output = T> + Send + 'static) -> Option<JoinHandle<T>> {
    RUNTIME.as_ref().ok().map(|runtime| runtime.spawn(task))
}
