//! What the application may do around a new connection.

use crate::driver::{BoxFuture, ConnectConfig};
use crate::failure::Result;

/// v6's `beforeConnect` and `afterConnect`.
pub trait ConnectHook: Send + Sync {
    /// May change where the connection goes, or refuse it.
    fn before<'a>(&'a self, config: ConnectConfig) -> BoxFuture<'a, Result<ConnectConfig>>;
    fn after<'a>(&'a self, config: &'a ConnectConfig) -> BoxFuture<'a, Result<()>>;
}
