//! One connection for several callers: what they send runs one after the other, in the order of the calls.
//!
//! A task runs only while there is work. A connection at rest is given back by the call itself, so that
//! whoever asks next finds it in the pool.
//!
//! Longer than most files on purpose: queue, trip and end share one lock, and its order is seen in one place.

use super::cancel::CancelHandle;
use super::connect::{Connector, Facts, Open};
use super::operation::{closed_under, Fate, Operation, Reply, RunResult};
use super::pool::Lease;
use crate::driver::Pooling;
use crate::failure::{Failure, FailureKind, Result};
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// How long a left-open transaction may take to roll back before its connection is closed.
const ROLLING_BACK: Duration = Duration::from_secs(1);

/// What every operation of a session obeys.
#[derive(Clone)]
pub struct Rules {
    pub grace: Duration,
    pub closing: CancelHandle,
}

enum Job {
    Run(Operation, Reply),
    /// Made of several of the queue's `Run`s.
    Many(Vec<(Operation, Reply)>),
    Ready(oneshot::Sender<Result<()>>),
    End {
        destroy: bool,
        ended: Option<oneshot::Sender<()>>,
    },
}

/// Where the connection comes from and goes to.
enum Held {
    Pooled(Lease),
    Own(Open),
    Gone,
}

impl Held {
    fn open(&mut self) -> Option<&mut Open> {
        match self {
            Held::Pooled(lease) => lease.open(),
            Held::Own(open) => Some(open),
            Held::Gone => None,
        }
    }

    /// Back to the pool, if it comes from there; a connection of our own parts.
    fn give_back(self) {
        match self {
            Held::Pooled(mut lease) => lease.settled(),
            Held::Own(open) => open.close_soon(),
            Held::Gone => {}
        }
    }

    async fn close(self) {
        match self {
            Held::Pooled(lease) => lease.discard(),
            Held::Own(open) => open.close().await,
            Held::Gone => {}
        }
    }
}

struct Reopen {
    connector: Arc<Connector>,
    again: bool,
}

struct State {
    queue: VecDeque<Job>,
    held: Held,
    /// A task has the connection.
    running: bool,
    /// Why nothing runs here any more.
    dead: Option<Failure>,
    opened: bool,
    /// Nothing has run here yet.
    untouched: bool,
    /// Nothing more may be sent.
    ended: bool,
    facts: Facts,
}

struct Shared {
    state: Mutex<State>,
    rules: Rules,
    reopen: Option<Reopen>,
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Session(Arc<Shared>);

impl Session {
    /// A connection of the pool for one user, until it is given back.
    pub fn pinned(lease: Lease, rules: Rules) -> Session {
        let facts = lease.facts();
        Session::new(Held::Pooled(lease), facts, None, rules)
    }

    /// A connection of its own, closed at the end (a transaction on a SQLite file).
    pub fn owned(open: Open, rules: Rules) -> Session {
        let facts = open.facts.clone();
        Session::new(Held::Own(open), facts, None, rules)
    }

    /// A connection that everybody shares; opened at the first use, and again after a loss.
    pub fn shared(connector: Arc<Connector>, pooling: Pooling, rules: Rules) -> Session {
        // A database in memory ends with its connection: a second one would be empty without a word.
        let again = pooling != Pooling::OneShared;
        Session::new(Held::Gone, Facts::default(), Some(Reopen { connector, again }), rules)
    }

    fn new(held: Held, facts: Facts, reopen: Option<Reopen>, rules: Rules) -> Session {
        let state = State {
            queue: VecDeque::new(),
            held,
            running: false,
            dead: None,
            opened: false,
            untouched: true,
            ended: false,
            facts,
        };
        Session(Arc::new(Shared { state: Mutex::new(state), rules, reopen }))
    }

    pub fn facts(&self) -> Facts {
        self.0.state.lock().facts.clone()
    }

    /// Takes its place in the queue at once.
    pub fn post(&self, operation: Operation, reply: Reply) {
        if let Err(Job::Run(operation, reply)) = self.push(Job::Run(operation, reply)) {
            reply.send(RunResult::failed(Some(operation.sink), released()));
        }
    }

    /// Opens a shared connection where nobody has yet.
    pub async fn ready(&self) -> Result<()> {
        let (reply, ready) = oneshot::channel();
        // A refused job drops its sender, which answers.
        let _ = self.push(Job::Ready(reply));
        ready.await.unwrap_or_else(|_| Err(released()))
    }

    fn push(&self, job: Job) -> std::result::Result<(), Job> {
        let start = {
            let mut state = self.0.state.lock();
            if state.ended {
                return Err(job);
            }
            state.ended = matches!(job, Job::End { .. });
            state.queue.push_back(job);
            !std::mem::replace(&mut state.running, true)
        };
        if start {
            super::runtime::spawn(Work { shared: self.0.clone(), finished: false }.run());
        }
        Ok(())
    }

    /// Ends after everything that was sent before; at once, where nothing is under way.
    pub fn end(&self, destroy: bool) {
        let at_rest = {
            let mut state = self.0.state.lock();
            if state.ended {
                return;
            }
            let at_rest = !state.running;
            let stays = destroy || state.dead.is_some();
            let open = state.held.open().is_some_and(|open| open.connection.in_transaction());
            if at_rest && (stays || !open) {
                state.ended = true;
                Some((std::mem::replace(&mut state.held, Held::Gone), stays))
            } else {
                None
            }
        };
        match at_rest {
            Some((Held::Pooled(lease), true)) => lease.discard(),
            Some((held, _)) => held.give_back(),
            // A refusal means that it has ended meanwhile.
            None => drop(self.push(Job::End { destroy, ended: None })),
        }
    }

    /// Closes the connection and waits for that.
    pub async fn close(&self) {
        let (ended, end) = oneshot::channel();
        if self.push(Job::End { destroy: true, ended: Some(ended) }).is_ok() {
            let _ = end.await;
        }
    }

    /// Takes the connection away from a user who does nothing with it. Statements under way end by
    /// [`Rules::closing`].
    pub fn abandon(&self) {
        let held = {
            let mut state = self.0.state.lock();
            state.dead = Some(super::pool::closed());
            if state.running {
                Held::Gone
            } else {
                std::mem::replace(&mut state.held, Held::Gone)
            }
        };
        super::runtime::spawn(held.close());
    }
}

/// The first job of the queue, with those that follow it where they may share a trip to the connection.
fn together(first: Job, state: &mut State) -> Job {
    let limit = state.held.open().map_or(1, |open| open.connection.batch_limit());
    let (operation, reply) = match first {
        Job::Run(operation, reply) if limit > 1 && operation.options.batchable => (operation, reply),
        other => return other,
    };
    let mut operations = vec![(operation, reply)];
    while operations.len() < limit {
        match state.queue.pop_front() {
            Some(Job::Run(operation, reply)) if operation.options.batchable => {
                operations.push((operation, reply))
            }
            Some(other) => {
                state.queue.push_front(other);
                break;
            }
            None => break,
        }
    }
    if operations.len() > 1 {
        return Job::Many(operations);
    }
    match operations.pop() {
        Some((operation, reply)) => Job::Run(operation, reply),
        None => Job::Many(operations),
    }
}

fn released() -> Failure {
    Failure::new(FailureKind::Connection, "The connection has been released already")
}

/// The task that works off the queue.
struct Work {
    shared: Arc<Shared>,
    finished: bool,
}

impl Drop for Work {
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        // A panic in a driver: the connection is gone with the stack, and whoever waits must hear of it.
        let left = {
            let mut state = self.shared.state.lock();
            state.dead = Some(Failure::internal("a query on this connection ended unexpectedly"));
            state.running = false;
            std::mem::take(&mut state.queue)
        };
        drop(left);
    }
}

impl Work {
    async fn run(mut self) {
        while let Some((job, mut held)) = self.next() {
            match job {
                Job::Run(operation, reply) => {
                    let result = self.operate(operation, &mut held).await;
                    self.rest(held);
                    reply.send(result);
                }
                Job::Many(operations) => {
                    let answers = self.operate_many(operations, &mut held).await;
                    self.rest(held);
                    answers.into_iter().for_each(|(reply, result)| reply.send(result));
                }
                Job::Ready(reply) => {
                    let ready = self.ready(&mut held).await;
                    self.rest(held);
                    let _ = reply.send(ready);
                }
                Job::End { destroy, ended } => {
                    self.end(held, destroy).await;
                    if let Some(ended) = ended {
                        let _ = ended.send(());
                    }
                }
            }
        }
    }

    fn next(&mut self) -> Option<(Job, Held)> {
        if self.finished {
            return None;
        }
        let mut state = self.shared.state.lock();
        match state.queue.pop_front() {
            Some(job) => {
                let job = together(job, &mut state);
                Some((job, std::mem::replace(&mut state.held, Held::Gone)))
            }
            None => {
                state.running = false;
                self.finished = true;
                None
            }
        }
    }

    /// Puts the connection back before anybody hears of the result: who then gives it back, does so at once.
    fn rest(&mut self, held: Held) {
        let mut state = self.shared.state.lock();
        state.held = held;
        if state.queue.is_empty() {
            state.running = false;
            self.finished = true;
        }
    }

    async fn operate(&mut self, mut operation: Operation, held: &mut Held) -> RunResult {
        if let Some(failure) = operation.spent() {
            return RunResult::failed(Some(operation.sink), failure);
        }
        if let Err(failure) = self.ready(held).await {
            return RunResult::failed(Some(operation.sink), failure);
        }
        let Some(open) = held.open() else {
            return RunResult::failed(Some(operation.sink), released());
        };
        let rules = &self.shared.rules;
        let untouched = std::mem::take(&mut self.shared.state.lock().untouched);
        let (query, options, deadline) =
            (operation.query.clone(), operation.options.clone(), operation.deadline);
        let (mut result, fate) = operation.run(&mut open.connection, rules.grace, &rules.closing).await;
        if fate == Fate::Keep {
            return result;
        }
        let again = untouched && open.connection.lost_before_start();
        let lost = std::mem::replace(held, Held::Gone);
        match (lost, result) {
            // The connection had died before its user sent the first statement, which was not executed.
            (Held::Pooled(lease), RunResult { sink: Some(sink), done: Err(_) }) if again => {
                match lease.exchange(&options.cancel, deadline.map(Into::into)).await {
                    Ok(lease) => {
                        self.shared.state.lock().facts = lease.facts();
                        *held = Held::Pooled(lease);
                        operation = Operation { query, sink, options, deadline };
                        return Box::pin(self.operate(operation, held)).await;
                    }
                    Err(failure) => result = RunResult::failed(Some(sink), failure),
                }
            }
            (lost, failed) => {
                lost.close().await;
                result = failed;
            }
        }
        self.shared.state.lock().dead = Some(death(&result));
        result
    }

    /// Several operations in one trip. Those that the wire gave back stand in the queue again, before the others.
    async fn operate_many(
        &mut self,
        operations: Vec<(Operation, Reply)>,
        held: &mut Held,
    ) -> Vec<(Reply, RunResult)> {
        let refuse = |operations: Vec<(Operation, Reply)>, failure: Failure| {
            let refused =
                |(o, reply): (Operation, Reply)| (reply, RunResult::failed(Some(o.sink), failure.clone()));
            operations.into_iter().map(refused).collect()
        };
        if let Err(failure) = self.ready(held).await {
            return refuse(operations, failure);
        }
        let Some(open) = held.open() else { return refuse(operations, released()) };
        let closing = self.shared.rules.closing.clone();
        let mut answers = Vec::with_capacity(operations.len());
        let mut waiting = VecDeque::with_capacity(operations.len());
        let mut batch = Vec::with_capacity(operations.len());
        for (operation, reply) in operations {
            batch.push((operation.query, operation.sink));
            waiting.push_back((operation.options, operation.deadline, reply));
        }
        let mut running = open.connection.run_many(batch);
        let many = tokio::select! {
            biased;
            many = &mut running => many,
            () = closing.cancelled() => {
                drop(running);
                std::mem::replace(held, Held::Gone).close().await;
                let cut = |(_, _, reply)| (reply, RunResult::failed(None, closed_under()));
                return waiting.into_iter().map(cut).collect();
            }
        };
        drop(running);
        for (sink, done) in many.outcomes {
            if let Some((_, _, reply)) = waiting.pop_front() {
                answers.push((reply, RunResult { sink: Some(sink), done }));
            }
        }
        let broken = open.connection.is_broken();
        {
            let mut state = self.shared.state.lock();
            for ((query, sink), (options, deadline, reply)) in many.rest.into_iter().zip(waiting).rev() {
                state.queue.push_front(Job::Run(Operation { query, sink, options, deadline }, reply));
            }
            if broken {
                state.dead = Some(answers.last().map_or_else(released, |(_, result)| death(result)));
            }
        }
        if broken {
            std::mem::replace(held, Held::Gone).close().await;
        }
        answers
    }

    async fn ready(&mut self, held: &mut Held) -> Result<()> {
        let (dead, opened) = {
            let state = self.shared.state.lock();
            (state.dead.clone(), state.opened)
        };
        if let (Held::Gone, Some(reopen)) = (&*held, &self.shared.reopen) {
            if opened && !reopen.again || self.shared.rules.closing.is_cancelled() {
                return Err(dead.unwrap_or_else(released));
            }
            let open = reopen.connector.connect().await?;
            let mut state = self.shared.state.lock();
            state.facts = open.facts.clone();
            state.opened = true;
            state.dead = None;
            *held = Held::Own(open);
            return Ok(());
        }
        dead.map_or(Ok(()), Err)
    }

    async fn end(&mut self, mut held: Held, destroy: bool) {
        let dead = self.shared.state.lock().dead.is_some();
        let Some(open) = held.open().filter(|_| !destroy && !dead) else {
            return held.close().await;
        };
        let connection = &mut open.connection;
        if connection.in_transaction() {
            let rolled_back = tokio::time::timeout(ROLLING_BACK, connection.rollback()).await;
            if !matches!(rolled_back, Ok(Ok(()))) || connection.in_transaction() {
                return held.close().await;
            }
        }
        held.give_back();
    }
}

/// Later calls must not run outside the transaction that they belong to.
fn death(result: &RunResult) -> Failure {
    let why = result.done.as_ref().err().map(ToString::to_string).unwrap_or_default();
    let mut failure = Failure::new(
        FailureKind::Connection,
        format!("The connection of this transaction is dead; nothing more can run on it ({why})"),
    );
    failure.code = Some("DEAD_CONNECTION".into());
    failure
}
