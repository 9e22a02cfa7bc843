// Transactions held open across calls: what they keep, whom they obey, and how they end.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import net from 'node:net';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { dialects, makeDatabase } from '../../__test__/support/databases.mjs';
import { Transactions } from '../src/transactions.js';
import { Turns } from '../src/turns.js';
import { atWork, call, overStdio, root, serve, until } from './support.mjs';

const { Sequelize, DataTypes } = createRequire(path.join(root, 'index.js'))('sequelize-native');

function define(sequelize) {
  const Note = sequelize.define('Note', { text: { type: DataTypes.STRING, unique: true, validate: { len: [1, 20] } } }, { timestamps: false });
  // A getter that takes its time, to hold a transaction in the middle of a call.
  Note.addHook('afterFind', 'slow', async (found, options) => { if (Note.slow) await Note.slow(options); });
  return Note;
}

for (const dialect of dialects) {
  describe(`transactions on ${dialect}`, () => {
    const mysqlLike = ['mariadb', 'mysql'].includes(dialect);
    let database;
    let sequelize;
    let Note;
    let server;
    before(async () => {
      database = await makeDatabase(dialect);
      sequelize = new Sequelize(database.url, { logging: false });
      Note = define(sequelize);
      await sequelize.sync();
      server = await serve(sequelize, { profile: 'write', transactions: { max: 2, idle: 30 } });
    });
    after(async () => {
      await server?.close();
      await sequelize?.close();
      await database?.remove();
    });
    const run = (name, args) => call(server.client, name, args);
    const act = async (action, args = {}) => (await run('transaction', { action, ...args })).transactions[0];
    const texts = async tx => (await run('find_records', { model: 'Note', order: ['text'], ...tx && { tx } })).rows.map(row => row.text);
    const write = (text, tx) => run('create_records', { model: 'Note', values: [{ text }], ...tx && { tx } });
    const nothingOpen = () => until(() => atWork(sequelize) === 0);

    test('what it writes is seen inside, and by others after commit', async () => {
      const { tx, state, expiresAt } = await act('begin');
      assert.equal(state, 'open');
      assert.ok(Date.parse(expiresAt) > Date.now());
      await write('one', tx);
      assert.deepEqual(await texts(tx), ['one']);
      assert.deepEqual(await texts(), []);
      assert.equal((await run('aggregate_records', { model: 'Note', fn: 'count', tx })).groups[0].value, 1);
      assert.equal((await act('status', { tx })).state, 'open');
      assert.equal((await act('commit', { tx })).state, 'committed');
      assert.deepEqual(await texts(), ['one']);
      await assert.rejects(texts(tx), /is committed/);
      await assert.rejects(act('commit', { tx }), /is committed/);
      await nothingOpen();
    });

    test('rolled back, it leaves nothing', async () => {
      const { tx } = await act('begin');
      await write('gone', tx);
      assert.equal((await act('rollback', { tx })).state, 'rolled_back');
      assert.deepEqual(await texts(), ['one']);
      await nothingOpen();
    });

    test('a failed call undoes its own part only', async () => {
      const { tx } = await act('begin');
      await write('two', tx);
      await assert.rejects(run('create_records', { model: 'Note', values: [{ text: 'three' }, { text: 'one' }], tx }), /unique/i);
      await assert.rejects(run('create_records', { model: 'Note', values: [{ text: 'three' }, { text: '' }], tx }), /len/);
      assert.deepEqual(await texts(tx), ['one', 'two']);
      await act('commit', { tx });
      assert.deepEqual(await texts(), ['one', 'two']);
    });

    test('changes by plan run inside', async () => {
      const { tx } = await act('begin');
      const args = { model: 'Note', where: { text: 'two' }, values: { text: 'deux' }, tx };
      const { plan } = await run('update_records', args);
      await assert.rejects(run('update_records', { ...args, tx: undefined, plan }), /other arguments/);
      assert.equal((await run('update_records', { ...args, plan })).done, true);
      const removal = { model: 'Note', where: { text: 'one' }, tx };
      await run('delete_records', { ...removal, plan: (await run('delete_records', removal)).plan });
      assert.deepEqual(await texts(tx), ['deux']);
      await act('rollback', { tx });
      assert.deepEqual(await texts(), ['one', 'two']);
    });

    test('reads inside cannot write, and writes go on after them', async () => {
      const { tx } = await act('begin');
      Note.slow = options => Note.create({ text: 'by a hook' }, { transaction: options.transaction });
      try {
        // MySQL and MariaDB have no mode for a part of a transaction.
        if (!mysqlLike) await assert.rejects(texts(tx), /read-?only/i);
      } finally {
        Note.slow = undefined;
      }
      assert.deepEqual(await texts(tx), ['one', 'two']);
      await write('three', tx);
      assert.deepEqual(await texts(tx), ['one', 'three', 'two']);
      await act('rollback', { tx });
    });

    test('read_only is the database\'s own', async () => {
      const { tx, readOnly } = await act('begin', { read_only: true });
      assert.equal(readOnly, true);
      await assert.rejects(write('no', tx), /read-only/);
      assert.deepEqual(await texts(tx), ['one', 'two']);
      await act('commit', { tx });
      await write('yes');
      await Note.destroy({ where: { text: 'yes' } });
    });

    test('an isolation level holds', { skip: dialect === 'sqlite' && 'has none to choose from' }, async () => {
      const { tx, isolation } = await act('begin', { isolation: 'REPEATABLE READ' });
      assert.equal(isolation, 'REPEATABLE READ');
      if (mysqlLike) await assert.rejects(act('begin', { isolation, read_only: true }), /leave out isolation/);
      assert.deepEqual(await texts(tx), ['one', 'two']);
      await write('later');
      assert.deepEqual(await texts(tx), ['one', 'two']);
      await act('commit', { tx });
      await Note.destroy({ where: { text: 'later' } });
    });

    test('there are only so many at once', async () => {
      const open = [await act('begin', { read_only: true }), await act('begin', { read_only: true })];
      const result = await server.client.callTool({ name: 'transaction', arguments: { action: 'begin' } });
      assert.match(result.content[0].text, /^Busy: 2 transactions are open/);
      assert.equal(result._meta['sequelize-mcp-server/busy'], true);
      assert.equal((await run('transaction', { action: 'status' })).transactions.length, 2);
      for (const { tx } of open) await act('rollback', { tx });
      assert.deepEqual((await run('transaction', { action: 'status' })).transactions, []);
    });

    test('a handle cannot be guessed, and is of use to its principal only', async () => {
      const { tx } = await act('begin');
      const forged = `${tx.slice(0, -1)}${tx.endsWith('A') ? 'B' : 'A'}`;
      await assert.rejects(texts(forged), /no such transaction/);
      await assert.rejects(texts('tx_00000000_AAAA'), /another process/);
      await assert.rejects(act('commit', { tx: '__proto__' }), /no such transaction/);
      await act('rollback', { tx });
      const transactions = new Transactions({ sequelize });
      const own = await transactions.begin('ada', {});
      await assert.rejects(transactions.commit('alan', own.tx), /no such transaction/);
      await assert.rejects(transactions.use('alan', own.tx, undefined, {}, async () => 1), /no such transaction/);
      assert.deepEqual(transactions.status('alan'), []);
      assert.equal((await transactions.rollback('ada', own.tx)).state, 'rolled_back');
    });

    test('calls of one transaction run one after the other', async () => {
      const { tx } = await act('begin');
      let running = 0;
      let most = 0;
      Note.slow = async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise(resolve => { setTimeout(resolve, 20); });
        running -= 1;
      };
      try {
        await Promise.all(Array.from({ length: 6 }, () => texts(tx)));
      } finally {
        Note.slow = undefined;
      }
      assert.equal(most, 1);
      await act('rollback', { tx });
    });

    test('it ends by itself: when its time is over, when nobody asks, when the server ends', async () => {
      const transactions = new Transactions({ sequelize, idle: 0.2 });
      const timed = await transactions.begin('ada', { ttl: 0.1 });
      await until(() => transactions.status('ada', timed.tx)[0].state === 'rolled_back');
      assert.match(transactions.status('ada', timed.tx)[0].reason, /seconds were over/);
      const idle = await transactions.begin('ada', {});
      await transactions.use('ada', idle.tx, undefined, {}, ({ transaction }) => Note.create({ text: 'left' }, { transaction }));
      await until(() => transactions.status('ada', idle.tx)[0].state === 'rolled_back');
      assert.match(transactions.status('ada', idle.tx)[0].reason, /nothing was asked/);
      await assert.rejects(transactions.commit('ada', idle.tx), /rolled back: nothing was asked/);
      const last = await transactions.begin('ada', {});
      await transactions.close();
      assert.match(transactions.status('ada', last.tx)[0].reason, /server ended/);
      await assert.rejects(transactions.begin('ada', {}), /ending/);
      assert.equal(await Note.count({ where: { text: 'left' } }), 0);
      await nothingOpen();
    });

    test('its end stops what runs in it', async () => {
      const transactions = new Transactions({ sequelize });
      const { tx } = await transactions.begin('ada', { ttl: 0.2 });
      const endless = new Promise((resolve, reject) => {
        transactions.use('ada', tx, undefined, {}, ({ signal }) => new Promise((done, fail) => { signal.addEventListener('abort', () => fail(new Error('stopped'))); })).then(resolve, reject);
      });
      await assert.rejects(endless, /stopped/);
      await until(() => transactions.status('ada', tx)[0].state === 'rolled_back');
    });
  });
}

/** A way to the server that swallows the answer to COMMIT and hangs up. */
async function treacherous(target) {
  const { hostname, port } = new URL(target);
  const server = net.createServer(client => {
    const upstream = net.connect(Number(port || 5432), hostname);
    let committing = false;
    client.on('data', data => {
      committing ||= data.includes('COMMIT');
      upstream.write(data);
    });
    upstream.on('data', data => (committing ? client.destroy() : client.write(data)));
    for (const socket of [client, upstream]) socket.on('error', () => {});
    client.on('close', () => upstream.end());
    upstream.on('close', () => client.destroy());
  });
  await new Promise(resolve => { server.listen(0, '127.0.0.1', resolve); });
  const url = new URL(target);
  url.host = `127.0.0.1:${server.address().port}`;
  return { url: url.href, close: () => new Promise(resolve => { server.close(resolve); }) };
}

test('a commit whose answer is lost is unknown, and not tried again', { skip: !dialects.includes('postgres') && 'needs PostgreSQL' }, async () => {
  const database = await makeDatabase('postgres');
  const proxy = await treacherous(database.url);
  const direct = new Sequelize(database.url, { logging: false });
  await define(direct).sync();
  const sequelize = new Sequelize(proxy.url, { logging: false });
  const Note = define(sequelize);
  try {
    const transactions = new Transactions({ sequelize });
    const { tx } = await transactions.begin('ada', {});
    await transactions.use('ada', tx, undefined, {}, ({ transaction }) => Note.create({ text: 'once' }, { transaction }));
    await assert.rejects(transactions.commit('ada', tx), /state is unknown/);
    assert.equal(transactions.status('ada', tx)[0].state, 'unknown');
    await assert.rejects(transactions.commit('ada', tx), /not known.*not tried again/);
    await assert.rejects(transactions.rollback('ada', tx), /not known/);
    assert.equal(await direct.models.Note.count(), 1, 'here it was committed, once');
  } finally {
    await sequelize.close();
    await direct.close();
    await proxy.close();
    await database.remove();
  }
});

test('a commit that ends with the session is unknown, one that the database refuses is not', async () => {
  const database = await makeDatabase('sqlite');
  const sequelize = new Sequelize(database.url, { logging: false });
  const { DatabaseError, Transaction } = Sequelize;
  const transactions = new Transactions({ sequelize });
  const { commit } = Transaction.prototype;
  try {
    for (const [code, state] of [['57P01', 'unknown'], ['08006', 'unknown'], ['23503', 'rolled_back'], ['40001', 'rolled_back']]) {
      const { tx } = await transactions.begin('ada', {});
      Transaction.prototype.commit = async function failing() {
        await commit.call(this);
        throw new DatabaseError(Object.assign(new Error(code), { code }));
      };
      await assert.rejects(transactions.commit('ada', tx));
      Transaction.prototype.commit = commit;
      assert.equal(transactions.status('ada', tx)[0].state, state, code);
    }
  } finally {
    Transaction.prototype.commit = commit;
    await sequelize.close();
    await database.remove();
  }
});

test('where one writes at a time, writers wait for their turn, in order, and not for ever', async () => {
  const turns = new Turns(50);
  const order = [];
  const first = await turns.take();
  const stop = new AbortController();
  const gone = turns.take(stop.signal).then(() => order.push('gone'), error => order.push(error.name));
  const second = turns.take().then(give => {
    order.push('second');
    return give;
  });
  stop.abort();
  await gone;
  first();
  first();
  const give = await second;
  assert.deepEqual(order, ['AbortError', 'second']);
  await assert.rejects(turns.take(), { name: 'Busy' });
  give();
  (await turns.take())();
});

test('the pool must have more connections than transactions may hold', async () => {
  const sequelize = new Sequelize('postgres://nobody@127.0.0.1:1/none', { logging: false, pool: { max: 3 } });
  assert.equal(new Transactions({ sequelize }).max, 2);
  assert.throws(() => new Transactions({ sequelize, max: 3 }), /of which one must be left/);
  sequelize.connectionManager.config.pool.max = 1;
  await assert.rejects(new Transactions({ sequelize }).begin('ada', {}), /one connection/);
  assert.throws(() => new Transactions({ sequelize, ttl: 0 }), /above 0/);
  await sequelize.close();
});

test('a database in memory holds none', async () => {
  const sequelize = new Sequelize('sqlite::memory:', { logging: false });
  await assert.rejects(new Transactions({ sequelize }).begin('ada', {}), /in memory/);
  await sequelize.close();
});

test('a client that goes, goes without what it had not committed', async () => {
  const database = await makeDatabase('sqlite');
  const sequelize = new Sequelize(database.url, { logging: false });
  await define(sequelize).sync();
  const { client, close } = await overStdio(['--url', database.url, '--profile', 'write']);
  const { tx } = (await call(client, 'transaction', { action: 'begin' })).transactions[0];
  await call(client, 'create_records', { model: 'Notes', values: [{ text: 'unfinished' }], tx });
  await close();
  // Writing waits for the lock that the transaction held.
  await until(() => sequelize.models.Note.create({ text: 'after' }).then(() => true, () => false));
  assert.deepEqual((await sequelize.models.Note.findAll()).map(note => note.text), ['after']);
  await sequelize.close();
  await database.remove();
});

test('the read profile knows neither the tool nor tx', async () => {
  const { client, close } = await overStdio();
  try {
    const { tools } = await client.listTools();
    assert.ok(!tools.some(tool => tool.name === 'transaction' || 'tx' in tool.inputSchema.properties));
    await assert.rejects(call(client, 'find_records', { model: 'User', tx: 'x' }), /tx/);
  } finally {
    await close();
  }
});
