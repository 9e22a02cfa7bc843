// What a server can do to its clients: refuse them, kill their sessions, stand still, go away and come back.
// The server is this file's own: it is stopped, restarted, and its sessions are frozen.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { Sequelize } from '../../lib/index.mjs';
import { randomly, size, sleep, timed, until, within } from './support.mjs';
import { worlds } from './worlds.mjs';

const one = (sequelize, options) => sequelize.query('SELECT 1 AS a', { type: 'SELECT', plain: true, ...options });
const works = async sequelize => assert.deepEqual(await within(5000, one(sequelize), 'a query'), { a: 1 });

const idle = sequelize => {
  const { size: total, available, using: used, connecting, waiting } = sequelize.core.pool;
  assert.equal(total, available + used + connecting, JSON.stringify(sequelize.core.pool));
  assert.deepEqual([used, waiting], [0, 0], JSON.stringify(sequelize.core.pool));
};

/** A server in the place of a server: `answer` gets each socket, when it speaks or when it connects. */
function strange(greets, answer) {
  const server = net.createServer(socket => {
    socket.on('error', () => {});
    if (greets) answer(socket);
    else socket.once('data', () => answer(socket));
  });
  return new Promise(resolve => { server.listen(0, '127.0.0.1', () => resolve(server)); });
}

/** All tests on one server. */
function faults(start) {
  let world;
  before(async () => { world = await start(); });
  after(() => world?.end());
  const connect = (...args) => world.connect(...args);
  const victim = (options = {}, where = world.victimUser) => connect({ ...options, ...world.victimOptions }, where);

  /** Runs a test with instances that are closed afterwards, whatever happened. */
  async function using(sequelize, work) {
    try {
      return await work(sequelize);
    } finally {
      world.thaw();
      await within(5000, sequelize.close(), 'close()');
      await until(async () => (await world.sessions()).length === 0, 5000, 'no session left');
    }
  }

  describe('a connection that cannot be made', () => {
    const cases = {
      'the port is closed': [() => ({ port: 1 }), Sequelize.ConnectionRefusedError],
      'the host is unknown': [() => ({ host: 'no-such-host.invalid' }), Sequelize.HostNotFoundError],
      'the user is unknown': [() => ({ user: 'nobody_at_all' }), Sequelize.ConnectionError],
      'the database is unknown': [() => ({ database: 'no_such_database' }), Sequelize.ConnectionError]
    };
    for (const [name, [where, type]] of Object.entries(cases)) {
      test(name, async () => {
        const sequelize = connect({}, where());
        for (const attempt of [() => sequelize.authenticate(), () => sequelize.transaction(), () => Promise.all([one(sequelize), one(sequelize)])]) {
          const { ms, error } = await timed(within(10000, attempt(), name));
          assert.ok(error instanceof type, `${error?.name}: ${error?.message}`);
          assert.ok(error.parent instanceof Error);
          assert.ok(ms < 3000, `${ms.toFixed(0)} ms`);
        }
        idle(sequelize);
        await within(1500, sequelize.close(), 'close()');
      });
    }

    test('the password is wrong', async () => {
      const [type, code] = world.wrongPassword;
      const sequelize = connect({}, { user: 'guarded', password: 'wrong' });
      const { error } = await timed(within(10000, sequelize.authenticate(), 'authenticate()'));
      assert.ok(error instanceof type, `${error?.name}: ${error?.message}`);
      assert.equal(error.parent.code, code);
      await within(1500, sequelize.close(), 'close()');
    });

    test('the right password', () => using(victim({}, world.guarded), works));

    test('a server that accepts and says nothing', async () => {
      const sockets = [];
      const silent = await strange(true, socket => sockets.push(socket));
      const sequelize = connect({ pool: { acquire: 700 } }, { port: silent.address().port });
      const { ms, error } = await timed(within(5000, one(sequelize), 'a query'));
      assert.ok(error instanceof Sequelize.ConnectionError, `${error?.name}: ${error?.message}`);
      assert.ok(ms > 600 && ms < 1500, `${ms.toFixed(0)} ms`);
      const closing = await timed(sequelize.close());
      assert.ok(closing.ms < 1500, `close() took ${closing.ms.toFixed(0)} ms`);
      sockets.forEach(socket => socket.destroy());
      silent.close();
    });

    test('a server that speaks another language, or hangs up', async () => {
      for (const answer of [socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), socket => socket.destroy(), socket => socket.end(Buffer.alloc(64, 0xff)), socket => socket.end('S'), socket => socket.end('R\0\0\0\x08\0\0\0\x63')]) {
        const other = await strange(world.greets, answer);
        const sequelize = connect({ pool: { acquire: 2000 } }, { port: other.address().port });
        const { error } = await timed(within(5000, one(sequelize), 'a query'));
        assert.ok(error instanceof Sequelize.ConnectionError, `${error?.name}: ${error?.message}`);
        await within(1500, sequelize.close(), 'close()');
        other.close();
      }
    });
  });

  describe('sessions that are killed', () => {
    test('while idle: the next queries succeed', () => using(victim({ pool: { max: 8 } }), async sequelize => {
      const rounds = size('ROUNDS', 20);
      for (let round = 0; round < rounds; round++) {
        await Promise.all(Array.from({ length: 8 }, () => sequelize.query(world.sleep(0.02))));
        await world.killAll();
        const outcomes = await within(5000, Promise.allSettled(Array.from({ length: 8 }, () => one(sequelize))), 'queries after a kill');
        assert.deepEqual(outcomes.filter(outcome => outcome.status === 'rejected').map(({ reason }) => reason.message), [], `round ${round}`);
        // A transaction too gets a connection that lives.
        if (round % 5 === 0) {
          await world.killAll();
          await sequelize.transaction(async transaction => one(sequelize, { transaction }));
        }
      }
      idle(sequelize);
    }));

    test('in the middle of a query', () => using(victim(), async sequelize => {
      const running = timed(within(5000, sequelize.query(world.sleep(10)), 'a killed query'));
      await until(async () => await world.active() === 1);
      // A kill at the very start is taken for one that came before, and the query runs again.
      await sleep(150);
      const killed = performance.now();
      await world.killAll();
      const { error } = await running;
      assert.ok(error instanceof Sequelize.DatabaseError || error instanceof Sequelize.ConnectionError, `${error?.name}: ${error?.message}`);
      assert.ok(performance.now() - killed < 1000);
      await works(sequelize);
      idle(sequelize);
    }));

    test('in the middle of a transaction', () => using(victim(), async sequelize => {
      const transaction = await sequelize.transaction();
      await sequelize.query('INSERT INTO ledger (note) VALUES (\'before the kill\')', { transaction });
      await world.killAll();
      await assert.rejects(within(2000, sequelize.query('INSERT INTO ledger (note) VALUES (\'at the kill\')', { transaction })));
      for (let i = 0; i < 3; i++) {
        const { ms, error } = await timed(sequelize.query('INSERT INTO ledger (note) VALUES (\'after the kill\')', { transaction }));
        assert.ok(error, 'a statement ran outside of its transaction');
        assert.ok(ms < 200);
      }
      await within(2000, transaction.rollback().catch(error => assert.ok(error instanceof Error)), 'rollback');
      assert.deepEqual(await sequelize.query('SELECT note FROM ledger', { type: 'SELECT' }), []);
      // The managed kind tells of the failure and leaves nothing behind.
      await assert.rejects(within(3000, sequelize.transaction(async inner => {
        await sequelize.query('INSERT INTO ledger (note) VALUES (\'managed\')', { transaction: inner });
        await world.killAll();
        await sequelize.query('SELECT 1', { transaction: inner });
      })));
      await assert.rejects(within(3000, sequelize.transaction(async inner => {
        await sequelize.query('INSERT INTO ledger (note) VALUES (\'managed\')', { transaction: inner });
        await world.killAll();
      })));
      assert.deepEqual(await sequelize.query('SELECT note FROM ledger', { type: 'SELECT' }), []);
      idle(sequelize);
    }));

    test('at random, under writers: what was acknowledged is there, once', async () => {
      const { next, below } = randomly('kills');
      await using(victim({ pool: { max: 6 } }), async sequelize => {
        await world.admin.query('TRUNCATE ledger');
        const acknowledged = [];
        const uncertain = new Set();
        let busy = true;
        let number = 0;
        const writer = async () => {
          while (busy) {
            const note = `w${number++}`;
            try {
              if (below(2)) await sequelize.query('INSERT INTO ledger (note) VALUES ($1)', { bind: [note] });
              else await sequelize.transaction(async transaction => { await sequelize.query('INSERT INTO ledger (note) VALUES ($1)', { bind: [note], transaction }); });
              acknowledged.push(note);
            } catch (error) {
              assert.ok(error instanceof Sequelize.BaseError || /dead|released|ended/.test(error.message), `${error.name}: ${error.message}`);
              uncertain.add(note);
            }
          }
        };
        const warn = console.warn;
        console.warn = () => {};
        const writers = Array.from({ length: 8 }, writer);
        const kills = size('KILLS', 100);
        for (let i = 0; i < kills; i++) {
          await sleep(next() * 15);
          const ids = await world.sessions();
          if (ids.length) await world.kill(ids[below(ids.length)]);
        }
        busy = false;
        await within(10000, Promise.all(writers), 'the writers').finally(() => { console.warn = warn; });
        const rows = (await world.admin.query('SELECT note, count(*) AS n FROM ledger GROUP BY note', { type: 'SELECT' })).map(row => ({ note: row.note, n: Number(row.n) }));
        const found = new Map(rows.map(({ note, n }) => [note, n]));
        assert.deepEqual(acknowledged.filter(note => found.get(note) !== 1), [], 'acknowledged but lost, or applied twice');
        assert.deepEqual(rows.filter(({ note, n }) => n !== 1 && !uncertain.has(note)), []);
        assert.deepEqual(rows.filter(({ n }) => n > 1), [], 'applied twice');
        assert.ok(acknowledged.length > kills, `${acknowledged.length} acknowledged`);
        await works(sequelize);
        idle(sequelize);
      });
    });
  });

  describe('sessions that stand still', () => {
    test('a query\'s timeout holds', () => using(victim({ pool: { max: 2 } }), async sequelize => {
      await works(sequelize);
      await world.freeze();
      const { ms, error } = await timed(one(sequelize, { timeout: 400 }));
      assert.ok(error instanceof Sequelize.TimeoutError, `${error?.name}: ${error?.message}`);
      assert.ok(ms < 400 + 1250, `${ms.toFixed(0)} ms`);
      if (world.freezesOthers) world.thaw();
      // The place in the pool is free again, where others go on while the session still stands.
      const next = await timed(within(5000, Promise.all([one(sequelize), one(sequelize)]), 'queries beside a frozen session'));
      assert.equal(next.error, undefined);
      idle(sequelize);
    }));

    test('the acquire timeout holds', () => using(victim({ pool: { max: 1, acquire: 500 } }), async sequelize => {
      await works(sequelize);
      await world.freeze();
      const stuck = one(sequelize).catch(() => {});
      const { ms, error } = await timed(one(sequelize));
      assert.ok(error instanceof Sequelize.ConnectionAcquireTimeoutError, `${error?.name}: ${error?.message}`);
      assert.ok(ms > 400 && ms < 750, `${ms.toFixed(0)} ms`);
      world.thaw();
      await within(3000, stuck, 'the frozen query');
    }));

    test('close() does not wait for them', async () => {
      const sequelize = victim({ pool: { max: 3 } });
      await Promise.all([1, 2, 3].map(() => sequelize.query(world.sleep(0.02))));
      const transaction = await sequelize.transaction();
      await world.freeze();
      const running = timed(one(sequelize, { transaction }));
      const { ms } = await timed(within(5000, sequelize.close(), 'close()'));
      assert.ok(ms < 1300, `close() took ${ms.toFixed(0)} ms`);
      assert.ok((await within(2000, running, 'a query under close()')).error);
      world.thaw();
      await until(async () => (await world.sessions()).length === 0, 5000, 'no backend left');
    });
  });

  describe('the pool', () => {
    test('exhausted: the error tells its state', () => using(victim({ pool: { max: 2, acquire: 300 } }), async sequelize => {
      const held = [await sequelize.transaction(), await sequelize.transaction()];
      for (const attempt of [() => one(sequelize), () => sequelize.transaction()]) {
        const { ms, error } = await timed(attempt());
        assert.ok(error instanceof Sequelize.ConnectionAcquireTimeoutError, `${error?.name}: ${error?.message}`);
        assert.match(error.message, /size 2 of 2, using 2, available 0/);
        assert.ok(ms > 250 && ms < 600, `${ms.toFixed(0)} ms`);
      }
      for (const transaction of held) await transaction.rollback();
      await works(sequelize);
      idle(sequelize);
    }));

    test('close() lets short queries end, and stops long ones', async () => {
      const sequelize = victim({ pool: { max: 4 } });
      await works(sequelize);
      const short = timed(sequelize.query(world.sleep(0.1)));
      const long = timed(sequelize.query(world.sleep(30)));
      await until(async () => await world.active() === 2);
      const { ms } = await timed(sequelize.close());
      assert.ok(ms < 1300, `close() took ${ms.toFixed(0)} ms`);
      assert.equal((await short).error, undefined);
      assert.ok((await within(1000, long, 'a long query under close()')).error instanceof Sequelize.ConnectionError);
      for (const late of [() => one(sequelize), () => sequelize.transaction(), () => sequelize.authenticate()]) {
        const { ms: took, error } = await timed(within(2000, late(), 'a query after close()'));
        assert.match(error?.message ?? '', /closed/);
        assert.ok(took < 200);
      }
      await within(1000, sequelize.close(), 'close() again');
      await until(async () => (await world.sessions()).length === 0, 5000, 'no backend left');
    });

    test('too many connections for the server', () => using(victim({ pool: { max: 30, acquire: 8000 } }, world.guarded), async sequelize => {
      await world.limit(3);
      const outcomes = await within(12000, Promise.allSettled(Array.from({ length: 30 }, () => sequelize.query(world.sleep(0.05)))), 'thirty queries');
      await world.limit(0);
      assert.ok(outcomes.some(({ status }) => status === 'fulfilled'));
      for (const { reason } of outcomes.filter(({ status }) => status === 'rejected')) assert.ok(reason instanceof Sequelize.ConnectionError, `${reason.name}: ${reason.message}`);
      await works(sequelize);
      idle(sequelize);
    }));
  });

  test('a server that goes away and comes back', async () => {
    const sequelize = victim({ pool: { max: 4 } });
    await Promise.all([1, 2, 3, 4].map(() => sequelize.query(world.sleep(0.02))));
    const transaction = await sequelize.transaction();
    const running = timed(sequelize.query(world.sleep(20)));
    await sleep(50);
    await world.down();
    assert.ok((await within(2000, running, 'a query on a stopped server')).error);
    const { error } = await timed(within(3000, one(sequelize), 'a query without a server'));
    assert.ok(error instanceof Sequelize.ConnectionError, `${error?.name}: ${error?.message}`);
    await within(2000, transaction.rollback().catch(() => {}), 'a rollback without a server');
    await world.up();
    await works(sequelize);
    idle(sequelize);
    await within(1500, sequelize.close(), 'close()');
  });
}

for (const [title, start] of Object.entries(worlds)) describe(`${title}:`, () => faults(start));
