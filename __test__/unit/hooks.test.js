'use strict';
// Hooks: order, names, removal, and what happens without any.

const test = require('node:test');
const assert = require('node:assert/strict');
const { applyTo, hooks } = require('../../lib/hooks');

function hooked(sequelize) {
  const owner = { options: {}, sequelize };
  applyTo(owner, true);
  owner._setupHooks();
  return owner;
}

test('the model\'s functions run before those of all models, one after the other', async () => {
  const sequelize = { options: {} };
  applyTo(sequelize);
  sequelize._setupHooks();
  const model = hooked(sequelize);
  const seen = [];
  sequelize.beforeFind(() => seen.push('all'));
  model.beforeFind(async () => {
    await null;
    seen.push('first');
  });
  model.addHook('beforeFind', 'named', () => seen.push('second'));
  await model.runHooks('beforeFind', {});
  assert.deepEqual(seen, ['first', 'second', 'all']);
  model.removeHook('beforeFind', 'named');
  await model.runHooks('beforeFind', {});
  assert.deepEqual(seen.slice(3), ['first', 'all']);
});

test('beforeSave stands for create and update', () => {
  const model = hooked();
  const fn = () => {};
  model.beforeSave(fn);
  assert.deepEqual(['beforeSave', 'beforeCreate', 'beforeUpdate'].map(type => model.hasHook(type)), [true, true, true]);
  model.removeHook('beforeSave', fn);
  assert.equal(model.hasHooks('beforeCreate'), false);
});

test('a synchronous moment is over when runHooks returns', () => {
  const model = hooked();
  let ran = false;
  model.beforeAssociate(() => {
    ran = true;
  });
  model.runHooks('beforeAssociate', {});
  assert.ok(ran);
});

test('46 moments; models lack those of connections', async () => {
  assert.equal(Object.keys(hooks).length, 46);
  assert.equal(hooked().beforeConnect, undefined);
  await assert.rejects(hooked().runHooks(), { message: 'runHooks requires at least 1 argument' });
});
