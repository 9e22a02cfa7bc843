//! One statement on any connection of the pool; once more on another, where the first had died in the pool.

use super::operation::{Fate, Operation, Reply, RunResult};
use super::pool::{Pool, Ticket};
use crate::failure::Failure;
use std::time::{Duration, Instant};

/// How long a transaction that a plain query left open may take to roll back.
const ROLLING_BACK: Duration = Duration::from_secs(1);

/// Takes its place in the pool's queue at once.
pub fn start(pool: &Pool, operation: Operation, reply: Reply) {
    let pool = pool.clone();
    let ticket = pool.ask();
    super::runtime::spawn(async move { reply.send(run(&pool, ticket, operation).await) });
}

/// Runs on any connection of the pool.
async fn run(pool: &Pool, mut ticket: Ticket, mut operation: Operation) -> RunResult {
    let mut attempts = pool.options().max + 1;
    loop {
        let deadline: Option<Instant> = operation.deadline.map(Into::into);
        let mut lease = match pool.acquire(ticket, &operation.options.cancel, deadline).await {
            Ok(lease) => lease,
            Err(failure) => return RunResult::failed(Some(operation.sink), failure),
        };
        let Some(open) = lease.open() else {
            return RunResult::failed(Some(operation.sink), Failure::internal("an empty lease"));
        };
        let (query, options) = (operation.query.clone(), operation.options.clone());
        let deadline = operation.deadline;
        let began = Instant::now();
        let (result, fate) =
            operation.run(&mut open.connection, pool.options().cancel_grace, pool.closing()).await;
        if let Some(pace) = query.pace.as_ref().filter(|_| result.done.is_ok()) {
            pace.note(began.elapsed().saturating_sub(open.connection.round_trip()));
        }
        let gone_before = open.connection.lost_before_start();
        let left_open = open.connection.in_transaction();
        if fate == Fate::Keep && !left_open {
            lease.settled();
            return result;
        }
        if fate == Fate::Keep {
            // `BEGIN` as a plain query: its connection would carry the transaction to a stranger.
            let rolled_back = tokio::time::timeout(ROLLING_BACK, open.connection.rollback()).await;
            if matches!(rolled_back, Ok(Ok(()))) && !open.connection.in_transaction() {
                lease.settled();
            }
            return result;
        }
        lease.discard();
        attempts -= 1;
        match result {
            // Nothing of it was executed: the connection had died in the pool.
            RunResult { sink: Some(sink), done: Err(_) } if gone_before && attempts > 0 => {
                pool.suspect_idle();
                ticket = pool.ask();
                operation = Operation { query, sink, options, deadline };
            }
            result => return result,
        }
    }
}
