//! Quick reads outside transactions share trips to the database: one message there, one back, for several.
//!
//! ```text
//! push, push, push ── depart ──> trip: acquire ─> load ─> run_many ─> replies ─> load … until nobody waits
//! ```
//!
//! Which statements may is theirs to say ([`Query::pace`]): they do nothing but read, and were quick so far.
//! One that turns out slow keeps its connection; those behind it travel on alone.
//!
//! [`Query::pace`]: crate::driver::Query::pace

use super::cancel::CancelHandle;
use super::operation::{closed_under, Operation, Reply, RunResult};
use super::pool::{Lease, Pool};
use super::pooled;
use crate::driver::Many;
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// As many may wait for a trip under way before another one starts, where the database is near.
const FULL: usize = 16;
/// A database is near when a message is there and back in this time. Farther away, a trip of one's own is
/// worth more than what it costs.
const NEAR: Duration = Duration::from_micros(200);

type Passenger = (Operation, Reply);

#[derive(Default)]
struct State {
    waiting: VecDeque<Passenger>,
    /// Trips that have begun, and will look for those who wait before they end.
    under_way: usize,
    /// As the last connection knew it.
    round_trip: Duration,
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Trips {
    pool: Pool,
    state: Arc<Mutex<State>>,
}

impl Trips {
    pub fn new(pool: Pool) -> Trips {
        Trips { pool, state: Arc::default() }
    }

    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Whether an operation may share a trip.
    pub fn admits(operation: &Operation) -> bool {
        operation.options.batchable && operation.query.pace.as_ref().is_some_and(|pace| pace.is_quick())
    }

    /// Waits for the next [`Trips::depart`].
    pub fn push(&self, operation: Operation, reply: Reply) {
        self.state.lock().waiting.push_back((operation, reply));
    }

    /// Sees to it that trips are under way for all who wait.
    pub fn depart(&self) {
        let more = {
            let mut state = self.state.lock();
            let full = if state.round_trip < NEAR { FULL } else { 1 };
            let wanted = state.waiting.len().div_ceil(full).min(self.pool.options().max);
            let more = wanted.saturating_sub(state.under_way);
            state.under_way += more;
            more
        };
        for _ in 0..more {
            let trip = Trip { trips: self.clone(), over: false };
            super::runtime::spawn(trip.run());
        }
    }

    /// A fair share of those who wait, at most `limit`.
    fn load(&self, limit: usize) -> Vec<Passenger> {
        let mut state = self.state.lock();
        let share = state.waiting.len().div_ceil(state.under_way.max(1)).min(limit);
        state.waiting.drain(..share).collect()
    }

    fn note_round_trip(&self, round_trip: Duration) {
        self.state.lock().round_trip = round_trip;
    }
}

/// A task that carries passengers until none waits.
struct Trip {
    trips: Trips,
    over: bool,
}

impl Drop for Trip {
    fn drop(&mut self) {
        if !self.over {
            // A panic in a driver: its passengers were told by their replies; others must not wait for it.
            self.trips.state.lock().under_way -= 1;
            self.trips.depart();
        }
    }
}

impl Trip {
    async fn run(mut self) {
        while !self.is_over() {
            let pool = &self.trips.pool;
            match pool.acquire(pool.ask(), &CancelHandle::new(), None).await {
                Ok(lease) => self.carry(lease).await,
                Err(failure) => {
                    let waiting = std::mem::take(&mut self.trips.state.lock().waiting);
                    for (operation, reply) in waiting {
                        reply.send(RunResult::failed(Some(operation.sink), failure.clone()));
                    }
                }
            }
        }
    }

    fn is_over(&mut self) -> bool {
        let mut state = self.trips.state.lock();
        self.over = state.waiting.is_empty();
        if self.over {
            state.under_way -= 1;
        }
        self.over
    }

    async fn carry(&self, mut lease: Lease) {
        let pool = &self.trips.pool;
        let Some(open) = lease.open() else { return };
        let passengers = self.trips.load(open.connection.trip_limit());
        if passengers.is_empty() {
            return lease.settled();
        }
        let count = passengers.len();
        let mut waiting = VecDeque::with_capacity(count);
        let mut batch = Vec::with_capacity(count);
        for (Operation { query, sink, options, deadline }, reply) in passengers {
            let pace = query.pace.clone();
            batch.push((query, sink));
            waiting.push_back((options, deadline, pace, reply));
        }
        let began = Instant::now();
        let mut running = open.connection.run_many(batch);
        let many = tokio::select! {
            biased;
            many = &mut running => Some(many),
            () = pool.closing().cancelled() => None,
        };
        drop(running);
        let Some(Many { outcomes, rest, unsettled }) = many else {
            lease.discard();
            for (_, _, _, reply) in waiting {
                reply.send(RunResult::failed(None, closed_under()));
            }
            return;
        };
        let round_trip = open.connection.round_trip();
        let each = began.elapsed().saturating_sub(round_trip) / count as u32;
        let (broken, gone_before) = (open.connection.is_broken(), open.connection.lost_before_start());
        lease.used(count as u64);
        let mut answers = Vec::with_capacity(outcomes.len());
        for (sink, done) in outcomes {
            if let Some((_, _, pace, reply)) = waiting.pop_front() {
                if let Some(pace) = pace.filter(|_| done.is_ok() && !unsettled) {
                    pace.note(each);
                }
                answers.push((reply, RunResult { sink: Some(sink), done }));
            }
        }
        let slow = if unsettled { waiting.pop_front() } else { None };
        match slow {
            Some((_, _, pace, reply)) => {
                let closing = pool.closing().clone();
                super::runtime::spawn(async move {
                    let mut reply = Some(reply);
                    tokio::select! {
                        biased;
                        () = settle(lease, &mut reply) => {}
                        () = closing.cancelled() => {}
                    }
                    if let Some(pace) = pace {
                        pace.note(began.elapsed());
                    }
                    if let Some(reply) = reply {
                        reply.send(RunResult::failed(None, closed_under()));
                    }
                });
            }
            None if broken => {
                lease.discard();
                if gone_before {
                    pool.suspect_idle();
                }
            }
            None => {
                lease.settled();
                drop(lease);
            }
        }
        self.trips.note_round_trip(round_trip);
        // The connection is back in the pool before anybody hears of the result.
        for (reply, result) in answers {
            reply.send(result);
        }
        for ((query, sink), (options, deadline, _, reply)) in rest.into_iter().zip(waiting) {
            pooled::start(pool, Operation { query, sink, options, deadline }, reply);
        }
    }
}

/// Waits for what a connection owes; then it is free again.
async fn settle(mut lease: Lease, reply: &mut Option<Reply>) {
    let Some(open) = lease.open() else { return };
    while let Some((sink, done)) = open.connection.settle().await {
        if let Some(reply) = reply.take() {
            reply.send(RunResult { sink: Some(sink), done });
        }
    }
    if !open.connection.is_broken() {
        lease.settled();
    }
}
