// SQL text: run_query, execute_statement and explain, in this process.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { dialects, makeDatabase } from '../../__test__/support/databases.mjs';
import { call, overStdio, root, serve } from './support.mjs';

const { Sequelize, DataTypes } = createRequire(path.join(root, 'index.js'))('sequelize-native');

test('SQL text needs its profiles', async () => {
  for (const [profile, expected] of [['read', []], ['write', []], ['sql', ['run_query']], ['sql,write', ['run_query', 'execute_statement']]]) {
    const { client, close } = await overStdio(['--profile', profile]);
    try {
      const { tools } = await client.listTools();
      const names = tools.map(tool => tool.name);
      assert.deepEqual(names.filter(name => ['run_query', 'execute_statement'].includes(name)), expected, profile);
      const { inputSchema } = tools.find(tool => tool.name === 'explain');
      assert.equal('sql' in inputSchema.properties, profile.includes('sql'), profile);
    } finally {
      await close();
    }
  }
});

const SLOW = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT count(*) FROM n a, n b, n c, n d';

for (const dialect of dialects) {
  describe(dialect, () => {
    const mysqlLike = dialect === 'mysql' || dialect === 'mariadb';
    const $ = sql => (mysqlLike ? sql.replace(/\$\d/g, '?') : sql);
    let database;
    let sequelize;
    let client;
    let close;
    const run = (name, args) => call(client, name, args);
    const count = () => sequelize.models.Author.count();
    before(async () => {
      database = await makeDatabase(dialect);
      sequelize = new Sequelize(database.url, { logging: false });
      const Author = sequelize.define('Author', { name: DataTypes.STRING, age: DataTypes.INTEGER }, { timestamps: false });
      const Book = sequelize.define('Book', { title: DataTypes.STRING, isbn: { type: DataTypes.STRING(30), unique: true } }, { timestamps: false });
      Author.hasMany(Book, { foreignKey: 'authorId', as: 'Books', constraints: false });
      Book.belongsTo(Author, { foreignKey: 'authorId', constraints: false });
      await sequelize.sync();
      await Author.bulkCreate(Array.from({ length: 30 }, (_, i) => ({ name: `Author ${i}`, age: 20 + i })));
      await Book.bulkCreate(Array.from({ length: 60 }, (_, i) => ({ title: `Book ${i}`, isbn: `isbn-${i}`, authorId: 1 + i % 30 })));
      ({ client, close } = await serve(sequelize, { profile: 'sql,write' }));
    });
    after(async () => {
      await close?.();
      await sequelize?.close();
      await database?.remove();
    });

    test('the four annotations', async () => {
      const { tools } = await client.listTools();
      const hints = name => Object.values(tools.find(tool => tool.name === name).annotations);
      assert.deepEqual(hints('run_query'), [true, false, true, false]);
      assert.deepEqual(hints('explain'), [true, false, true, false]);
      assert.deepEqual(hints('execute_statement'), [false, true, false, false]);
    });

    test('a query answers rows within its limits', async () => {
      const { columns, rows, truncated } = await run('run_query', { sql: $('SELECT id, name FROM Authors WHERE age < $1 ORDER BY id').replace('Authors', mysqlLike ? '`Authors`' : '"Authors"'), bind: [23] });
      assert.deepEqual([columns.map(({ name }) => name), rows.map(({ name }) => name), truncated], [['id', 'name'], ['Author 0', 'Author 1', 'Author 2'], false]);
    });

    const table = name => (mysqlLike ? `\`${name}\`` : `"${name}"`);

    test('what is cut off is said', async () => {
      const few = await run('run_query', { sql: `SELECT id FROM ${table('Authors')} ORDER BY id`, max_rows: 2 });
      assert.deepEqual([few.rows.length, few.truncated], [2, true]);
      assert.match(few.cut, /more than 2 rows/);
      const wide = await run('run_query', { sql: `SELECT a.name, b.title, '${'x'.repeat(100)}' AS filler FROM ${table('Authors')} a CROSS JOIN ${table('Books')} b`, max_rows: 1000 });
      assert.ok(wide.truncated && wide.rows.length > 50 && wide.rows.length < 1000);
      assert.match(wide.cut, /did not fit 32768 bytes/);
    });

    test('a refusal names its rule and what to do; the database\'s words come through', async () => {
      await assert.rejects(run('run_query', { sql: `DELETE FROM ${table('Authors')}` }), /DELETE writes \(rule class\)\. Changes are made by execute_statement/);
      await assert.rejects(run('run_query', { sql: 'SELECT 1; SELECT 2' }), /2 statements \(rule statements\)\. Give one/);
      await assert.rejects(run('run_query', { sql: `SELECT nope FROM ${table('Authors')}` }), /The database refused it: .*nope/);
      await assert.rejects(run('execute_statement', { sql: 'SELECT 1' }), /Use run_query/);
      await assert.rejects(run('run_query', { sql: 'BEGIN' }), /opens or ends a transaction/);
      await assert.rejects(run('run_query', { sql: $(`SELECT * FROM ${table('Authors')} WHERE id = $1`) }), /Values go into bind/);
      await assert.rejects(run('run_query', { sql: 'SELECT 1 AS one', bind: [1, 2] }), /Values go into bind/);
      await assert.rejects(run('execute_statement', { sql: $(`INSERT INTO ${table('Books')} (title, isbn) VALUES ('x', $1)`), bind: ['isbn-1'] }), /The database refused it: .*(isbn|unique|duplicate)/i);
      await assert.rejects(run('execute_statement', { sql: 'DROP TABLE x' }), /by a migration/);
      assert.equal(await count(), 30);
    });

    test('a cancelled query stops in the database', async () => {
      const controller = new AbortController();
      const running = client.callTool({ name: 'run_query', arguments: { sql: SLOW } }, { signal: controller.signal, timeout: 50_000 });
      setTimeout(() => controller.abort(), 200);
      await assert.rejects(running);
      while (sequelize.core.pool.using > 0) await new Promise(resolve => { setTimeout(resolve, 20); });
      assert.equal(await count(), 30);
    });

    test('a statement is tried, planned, and carried out once', async () => {
      const args = { sql: $(`UPDATE ${table('Authors')} SET age = $1 WHERE id <= $2`), bind: [99, 5] };
      const dry = await run('execute_statement', args);
      assert.deepEqual([dry.done, dry.statement, dry.tables, dry.rows], [false, 'UPDATE', ['Authors'], 5]);
      assert.equal(await sequelize.models.Author.count({ where: { age: 99 } }), 0);
      await assert.rejects(run('execute_statement', { ...args, bind: [99, 6], plan: dry.plan }), /other arguments/);
      assert.deepEqual(await run('execute_statement', { ...args, plan: dry.plan }), { done: true, statement: 'UPDATE', tables: ['Authors'], rows: 5 });
      assert.equal(await sequelize.models.Author.count({ where: { age: 99 } }), 5);
      await assert.rejects(run('execute_statement', { ...args, plan: dry.plan }), /carried out or tried already/);
    });

    test('nothing is kept where another number of rows is affected than was planned', async () => {
      const args = { sql: $(`DELETE FROM ${table('Books')} WHERE title = $1`), bind: ['Book 7'] };
      const { plan, rows } = await run('execute_statement', args);
      assert.equal(rows, 1);
      await sequelize.models.Book.create({ title: 'Book 7', isbn: 'another' });
      await assert.rejects(run('execute_statement', { ...args, plan }), /have changed since/);
      assert.equal(await sequelize.models.Book.count({ where: { title: 'Book 7' } }), 2);
      const none = await run('execute_statement', { ...args, bind: ['no such'] });
      assert.deepEqual([none.rows, none.plan], [0, undefined]);
    });

    if (!mysqlLike) test('all of it inside a transaction by handle', async () => {
      const { transactions: [{ tx }] } = await run('transaction', { action: 'begin' });
      const args = { sql: `DELETE FROM ${table('Books')}`, tx };
      const { plan } = await run('execute_statement', args);
      await run('execute_statement', { ...args, plan });
      const left = { sql: `SELECT count(*) AS n FROM ${table('Books')}` };
      assert.equal(Number((await run('run_query', { ...left, tx })).rows[0].n), 0);
      await assert.rejects(run('run_query', { sql: `DELETE FROM ${table('Authors')}`, tx }), /rule class/);
      await run('transaction', { action: 'rollback', tx });
      assert.ok(Number((await run('run_query', left)).rows[0].n) > 0);
    });

    test('a query inside a transaction that only reads', async () => {
      const { transactions: [{ tx }] } = await run('transaction', { action: 'begin', read_only: true });
      assert.equal((await run('run_query', { sql: 'SELECT 1 AS one', tx })).rows[0].one, 1);
      await assert.rejects(run('execute_statement', { sql: `DELETE FROM ${table('Books')}`, tx }), /read-only/);
      await run('transaction', { action: 'rollback', tx });
      if (!mysqlLike) return;
      const { transactions: [writes] } = await run('transaction', { action: 'begin' });
      await assert.rejects(run('run_query', { sql: 'SELECT 1 AS one', tx: writes.tx }), /begin a transaction with read_only/);
      assert.ok((await run('find_records', { model: 'Author', tx: writes.tx })).rows.length > 0);
      await run('transaction', { action: 'rollback', tx: writes.tx });
    });

    test('explain names the index that a find lacks', async () => {
      const { statements, warnings } = await run('explain', { find: { model: 'Author', where: { name: 'Author 1' }, include: ['Books'], order: ['-age'] } });
      assert.match(statements[0].sql, /^SELECT .*Author 1/s);
      assert.ok(statements[0].plan);
      const missing = warnings.filter(text => text.startsWith('missing index: none')).map(text => /with (\S+) \((.*)\)/.exec(text).slice(1, 3).join(' '));
      assert.deepEqual(missing, ['Authors.name where', 'Authors.age order', 'Books.authorId include Books']);
      const indexed = await run('explain', { find: { model: 'Book', where: { isbn: 'isbn-1' } } });
      assert.deepEqual(indexed.warnings.filter(text => text.startsWith('missing index: none')), []);
      await assert.rejects(run('explain', { find: { modle: 'Author' } }), /find: model: .*Unrecognized key/);
      await assert.rejects(run('explain', {}), /Give find or sql/);
    });

    test('explain counts the queries of a find: one for each row is N+1', async () => {
      const { Author, Book } = sequelize.models;
      const args = { find: { model: 'Author', limit: 10 }, analyze: true };
      const plain = await run('explain', args);
      assert.deepEqual([plain.queries, plain.warnings.filter(text => text.startsWith('N+1'))], [1, []]);
      Author.addHook('afterFind', 'each', async (rows, { transaction }) => {
        for (const row of rows) await Book.findAll({ where: { authorId: row.id }, transaction });
      });
      try {
        const { queries, warnings } = await run('explain', args);
        assert.equal(queries, 12);
        assert.match(warnings.find(text => text.startsWith('N+1')), /11 queries of Book/);
      } finally {
        Author.removeHook('afterFind', 'each');
      }
    });

    test('explain of SQL text executes nothing that writes', async () => {
      // MySQL and MariaDB refuse even that in a read-only transaction.
      if (!mysqlLike) await run('explain', { sql: `DELETE FROM ${table('Authors')}` });
      const { statements } = await run('explain', { sql: $(`SELECT * FROM ${table('Authors')} WHERE id = $1`), bind: [1] });
      assert.ok(statements[0].plan);
      await assert.rejects(run('explain', { sql: `DELETE FROM ${table('Authors')}`, analyze: true }), /rule class|PostgreSQL only/);
      await assert.rejects(run('explain', { sql: 'DROP TABLE x' }), /rule class/);
      assert.equal(await count(), 30);
    });
  });
}

describe('sqlite in memory', () => {
  test('text only reads by SQLite\'s own word, and changes are not tried', async () => {
    const sequelize = new Sequelize('sqlite::memory:', { logging: false });
    const Item = sequelize.define('item', { name: DataTypes.STRING }, { timestamps: false });
    await sequelize.sync();
    await Item.create({ name: 'one' });
    const { client, close } = await serve(sequelize, { profile: 'sql,write' });
    try {
      assert.deepEqual((await call(client, 'run_query', { sql: 'SELECT name FROM items' })).rows, [{ name: 'one' }]);
      await assert.rejects(call(client, 'execute_statement', { sql: 'DELETE FROM items' }), /cannot be tried/);
      assert.equal(await Item.count(), 1);
    } finally {
      await close();
      await sequelize.close();
    }
  });
});
