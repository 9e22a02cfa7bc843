'use strict';
// What writing methods ask the query interface for, and in which order hooks and validation run.

const test = require('node:test');
const assert = require('node:assert/strict');
const { DataTypes, Op, OptimisticLockError, UniqueConstraintError, ValidationError, AggregateError, literal } = require('../../lib');
const { offline } = require('../support/offline');

function shop(answers, options) {
  const { sequelize, calls } = offline(answers);
  const Item = sequelize.define('Item', {
    name: { type: DataTypes.STRING, field: 'label' },
    price: { type: DataTypes.INTEGER, validate: { min: 0 } },
    shown: DataTypes.VIRTUAL
  }, options);
  return { sequelize, calls, Item, last: () => calls.at(-1) };
}

const stored = (Model, values) => Model.build(values, { isNewRecord: false, raw: true });

test('create validates, runs its hooks and inserts columns', async () => {
  let columns;
  const { Item, last } = shop({
    insert: (instance, table, values) => {
      columns = Object.keys(values);
      return [instance, 1];
    }
  });
  const order = [];
  for (const hook of ['beforeValidate', 'afterValidate', 'beforeCreate', 'beforeSave', 'afterCreate', 'afterSave']) {
    Item.addHook(hook, () => {
      order.push(hook);
    });
  }
  const item = await Item.create({ name: 'a', price: 3, shown: 'x' });
  assert.deepEqual(order, ['beforeValidate', 'afterValidate', 'beforeCreate', 'beforeSave', 'afterCreate', 'afterSave']);
  const [method, [instance, , , options]] = last();
  assert.equal(method, 'insert');
  assert.equal(instance, item);
  assert.deepEqual(columns, ['id', 'label', 'price', 'createdAt', 'updatedAt']);
  assert.equal(options.returning, true);
  assert.equal(item.changed(), false);
  await assert.rejects(Item.create({ price: -1 }), ValidationError);
});

test('save writes what changed, and what a hook changed', async () => {
  const { Item, last, calls } = shop();
  Item.addHook('beforeUpdate', item => {
    if (item.name === 'b') item.price = 9;
  });
  const item = stored(Item, { id: 1, name: 'a', price: 1 });
  await item.save();
  assert.equal(calls.length, 0, 'nothing changed, nothing is written');
  item.name = 'b';
  await item.save();
  const [method, [, , values, where]] = last();
  assert.equal(method, 'update');
  assert.deepEqual([values.name, values.price], ['b', 9]);
  assert.deepEqual(where, { id: 1 });
});

test('an instance without its key is not saved', async () => {
  const { Item } = shop();
  const item = stored(Item, { name: 'a' });
  item.name = 'b';
  await assert.rejects(item.save(), /You attempted to save an instance with no primary key/);
});

test('a version is checked and counted', async () => {
  let rows = 1;
  const { Item, last } = shop({ update: instance => [instance, rows] }, { version: true });
  const item = stored(Item, { id: 1, name: 'a', version: 4 });
  await item.update({ name: 'b' });
  const [, [, , , where]] = last();
  assert.deepEqual(where, { id: 1, version: 4 });
  assert.equal(item.version, 5);
  rows = 0;
  await assert.rejects(item.update({ name: 'c' }), OptimisticLockError);
});

test('paranoid rows are marked, and force deletes them', async () => {
  const { Item, last } = shop({}, { paranoid: true });
  const item = stored(Item, { id: 1 });
  await item.destroy();
  assert.equal(last()[0], 'update');
  assert.ok(item.isSoftDeleted());
  await item.restore();
  assert.equal(item.deletedAt, null);
  await item.destroy({ force: true });
  assert.equal(last()[0], 'delete');
});

test('Model.destroy needs a condition or truncate', async () => {
  const { Item, last } = shop();
  await assert.rejects(Item.destroy({}), /Missing where or truncate attribute/);
  await assert.rejects(Item.destroy({ where: 'id = 1' }), /Expected plain object, array or sequelize method/);
  await Item.destroy({ where: { name: 'a' } });
  assert.deepEqual(last().flat()[2], { label: 'a' });
  await Item.truncate();
  assert.equal(last()[1][2].truncate, true);
});

test('a paranoid bulk delete keeps conditions that are no plain object', async () => {
  const { Item, last } = shop({}, { paranoid: true });
  const condition = literal('1 = 0');
  await Item.destroy({ where: condition });
  const where = last()[1][2];
  assert.deepEqual(where[Op.and][0], { deletedAt: null });
  assert.equal(where[Op.and][1], condition);
});

test('Model.update maps fields, touches updatedAt and honours fields', async () => {
  const { Item, last, calls } = shop({ bulkUpdate: () => 2 });
  assert.deepEqual(await Item.update({ name: 'b', price: 2 }, { where: { id: 1 }, fields: ['name'] }), [2]);
  const [, [, values, where]] = last();
  assert.equal(values.label, 'b');
  assert.equal('price' in values, false);
  assert.deepEqual(where, { id: 1 });
  assert.deepEqual(await Item.update({}, { where: { id: 1 } }), [0]);
  assert.equal(calls.length, 1, 'a time alone is no update');
  await assert.rejects(Item.update({ name: 'b' }), /Missing where attribute in the options parameter/);
});

test('individual hooks that differ save row by row', async () => {
  const { Item, calls } = shop({ select: Model => [1, 2].map(id => stored(Model, { id, name: 'a', price: id })) });
  Item.addHook('beforeUpdate', item => {
    item.price = item.id * 10;
  });
  const [count, items] = await Item.update({ name: 'b' }, { where: { price: 1 }, individualHooks: true });
  assert.equal(count, 2);
  assert.deepEqual(calls.map(([name]) => name), ['select', 'update', 'update']);
  assert.deepEqual(items.map(item => item.price), [10, 20]);
});

test('bulkCreate inserts once and takes over the keys', async () => {
  const { Item, last } = shop({ bulkInsert: (table, records) => records.map((_, index) => ({ id: index + 1 })) });
  const items = await Item.bulkCreate([{ name: 'a' }, { name: 'b', price: 2 }], { updateOnDuplicate: ['name', 'createdAt'] });
  assert.deepEqual(items.map(item => [item.id, item.isNewRecord, item.changed()]), [[1, false, false], [2, false, false]]);
  const [, [, records, options]] = last();
  assert.deepEqual(records.map(record => record.label), ['a', 'b']);
  assert.deepEqual([options.updateOnDuplicate, options.upsertKeys], [['label'], ['id']]);
  assert.deepEqual(await Item.bulkCreate([]), []);
  await assert.rejects(Item.bulkCreate([{ price: -1 }], { validate: true }), AggregateError);
  await assert.rejects(Item.bulkCreate([{}], { updateOnDuplicate: [] }), /only supports non-empty array/);
});

test('upsert gives values for the insert and for the update', async () => {
  const { Item, last } = shop({ upsert: (table, insertValues, updateValues, where, options) => [options.instance, true] });
  const [record, created] = await Item.upsert({ id: 1, name: 'a' });
  assert.ok(record instanceof Item && created && !record.isNewRecord);
  const [, [, insertValues, updateValues]] = last();
  assert.deepEqual([insertValues.label, updateValues.label], ['a', 'a']);
  assert.ok(insertValues.createdAt && !('createdAt' in updateValues) && updateValues.updatedAt);
});

test('increment sends amounts by column', async () => {
  const { Item, last } = shop();
  await Item.increment({ price: 2 }, { where: { name: 'a' } });
  const [method, [, , where, amounts, touched]] = last();
  assert.deepEqual([method, where, amounts, Object.keys(touched)], ['increment', { label: 'a' }, { price: 2 }, ['updatedAt']]);
  await stored(Item, { id: 1 }).decrement('price', { by: 3 });
  assert.deepEqual(last()[1].slice(2, 4), [{ id: 1 }, { price: 3 }]);
  await assert.rejects(Item.increment('price', {}), /Missing where/);
});

test('findCreateFind looks again when somebody was faster', async () => {
  let looks = 0;
  const { Item } = shop({
    select: Model => ++looks === 1 ? null : stored(Model, { id: 8 }),
    insert: () => {
      throw new UniqueConstraintError({ fields: { name: 'a' } });
    }
  });
  const [item, created] = await Item.findCreateFind({ where: { name: 'a' } });
  assert.deepEqual([item.id, created], [8, false]);
});

test('a new instance is saved with what it includes: owners before, the others after', async () => {
  const { sequelize, calls } = offline();
  let id = 0;
  sequelize.getQueryInterface().insert = async (instance, table, values) => {
    calls.push([instance.constructor.name, values]);
    instance.dataValues.id = ++id;
    return [instance, 1];
  };
  const City = sequelize.define('City', { name: DataTypes.STRING });
  const User = sequelize.define('User', { name: DataTypes.STRING });
  const Post = sequelize.define('Post', { title: DataTypes.STRING });
  const Tag = sequelize.define('Tag', { word: DataTypes.STRING });
  User.belongsTo(City, { as: 'city' });
  User.hasMany(Post, { as: 'posts' });
  User.belongsToMany(Tag, { as: 'tags', through: 'UserTags' });
  const user = await User.create(
    { name: 'Ann', city: { name: 'Rome' }, posts: [{ title: 't' }], tags: [{ word: 'w' }] },
    { include: ['city', 'posts', 'tags'] }
  );
  assert.deepEqual(calls.map(([name]) => name).slice(0, 2), ['City', 'User']);
  assert.deepEqual(calls.map(([name]) => name).slice(2).sort(), ['Post', 'Tag', 'UserTags']);
  assert.equal(user.cityId, 1);
  assert.equal(user.posts[0].UserId, user.id);
});
