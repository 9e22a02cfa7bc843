// Hooks: their order, what they may change, and that a failing one stops the work.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { DataTypes } from '../../lib/index.mjs';
import { onEveryDatabase } from '../support/databases.mjs';

const INSTANCE = ['beforeValidate', 'afterValidate', 'beforeCreate', 'afterCreate', 'beforeSave', 'afterSave',
  'beforeUpdate', 'afterUpdate', 'beforeDestroy', 'afterDestroy', 'beforeUpsert', 'afterUpsert'];
const FINDING = ['beforeFind', 'beforeFindAfterExpandIncludeAll', 'beforeFindAfterOptions', 'afterFind', 'beforeCount'];
const BULK = ['beforeBulkCreate', 'afterBulkCreate', 'beforeBulkUpdate', 'afterBulkUpdate', 'beforeBulkDestroy', 'afterBulkDestroy', 'beforeBulkSync', 'beforeSync', 'afterSync'];

onEveryDatabase('hooks', database => {
  let Thing;
  let calls;

  beforeEach(async () => {
    Thing = database.sequelize.define('Thing', { name: { type: DataTypes.STRING, unique: true }, size: DataTypes.INTEGER });
    await Thing.sync({ force: true });
    calls = [];
    for (const name of [...INSTANCE, ...FINDING, ...BULK]) Thing.addHook(name, () => { calls.push(name); });
  });

  test('create, update, destroy of an instance', async () => {
    const thing = await Thing.create({ name: 'a' });
    assert.deepEqual(calls.splice(0), ['beforeValidate', 'afterValidate', 'beforeCreate', 'beforeSave', 'afterCreate', 'afterSave']);
    await thing.update({ name: 'b' });
    // beforeSave stands for beforeCreate and beforeUpdate: it runs where it was added. A change is validated again.
    assert.deepEqual(calls.splice(0), ['beforeValidate', 'afterValidate', 'beforeSave', 'beforeUpdate', 'beforeValidate', 'afterValidate', 'afterSave', 'afterUpdate']);
    await thing.destroy();
    assert.deepEqual(calls, ['beforeDestroy', 'afterDestroy']);
  });

  test('finders', async () => {
    await Thing.findAll();
    assert.deepEqual(calls.splice(0), ['beforeFind', 'beforeFindAfterExpandIncludeAll', 'beforeFindAfterOptions', 'afterFind']);
    await Thing.count();
    assert.deepEqual(calls, ['beforeCount']);
  });

  test('bulk statements; individualHooks', async () => {
    await Thing.bulkCreate([{ name: 'a' }]);
    await Thing.update({ size: 1 }, { where: {} });
    assert.deepEqual(calls.filter(name => /Bulk/.test(name)), ['beforeBulkCreate', 'afterBulkCreate', 'beforeBulkUpdate', 'afterBulkUpdate']);
    calls.length = 0;
    await Thing.destroy({ where: {}, individualHooks: true });
    assert.deepEqual(calls.filter(name => !/Find/.test(name)), ['beforeBulkDestroy', 'beforeDestroy', 'afterDestroy', 'afterBulkDestroy']);
    calls.length = 0;
    await Thing.upsert({ name: 'z' });
    assert.deepEqual(calls.filter(name => /Upsert/.test(name)), ['beforeUpsert', 'afterUpsert']);
  });

  test('a hook changes what is written', async () => {
    Thing.addHook('beforeCreate', thing => { thing.size = 7; });
    Thing.addHook('beforeBulkCreate', things => things.forEach(thing => { thing.size = 8; }));
    await Thing.create({ name: 'a' });
    await Thing.bulkCreate([{ name: 'b' }]);
    assert.deepEqual((await Thing.findAll({ order: ['name'] })).map(t => t.size), [7, 8]);
  });

  test('a hook changes what is found', async () => {
    await Thing.bulkCreate([{ name: 'a' }, { name: 'b' }]);
    Thing.addHook('beforeFind', options => { options.where = { name: 'b' }; });
    Thing.addHook('afterFind', found => found.forEach(thing => { thing.seen = true; }));
    const found = await Thing.findAll();
    assert.deepEqual(found.map(t => [t.name, t.seen]), [['b', true]]);
  });

  test('a failing hook stops the statement; hooks: false skips it', async () => {
    Thing.addHook('beforeCreate', async () => { throw new Error('stop'); });
    await assert.rejects(Thing.create({ name: 'a' }), /^Error: stop$/);
    assert.equal(await Thing.count(), 0);
    await Thing.create({ name: 'a' }, { hooks: false });
    assert.equal(await Thing.count(), 1);
  });

  test('hooks run one after the other, and can be removed by name', async () => {
    const order = [];
    Thing.addHook('beforeCreate', 'slow', async () => { await new Promise(resolve => { setTimeout(resolve, 20); }); order.push('slow'); });
    Thing.addHook('beforeCreate', () => { order.push('fast'); });
    await Thing.create({ name: 'a' });
    Thing.removeHook('beforeCreate', 'slow');
    await Thing.create({ name: 'b' });
    assert.deepEqual(order, ['slow', 'fast', 'fast']);
  });

  test('hooks of an instance: define, sync, query, connect', async () => {
    const sequelize = database.connect();
    const seen = [];
    for (const name of ['beforeDefine', 'afterDefine', 'beforeBulkSync', 'afterBulkSync', 'beforeConnect', 'afterConnect']) sequelize.addHook(name, () => { seen.push(name); });
    sequelize.addHook('beforeQuery', (options, query) => { if (query.sql === undefined || /42/.test(query.sql)) seen.push('beforeQuery'); });
    sequelize.define('Other', {});
    await sequelize.sync({ force: true });
    assert.deepEqual(seen.filter(name => !/Query/.test(name)), ['beforeDefine', 'afterDefine', 'beforeBulkSync', 'beforeConnect', 'afterConnect', 'afterBulkSync']);
  });
});
