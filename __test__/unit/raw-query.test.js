'use strict';
// sequelize.query with a text of one's own: replacements, binds, result forms, logging.

const test = require('node:test');
const assert = require('node:assert/strict');
const { Sequelize, DataTypes, QueryTypes } = require('../../lib');

const open = (options = {}) => new Sequelize('sqlite::memory:', { logging: false, ...options });
const select = { type: QueryTypes.SELECT };

test('replacements are literals, in code alone', async t => {
  const sequelize = open();
  t.after(() => sequelize.close());
  const one = async (sql, replacements) => Object.values((await sequelize.query(sql, { ...select, replacements }))[0]);
  assert.deepEqual(await one('SELECT :a AS a, \':a\' AS b, `x :a` AS c FROM (SELECT 1 AS `x :a`)', { a: 'it\'s' }), ['it\'s', ':a', 1]);
  assert.deepEqual(await one('SELECT ? AS a, ? AS b', ['?', 2]), ['?', 2]);
  assert.deepEqual(await one('SELECT 1 IN (:list) AS a -- :nothing', { list: [3, 2, 1] }), [1]);
  assert.deepEqual(await one('SELECT :a AS a, :b AS b', { a: ':b', b: '\' OR 1=1 --' }), [':b', '\' OR 1=1 --']);
});

test('binds go as values, by position and by name', async t => {
  const sequelize = open();
  t.after(() => sequelize.close());
  const one = async (sql, bind) => Object.values((await sequelize.query(sql, { ...select, bind }))[0]);
  assert.deepEqual(await one('SELECT $2 AS a, $1 AS b, $2 AS c', ['x', 'y']), ['y', 'x', 'y']);
  assert.deepEqual(await one('SELECT $name AS a, \'$$name\' AS b', { name: '\'; DROP TABLE x; --' }), ['\'; DROP TABLE x; --', '$name']);
  assert.deepEqual(await one('SELECT $a AS a', { a: null }), [null]);
});

test('what does not fit together is refused', async t => {
  const sequelize = open();
  t.after(() => sequelize.close());
  const refused = [
    ['SELECT :a', { replacements: { b: 1 } }, 'Named replacement ":a" has no entry in the replacement map.'],
    ['SELECT :toString', { replacements: {} }, 'Named replacement ":toString" has no entry in the replacement map.'],
    ['SELECT ?', { replacements: [] }, 'Positional replacement (?) 0 has no entry in the replacement map (replacements[0] is undefined).'],
    ['SELECT ?', { replacements: 2 }, '"replacements" must be an array or a plain object, but received 2 instead.'],
    ['SELECT $1', { bind: { a: 1 } }, 'Named bind parameter "$1" has no value in the given object.'],
    ['SELECT $b', { bind: [1] }, 'Named bind parameter "$b" has no value in the given object.'],
    ['SELECT 1', { bind: [1], replacements: [1] }, 'Both `replacements` and `bind` cannot be set at the same time'],
    [{ query: 'SELECT 1', bind: [1] }, { bind: [1] }, 'Both `sql.bind` and `options.bind` cannot be set at the same time'],
    [{ query: 'SELECT 1', values: [1] }, { replacements: [1] }, 'Both `sql.values` and `options.replacements` cannot be set at the same time'],
    ['SELECT \'', { replacements: [1] }, 'The following SQL query includes an unterminated string literal:\nSELECT \'']
  ];
  for (const [sql, options, message] of refused) await assert.rejects(sequelize.query(sql, options), { message });
});

test('rows come raw, plain, nested, renamed or as instances', async t => {
  const sequelize = open();
  t.after(() => sequelize.close());
  const User = sequelize.define('User', { email: { type: DataTypes.STRING, field: 'email_address' } }, { timestamps: false });
  await sequelize.sync();
  const [, metadata] = await sequelize.query('INSERT INTO Users (email_address) VALUES (\'a@b\')');
  assert.deepEqual([metadata.lastID, metadata.changes], [1, 1]);

  const sql = 'SELECT id AS `a.b.id`, email_address FROM Users';
  assert.deepEqual((await sequelize.query(sql))[0], [{ 'a.b.id': 1, email_address: 'a@b' }]);
  assert.deepEqual(await sequelize.query(sql, { nest: true }), [{ a: { b: { id: 1 } }, email_address: 'a@b' }]);
  assert.deepEqual(await sequelize.query('SELECT 1 AS x', { plain: true }), { x: 1 });
  assert.equal(await sequelize.query('SELECT 1 AS x WHERE 0', { plain: true }), null);
  const [user] = await sequelize.query('SELECT * FROM Users', { model: User, mapToModel: true });
  assert.ok(user instanceof User);
  assert.equal(user.email, 'a@b');
  assert.equal(user.isNewRecord, false);
});

test('a nested result never reaches a prototype', async t => {
  const sequelize = open();
  t.after(() => sequelize.close());
  const [row] = await sequelize.query('SELECT 1 AS `__proto__.polluted`, 2 AS `constructor.prototype.polluted`', { ...select, nest: true });
  assert.equal({}.polluted, undefined);
  assert.equal(row.constructor.prototype.polluted, 2);
  assert.equal(Object.getPrototypeOf(row), Object.prototype);
});

test('logging tells the text, its parameters and its time', async t => {
  const lines = [];
  const sequelize = open({ logging: (...args) => lines.push(args) });
  t.after(() => sequelize.close());
  await sequelize.query('SELECT $1 AS a', { bind: ['x'], logQueryParameters: true });
  assert.equal(lines[0][0], 'Executing (default): SELECT $1 AS a; {"$1":"x"}');
  await sequelize.query('SELECT 2', { benchmark: true });
  assert.equal(lines[1][0], 'Executed (default): SELECT 2');
  assert.equal(typeof lines[1][1], 'number');
});

test('an error carries the text, the values and the caller', async t => {
  const sequelize = open();
  t.after(() => sequelize.close());
  async function theCaller() {
    await sequelize.query('SELECT nothing FROM nowhere WHERE a = $1', { bind: [1] });
  }
  await assert.rejects(theCaller(), error => {
    assert.ok(error instanceof Sequelize.DatabaseError);
    assert.match(error.sql, /^SELECT nothing/);
    assert.deepEqual(error.parameters, [1]);
    assert.match(error.stack, /theCaller/);
    return true;
  });
});
