// Queries and transactions that are stopped at random moments, begin and commit included: nothing leaks, nobody gets
// a stranger's transaction, every promise is settled. SEED= repeats a run, STORM= says how many.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { DataTypes, Sequelize } from '../../lib/index.mjs';
import { randomly, serverDatabase, servers, size, until, within } from './support.mjs';

const STORM = size('STORM', 2000);
const AT_ONCE = 12;

class OurOwnError extends Error {}

/** What may come of an operation that was stopped. */
const expected = error => error instanceof OurOwnError || ['AbortError', 'TimeoutError'].includes(error?.name)
  || error instanceof Sequelize.TimeoutError
  // Later statements of a transaction whose connection went with a stopped one.
  || /connection of this transaction is dead|released already/.test(error?.message)
  || /rollback has been called on this transaction/.test(error?.message);

async function storm(sequelize, { slow, seed: { next, below, pick } }) {
  const Counter = sequelize.define('counter', { n: DataTypes.INTEGER }, { timestamps: false });
  const Entry = sequelize.define('entry', { key: DataTypes.STRING }, { timestamps: false });
  await sequelize.sync({ force: true });
  await Counter.create({ n: 0 });
  let committed = 0;
  let maybe = 0;
  const outcomes = { done: 0, stopped: 0, other: [] };

  const operations = {
    raw: async (options, i) => {
      const [row] = await sequelize.query(`SELECT ${i} AS a`, { type: 'SELECT', ...options });
      assert.equal(row.a, i, 'a stranger\'s rows');
    },
    slow: options => sequelize.query(slow(next() * 0.01), { type: 'SELECT', ...options }),
    find: options => Counter.findAll({ where: { n: { [Sequelize.Op.gte]: 0 } }, ...options }),
    count: options => Counter.count(options),
    create: (options, i) => Entry.create({ key: `c${i}` }, options),
    bulkCreate: (options, i) => Entry.bulkCreate([{ key: `b${i}` }, { key: `b${i}` }], options),
    // The counter and its entry come together or not at all.
    transaction: async (options, i) => {
      let reached = false;
      try {
        await sequelize.transaction(options, async transaction => {
          await Entry.create({ key: `t${i}` }, { ...options, transaction });
          await Counter.increment('n', { where: {}, ...options, transaction });
          if (below(10) === 0) throw new OurOwnError('of the callback');
          reached = true;
        });
        committed++;
      } catch (error) {
        // Stopped during its commit: done or not, but not half.
        if (reached) maybe++;
        throw error;
      }
    },
    // Only some statements are stopped; the transaction then has to end in a rollback.
    unmanaged: async (options, i) => {
      const transaction = await sequelize.transaction();
      try {
        await Entry.create({ key: `t${i}` }, { transaction });
        await Counter.increment('n', { where: {}, transaction });
        await sequelize.query(slow(next() * 0.005), { ...options, transaction });
      } catch (error) {
        await transaction.rollback().catch(() => {});
        throw error;
      }
      await transaction.commit();
      committed++;
    }
  };

  async function one(i) {
    const options = {};
    let timer;
    // Most operations take 0.5 to 5 ms: the stops fall before, in the middle and after.
    const moment = next() ** 2 * 12;
    switch (below(4)) {
      case 0: options.timeout = Math.max(1, moment); break;
      case 1: options.signal = AbortSignal.timeout(Math.floor(moment)); break;
      default: {
        const controller = new AbortController();
        options.signal = controller.signal;
        if (below(20) === 0) controller.abort();
        else if (moment < 1) setImmediate(() => controller.abort());
        else timer = setTimeout(() => controller.abort(), moment);
      }
    }
    try {
      await operations[pick(Object.keys(operations))](options, i);
      outcomes.done++;
    } catch (error) {
      outcomes.stopped++;
      if (!expected(error)) outcomes.other.push(error);
    } finally {
      clearTimeout(timer);
    }
  }

  let nextOne = 0;
  const lane = async () => {
    while (nextOne < STORM) await within(20000, one(nextOne++), 'an operation of the storm');
  };
  const warn = console.warn;
  console.warn = () => {};
  await Promise.all(Array.from({ length: AT_ONCE }, lane)).finally(() => { console.warn = warn; });

  assert.deepEqual(outcomes.other.map(error => `${error.name}: ${error.message}`), []);
  // A quick run may not meet both; a proper one does.
  if (STORM >= 500) assert.ok(outcomes.done > STORM / 20 && outcomes.stopped > STORM / 20, JSON.stringify(outcomes));

  await until(() => sequelize.core.pool.using === 0 && sequelize.core.pool.waiting === 0, 5000, 'an unused pool');
  const control = await within(5000, Promise.all(Array.from({ length: 10 }, (_, i) => sequelize.query(`SELECT ${i} AS a`, { type: 'SELECT', plain: true }))), 'control queries');
  assert.deepEqual(control.map(row => row.a), [...Array(10).keys()]);
  const { n } = await Counter.findOne();
  const entries = await Entry.count({ where: { key: { [Sequelize.Op.startsWith]: 't' } } });
  assert.equal(entries, n, 'a transaction was applied by half');
  assert.ok(n >= committed && n <= committed + maybe, `${n} of ${committed} committed and ${maybe} unknown`);
  return { ...outcomes, other: undefined, committed, maybe };
}

for (const { dialect, title } of servers) test(`${STORM} operations stopped on ${title}`, async t => {
  const database = await serverDatabase(dialect, 'storm');
  const sequelize = new Sequelize(database.url, { logging: false, pool: { max: 6 } });
  after(() => database.stop());
  const figures = await storm(sequelize, { slow: database.slow, seed: randomly('storm') });
  t.diagnostic(JSON.stringify(figures));

  const { size: total, available, using, connecting = 0, max } = sequelize.core.pool;
  assert.equal(total, available + using + connecting);
  assert.ok(total <= max);
  assert.equal(await database.idleInTransaction(), 0);
  // Sessions that cancel, and connections that were closed, are gone soon.
  await until(async () => await database.sessions() <= max, 3000, 'no more sessions than the pool has');
  await within(2000, sequelize.close(), 'close()');
  await until(async () => await database.sessions() === 0, 2000, 'no session after close()');
});

test(`${STORM} operations stopped on a SQLite file`, async t => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sn-storm-'));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const sequelize = new Sequelize({ dialect: 'sqlite', storage: path.join(folder, 's.sqlite'), logging: false, retry: { match: [/SQLITE_BUSY/], max: 50 } });
  const slow = seconds => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ${1 + Math.floor(seconds * 1e5)}) SELECT count(*) FROM n`;
  const figures = await storm(sequelize, { slow, seed: randomly('storm') });
  t.diagnostic(JSON.stringify(figures));
  await within(2000, sequelize.close(), 'close()');
});
