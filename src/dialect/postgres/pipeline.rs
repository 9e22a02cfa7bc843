//! Several reads in one trip: all are sent before the first answer is read, and each has its own Sync, so
//! that an error of one is the others' no concern.
//! <https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING>
//!
//! A connection answers in order, so that one slow statement makes the others wait. Whoever is still without
//! an answer after [`PATIENCE`] is given back, to be asked again elsewhere: that is why only statements that
//! do nothing but read may share a trip.

use super::connection::{PgWire, Stop};
use super::errors::query_failure;
use super::prepared::Prepared as Statement;
use crate::driver::{Many, Outcome, Prepared, Query, RowSink};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The most statements of one trip.
pub const LIMIT: usize = 16;

/// How long a trip may be without an answer.
const PATIENCE: Duration = Duration::from_millis(20);

/// A statement that has been sent.
struct Sent {
    query: Arc<Query>,
    sink: Box<dyn RowSink>,
    statement: Arc<Statement>,
}

/// What the server will still answer.
pub struct Owed {
    /// The one that takes long; its rows are wanted.
    current: Option<Sent>,
    /// Those behind it, which were asked again elsewhere.
    unwanted: usize,
}

impl PgWire {
    pub(super) async fn pipeline(&mut self, batch: Vec<Prepared>) -> Many {
        let began = Instant::now();
        let mut many = Many::default();
        self.lost_before_start = false;
        self.catch_up();
        let texts: Vec<Arc<str>> = batch.iter().map(|(query, _)| query.sql.clone()).collect();
        for sql in texts {
            if let Err(error) = self.prepare(&sql, true).await {
                // Alone, it will say why.
                self.lost(error, &sql, began, true);
                break;
            }
        }
        let mut sent = self.send(batch, &mut many);
        if let Err(error) = self.stream.flush().await {
            self.lost(error.into(), "", began, true);
            many.rest.splice(0..0, sent.into_iter().map(|s| (s.query, s.sink)));
            return many;
        }
        self.receive(&mut sent, &mut many, began).await;
        many
    }

    /// Writes what can share the trip; from the first that cannot on, the batch is not begun.
    fn send(&mut self, batch: Vec<Prepared>, many: &mut Many) -> VecDeque<Sent> {
        let mut sent = VecDeque::with_capacity(batch.len());
        let mut batch = batch.into_iter();
        for (query, sink) in batch.by_ref() {
            // One of the batch may have made another leave a small memory.
            let statement = self.statements.get(&query.sql).filter(|_| !self.is_lost());
            match statement {
                Some(statement) if matches!(self.bind(&statement, &query.binds), Ok(true)) => {
                    sent.push_back(Sent { query, sink, statement });
                }
                _ => {
                    many.rest.push((query, sink));
                    break;
                }
            }
        }
        many.rest.extend(batch);
        sent
    }

    async fn receive(&mut self, sent: &mut VecDeque<Sent>, many: &mut Many, began: Instant) {
        let mut stale = Vec::new();
        while let Some(mut next) = sent.pop_front() {
            let deadline = (began + PATIENCE).into();
            let answer = match self.stream.has_message() {
                true => Ok(Ok(0)),
                false => tokio::time::timeout_at(deadline, self.stream.fill()).await,
            };
            let failed = match answer {
                Ok(Ok(_)) => None,
                Ok(Err(error)) => Some((error, false)),
                Err(_) => {
                    self.owed = Some(Owed { current: Some(next), unwanted: sent.len() });
                    many.unsettled = true;
                    break;
                }
            };
            let mut answered = false;
            let failed = match failed {
                Some(failed) => Some(failed),
                None => match self.result(&next.statement.columns, next.sink.as_mut(), &mut answered).await {
                    Ok(done) => {
                        many.outcomes.push((next.sink, Ok(done)));
                        continue;
                    }
                    Err(Stop::Sink(failure)) => {
                        many.outcomes.push((next.sink, Err(failure)));
                        continue;
                    }
                    Err(Stop::Wire(error)) => Some((error, answered)),
                },
            };
            let Some((error, answered)) = failed else { continue };
            if !error.is_fatal() {
                if !answered && self.is_stale(&error) {
                    stale.push((many.outcomes.len(), next.query.clone()));
                }
                many.outcomes.push((next.sink, Err(query_failure(error, &next.query.sql))));
                continue;
            }
            // Nobody answers any more. Reads may be asked again; a half answer cannot be taken back.
            let failure = self.lost(error, &next.query.sql, began, !answered);
            if answered {
                many.outcomes.push((next.sink, Err(failure)));
            } else {
                sent.push_front(next);
            }
            break;
        }
        many.rest.splice(0..0, sent.drain(..).map(|s| (s.query, s.sink)));
        self.after(false);
        if !stale.is_empty() && !many.unsettled {
            self.forget();
            self.run_stale(stale, many).await;
        }
    }

    /// A migration ran somewhere else: these are prepared anew and run alone.
    async fn run_stale(&mut self, stale: Vec<(usize, Arc<Query>)>, many: &mut Many) {
        for (at, query) in stale {
            if let Some((sink, done)) = many.outcomes.get_mut(at) {
                *done = self.run_query(&query, sink.as_mut()).await;
            }
        }
    }

    /// Reads what a left trip still brings: first the answer that is wanted, with the next call the rest.
    pub(super) async fn pay(&mut self) -> Option<Outcome> {
        let mut owed = self.owed.take()?;
        if let Some(mut current) = owed.current.take() {
            let began = Instant::now();
            let mut answered = false;
            let ran = self.result(&current.statement.columns, current.sink.as_mut(), &mut answered).await;
            let done = ran.map_err(|stop| match stop {
                Stop::Sink(failure) => failure,
                Stop::Wire(error) => self.lost(error, &current.query.sql, began, false),
            });
            self.owed = Some(owed);
            return Some((current.sink, done));
        }
        for _ in 0..owed.unwanted {
            if let Err(error) = self.skip_result().await {
                self.lost(error, "", Instant::now(), false);
                break;
            }
        }
        None
    }
}
