// Files that are no database, may not be written, or are locked by somebody else: an Error each, and no more.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { Sequelize } from '../../lib/index.mjs';
import { timed, within } from './support.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sn-files-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
const file = name => path.join(folder, name);
const open = (storage, options = {}) => new Sequelize({ dialect: 'sqlite', storage, logging: false, ...options });
const { BaseError, ConnectionError, DatabaseError, TimeoutError } = Sequelize;

async function fails(sequelize, work, type = BaseError) {
  for (let i = 0; i < 2; i++) {
    const { error } = await timed(within(5000, work(sequelize)));
    assert.ok(error instanceof type, `${error?.name}: ${error?.message}`);
  }
  await within(1500, sequelize.close(), 'close()');
}

test('a file that is no database', async () => {
  fs.writeFileSync(file('text.sqlite'), 'this is no database, '.repeat(500));
  await fails(open(file('text.sqlite')), sequelize => sequelize.query('SELECT * FROM sqlite_master'), DatabaseError);
});

test('a database with holes in it', async () => {
  const storage = file('holes.sqlite');
  const whole = open(storage);
  await whole.query('CREATE TABLE t (a TEXT)');
  await whole.query('WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000) INSERT INTO t SELECT hex(randomblob(50)) FROM n');
  await whole.close();
  const bytes = fs.readFileSync(storage);
  for (let at = 8192; at < bytes.length; at++) bytes[at] = at * 7 % 256;
  fs.writeFileSync(storage, bytes);
  const broken = open(storage);
  await assert.rejects(within(5000, broken.query('SELECT * FROM t ORDER BY a')), DatabaseError);
  await assert.rejects(within(5000, broken.query('INSERT INTO t SELECT a || a FROM t')), DatabaseError);
  assert.deepEqual(await broken.query('SELECT 1 AS a', { type: 'SELECT' }), [{ a: 1 }]);
  await broken.close();
  fs.truncateSync(storage, 5000);
  await fails(open(storage), sequelize => sequelize.query('SELECT count(*) FROM t'), DatabaseError);
});

test('a folder in the place of a file', () => fails(open(folder), sequelize => sequelize.authenticate(), ConnectionError));

test('a file that must be there, and is not', () =>
  fails(open(file('missing.sqlite'), { dialectOptions: { mode: 1 } }), sequelize => sequelize.authenticate(), ConnectionError));

test('a file opened for reading only', async () => {
  const writer = open(file('reading.sqlite'));
  await writer.query('CREATE TABLE t (a TEXT)');
  await writer.close();
  await fails(open(file('reading.sqlite'), { dialectOptions: { mode: 1 } }), sequelize => sequelize.query('INSERT INTO t VALUES (1)'), DatabaseError);
});

test('a database that is full', async () => {
  const sequelize = open(file('full.sqlite'));
  await sequelize.query('CREATE TABLE t (a BLOB)');
  await sequelize.query('PRAGMA max_page_count = 20');
  await assert.rejects(sequelize.query('INSERT INTO t VALUES (randomblob(1000000))'), DatabaseError);
  assert.deepEqual(await sequelize.query('SELECT count(*) AS n FROM t', { type: 'SELECT' }), [{ n: 0 }]);
  await sequelize.close();
});

test('a text that is no UTF-8', async () => {
  const sequelize = open(':memory:');
  const [row] = await sequelize.query('SELECT CAST(x\'61ff62\' AS TEXT) AS a', { type: 'SELECT' });
  assert.equal(row.a, 'a\ufffdb');
  await sequelize.close();
});

test('a file that another process has locked: busy in time, and free again after', async () => {
  const storage = file('locked.sqlite');
  // v6 tries a busy database five times.
  const [one, other] = [open(storage), open(storage, { retry: { max: 1 } })];
  await one.query('CREATE TABLE t (a TEXT)');
  const transaction = await one.transaction({ type: 'EXCLUSIVE' });
  const busy = await timed(within(5000, other.query('INSERT INTO t VALUES (1)')));
  assert.ok(busy.error instanceof TimeoutError && /SQLITE_BUSY/.test(busy.error.message), `${busy.error?.name}: ${busy.error?.message}`);
  assert.ok(busy.ms < 2500, `${busy.ms.toFixed(0)} ms`);
  const stopped = await timed(other.query('INSERT INTO t VALUES (1)', { timeout: 100 }));
  assert.ok(stopped.error instanceof TimeoutError, `${stopped.error?.name}: ${stopped.error?.message}`);
  await transaction.commit();
  await other.query('INSERT INTO t VALUES (1)');
  await Promise.all([one.close(), other.close()]);
});

test('a query without end is stopped', async () => {
  const sequelize = open(':memory:');
  const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n';
  const stopped = await timed(within(5000, sequelize.query(endless, { timeout: 100 })));
  assert.ok(stopped.error instanceof TimeoutError && stopped.ms < 1000, `${stopped.error?.name}, ${stopped.ms.toFixed(0)} ms`);
  const running = timed(sequelize.query(endless));
  const closing = await timed(within(5000, sequelize.close(), 'close()'));
  assert.ok(closing.ms < 1500, `close() took ${closing.ms.toFixed(0)} ms`);
  assert.ok((await within(1000, running)).error instanceof BaseError);
});
