//! The pool and its pinned connections over a driver that misbehaves on purpose.

use parking_lot::Mutex;
use sequelize_native::driver::{
    BoxFuture, Cancel, ConnectConfig, Connection, Done, Driver, Ignore, Outcome, Pooling, Query, RowSink,
};
use sequelize_native::engine::{CancelHandle, ConnectHook, Engine, Facts, PoolOptions, RunOptions, Target};
use sequelize_native::failure::{Failure, FailureKind, Result};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Notify;

const POOL: Target = Target::Pool { write: true };

/// What the fake server knows of all its connections.
#[derive(Default)]
struct World {
    open: AtomicI64,
    most: AtomicI64,
    connects: AtomicUsize,
    /// Statements that ran inside a transaction that another user had opened.
    foreign: AtomicUsize,
    /// The order in which statements named `order n` ran.
    order: Mutex<Vec<String>>,
    refuse: AtomicBool,
    hang_on_connect: AtomicBool,
    hang_on_run: AtomicBool,
    deaf_to_cancel: AtomicBool,
    pooling: Mutex<Pooling>,
    dead: Mutex<HashMap<i64, bool>>,
}

struct FakeDriver(Arc<World>);

struct FakeConnection {
    world: Arc<World>,
    id: i64,
    /// Who opened the transaction: the word after BEGIN.
    owner: Option<String>,
    stop: Arc<Notify>,
    broken: bool,
    lost_before_start: bool,
}

struct FakeCancel {
    world: Arc<World>,
    stop: Arc<Notify>,
}

impl Cancel for FakeCancel {
    fn cancel(&self) -> BoxFuture<'static, ()> {
        if !self.world.deaf_to_cancel.load(Ordering::SeqCst) {
            self.stop.notify_one();
        }
        Box::pin(async {})
    }
}

impl Drop for FakeConnection {
    fn drop(&mut self) {
        self.world.open.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Driver for FakeDriver {
    fn connect<'a>(&'a self, _config: &'a ConnectConfig) -> BoxFuture<'a, Result<Box<dyn Connection>>> {
        Box::pin(async move {
            let world = self.0.clone();
            if world.hang_on_connect.load(Ordering::SeqCst) {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(Duration::from_micros(200)).await;
            if world.refuse.load(Ordering::SeqCst) {
                return Err(Failure::new(FailureKind::ConnectionRefused, "refused"));
            }
            let open = world.open.fetch_add(1, Ordering::SeqCst) + 1;
            world.most.fetch_max(open, Ordering::SeqCst);
            let id = world.connects.fetch_add(1, Ordering::SeqCst) as i64;
            Ok(Box::new(FakeConnection {
                world,
                id,
                owner: None,
                stop: Arc::default(),
                broken: false,
                lost_before_start: false,
            }) as Box<dyn Connection>)
        })
    }
    fn pooling(&self, _config: &ConnectConfig) -> Pooling {
        *self.0.pooling.lock()
    }
}

impl FakeConnection {
    /// `BEGIN who`, `COMMIT`, `ROLLBACK`, `order n`, `sleep µs`, `by who`, `panic`.
    async fn execute(&mut self, sql: &str) -> Result<Done> {
        self.lost_before_start = false;
        if self.world.dead.lock().contains_key(&self.id) {
            self.broken = true;
            self.lost_before_start = true;
            return Err(Failure::new(FailureKind::Connection, "gone"));
        }
        if self.world.hang_on_run.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        let (word, rest) = sql.split_once(' ').unwrap_or((sql, ""));
        match word {
            "BEGIN" => {
                if self.owner.is_some() {
                    self.world.foreign.fetch_add(1, Ordering::SeqCst);
                }
                // The server has begun before the answer is back.
                self.owner = Some(rest.to_owned());
                tokio::time::sleep(Duration::from_micros(300)).await;
            }
            "COMMIT" | "ROLLBACK" => {
                tokio::time::sleep(Duration::from_micros(200)).await;
                self.owner = None;
            }
            "order" => {
                self.world.order.lock().push(rest.to_owned());
                tokio::time::sleep(Duration::from_micros(100)).await;
            }
            "by" => {
                if self.owner.as_deref().is_some_and(|owner| owner != rest) {
                    self.world.foreign.fetch_add(1, Ordering::SeqCst);
                }
            }
            "sleep" => {
                let sleeping = tokio::time::sleep(Duration::from_micros(rest.parse().unwrap()));
                tokio::select! {
                    () = sleeping => {}
                    () = self.stop.notified() => return Err(Failure::new(FailureKind::Database, "cancelled")),
                }
                if self.owner.is_some() {
                    self.world.foreign.fetch_add(1, Ordering::SeqCst);
                }
            }
            "panic" => panic!("on purpose"),
            other => panic!("{other}?"),
        }
        Ok(Done::default())
    }
}

impl Connection for FakeConnection {
    fn run<'a>(&'a mut self, query: Arc<Query>, sink: Box<dyn RowSink>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move { (sink, self.execute(&query.sql).await) })
    }
    fn run_simple<'a>(&'a mut self, sql: Arc<str>, sink: Box<dyn RowSink>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move { (sink, self.execute(&sql).await) })
    }
    fn ping<'a>(&'a mut self) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            match self.world.dead.lock().contains_key(&self.id) {
                true => Err(Failure::new(FailureKind::Connection, "gone")),
                false => Ok(()),
            }
        })
    }
    fn canceller(&self) -> Arc<dyn Cancel> {
        Arc::new(FakeCancel { world: self.world.clone(), stop: self.stop.clone() })
    }
    fn in_transaction(&self) -> bool {
        self.owner.is_some()
    }
    fn is_broken(&self) -> bool {
        self.broken
    }
    fn server_version(&self) -> String {
        "1.2.3".into()
    }
    fn process_id(&self) -> Option<i64> {
        Some(self.id)
    }
    fn lost_before_start(&self) -> bool {
        self.lost_before_start
    }
    fn close(self: Box<Self>) -> BoxFuture<'static, ()> {
        Box::pin(async move { drop(self) })
    }
}

fn query(sql: &str) -> Query {
    Query { sql: sql.into(), binds: vec![], prepared: true, as_stored: false, pace: None }
}

async fn run(engine: &Engine, target: Target, sql: &str) -> Result<()> {
    engine.run(target, query(sql), Box::new(Ignore), RunOptions::default()).await.map(drop)
}

fn options(max: usize) -> PoolOptions {
    PoolOptions { max, acquire: Duration::from_secs(5), ..PoolOptions::default() }
}

fn make(options: PoolOptions) -> (Arc<World>, Arc<Engine>) {
    let world = Arc::new(World::default());
    let engine =
        Engine::new(Arc::new(FakeDriver(world.clone())), options, ConnectConfig::default(), vec![], None);
    (world, engine)
}

fn block_on<T>(future: impl std::future::Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

async fn eventually(what: &str, check: impl Fn() -> bool) {
    let until = Instant::now() + Duration::from_secs(5);
    while !check() {
        assert!(Instant::now() < until, "never: {what}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// xorshift: a seed gives the same storm again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

fn seed() -> u64 {
    let seed = std::env::var("SEED").ok().and_then(|s| s.parse().ok()).unwrap_or_else(|| {
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos() as u64 | 1
    });
    println!("SEED={seed}");
    seed
}

/// One user's work: plain statements, or a transaction on a pinned connection, stopped at any moment.
async fn one_user(engine: Arc<Engine>, name: String, mut dice: Dice) {
    let stop = |dice: &mut Dice| {
        let cancel = CancelHandle::new();
        let mut options = RunOptions { cancel: cancel.clone(), ..RunOptions::default() };
        match dice.roll(3) {
            0 => {
                let after = Duration::from_micros(dice.roll(900));
                tokio::spawn(async move {
                    tokio::time::sleep(after).await;
                    cancel.cancel();
                });
            }
            1 => options.timeout = Some(Duration::from_micros(dice.roll(900))),
            _ => {}
        }
        options
    };
    if dice.roll(2) == 0 {
        let sql = format!("sleep {}", dice.roll(600));
        let options = stop(&mut dice);
        let _ = engine.run(POOL, query(&sql), Box::new(Ignore), options).await;
        return;
    }
    let Ok(pinned) = engine.acquire(true, true).await else { return };
    let target = Target::Handle(pinned.id);
    let statements = [format!("BEGIN {name}"), format!("by {name}"), "COMMIT".to_owned()];
    for sql in &statements[..dice.roll(4) as usize] {
        let options = stop(&mut dice);
        let _ = engine.run(target, query(sql), Box::new(Ignore), options).await;
    }
    if dice.roll(2) == 0 {
        engine.release(pinned.id);
    } else {
        engine.destroy(pinned.id);
    }
}

#[test]
fn a_storm_of_cancels_loses_no_permit_and_leaks_no_transaction() {
    let seed = seed();
    block_on(async {
        let (world, engine) = make(options(8));
        let mut dice = Dice(seed);
        for batch in 0..100 {
            let users = (0..100).map(|n| {
                tokio::spawn(one_user(engine.clone(), format!("{batch}.{n}"), Dice(dice.roll(u64::MAX) | 1)))
            });
            futures_util::future::join_all(users).await;
        }
        eventually("every connection is back", || {
            let s = engine.stats();
            s.using == 0 && s.waiting == 0 && s.connecting == 0 && s.size == s.available
        })
        .await;
        assert_eq!(world.foreign.load(Ordering::SeqCst), 0, "someone worked in a foreign transaction");
        assert!(world.connects.load(Ordering::SeqCst) > 8);
        // All eight permits can be had at once.
        let all = futures_util::future::join_all((0..8).map(|_| engine.acquire(true, true))).await;
        assert!(all.iter().all(|pinned| pinned.is_ok()));
        engine.close().await;
        eventually("every connection is closed", || world.open.load(Ordering::SeqCst) == 0).await;
    });
}

#[test]
fn who_asks_first_is_served_first() {
    block_on(async {
        let (world, engine) = make(options(1));
        run(&engine, POOL, "order start").await.unwrap();
        let blocker = engine.acquire(true, false).await.unwrap();
        let mut waiting = Vec::new();
        for n in 0..50 {
            let sql = query(&format!("order {n}"));
            waiting.push(tokio::spawn(engine.run(POOL, sql, Box::new(Ignore), RunOptions::default())));
        }
        assert_eq!(engine.stats().waiting, 50);
        engine.release(blocker.id);
        for one in waiting {
            one.await.unwrap().unwrap();
        }
        let order = world.order.lock().clone();
        let expected: Vec<String> =
            std::iter::once("start".into()).chain((0..50).map(|n| n.to_string())).collect();
        assert_eq!(order, expected);
    });
}

#[test]
fn a_mailbox_keeps_the_order_of_one_transaction() {
    block_on(async {
        let (world, engine) = make(options(2));
        let pinned = engine.acquire(true, true).await.unwrap();
        let sent: Vec<_> = (0..40)
            .map(|n| {
                let sql = query(&format!("order {n}"));
                engine.run(Target::Handle(pinned.id), sql, Box::new(Ignore), RunOptions::default())
            })
            .collect();
        // Given back after what was sent before.
        engine.release(pinned.id);
        for result in futures_util::future::join_all(sent).await {
            result.unwrap();
        }
        let order: Vec<usize> = world.order.lock().iter().map(|n| n.parse().unwrap()).collect();
        assert_eq!(order, (0..40).collect::<Vec<_>>());
        assert_eq!(
            run(&engine, Target::Handle(pinned.id), "by x").await.err().unwrap().kind,
            FailureKind::Connection
        );
    });
}

#[test]
fn what_is_given_back_is_there_at_once() {
    block_on(async {
        let (world, engine) = make(options(5));
        for _ in 0..20 {
            let pinned = engine.acquire(true, true).await.unwrap();
            for sql in ["BEGIN a", "COMMIT"] {
                run(&engine, Target::Handle(pinned.id), sql).await.unwrap();
            }
            engine.release(pinned.id);
            assert_eq!(engine.stats().available, 1);
        }
        assert_eq!(world.connects.load(Ordering::SeqCst), 1);
        let pinned = engine.acquire(true, true).await.unwrap();
        engine.destroy(pinned.id);
        assert_eq!(engine.stats().size, 0);
    });
}

#[test]
fn acquire_gives_up_in_time_and_says_how_the_pool_stands() {
    block_on(async {
        let (_, engine) = make(PoolOptions { acquire: Duration::from_millis(100), ..options(2) });
        let _held = [engine.acquire(true, true).await.unwrap(), engine.acquire(true, true).await.unwrap()];
        let began = Instant::now();
        let failure = run(&engine, POOL, "by x").await.err().unwrap();
        assert!((90..350).contains(&began.elapsed().as_millis()), "{:?}", began.elapsed());
        assert_eq!(failure.kind, FailureKind::ConnectionAcquireTimeout);
        assert!(failure.message.starts_with("Operation timeout"), "{failure}");
        assert!(failure.message.contains("size 2 of 2, using 2, available 0"), "{failure}");
        assert_eq!(engine.stats().waiting, 0);
    });
}

#[test]
fn acquire_gives_up_in_time_when_connecting_hangs() {
    block_on(async {
        let (world, engine) = make(PoolOptions { acquire: Duration::from_millis(100), ..options(1) });
        world.hang_on_connect.store(true, Ordering::SeqCst);
        assert_eq!(
            run(&engine, POOL, "by x").await.err().unwrap().kind,
            FailureKind::ConnectionAcquireTimeout
        );
        world.hang_on_connect.store(false, Ordering::SeqCst);
        // The permit of the hanging attempt comes back.
        eventually("the attempt is given up", || engine.stats().size == 0).await;
        run(&engine, POOL, "by x").await.unwrap();
    });
}

#[test]
fn a_refused_connection_rejects_and_the_pool_recovers() {
    block_on(async {
        let (world, engine) = make(options(2));
        world.refuse.store(true, Ordering::SeqCst);
        let all = futures_util::future::join_all((0..6).map(|_| run(&engine, POOL, "by x"))).await;
        assert!(all.into_iter().all(|r| r.is_err_and(|f| f.kind == FailureKind::ConnectionRefused)));
        world.refuse.store(false, Ordering::SeqCst);
        run(&engine, POOL, "by x").await.unwrap();
        assert_eq!(engine.stats().size, 1);
    });
}

#[test]
fn close_ends_within_a_second_with_statements_in_flight() {
    block_on(async {
        let (world, engine) = make(options(4));
        world.deaf_to_cancel.store(true, Ordering::SeqCst);
        let long = {
            let engine = engine.clone();
            tokio::spawn(async move { run(&engine, POOL, "sleep 60000000").await })
        };
        let short = {
            let engine = engine.clone();
            tokio::spawn(async move { run(&engine, POOL, "sleep 200000").await })
        };
        let idle_transaction = engine.acquire(true, true).await.unwrap();
        run(&engine, Target::Handle(idle_transaction.id), "BEGIN x").await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
        let began = Instant::now();
        engine.close().await;
        assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
        assert!(short.await.unwrap().is_ok(), "a short statement ends in peace");
        assert_eq!(long.await.unwrap().err().unwrap().kind, FailureKind::Connection);
        assert!(run(&engine, POOL, "by x").await.err().unwrap().message.contains("was closed"));
        assert!(engine.acquire(true, true).await.is_err());
        eventually("every connection is closed", || world.open.load(Ordering::SeqCst) == 0).await;
    });
}

#[test]
fn an_idle_pool_closes_at_once() {
    block_on(async {
        let (world, engine) = make(options(4));
        run(&engine, POOL, "by x").await.unwrap();
        let began = Instant::now();
        engine.close().await;
        engine.close().await;
        assert!(began.elapsed() < Duration::from_millis(100), "{:?}", began.elapsed());
        assert_eq!(world.open.load(Ordering::SeqCst), 0);
    });
}

#[test]
fn a_hung_statement_gives_its_permit_back() {
    block_on(async {
        let (world, engine) = make(PoolOptions { cancel_grace: Duration::from_millis(100), ..options(1) });
        world.hang_on_run.store(true, Ordering::SeqCst);
        let late = RunOptions { timeout: Some(Duration::from_millis(50)), ..RunOptions::default() };
        let failure = engine.run(POOL, query("by x"), Box::new(Ignore), late).await.err().unwrap();
        assert_eq!(failure.kind, FailureKind::Timeout);
        world.hang_on_run.store(false, Ordering::SeqCst);
        run(&engine, POOL, "by x").await.unwrap();
        assert_eq!(world.connects.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn a_cancelled_transaction_is_dead() {
    block_on(async {
        let (_, engine) = make(options(2));
        let pinned = engine.acquire(true, true).await.unwrap();
        let target = Target::Handle(pinned.id);
        run(&engine, target, "BEGIN a").await.unwrap();
        let cancel = CancelHandle::new();
        let options = RunOptions { cancel: cancel.clone(), ..RunOptions::default() };
        let sleeping = {
            let engine = engine.clone();
            tokio::spawn(async move {
                engine.run(target, query("sleep 5000000"), Box::new(Ignore), options).await.map(drop)
            })
        };
        let queued = {
            let engine = engine.clone();
            tokio::time::sleep(Duration::from_millis(20)).await;
            tokio::spawn(async move { run(&engine, target, "by a").await })
        };
        tokio::time::sleep(Duration::from_millis(20)).await;
        cancel.cancel();
        assert_eq!(sleeping.await.unwrap().err().unwrap().kind, FailureKind::Aborted);
        let failure = queued.await.unwrap().err().unwrap();
        assert!(failure.message.contains("dead"), "{failure}");
        engine.release(pinned.id);
        eventually("its permit is back", || engine.stats().using == 0).await;
    });
}

#[test]
fn what_was_cancelled_before_its_turn_never_runs_and_harms_nobody() {
    block_on(async {
        let (world, engine) = make(options(1));
        let pinned = engine.acquire(true, true).await.unwrap();
        let target = Target::Handle(pinned.id);
        let cancel = CancelHandle::new();
        cancel.cancel();
        let options = RunOptions { cancel, ..RunOptions::default() };
        let failure =
            engine.run(target, query("order never"), Box::new(Ignore), options).await.err().unwrap();
        assert_eq!(failure.kind, FailureKind::Aborted);
        run(&engine, target, "order then").await.unwrap();
        assert_eq!(*world.order.lock(), ["then"]);
    });
}

#[test]
fn connections_that_died_in_the_pool_never_surface() {
    block_on(async {
        let (world, engine) = make(options(4));
        for round in 0..50 {
            let all = futures_util::future::join_all((0..4).map(|_| run(&engine, POOL, "sleep 2000"))).await;
            assert!(all.iter().all(|r| r.is_ok()));
            for id in 0..world.connects.load(Ordering::SeqCst) as i64 {
                world.dead.lock().insert(id, true);
            }
            let all = futures_util::future::join_all((0..8).map(|_| run(&engine, POOL, "by x"))).await;
            assert!(all.iter().all(|r| r.is_ok()), "round {round}");
        }
        assert!(world.most.load(Ordering::SeqCst) <= 4 + 4, "{}", world.most.load(Ordering::SeqCst));
    });
}

#[test]
fn a_panic_in_a_driver_costs_one_connection_and_nothing_else() {
    block_on(async {
        let (_, engine) = make(options(1));
        assert_eq!(run(&engine, POOL, "panic").await.err().unwrap().kind, FailureKind::Internal);
        run(&engine, POOL, "by x").await.unwrap();
        let pinned = engine.acquire(true, true).await.unwrap();
        assert!(run(&engine, Target::Handle(pinned.id), "panic").await.is_err());
        engine.release(pinned.id);
        run(&engine, POOL, "by x").await.unwrap();
        assert_eq!(engine.stats().size, 1);
    });
}

#[test]
fn idle_connections_leave_and_min_is_kept() {
    block_on(async {
        let quick = |ms| Duration::from_millis(ms);
        let (world, engine) = make(PoolOptions { min: 2, idle: quick(60), evict: quick(10), ..options(6) });
        let all = futures_util::future::join_all((0..6).map(|_| run(&engine, POOL, "sleep 20000"))).await;
        assert!(all.iter().all(|r| r.is_ok()));
        assert_eq!(engine.stats().size, 6);
        eventually("the spare ones leave", || engine.stats().size == 2).await;
        for id in 0..world.connects.load(Ordering::SeqCst) as i64 {
            world.dead.lock().insert(id, true);
        }
        run(&engine, POOL, "by x").await.unwrap();
        eventually("min is filled again", || engine.stats().size >= 2).await;
    });
}

#[test]
fn a_connection_is_replaced_after_its_uses() {
    block_on(async {
        let (world, engine) = make(PoolOptions { max_uses: Some(3), ..options(1) });
        for _ in 0..9 {
            run(&engine, POOL, "by x").await.unwrap();
        }
        assert_eq!(world.connects.load(Ordering::SeqCst), 3);
    });
}

#[test]
fn one_shared_connection_serves_everything() {
    block_on(async {
        let world = Arc::new(World::default());
        *world.pooling.lock() = Pooling::OneShared;
        let engine = Engine::new(
            Arc::new(FakeDriver(world.clone())),
            options(5),
            ConnectConfig::default(),
            vec![],
            None,
        );
        let (a, b) = (engine.acquire(true, true).await.unwrap(), engine.acquire(true, false).await.unwrap());
        for target in [POOL, Target::Handle(a.id), Target::Handle(b.id)] {
            run(&engine, target, "order x").await.unwrap();
        }
        engine.release(a.id);
        run(&engine, POOL, "order x").await.unwrap();
        assert_eq!(world.connects.load(Ordering::SeqCst), 1);
        engine.close().await;
        assert_eq!(world.open.load(Ordering::SeqCst), 0);
    });
}

#[test]
fn a_file_has_one_connection_for_all_and_one_for_each_transaction() {
    block_on(async {
        let world = Arc::new(World::default());
        *world.pooling.lock() = Pooling::OneAndTransactions;
        let engine = Engine::new(
            Arc::new(FakeDriver(world.clone())),
            options(5),
            ConnectConfig::default(),
            vec![],
            None,
        );
        run(&engine, POOL, "by x").await.unwrap();
        let transaction = engine.acquire(true, true).await.unwrap();
        let plain = engine.acquire(true, false).await.unwrap();
        run(&engine, Target::Handle(transaction.id), "BEGIN t").await.unwrap();
        run(&engine, Target::Handle(plain.id), "by other").await.unwrap();
        assert_eq!(world.connects.load(Ordering::SeqCst), 2);
        engine.release(transaction.id);
        eventually("the transaction's connection is closed", || world.open.load(Ordering::SeqCst) == 1).await;
        engine.close().await;
        assert_eq!(world.open.load(Ordering::SeqCst), 0);
    });
}

#[test]
fn reads_go_to_replicas_and_writes_do_not() {
    block_on(async {
        struct Naming(Arc<World>, Arc<Mutex<Vec<String>>>);
        impl Driver for Naming {
            fn connect<'a>(
                &'a self,
                config: &'a ConnectConfig,
            ) -> BoxFuture<'a, Result<Box<dyn Connection>>> {
                self.1.lock().push(config.host.clone().unwrap_or_default());
                Box::pin(async move { FakeDriver(self.0.clone()).connect(config).await })
            }
        }
        let hosts = Arc::new(Mutex::new(Vec::new()));
        let host = |name: &str| ConnectConfig { host: Some(name.into()), ..ConnectConfig::default() };
        let driver = Naming(Arc::default(), hosts.clone());
        let engine = Engine::new(Arc::new(driver), options(2), host("w"), vec![host("r1"), host("r2")], None);
        run(&engine, POOL, "by x").await.unwrap();
        let read = || run(&engine, Target::Pool { write: false }, "sleep 20000");
        let (a, b) = tokio::join!(read(), read());
        assert!(a.is_ok() && b.is_ok());
        let mut seen = hosts.lock().clone();
        seen[1..].sort();
        assert_eq!(seen, ["w", "r1", "r2"]);
        assert_eq!(engine.stats().size, 3);
    });
}

#[test]
fn hooks_change_the_configuration_and_refuse() {
    block_on(async {
        struct Hook(AtomicUsize, AtomicBool);
        impl ConnectHook for Hook {
            fn before<'a>(&'a self, config: ConnectConfig) -> BoxFuture<'a, Result<ConnectConfig>> {
                Box::pin(async move { Ok(ConnectConfig { password: Some("fresh".into()), ..config }) })
            }
            fn after<'a>(
                &'a self,
                config: &'a ConnectConfig,
                _: &'a Facts,
            ) -> BoxFuture<'a, Result<Vec<String>>> {
                assert_eq!(config.password.as_deref(), Some("fresh"));
                self.0.fetch_add(1, Ordering::SeqCst);
                let refuse = self.1.load(Ordering::SeqCst);
                Box::pin(async move {
                    if refuse {
                        Err(Failure::usage("no"))
                    } else {
                        Ok(vec!["by hook".into()])
                    }
                })
            }
        }
        let world = Arc::new(World::default());
        let hook = Arc::new(Hook(AtomicUsize::new(0), AtomicBool::new(true)));
        let driver = Arc::new(FakeDriver(world.clone()));
        let engine = Engine::new(driver, options(1), ConnectConfig::default(), vec![], Some(hook.clone()));
        assert_eq!(run(&engine, POOL, "by x").await.err().unwrap().message, "no");
        eventually("the refused connection is closed", || world.open.load(Ordering::SeqCst) == 0).await;
        hook.1.store(false, Ordering::SeqCst);
        assert_eq!(engine.connect().await.unwrap(), "1.2.3");
        assert_eq!(hook.0.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn an_idle_connection_that_the_application_refuses_is_replaced() {
    block_on(async {
        /// Refuses connection 0, throws on connection 1, approves of the others.
        struct Judge;
        impl ConnectHook for Judge {
            fn before<'a>(&'a self, config: ConnectConfig) -> BoxFuture<'a, Result<ConnectConfig>> {
                Box::pin(async move { Ok(config) })
            }
            fn after<'a>(&'a self, _: &'a ConnectConfig, _: &'a Facts) -> BoxFuture<'a, Result<Vec<String>>> {
                Box::pin(async { Ok(vec![]) })
            }
            fn validate<'a>(&'a self, facts: &'a Facts) -> BoxFuture<'a, Result<bool>> {
                let verdict = match facts.process_id {
                    Some(0) => Ok(false),
                    Some(1) => Err(Failure::usage("bad judge")),
                    _ => Ok(true),
                };
                Box::pin(async move { verdict })
            }
        }
        let world = Arc::new(World::default());
        let driver = Arc::new(FakeDriver(world.clone()));
        let options = PoolOptions { validate: true, ..options(1) };
        let engine = Engine::new(driver, options, ConnectConfig::default(), vec![], Some(Arc::new(Judge)));
        let connects = || world.connects.load(Ordering::SeqCst);
        run(&engine, POOL, "by x").await.unwrap();
        assert_eq!(connects(), 1, "a new connection is not judged");
        run(&engine, POOL, "by x").await.unwrap();
        assert_eq!(connects(), 2, "0 was refused");
        assert_eq!(run(&engine, POOL, "by x").await.err().unwrap().message, "bad judge");
        for _ in 0..3 {
            run(&engine, POOL, "by x").await.unwrap();
        }
        assert_eq!(connects(), 3, "the one in whose place it threw is gone, the next one stays");
        eventually("the refused connections are closed", || world.open.load(Ordering::SeqCst) == 1).await;
    });
}
