//! Stops a running statement from outside: a second session kills it.

use super::config::Settings;
use super::driver::open;
use super::protocol::command;
use crate::driver::{BoxFuture, Cancel};
use std::time::Duration;

/// Longer than this nobody waits for a statement's end; the connection is closed all the same.
const LIMIT: Duration = Duration::from_secs(5);

pub struct KillQuery {
    pub settings: Settings,
    pub thread: u32,
}

impl Cancel for KillQuery {
    fn cancel(&self) -> BoxFuture<'static, ()> {
        let (mut settings, thread) = (self.settings.clone(), self.thread);
        // A database that is being dropped must not be in the way.
        settings.database = None;
        Box::pin(async move {
            let kill = async {
                let Ok((mut channel, _)) = open(&settings).await else { return };
                let mut packet = vec![command::QUERY];
                packet.extend_from_slice(format!("KILL QUERY {thread}").as_bytes());
                if channel.send(&packet).await.is_ok() {
                    let _ = channel.receive().await;
                    let _ = channel.send(&[command::QUIT]).await;
                }
            };
            let _ = tokio::time::timeout(LIMIT, kill).await;
        })
    }
}
