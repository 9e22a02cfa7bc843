//! Asking for a connection: waiting for one, and the proofs that one which lay idle still serves.

use super::{closed, Lease, Pool, Ticket};
use crate::engine::cancel::CancelHandle;
use crate::engine::operation::aborted;
use crate::failure::{Failure, FailureKind, Result};
use std::time::{Duration, Instant};

/// How long the sign of life may take.
const SIGN_OF_LIFE: Duration = Duration::from_secs(1);

impl Pool {
    /// The connection that a ticket stands for.
    pub async fn acquire(
        &self,
        ticket: Ticket,
        cancel: &CancelHandle,
        deadline: Option<Instant>,
    ) -> Result<Lease> {
        let give_up = Instant::now() + self.0.options.acquire;
        let mut ticket = ticket;
        loop {
            let lease = self.obtain(ticket, cancel, deadline, give_up).await?;
            if let Some(lease) = self.validated(lease, give_up).await? {
                return Ok(lease);
            }
            ticket = self.ask();
        }
    }

    async fn obtain(
        &self,
        ticket: Ticket,
        cancel: &CancelHandle,
        deadline: Option<Instant>,
        give_up: Instant,
    ) -> Result<Lease> {
        let granted = match ticket {
            Ticket::Lease(lease) => return Ok(lease),
            Ticket::Waiting(granted) => granted,
            Ticket::Closed => return Err(closed()),
        };
        tokio::select! {
            biased;
            lease = granted => lease.unwrap_or_else(|_| Err(closed())),
            () = cancel.cancelled() => Err(aborted()),
            () = until(deadline) => Err(Failure::new(FailureKind::Timeout, "Query timed out while waiting for a connection")),
            () = until(Some(give_up)) => Err(self.timed_out()),
        }
    }

    fn timed_out(&self) -> Failure {
        let s = self.stats();
        Failure::new(
            FailureKind::ConnectionAcquireTimeout,
            format!(
                "Operation timeout: no connection within {} ms (pool: size {} of {}, using {}, available {}, waiting {})",
                self.0.options.acquire.as_millis(),
                s.size,
                self.0.options.max,
                s.using,
                s.available,
                s.waiting
            ),
        )
    }

    /// A connection that lay idle must prove itself; `None` when it could not, and is closed.
    async fn validated(&self, lease: Lease, give_up: Instant) -> Result<Option<Lease>> {
        // One that nobody has had needs no approval; it may have died while it waited all the same.
        let unused = lease.entry.as_ref().is_none_or(|entry| entry.uses == 0);
        match self.alive(lease, give_up).await {
            Some(lease) if self.0.options.validate && !unused => self.approved(lease, give_up).await,
            alive => Ok(alive),
        }
    }

    /// Asks the database for a sign of life, where the connection lay idle for long.
    async fn alive(&self, mut lease: Lease, give_up: Instant) -> Option<Lease> {
        let suspect = self.0.state.lock().suspect;
        let entry = lease.entry.as_mut()?;
        let fresh = entry.since.elapsed() < self.0.options.validate_after;
        if fresh && suspect.is_none_or(|moment| entry.since > moment) {
            return Some(lease);
        }
        let limit = SIGN_OF_LIFE.min(give_up.saturating_duration_since(Instant::now()));
        lease.clean = false;
        let alive = tokio::time::timeout(limit, entry.open.connection.ping()).await;
        if !matches!(alive, Ok(Ok(()))) || entry.open.connection.is_broken() {
            return None;
        }
        entry.since = Instant::now();
        lease.clean = true;
        Some(lease)
    }

    /// Asks the application, by its `pool.validate`. What that throws is the asker's failure.
    async fn approved(&self, mut lease: Lease, give_up: Instant) -> Result<Option<Lease>> {
        lease.clean = false;
        let Some(entry) = lease.entry.as_mut() else { return Ok(None) };
        let approval = entry.open.approved();
        let approved = tokio::select! {
            approved = approval => approved?,
            () = until(Some(give_up)) => return Err(self.timed_out()),
        };
        lease.clean = approved;
        Ok(approved.then_some(lease))
    }
}

async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment.into()).await,
        None => std::future::pending().await,
    }
}
