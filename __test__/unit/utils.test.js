'use strict';
// The functions of Sequelize.Utils that users and the library lean on.

const test = require('node:test');
const assert = require('node:assert/strict');
const Utils = require('../../lib/utils');
const Op = require('../../lib/operators');
const ModelManager = require('../../lib/model-manager');

const model = {
  rawAttributes: { firstName: { field: 'first_name', fieldName: 'firstName' }, age: { field: 'age', fieldName: 'age' } },
  _virtualAttributes: new Set(['full']),
  _injectDependentVirtualAttributes: attributes => attributes
};

test('where keys become fields, in operators and lists too; the given object stays', () => {
  const where = { [Op.or]: [{ firstName: 'a' }, { age: 1 }], firstName: { [Op.ne]: 'b' } };
  assert.deepEqual(Utils.mapWhereFieldNames(where, model), { [Op.or]: [{ first_name: 'a' }, { age: 1 }], first_name: { [Op.ne]: 'b' } });
  assert.ok('firstName' in where);
});

test('attributes become [field, alias], virtual ones vanish', () => {
  assert.deepEqual(Utils.mapFinderOptions({ attributes: ['firstName', 'age', 'full'] }, model).attributes, [['first_name', 'firstName'], 'age']);
});

test('cloneDeep copies plain things, shares the others, keeps symbols and circles', () => {
  class Thing {}
  const thing = new Thing();
  const options = { thing, list: [{ [Op.gt]: 1 }], date: new Date(0), fn() {} };
  options.self = options;
  const copy = Utils.cloneDeep(options);
  assert.notEqual(copy.list[0], options.list[0]);
  assert.equal(copy.list[0][Op.gt], 1);
  assert.equal(copy.thing, thing);
  assert.equal(copy.self, copy);
  assert.equal(copy.fn, options.fn);
});

test('input from JSON never reaches a prototype', () => {
  const hostile = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}');
  Utils.merge({}, hostile);
  Utils.mergeDefaults({}, hostile);
  Utils.cloneDeep(hostile);
  assert.equal({}.polluted, undefined);
});

test('mergeDefaults fills what is missing, defaults knows symbols', () => {
  assert.deepEqual(Utils.mergeDefaults({ a: { b: 1 } }, { a: { b: 2, c: 3 }, d: [4] }), { a: { b: 1, c: 3 }, d: [4] });
  assert.deepEqual(Utils.defaults({ a: 1, [Op.eq]: 3 }, { [Op.eq]: 4, [Op.ne]: 4 }), { a: 1, [Op.eq]: 3, [Op.ne]: 4 });
});

test('names', () => {
  assert.equal(Utils.pluralize('Person'), 'People');
  assert.equal(Utils.underscore('createdAt'), 'created_at');
  assert.equal(Utils.camelize('foo_bar-baz'), 'fooBarBaz');
  assert.deepEqual(Utils.nameIndex({ fields: ['userId', { name: 'b' }] }, { tableName: 'Logs' }).name, 'logs_user_id_b');
});

test('models come before what they reference; circles are null', () => {
  const make = (name, ...targets) => ({
    name,
    getTableName: () => name,
    rawAttributes: Object.fromEntries(targets.map(target => [`${target}Id`, { references: { model: target } }]))
  });
  const manager = new ModelManager({ models: {} });
  for (const each of [make('users'), make('tasks', 'users', 'tasks'), make('notes', 'tasks')]) manager.addModel(each);
  assert.deepEqual(manager.getModelsTopoSortedByForeignKey().map(each => each.name), ['notes', 'tasks', 'users']);
  manager.addModel(make('a', 'b'));
  manager.addModel(make('b', 'a'));
  assert.equal(manager.getModelsTopoSortedByForeignKey(), null);
});
