// Bulk writes and upserts: many rows in few statements, conflicts as asked.
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { DataTypes, Sequelize } from '../../lib/index.mjs';
import { onEveryDatabase } from '../support/databases.mjs';

onEveryDatabase('bulk writes and upserts', database => {
  let Item;

  before(() => {
    Item = database.sequelize.define('Item', {
      code: { type: DataTypes.STRING, unique: true },
      stock: { type: DataTypes.INTEGER, defaultValue: 1 },
      note: { type: DataTypes.TEXT, field: 'item_note' }
    });
  });
  beforeEach(() => Item.sync({ force: true }));

  const stocks = async () => Object.fromEntries((await Item.findAll({ order: ['code'] })).map(item => [item.code, item.stock]));

  test('bulkCreate: one statement, defaults, keys', async () => {
    const texts = await database.logged(async logging => {
      const items = await Item.bulkCreate([{ code: 'a', stock: 5 }, { code: 'b', note: 'n' }], { logging, returning: true });
      assert.deepEqual(items.map(item => [item.id, item.stock, item.isNewRecord]), [[1, 5, false], [2, 1, false]]);
    });
    assert.equal(texts.length, 1);
    assert.equal((await Item.findOne({ where: { code: 'b' } })).note, 'n');
  });

  test('bulkCreate of thousands of rows, all or none', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => ({ code: `c${i}`, stock: i }));
    await Item.bulkCreate(rows);
    assert.deepEqual([await Item.count(), await Item.sum('stock')], [5000, 5000 * 4999 / 2]);
    await assert.rejects(Item.bulkCreate([{ code: 'new' }, { code: 'c1' }]), { name: 'SequelizeUniqueConstraintError' });
    assert.equal(await Item.count(), 5000);
  });

  test('updateOnDuplicate and ignoreDuplicates', async () => {
    await Item.bulkCreate([{ code: 'a', stock: 1 }, { code: 'b', stock: 1 }]);
    await Item.bulkCreate([{ code: 'a', stock: 9 }, { code: 'c', stock: 9 }], { updateOnDuplicate: ['stock'], conflictAttributes: ['code'] });
    await Item.bulkCreate([{ code: 'b', stock: 7 }, { code: 'd', stock: 7 }], { ignoreDuplicates: true });
    assert.deepEqual(await stocks(), { a: 9, b: 1, c: 9, d: 7 });
  });

  test('upsert inserts, then updates', async () => {
    const [first] = await Item.upsert({ code: 'a', stock: 1 });
    assert.equal(first.code, 'a');
    await Item.upsert({ code: 'a', stock: 2, note: 'changed' });
    await Item.upsert({ code: 'a', stock: 3, note: 'not this' }, { fields: ['code', 'stock'] });
    const item = await Item.findOne({ where: { code: 'a' } });
    assert.deepEqual([await Item.count(), item.stock, item.note], [1, 3, 'changed']);
  });

  test('values may be expressions', async () => {
    await Item.create({ code: Sequelize.fn('lower', 'ABC'), stock: Sequelize.literal('2 + 3') });
    assert.deepEqual(await stocks(), { abc: 5 });
    await Item.update({ stock: Sequelize.literal('stock * 2') }, { where: { code: 'abc' } });
    assert.deepEqual(await stocks(), { abc: 10 });
  });

  test('destroy with a limit', async () => {
    await Item.bulkCreate([{ code: 'a' }, { code: 'b' }, { code: 'c' }]);
    assert.equal(await Item.destroy({ where: {}, limit: 2 }), 2);
    assert.equal(await Item.count(), 1);
  });

  test('hostile values stay values', async () => {
    const code = "'); DROP TABLE \"Items\"; -- \\ \u2028 ' \" ` $1 ? :x";
    await Item.create({ code });
    await Item.bulkCreate([{ code: `${code}2` }]);
    await Item.update({ note: code }, { where: { code } });
    assert.equal((await Item.findOne({ where: { code } })).note, code);
    assert.equal(await Item.count(), 2);
  });

  if (database.isPostgres) {
    test('PostgreSQL: values inside an expression have types of their own', async () => {
      const Span = database.sequelize.define('Span', { range: DataTypes.RANGE(DataTypes.INTEGER) }, { timestamps: false });
      await Span.sync({ force: true });
      await Span.create({ range: Sequelize.cast('[3,5)', 'int4range') });
      assert.deepEqual((await Span.findOne()).range.map(bound => bound.value), [3, 5]);
      await Span.update({ range: Sequelize.fn('int4range', 7, 9) }, { where: {} });
      assert.deepEqual((await Span.findOne()).range.map(bound => bound.value), [7, 9]);
    });

    test('PostgreSQL: returning of updates', async () => {
      await Item.bulkCreate([{ code: 'a' }, { code: 'b' }]);
      const [count, rows] = await Item.update({ stock: 4 }, { where: {}, returning: true });
      assert.deepEqual([count, rows.map(item => item.stock)], [2, [4, 4]]);
      assert.ok(rows[0] instanceof Item);
    });
  }
});
