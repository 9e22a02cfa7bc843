//! Stops a running statement from outside: a second connection asks the server to.

use super::config::Settings;
use super::wire::{request_cancel, Greeting};
use crate::driver::{BoxFuture, Cancel};
use std::sync::Arc;

pub struct PgCancel {
    pub settings: Arc<Settings>,
    pub greeting: Greeting,
}

impl Cancel for PgCancel {
    fn cancel(&self) -> BoxFuture<'static, ()> {
        let (settings, greeting) = (self.settings.clone(), self.greeting.clone());
        Box::pin(async move {
            // Best effort: where no second connection is to be had, the first is closed all the same.
            let _ = request_cancel(&settings, &greeting).await;
        })
    }
}
