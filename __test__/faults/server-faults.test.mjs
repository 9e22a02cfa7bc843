// What a server can do to its clients: refuse them, kill their sessions, stand still, go away and come back.
// The server is this file's own: it is stopped, restarted, and its sessions are frozen.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Sequelize } from '../../lib/index.mjs';
import { startPostgres } from '../support/postgres.mjs';
import { randomly, size, sleep, timed, until, urlOf, within } from './support.mjs';

let server;
let admin;
const frozen = new Set();

before(async () => {
  server = await startPostgres();
  admin = new Sequelize(urlOf(server), { logging: false, pool: { max: 2 } });
  await admin.query(`SET password_encryption = 'scram-sha-256'; CREATE ROLE guarded LOGIN PASSWORD 'right'; CREATE TABLE ledger (id serial, note text)`);
  fs.writeFileSync(path.join(server.data, 'pg_hba.conf'), 'host all guarded 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\nlocal all all trust\n');
  await admin.query('SELECT pg_reload_conf()');
});
after(async () => {
  thaw();
  await admin?.close();
  server?.stop();
});

const connect = (options = {}, where = {}) => new Sequelize(urlOf(server, where), { logging: false, ...options });
const one = (sequelize, options) => sequelize.query('SELECT 1 AS a', { type: 'SELECT', plain: true, ...options });
const works = async sequelize => assert.deepEqual(await within(5000, one(sequelize), 'a query'), { a: 1 });

/** Backends of the application under test; the admin's and the server's own are left out. */
const backends = async (more = '') => (await admin.query(`SELECT pid FROM pg_stat_activity WHERE application_name = 'victim' ${more}`, { type: 'SELECT' })).map(row => row.pid);
const victim = (options = {}, where) => connect({ ...options, dialectOptions: { application_name: 'victim' } }, where);
// Answers when they are gone: a signal alone may arrive after the next statement.
const kill = more => admin.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'victim' ${more || ''}`);
const freeze = pids => { for (const pid of pids) { process.kill(pid, 'SIGSTOP'); frozen.add(pid); } };
function thaw() {
  for (const pid of frozen) {
    try {
      process.kill(pid, 'SIGCONT');
    } catch {
      // It is gone.
    }
  }
  frozen.clear();
}

/** Runs a test with instances that are closed afterwards, whatever happened. */
async function using(sequelize, work) {
  try {
    return await work(sequelize);
  } finally {
    thaw();
    await within(5000, sequelize.close(), 'close()');
    await until(async () => (await backends()).length === 0, 5000, 'no backend left');
  }
}

const idle = sequelize => {
  const { size: total, available, using: used, connecting, waiting } = sequelize.core.pool;
  assert.equal(total, available + used + connecting, JSON.stringify(sequelize.core.pool));
  assert.deepEqual([used, waiting], [0, 0], JSON.stringify(sequelize.core.pool));
};

describe('a connection that cannot be made', () => {
  const cases = {
    'the port is closed': [() => ({ port: 1 }), Sequelize.ConnectionRefusedError],
    'the host is unknown': [() => ({ host: 'no-such-host.invalid' }), Sequelize.HostNotFoundError],
    // v6 has AccessDeniedError for other databases only.
    'the password is wrong': [() => ({ user: 'guarded', password: 'wrong' }), Sequelize.ConnectionError, '28P01'],
    'the user is unknown': [() => ({ user: 'nobody_at_all' }), Sequelize.ConnectionError],
    'the database is unknown': [() => ({ database: 'no_such_database' }), Sequelize.ConnectionError]
  };
  for (const [name, [where, type, code]] of Object.entries(cases)) {
    test(name, async () => {
      const sequelize = connect({}, where());
      for (const attempt of [() => sequelize.authenticate(), () => sequelize.transaction(), () => Promise.all([one(sequelize), one(sequelize)])]) {
        const { ms, error } = await timed(within(10000, attempt(), name));
        assert.ok(error instanceof type, `${error?.name}: ${error?.message}`);
        assert.ok(error.parent instanceof Error);
        if (code) assert.equal(error.parent.code, code);
        assert.ok(ms < 3000, `${ms.toFixed(0)} ms`);
      }
      idle(sequelize);
      await within(1500, sequelize.close(), 'close()');
    });
  }

  test('the right password', () => using(victim({}, { user: 'guarded', password: 'right' }), works));

  test('a server that accepts and says nothing', async () => {
    const sockets = [];
    const silent = net.createServer(socket => { sockets.push(socket); socket.on('error', () => {}); });
    await new Promise(resolve => { silent.listen(0, '127.0.0.1', resolve); });
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
      const strange = net.createServer(socket => { socket.on('error', () => {}); socket.once('data', () => answer(socket)); });
      await new Promise(resolve => { strange.listen(0, '127.0.0.1', resolve); });
      const sequelize = connect({ pool: { acquire: 2000 } }, { port: strange.address().port });
      const { error } = await timed(within(5000, one(sequelize), 'a query'));
      assert.ok(error instanceof Sequelize.ConnectionError, `${error?.name}: ${error?.message}`);
      await within(1500, sequelize.close(), 'close()');
      strange.close();
    }
  });
});

describe('sessions that are killed', () => {
  test('while idle: the next queries succeed', () => using(victim({ pool: { max: 8 } }), async sequelize => {
    const rounds = size('ROUNDS', 20);
    for (let round = 0; round < rounds; round++) {
      await Promise.all(Array.from({ length: 8 }, () => sequelize.query('SELECT pg_sleep(0.02)')));
      await kill();
      const outcomes = await within(5000, Promise.allSettled(Array.from({ length: 8 }, () => one(sequelize))), 'queries after a kill');
      assert.deepEqual(outcomes.filter(outcome => outcome.status === 'rejected').map(({ reason }) => reason.message), [], `round ${round}`);
      // A transaction too gets a connection that lives.
      if (round % 5 === 0) {
        await kill();
        await sequelize.transaction(async transaction => one(sequelize, { transaction }));
      }
    }
    idle(sequelize);
  }));

  test('in the middle of a query', () => using(victim(), async sequelize => {
    const running = timed(within(5000, sequelize.query('SELECT pg_sleep(10)'), 'a killed query'));
    await until(async () => (await backends('AND query LIKE \'%pg_sleep%\'')).length === 1);
    // A kill at the very start is taken for one that came before, and the query runs again.
    await sleep(150);
    const killed = performance.now();
    await kill();
    const { error } = await running;
    assert.ok(error instanceof Sequelize.DatabaseError || error instanceof Sequelize.ConnectionError, `${error?.name}: ${error?.message}`);
    assert.ok(performance.now() - killed < 1000);
    await works(sequelize);
    idle(sequelize);
  }));

  test('in the middle of a transaction', () => using(victim(), async sequelize => {
    const transaction = await sequelize.transaction();
    await sequelize.query('INSERT INTO ledger (note) VALUES (\'before the kill\')', { transaction });
    await kill();
    await assert.rejects(within(2000, sequelize.query('INSERT INTO ledger (note) VALUES (\'at the kill\')', { transaction })));
    for (let i = 0; i < 3; i++) {
      const { ms, error } = await timed(sequelize.query('INSERT INTO ledger (note) VALUES (\'after the kill\')', { transaction }));
      assert.ok(error, 'a statement ran outside of its transaction');
      assert.ok(ms < 200);
    }
    await within(2000, transaction.rollback().catch(error => assert.ok(error instanceof Error)), 'rollback');
    assert.deepEqual(await sequelize.query('SELECT count(*)::int AS n FROM ledger', { type: 'SELECT' }), [{ n: 0 }]);
    // The managed kind tells of the failure and leaves nothing behind.
    await assert.rejects(within(3000, sequelize.transaction(async inner => {
      await sequelize.query('INSERT INTO ledger (note) VALUES (\'managed\')', { transaction: inner });
      await kill();
      await sequelize.query('SELECT 1', { transaction: inner });
    })));
    await assert.rejects(within(3000, sequelize.transaction(async inner => {
      await sequelize.query('INSERT INTO ledger (note) VALUES (\'managed\')', { transaction: inner });
      await kill();
    })));
    assert.deepEqual(await sequelize.query('SELECT count(*)::int AS n FROM ledger', { type: 'SELECT' }), [{ n: 0 }]);
    idle(sequelize);
  }));

  test('at random, under writers: what was acknowledged is there, once', async () => {
    const { next, below } = randomly('kills');
    await using(victim({ pool: { max: 6 } }), async sequelize => {
      await admin.query('TRUNCATE ledger');
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
        const [pid] = (await backends('ORDER BY random()'));
        if (pid) await admin.query(`SELECT pg_terminate_backend(${pid})`);
      }
      busy = false;
      await within(10000, Promise.all(writers), 'the writers').finally(() => { console.warn = warn; });
      const rows = (await admin.query('SELECT note, count(*)::int AS n FROM ledger GROUP BY note', { type: 'SELECT' }));
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
    freeze(await backends());
    const { ms, error } = await timed(one(sequelize, { timeout: 400 }));
    assert.ok(error instanceof Sequelize.TimeoutError, `${error?.name}: ${error?.message}`);
    assert.ok(ms < 400 + 1250, `${ms.toFixed(0)} ms`);
    // The place in the pool is free again while the session still stands.
    const next = await timed(within(5000, Promise.all([one(sequelize), one(sequelize)]), 'queries beside a frozen session'));
    assert.equal(next.error, undefined);
    idle(sequelize);
  }));

  test('the acquire timeout holds', () => using(victim({ pool: { max: 1, acquire: 500 } }), async sequelize => {
    await works(sequelize);
    freeze(await backends());
    const stuck = one(sequelize).catch(() => {});
    const { ms, error } = await timed(one(sequelize));
    assert.ok(error instanceof Sequelize.ConnectionAcquireTimeoutError, `${error?.name}: ${error?.message}`);
    assert.ok(ms > 400 && ms < 750, `${ms.toFixed(0)} ms`);
    thaw();
    await within(3000, stuck, 'the frozen query');
  }));

  test('close() does not wait for them', async () => {
    const sequelize = victim({ pool: { max: 3 } });
    await Promise.all([1, 2, 3].map(() => sequelize.query('SELECT pg_sleep(0.02)')));
    const transaction = await sequelize.transaction();
    freeze(await backends());
    const running = timed(one(sequelize, { transaction }));
    const { ms } = await timed(within(5000, sequelize.close(), 'close()'));
    assert.ok(ms < 1300, `close() took ${ms.toFixed(0)} ms`);
    assert.ok((await within(2000, running, 'a query under close()')).error);
    thaw();
    await until(async () => (await backends()).length === 0, 5000, 'no backend left');
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
    const short = timed(sequelize.query('SELECT pg_sleep(0.1)'));
    const long = timed(sequelize.query('SELECT pg_sleep(30)'));
    await until(async () => (await backends('AND state = \'active\'')).length === 2);
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
    await until(async () => (await backends()).length === 0, 5000, 'no backend left');
  });

  test('too many connections for the server', () => using(victim({ pool: { max: 30, acquire: 8000 } }, { user: 'guarded', password: 'right' }), async sequelize => {
    await admin.query('ALTER ROLE guarded CONNECTION LIMIT 3');
    const outcomes = await within(12000, Promise.allSettled(Array.from({ length: 30 }, () => sequelize.query('SELECT pg_sleep(0.05)'))), 'thirty queries');
    await admin.query('ALTER ROLE guarded CONNECTION LIMIT -1');
    assert.ok(outcomes.some(({ status }) => status === 'fulfilled'));
    for (const { reason } of outcomes.filter(({ status }) => status === 'rejected')) assert.ok(reason instanceof Sequelize.ConnectionError, `${reason.name}: ${reason.message}`);
    await works(sequelize);
    idle(sequelize);
  }));
});

test('a server that goes away and comes back', async () => {
  const sequelize = victim({ pool: { max: 4 } });
  await Promise.all([1, 2, 3, 4].map(() => sequelize.query('SELECT pg_sleep(0.02)')));
  const transaction = await sequelize.transaction();
  const running = timed(sequelize.query('SELECT pg_sleep(20)'));
  await sleep(50);
  const control = (...args) => {
    const command = [path.join(server.bin, 'pg_ctl'), '-D', server.data, '-w', ...args];
    const [program, all] = process.getuid() === 0 ? ['setpriv', ['--reuid=nobody', '--regid=nogroup', '--clear-groups', ...command]] : [command[0], command.slice(1)];
    const { status } = spawnSync(program, all, { cwd: '/', stdio: 'ignore' });
    assert.equal(status, 0, `pg_ctl ${args.join(' ')}`);
  };
  control('-m', 'immediate', 'stop');
  assert.ok((await within(2000, running, 'a query on a stopped server')).error);
  const { error } = await timed(within(3000, one(sequelize), 'a query without a server'));
  assert.ok(error instanceof Sequelize.ConnectionError, `${error?.name}: ${error?.message}`);
  await within(2000, transaction.rollback().catch(() => {}), 'a rollback without a server');
  const settings = `-p ${server.port} -k ${server.folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200`;
  control('-l', path.join(server.folder, 'log'), '-o', settings, 'start');
  await works(sequelize);
  idle(sequelize);
  await within(1500, sequelize.close(), 'close()');
});
