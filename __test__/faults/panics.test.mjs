// A panic becomes a JavaScript Error: in an export, a task, a drop, a planner, a running statement; the process lives.
// All but the first test need an addon with the feature `test-exports`, named in NAPI_RS_NATIVE_LIBRARY_PATH: scripts/test.mjs makes it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Sequelize } from '../../lib/index.mjs';
import { serverDatabase, servers, within } from './support.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const read = file => fs.readFileSync(path.join(root, file), 'utf8');

test('every export catches panics', () => {
  const exported = [];
  for (const file of fs.readdirSync(path.join(root, 'src/addon')).filter(name => name.endsWith('.rs') && name !== 'test_exports.rs')) {
    // The attribute, and the function under it; other attributes may stand between.
    for (const [, options = '', name] of read(`src/addon/${file}`).matchAll(/#\[napi(?:\((.*)\))?\]\s*(?:#\[.*\]\s*)*pub fn (\w+)/g)) {
      assert.match(options, /\bcatch_unwind\b/, `${file}: ${name} has no catch_unwind`);
      exported.push(name === 'new' ? 'constructor' : name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()));
    }
  }
  const declared = [...read('native/binding.d.ts').matchAll(/^(?: {2}(?:get )?|export declare function )(\w+)\(/gm)].map(match => match[1]);
  assert.deepEqual(exported.sort(), declared.sort(), 'src/addon and native/binding.d.ts tell of different exports');
  assert.ok(exported.length > 15);
});

const probe = new Sequelize('sqlite::memory:', { logging: false });
const built = typeof probe.core.native.testPanic === 'function';
const skip = built ? false : 'the addon has no test exports';
if (process.env.NAPI_RS_NATIVE_LIBRARY_PATH?.includes('test-exports')) {
  test('the addon with test exports is loaded', () => assert.ok(built));
}

/** An operation that one of the exports begins in the place of `acquire`. */
async function operation(sequelize, begin) {
  const { native } = sequelize.core;
  native.acquire = id => begin(native, id);
  try {
    return await within(5000, sequelize.core.acquire(), 'a promise after a panic');
  } finally {
    delete native.acquire;
  }
}

async function check(sequelize) {
  const { native } = sequelize.core;
  const alive = async () => assert.deepEqual(await sequelize.query('SELECT 1 AS a', { type: 'SELECT' }), [{ a: 1 }]);

  for (const name of ['testPanic', 'testPanicInDrop', 'testPanicInPlan']) {
    assert.throws(() => native[name](), error => error instanceof Error && /divide by zero/.test(error.message), name);
    await alive();
  }
  await assert.rejects(operation(sequelize, (core, id) => core.testPanicInTask(id)), { name: 'Error', message: /ended unexpectedly/ });
  await alive();
  for (const at of ['row', 'done', 'taken', 'dropped']) {
    await assert.rejects(operation(sequelize, (core, id) => core.testPanicInQuery(id, 'SELECT 1 AS a', at, 0)), Error, at);
    await alive();
  }
  // Many at once, and what was sent beside them.
  const outcomes = [];
  for (let i = 0; i < 20; i++) outcomes.push(sequelize.query('SELECT 2 AS a', { type: 'SELECT' }));
  await assert.rejects(operation(sequelize, (core, id) => core.testPanicInQuery(id, 'SELECT 1 AS a', 'row', 0)));
  for (const settled of await within(5000, Promise.allSettled(outcomes), 'queries beside a panic')) {
    if (settled.status === 'fulfilled') assert.deepEqual(settled.value, [{ a: 2 }]);
    else assert.ok(settled.reason instanceof Error);
  }
  await alive();

  // Inside a transaction: it is dead and says so, and ends without harm.
  const transaction = await sequelize.transaction();
  await assert.rejects(operation(sequelize, (core, id) => core.testPanicInQuery(id, 'SELECT 1 AS a', 'row', transaction.connection.id)));
  await assert.rejects(within(5000, sequelize.query('SELECT 1 AS a', { transaction }), 'a query of a dead transaction'));
  // The connection is closed, which undoes the transaction: a rollback may say either.
  await within(5000, transaction.rollback().catch(error => assert.ok(error instanceof Error)), 'the rollback of a dead transaction');
  await alive();
  const { size, using } = sequelize.core.pool;
  assert.ok(size <= 5 && using === 0, `pool after panics: ${JSON.stringify(sequelize.core.pool)}`);
  await within(3000, sequelize.close(), 'close()');
}

test('panics on a SQLite file', { skip }, async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sn-panics-'));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));
  await check(new Sequelize({ dialect: 'sqlite', storage: path.join(folder, 'a.sqlite'), logging: false }));
});

for (const { dialect, title } of servers) test(`panics on ${title}`, { skip }, async () => {
  const database = await serverDatabase(dialect, 'panics');
  after(() => database.stop());
  await check(new Sequelize(database.url, { logging: false }));
});
