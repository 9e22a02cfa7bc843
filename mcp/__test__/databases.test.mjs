// What the databases themselves refuse and stop, in this process: read-only mode, cancellation, models from tables.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { introspect } from '../src/introspect.js';
import { dialects, makeDatabase } from '../../__test__/support/databases.mjs';
import { atWork, call, root, serve, until, SLOW } from './support.mjs';

const { Sequelize, DataTypes } = createRequire(path.join(root, 'index.js'))('sequelize-native');

const TABLES = [
  'CREATE TABLE author (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL)',
  'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, author_id INTEGER REFERENCES author (id))',
  'INSERT INTO author VALUES (1, \'Ada\'), (2, \'Alan\')',
  'INSERT INTO book VALUES (1, \'Notes\', 1), (2, \'Machines\', 2)'
];

for (const dialect of dialects) {
  describe(dialect, () => {
    let sequelize;
    let database;
    let client;
    let close;
    before(async () => {
      database = await makeDatabase(dialect);
      sequelize = new Sequelize(database.url, { logging: false });
      for (const statement of [...TABLES, SLOW[dialect]]) await sequelize.query(statement);
      await introspect(sequelize);
      sequelize.define('slow', { id: { type: DataTypes.INTEGER, primaryKey: true } }, { timestamps: false, freezeTableName: true });
      ({ client, close } = await serve(sequelize, { profile: 'write' }));
    });
    after(async () => {
      await close?.();
      await sequelize?.close();
      await database?.remove();
    });

    test('models come from the tables, associations from the foreign keys', async () => {
      const { rows } = await call(client, 'find_records', { model: 'author', include: ['book'], order: ['-name'] });
      assert.deepEqual(rows.map(row => [row.name, row.book.map(book => book.title)]), [['Alan', ['Machines']], ['Ada', ['Notes']]]);
      const books = await call(client, 'find_records', { model: 'book', include: [{ association: 'author', where: { name: 'Ada' } }] });
      assert.deepEqual(books.rows.map(row => row.author.name), ['Ada']);
    });

    test('the database refuses what writes during a read', async () => {
      const { author } = sequelize.models;
      const hook = (found, options) => author.create({ id: 99, name: 'Written by a hook' }, { transaction: options.transaction });
      author.addHook('afterFind', 'writes', hook);
      try {
        await assert.rejects(call(client, 'find_records', { model: 'author' }), /read[- ]?only/i);
      } finally {
        author.removeHook('afterFind', 'writes');
      }
      assert.equal(await author.count(), 2);
      // The connection that was read-only can write again.
      await author.create({ id: 3, name: 'Grace' });
      await author.destroy({ where: { id: 3 } });
    });

    test('a cancelled call stops its query, and the server goes on', async () => {
      const controller = new AbortController();
      const running = client.callTool({ name: 'find_records', arguments: { model: 'slow' } }, { signal: controller.signal, timeout: 50_000 });
      await until(() => atWork(sequelize) > 0);
      controller.abort();
      await assert.rejects(running);
      await until(() => atWork(sequelize) === 0);
      assert.equal((await call(client, 'find_records', { model: 'author' })).rows.length, 2);
    });

    test('rows are changed by plan', async () => {
      const args = { model: 'author', where: { id: 2 }, values: { name: 'Alan M.' } };
      const { plan, rows } = await call(client, 'update_records', args);
      assert.equal(rows, 1);
      await call(client, 'update_records', { ...args, plan });
      assert.equal((await sequelize.models.author.findByPk(2)).name, 'Alan M.');
    });
  });
}
