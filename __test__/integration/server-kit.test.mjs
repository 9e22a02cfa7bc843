// The kit for servers: what it runs is read-only by the database, by the parser, and within limits.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createRequire } from 'node:module';
import { DataTypes, Sequelize } from '../../lib/index.mjs';
import { dialects, makeDatabase } from '../support/databases.mjs';

const kit = createRequire(import.meta.url)('sequelize-native/server-kit');

const COUNTING = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT count(*) FROM n a, n b, n c, n d';

for (const dialect of [...dialects, 'sqlite in memory']) {
  describe(dialect, () => {
    const inMemory = dialect === 'sqlite in memory';
    const mysqlLike = dialect === 'mysql' || dialect === 'mariadb';
    const parameter = mysqlLike ? '?' : '$1';
    let database;
    let sequelize;
    before(async () => {
      database = inMemory ? { url: 'sqlite::memory:', remove: async () => {} } : await makeDatabase(dialect);
      sequelize = new Sequelize(database.url, { logging: false });
      const Item = sequelize.define('item', { name: DataTypes.STRING }, { timestamps: false });
      await sequelize.sync();
      await Item.bulkCreate(Array.from({ length: 20 }, (_, i) => ({ name: `item ${i}` })));
    });
    after(async () => {
      await sequelize?.close();
      await database?.remove();
    });
    const count = () => sequelize.models.item.count();

    test('rows come with their columns, whole and counted', async () => {
      const found = await kit.read(sequelize, `SELECT id, name, id AS "id" FROM items WHERE id > ${parameter} ORDER BY id`.replaceAll('"', mysqlLike ? '`' : '"'), { bind: [15] });
      assert.deepEqual(found.columns.map(({ name }) => name), ['id', 'name', 'id_2']);
      assert.deepEqual([found.rows.length, found.cut, found.why], [5, 0, null]);
      assert.deepEqual(found.rows[0], { id: 16, name: 'item 15', id_2: 16 });
      const few = await kit.read(sequelize, 'SELECT id FROM items ORDER BY id', { maxRows: 3 });
      assert.deepEqual([few.rows, few.cut, few.why], [[{ id: 1 }, { id: 2 }, { id: 3 }], 1, 'rows']);
      const own = await kit.read(sequelize, 'SELECT id FROM items ORDER BY id LIMIT 9', { maxRows: 3 });
      assert.deepEqual([own.rows.length, own.cut], [3, 6]);
      const small = await kit.read(sequelize, 'SELECT name FROM items ORDER BY id LIMIT 9', { maxBytes: 50 });
      assert.deepEqual([small.rows.length, small.cut, small.why], [2, 7, 'bytes']);
    });

    test('a text that writes is refused by its rule', async () => {
      await assert.rejects(kit.read(sequelize, 'DELETE FROM items'), { name: 'SqlRefused', rule: 'class', class: 'write' });
      await assert.rejects(kit.read(sequelize, 'SELECT 1; DELETE FROM items'), { rule: 'statements' });
      await assert.rejects(kit.explain(sequelize, 'DROP TABLE items'), { rule: 'class', class: 'ddl' });
      assert.throws(() => kit.classify(sequelize, 5), TypeError);
      assert.deepEqual(kit.classify(sequelize, 'SELECT count(*) FROM items i JOIN x ON true').tables.map(({ name }) => name), ['items', 'x']);
      assert.equal(await count(), 20);
    });

    test('the database refuses what the parser would have let through', async () => {
      const past = options => sequelize.core.runRows('DELETE FROM items', { connection: options.transaction?.connection, reading: true, maxRows: 1, maxBytes: 100 });
      await assert.rejects(kit.readOnly(sequelize, {}, past), /read.?only/i);
      assert.equal(await count(), 20);
      // The connection goes back as it was.
      await sequelize.models.item.create({ name: 'one more' });
      await sequelize.models.item.destroy({ where: { name: 'one more' } });
    });

    // In memory one connection serves everybody.
    if (!inMemory) test('a transaction is taken that is held read-only, and no other', async () => {
      const transaction = await sequelize.transaction();
      await assert.rejects(kit.read(sequelize, 'SELECT 1 AS one', { transaction }), /not held read-only/);
      const release = await kit.holdReadOnly(sequelize, transaction);
      assert.deepEqual((await kit.read(sequelize, 'SELECT 1 AS one', { transaction })).rows, [{ one: 1 }]);
      await assert.rejects(sequelize.models.item.create({ name: 'x' }, { transaction }), /read.?only/i);
      await release?.();
      await transaction.rollback();
      await assert.rejects(kit.read(sequelize, 'SELECT 1 AS one', { transaction }), /has ended|not held/);
      assert.equal(await count(), 20);
    });

    if (!inMemory) test('one change runs in the caller\'s transaction', async () => {
      await assert.rejects(kit.write(sequelize, 'DELETE FROM items', {}), /needs a transaction/);
      await assert.rejects(sequelize.transaction(transaction => kit.write(sequelize, 'DROP TABLE items', { transaction })), { rule: 'class' });
      const undone = new Error('undone');
      await assert.rejects(sequelize.transaction(async transaction => {
        const { affected } = await kit.write(sequelize, `DELETE FROM items WHERE id <= ${parameter}`, { bind: [7], transaction });
        assert.equal(affected, 7);
        throw undone;
      }), undone);
      assert.equal(await count(), 20);
    });

    test('a plan is told without running what it is of', async () => {
      assert.ok((await kit.explain(sequelize, 'SELECT * FROM items WHERE name = \'x\'')).rows.length > 0);
      // Some databases explain a write in a read-only transaction, some refuse that too.
      if (mysqlLike) await assert.rejects(kit.explain(sequelize, 'DELETE FROM items'), /READ ONLY/);
      else await kit.explain(sequelize, 'DELETE FROM items');
      await assert.rejects(kit.explain(sequelize, 'DELETE FROM items', { analyze: true }), { rule: 'class' });
      assert.equal(await count(), 20);
    });

    test('the statements of a find are told and not run', async () => {
      const [statement, ...more] = await kit.statementsOf(sequelize.models.item, { where: { name: 'item 1' }, limit: 5 });
      assert.match(statement, /^SELECT .*'item 1'/s);
      assert.deepEqual(more, []);
    });

    test('a signal and a timeout stop the statement', async () => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 50);
      await assert.rejects(kit.read(sequelize, COUNTING, { signal: controller.signal }), { name: 'AbortError' });
      await assert.rejects(kit.read(sequelize, COUNTING, { timeout: 50 }), /timed out/i);
      assert.equal(await count(), 20);
    });

    test('an option that is not known is refused', async () => {
      await assert.rejects(kit.read(sequelize, 'SELECT 1', { maxrows: 5 }), /Unknown option "maxrows"/);
      await assert.rejects(kit.read(sequelize, 'SELECT 1', { maxRows: -1 }), /maxRows takes a number/);
      await assert.rejects(kit.read(sequelize, 'SELECT 1', { bind: { a: 1 } }), /bind takes a list/);
    });
  });
}
