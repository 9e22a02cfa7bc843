//! Several reads in one trip: all are sent before the first answer is read. The server takes commands one after
//! the other, and an error of one is the others' no concern.
//!
//! One slow statement makes those behind it wait: whoever is still without an answer after [`PATIENCE`] is given
//! back, to be asked again elsewhere. That is why only statements that do nothing but read may share a trip.

use super::connection::{Stop, Wire};
use super::encode::execute;
use super::protocol::{command, Answer, Trouble};
use crate::driver::{Ignore, Many, Outcome, Prepared, Query, RowSink};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The most statements of one trip.
pub const LIMIT: usize = 16;

/// How long a trip may be without an answer.
const PATIENCE: Duration = Duration::from_millis(20);

/// More than this is not sent ahead: the server might wait for us to read while we wait for it.
const ROOM: usize = 16 * 1024;

/// A statement that has been sent.
struct Sent {
    query: Arc<Query>,
    sink: Box<dyn RowSink>,
    binary: bool,
}

/// What the server will still answer.
pub struct Owed {
    /// The one that takes long; its rows are wanted.
    current: Option<Sent>,
    /// Those behind it, which were asked again elsewhere: whether their answers are binary.
    unwanted: Vec<bool>,
}

impl Wire {
    pub(super) async fn pipeline(&mut self, batch: Vec<Prepared>) -> Many {
        let mut many = Many::default();
        if self.begin("").await.is_err() {
            many.rest = batch;
            return many;
        }
        let began = Instant::now();
        let texts =
            batch.iter().filter(|(query, _)| !query.binds.is_empty()).map(|(query, _)| query.sql.clone());
        for sql in texts.collect::<Vec<_>>() {
            if let Err(trouble) = self.prepare(&sql).await {
                // Alone, it will say why.
                self.failed(trouble.into(), &sql);
                break;
            }
        }
        let mut sent = self.send_ahead(batch, &mut many);
        if let Err(trouble) = self.channel.flush().await {
            self.failed(trouble.into(), "");
            many.rest.splice(0..0, sent.into_iter().map(|s| (s.query, s.sink)));
            return many;
        }
        self.receive_all(&mut sent, &mut many, began).await;
        many
    }

    /// Queues what can share the trip; from the first that cannot on, the batch is not begun.
    fn send_ahead(&mut self, batch: Vec<Prepared>, many: &mut Many) -> VecDeque<Sent> {
        let mut sent = VecDeque::with_capacity(batch.len());
        let mut batch = batch.into_iter();
        let mut room = ROOM;
        self.channel.begin();
        for (query, sink) in batch.by_ref() {
            let packet = self.command_of(&query).filter(|packet| !self.broken && packet.len() <= room);
            let Some(packet) = packet else {
                many.rest.push((query, sink));
                break;
            };
            room -= packet.len();
            self.channel.queue(&packet);
            let binary = !query.binds.is_empty();
            sent.push_back(Sent { query, sink, binary });
        }
        many.rest.extend(batch);
        sent
    }

    /// The command that runs a statement, where it needs no other before.
    fn command_of(&mut self, query: &Query) -> Option<Vec<u8>> {
        if query.binds.is_empty() {
            // Several statements would answer more than once.
            let one = !self.settings.multiple_statements;
            return one.then(|| [&[command::QUERY], query.sql.as_bytes()].concat());
        }
        // One of the batch may have made another leave a small memory.
        let (id, _) = self.statements.get(&query.sql).filter(|(_, params)| *params == query.binds.len())?;
        execute(id, &query.binds, &self.settings.timezone).ok()
    }

    async fn receive_all(&mut self, sent: &mut VecDeque<Sent>, many: &mut Many, began: Instant) {
        let mut stale = Vec::new();
        while let Some(mut next) = sent.pop_front() {
            match tokio::time::timeout_at((began + PATIENCE).into(), self.channel.wait()).await {
                Ok(Ok(())) => {}
                Ok(Err(trouble)) => {
                    self.failed(trouble.into(), &next.query.sql);
                    sent.push_front(next);
                    break;
                }
                Err(_) => {
                    let unwanted = sent.iter().map(|s| s.binary).collect();
                    self.owed = Some(Owed { current: Some(next), unwanted });
                    many.unsettled = true;
                    break;
                }
            }
            let done = match self.answer(next.binary, next.sink.as_mut()).await {
                Ok(done) => Ok(done),
                // Nobody answers any more: reads may be asked again.
                Err(stop) if stop.is_end() && !self.answered => {
                    self.failed(stop, &next.query.sql);
                    sent.push_front(next);
                    break;
                }
                Err(stop) => {
                    if matches!(&stop, Stop::Wire(Trouble::Server(error)) if error.is_about_memory()) {
                        stale.push((many.outcomes.len(), next.query.clone()));
                    }
                    Err(self.failed(stop, &next.query.sql))
                }
            };
            many.outcomes.push((next.sink, done));
            if self.broken {
                break;
            }
        }
        many.rest.splice(0..0, sent.drain(..).map(|s| (s.query, s.sink)));
        if many.unsettled {
            return;
        }
        // The server has lost a statement or its table changed: it is prepared anew and runs alone.
        for (at, query) in stale {
            if let Some((sink, done)) = many.outcomes.get_mut(at).filter(|_| !self.broken) {
                self.statements.forget(&query.sql);
                *done = self.run_query(&query, sink.as_mut()).await;
            }
        }
    }

    async fn answer(
        &mut self,
        binary: bool,
        sink: &mut dyn RowSink,
    ) -> std::result::Result<crate::driver::Done, Stop> {
        self.channel.expect_answer();
        self.answered = false;
        self.results(binary, sink).await
    }

    /// Reads what a left trip still brings: first the answer that is wanted, with the next call the rest.
    pub(super) async fn pay(&mut self) -> Option<Outcome> {
        let mut owed = self.owed.take()?;
        if let Some(mut current) = owed.current.take() {
            let done = self.answer(current.binary, current.sink.as_mut()).await;
            let done = done.map_err(|stop| self.failed(stop, &current.query.sql));
            self.owed = Some(owed);
            return Some((current.sink, done));
        }
        for binary in owed.unwanted {
            if self.broken {
                break;
            }
            if let Err(stop) = self.answer(binary, &mut Ignore).await {
                self.failed(stop, "");
            }
        }
        None
    }

    /// A command that only asks how far away the server is.
    pub(super) async fn ping_server(&mut self) -> Answer<()> {
        let began = Instant::now();
        self.send(command::PING, &[]).await?;
        let answered = self.channel.receive().await.and_then(super::protocol::packets::First::read).map(drop);
        self.round_trip = self.round_trip.min(began.elapsed());
        answered
    }
}
