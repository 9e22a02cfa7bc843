// What an answer may take, however large the database is.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeDatabase } from '../../__test__/support/databases.mjs';
import { introspect } from '../src/introspect.js';
import { call, overStdio, root, serve } from './support.mjs';

const { Sequelize } = createRequire(path.join(root, 'index.js'))('sequelize-native');

const TABLES = 500;
const ROWS = 700;
const BUDGET = 32_768;
const bytes = value => Buffer.byteLength(JSON.stringify(value));
const COLUMNS = Array.from({ length: 12 }, (_, i) => `a_column_with_a_name_${i} TEXT`).join(', ');

test('tools/list of the default profile takes at most 6,000 bytes', async () => {
  for (const mode of ['auto', 'legacy']) {
    const { client, close } = await overStdio([], mode);
    try {
      const list = await client.listTools();
      assert.ok(bytes(list) <= 6000, `${bytes(list)} bytes`);
    } finally {
      await close();
    }
  }
});

describe(`a database of ${TABLES} tables`, () => {
  let database;
  let sequelize;
  let server;
  before(async () => {
    database = await makeDatabase('sqlite');
    sequelize = new Sequelize(database.url, { logging: false });
    await sequelize.transaction(async transaction => {
      for (let i = 0; i < TABLES; i += 1) {
        await sequelize.query(`CREATE TABLE table_${String(i).padStart(3, '0')} (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES table_000 (id), ${COLUMNS})`, { transaction });
      }
      await sequelize.query(`WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${ROWS}) INSERT INTO table_007 (id, a_column_with_a_name_0) SELECT n, hex(zeroblob(n % 90)) FROM c`, { transaction });
      await sequelize.query('INSERT INTO table_008 (id, a_column_with_a_name_0) VALUES (1, hex(zeroblob(30000))), (2, \'short\')', { transaction });
    });
    await introspect(sequelize);
    server = await serve(sequelize);
  });
  after(async () => {
    await server?.close();
    await sequelize?.close();
    await database?.remove();
  });
  const run = (name, args) => call(server.client, name, args);

  async function pages(name, args, key) {
    const found = [];
    let cursor;
    do {
      const page = await run(name, { ...args, ...cursor && { cursor } });
      assert.ok(bytes(page[key]) <= BUDGET + 2, `${bytes(page[key])} bytes`);
      found.push(page);
      cursor = page.nextCursor;
    } while (cursor);
    return found;
  }

  test('find_records stays within its bytes, says what it cut, and goes on', async () => {
    const found = await pages('find_records', { model: 'table_007', limit: 1000 }, 'rows');
    assert.ok(found.length > 1);
    for (const { cut, rows, nextCursor } of found) {
      if (nextCursor) assert.match(cut, new RegExp(`rows did not fit ${BUDGET} bytes; go on with the cursor`), `${rows.length} rows`);
    }
    assert.deepEqual(found.flatMap(({ rows }) => rows.map(row => row.id)), Array.from({ length: ROWS }, (_, i) => i + 1));
  });

  test('a row that is too large alone is shortened, and said to be', async () => {
    const [first, second] = await pages('find_records', { model: 'table_008', attributes: ['id', 'a_column_with_a_name_0'] }, 'rows');
    assert.match(first.cut, /long texts of the row were shortened/);
    assert.match(first.rows[0].a_column_with_a_name_0, /\(60000 characters\)$/);
    assert.deepEqual(second.rows, [{ id: 2, a_column_with_a_name_0: 'short' }]);
  });

  test('a find with an association of every table stays within them', async () => {
    const include = Array.from({ length: 10 }, (_, i) => `table_${String(i + 10).padStart(3, '0')}`);
    const page = await run('find_records', { model: 'table_000', include, limit: 1000 });
    assert.ok(bytes(page.rows) <= BUDGET);
  });

  for (const detail of ['names', 'summary', 'full']) {
    test(`list_models (${detail}) comes in pages`, async () => {
      const found = await pages('list_models', { detail }, 'models');
      if (detail !== 'names') assert.ok(found.length > 1);
      const names = found.flatMap(({ models }) => models.map(model => model.name));
      assert.equal(names.length, TABLES);
      assert.deepEqual(names, [...new Set(names)].sort());
    });
  }

  test('one model that is too large alone is named, and the list goes on', async () => {
    const { models, nextCursor } = await run('list_models', { models: ['table_000', 'table_001'], detail: 'full' });
    assert.match(models[0].cut, /more than the 32768 allowed/, 'it has 500 associations');
    assert.equal((await run('list_models', { models: ['table_000', 'table_001'], detail: 'full', cursor: nextCursor })).models[0].name, 'table_001');
  });

  test('an unknown name is answered without the whole list', async () => {
    await assert.rejects(run('find_records', { model: 'nope' }), error => error.message.length < 1000 && /… \(500\)/.test(error.message));
  });

  test('inspect_schema cuts its differences, and tells how far it is', async () => {
    const other = new Sequelize(database.url, { logging: false });
    const bare = await serve(other, { maxBytes: 2000 });
    try {
      const { differences, cut } = await call(bare.client, 'inspect_schema', { diffModels: true });
      assert.ok(bytes(differences) <= 2002 && differences.length > 0);
      assert.equal(cut, `${TABLES - differences.length} more differences; use table`);
    } finally {
      await bare.close();
      await other.close();
    }
    const steps = [];
    await server.client.callTool({ name: 'inspect_schema', arguments: { diffModels: true } }, { onprogress: ({ progress, total }) => steps.push([progress, total]) });
    assert.deepEqual(steps.at(-1), [TABLES - 1, TABLES]);
  });
});
