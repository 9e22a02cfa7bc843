// What is no sensible input: every finder and writer refuses it with an Error, or the database does; or it is data.
// After every case the canary table is whole, nothing is polluted, and the next query works.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { DataTypes, Op, Sequelize } from '../../lib/index.mjs';
import { serverDatabase, servers, within } from './support.mjs';

const { DatabaseError, EagerLoadingError, QueryError } = Sequelize;
class Foreign { constructor() { this.n = 1; } }
const json = text => JSON.parse(text);

/** What is no condition, no list, no name. */
const JUNK = {
  'a text': 'n = 1', 'an empty text': '', 'a number': 5, zero: 0, true: true, NaN: NaN, 'a bigint': 5n, 'a date': new Date(0), 'a map': new Map([['n', 1]]),
  'a set': new Set([1]), 'a function': () => 1, 'a symbol': Symbol('x'), 'a regular expression': /x/, 'a buffer': Buffer.from('x'), 'an instance': new Foreign(),
  'a promise': Promise.resolve(1), 'a list of texts': ['n = 1'], 'a list of lists': [['n = 1']]
};

/** Refused here: an Error that is none of the database's, before anything is sent. */
const refused = error => error instanceof Error && !(error instanceof DatabaseError);
const refusedAs = (type, message) => error => error instanceof type && (!message || message.test(error.message));
/** Refused, here or by the database. */
const failed = error => error instanceof Error;

function cases(sequelize, M, Child, isPostgres) {
  const all = [];
  /** `expect`: a test of the error; `{ rows: n }`: an error, or at most so many rows; `{ value }`: exactly that. */
  const add = (name, run, expect) => all.push({ name, run, expect });
  const inTransaction = work => async () => {
    const transaction = await sequelize.transaction();
    try {
      return await work(transaction);
    } finally {
      await transaction.rollback();
    }
  };

  // Conditions of the wrong type. As in v6 a number is a primary key.
  for (const [name, where] of Object.entries(JUNK)) {
    const isKey = typeof where === 'number' && !Number.isNaN(where) || typeof where === 'bigint';
    for (const method of ['findAll', 'findOne', 'count']) {
      add(`${method}: where is ${name}`, () => M[method]({ where }), isKey ? { rows: 1 } : refused);
    }
    if (where) add(`findOrBuild: where is ${name}`, () => M.findOrBuild({ where }), isKey ? { rows: 2 } : refused);
    add(`update: where is ${name}`, inTransaction(transaction => M.update({ name: 'X' }, { where, transaction })), refused);
    add(`destroy: where is ${name}`, inTransaction(transaction => M.destroy({ where, transaction })), refused);
    add(`a column is ${name}`, () => M.findAll({ where: { name: where } }), { rows: 0 });
    add(`a number's column is ${name}`, () => M.findAll({ where: { n: { [Op.eq]: where } } }), { rows: 1 });
    add(`findByPk of ${name}`, () => M.findByPk(where), { rows: 1 });
    // Lists and names.
    const ignored = !where && where !== 0n;
    add(`order is ${name}`, () => M.findAll({ order: where }), ignored ? { rows: 3 } : failed);
    add(`group is ${name}`, () => M.findAll({ group: where }), ignored ? { rows: 3 } : failed);
    add(`attributes are ${name}`, () => M.findAll({ attributes: where }), ignored ? { rows: 3 } : failed);
    add(`include is ${name}`, () => M.findAll({ include: where }), ignored ? { rows: 3 } : refused);
    add(`findAll of ${name}`, () => M.findAll(where), refusedAs(QueryError));
    // Texts, booleans and dates are values that the database judges; SQLite takes booleans for numbers.
    add(`limit is ${name}`, () => M.findAll({ limit: where, order: ['id'] }), where === 5 || where === 5n ? { rows: 3 } : { rows: 1 });
    add(`offset is ${name}`, () => M.findAll({ limit: 1, offset: where }), { rows: 1 });
    // What steers a query.
    if (where) {
      add(`signal is ${name}`, () => sequelize.query('SELECT nope', { signal: where }), refusedAs(TypeError, /signal/));
      if (!isKey) add(`timeout is ${name}`, () => sequelize.query('SELECT 1 AS a', { timeout: where }), refusedAs(TypeError, /timeout/));
      add(`transaction is ${name}`, () => M.create({ name: 'outside' }, { transaction: where }), refusedAs(Error, /not a transaction/));
    }
  }
  add('timeout is NaN', () => sequelize.query('SELECT 1 AS a', { timeout: NaN }), refusedAs(TypeError, /timeout/));
  add('timeout is negative', () => sequelize.query('SELECT 1 AS a', { timeout: -1 }), refusedAs(TypeError, /timeout/));
  add('timeout is infinite', () => M.findAll({ timeout: Infinity }), { rows: 3 });
  add('a transaction without await', async () => {
    const promise = sequelize.transaction();
    try {
      return await M.create({ name: 'outside' }, { transaction: promise });
    } finally {
      await (await promise).rollback();
    }
  }, refusedAs(Error, /await/));

  // Conditions with something wrong in them.
  const conditions = {
    'an unknown attribute': [{ nope: 1 }, refusedAs(DatabaseError)],
    undefined: [{ n: undefined }, refusedAs(Error, /undefined/)],
    'undefined under an operator': [{ n: { [Op.gt]: undefined } }, refusedAs(Error, /undefined/)],
    '"$gt" of a request': [json('{"name":{"$gt":""}}'), refusedAs(Error, /Invalid value/)],
    '"gt" of a request': [json('{"name":{"gt":"1"}}'), refusedAs(Error, /Invalid value/)],
    '"$or" of a request': [json('{"$or":[{"n":1}]}'), failed],
    '"[Op.gt]" of a request': [json('{"n":{"[Op.gt]":0}}'), refusedAs(Error, /Invalid value/)],
    '"not" of a request': [json('{"name":{"not":""}}'), refusedAs(Error, /Invalid value/)],
    '"__proto__" of a request': [json('{"__proto__":{"n":1}}'), failed],
    '"constructor" of a request': [json('{"constructor":1}'), refusedAs(DatabaseError)],
    '"toString" of a request': [json('{"toString":1}'), refusedAs(DatabaseError)],
    'an unknown symbol': [{ [Symbol('gt')]: 1 }, refusedAs(Error, /no operator/)],
    'an unknown symbol in a column': [{ n: { [Symbol('gt')]: 1 } }, refused],
    'an invalid date': [{ d: new Date(NaN) }, refusedAs(Error, /Invalid/)],
    'an invalid date in a list': [{ d: [new Date(NaN)] }, refusedAs(Error, /Invalid/)],
    'NaN': [{ n: NaN }, refusedAs(Error, /Invalid value NaN/)],
    'infinity': [{ n: { [Op.lt]: Infinity } }, refusedAs(Error, /Invalid value Infinity/)],
    'half of a surrogate pair': [{ name: 'a\ud800b' }, refusedAs(Error, /surrogate/)],
    'half of a surrogate pair in a list': [{ name: ['a', '\udfff'] }, refusedAs(Error, /surrogate/)],
    'half of a surrogate pair in a name': [{ 'a\ud800': 1 }, refusedAs(Error, /surrogate/)],
    'NUL in a text': [{ name: 'a\0b' }, isPostgres ? failed : { rows: 0 }],
    'NUL in a name': [{ 'n\0': 1 }, failed],
    'an empty name': [{ '': 1 }, refusedAs(DatabaseError)],
    'a quote in a name': [{ 'n"`': 1 }, refusedAs(DatabaseError)],
    'a statement in a name': [{ 'n" = 1; DROP TABLE canaries; --': 1 }, refusedAs(DatabaseError)],
    'a number beyond all': [{ n: 1e300 }, { rows: 0 }],
    'a bigint beyond all': [{ big: 2n ** 80n }, { rows: 0 }],
    'objects in a list': [{ n: [{ a: 1 }] }, refused],
    'between one': [{ n: { [Op.between]: [1] } }, refused],
    'between a number': [{ n: { [Op.between]: 5 } }, refused],
    'in a text': [{ n: { [Op.in]: 'x' } }, refused],
    'like an object': [{ name: { [Op.like]: {} } }, refused],
    'or a text': [{ [Op.or]: 'x' }, refused],
    'and texts': [{ [Op.and]: ['1=1'] }, refused],
    'an association that is none': [{ '$nope.x$': 1 }, refusedAs(DatabaseError)],
    'a path that breaks out': [{ "j.a') OR 1=1 --": 1 }, { rows: 0 }],
    'nesting without end': [Array.from({ length: 5000 }).reduce(where => ({ [Op.and]: [where] }), { n: 1 }), refused],
    'deep nesting': [Array.from({ length: 2000 }).reduce(where => ({ [Op.and]: [where] }), { n: 1 }), refusedAs(Error, /nested too deeply|Maximum call stack size/)]
  };
  for (const [name, [where, expect]] of Object.entries(conditions)) {
    add(`where with ${name}`, () => M.findAll({ where }), expect);
    add(`update where with ${name}`, inTransaction(async transaction => (await M.update({ name: 'X' }, { where, transaction }))[0]), typeof expect === 'function' ? failed : { rows: 0 });
    add(`destroy where with ${name}`, inTransaction(transaction => M.destroy({ where, transaction })), typeof expect === 'function' ? failed : { rows: 0 });
  }
  for (const [name, where] of Object.entries({ 'nothing in Op.and': { [Op.and]: [] }, 'undefined in Op.and': { [Op.and]: [undefined] }, 'an empty object in Op.and': { [Op.and]: [{}] }, 'an unknown symbol': { [Symbol('x')]: 1 } })) {
    add(`destroy where ${name}`, inTransaction(transaction => M.destroy({ where, transaction })), refused);
    add(`update where ${name}`, inTransaction(transaction => M.update({ name: 'X' }, { where, transaction })), refused);
  }

  const finders = {
    'limit with a statement': [{ limit: '1; DROP TABLE canaries; --' }, failed],
    'limit is an object': [json('{"limit":{"n":1}}'), refusedAs(Error, /Invalid value/)],
    'limit is a list': [json('{"limit":[1]}'), refusedAs(Error, /Invalid value/)],
    'limit is infinite': [{ limit: Infinity }, refusedAs(Error, /Invalid value/)],
    'limit is out of range': [{ limit: 1e300 }, failed],
    'offset with a statement': [{ limit: 1, offset: '1; DROP TABLE canaries; --' }, failed],
    'a direction with a statement': [{ order: [['n', 'DESC; DROP TABLE canaries']] }, failed],
    'a direction that is an object': [{ order: [['n', { a: 1 }]] }, refused],
    'a direction that is a symbol': [{ order: [['n', Symbol('x')]] }, refused],
    'raw in order': [{ order: [{ raw: '1; DROP TABLE canaries' }] }, refused],
    'order by nothing known': [{ order: ['nope'] }, refusedAs(DatabaseError)],
    'order by __proto__': [{ order: ['__proto__'] }, refusedAs(DatabaseError)],
    'order by null': [{ order: [null] }, refused],
    'group with a statement': [{ group: 'n; DROP TABLE canaries' }, refusedAs(DatabaseError)],
    'an unknown attribute': [{ attributes: ['nope'] }, refusedAs(DatabaseError)],
    'attributes of every object': [{ attributes: ['constructor'] }, refusedAs(DatabaseError)],
    'the attribute __proto__': [{ attributes: ['__proto__'] }, refusedAs(DatabaseError)],
    'no attributes': [{ attributes: [] }, refusedAs(QueryError)],
    'three names': [{ attributes: [['n', 'a', 'b']] }, refused],
    'a symbol among attributes': [{ attributes: [Symbol('x')] }, refused],
    'half of a surrogate pair in an attribute': [{ attributes: ['a\ud800'] }, refusedAs(Error, /surrogate/)],
    'an include by name': [{ include: ['nope'] }, refused],
    'an include that is an object of a request': [{ include: [json('{"model":"children"}')] }, refused],
    'an include of what is not associated': [{ include: [M] }, refusedAs(EagerLoadingError)],
    'an include under a wrong name': [{ include: [{ model: Child, as: 'zzz' }] }, refusedAs(EagerLoadingError)],
    'an include with a text for a condition': [{ include: [{ model: Child, where: 'x' }] }, refused],
    'include: [null]': [{ include: [null] }, refused]
  };
  for (const [name, [options, expect]] of Object.entries(finders)) add(`find with ${name}`, () => M.findAll(options), expect);
  add('findByPk of options', () => M.findByPk({ where: {} }), refused);
  for (const value of [undefined, null]) add(`findByPk of ${value}`, () => M.findByPk(value), { value: null });
  add('an attribute with SQL', () => M.findAll({ attributes: [['count(*) FROM canaries; --', 'x']] }), refusedAs(Error, /parentheses/));
  add('an attribute with SQL, without an alias', () => M.findAll({ attributes: ['count(*) FROM canaries; --'] }), refusedAs(DatabaseError));

  // Values to write.
  const circular = {};
  circular.self = circular;
  const values = {
    'an object for a text': [{ name: { a: 1 } }, failed],
    'an operator of a request for a text': [{ name: json('{"$gt":""}') }, failed],
    'a function for a text': [{ name: () => 1 }, refused],
    'a symbol for a text': [{ name: Symbol('x') }, refused],
    'a map for a text': [{ name: new Map() }, refused],
    'half of a surrogate pair': [{ name: 'a\ud800b' }, refusedAs(Error, /surrogate/)],
    'an invalid date': [{ d: new Date(NaN) }, refusedAs(Error, /Invalid/)],
    'a date that is none': [{ d: 'nonsense' }, refusedAs(Error, /Invalid/)],
    'a circular document': [{ j: circular }, refusedAs(TypeError)],
    'a bigint in a document': [{ j: { a: 1n } }, refusedAs(TypeError)],
    NaN: [{ n: NaN }, refused],
    ...isPostgres && {
      'NUL in a text': [{ name: 'a\0b' }, failed],
      'a text for a number': [{ n: 'x' }, refusedAs(DatabaseError)],
      'a number out of range': [{ n: 2 ** 40 }, refusedAs(DatabaseError, /out of range/)],
      'a bigint out of range': [{ big: 2n ** 70n }, refusedAs(DatabaseError, /out of range/)],
      'a text for a boolean': [{ b: 'maybe' }, refusedAs(DatabaseError)]
    }
  };
  for (const [name, [row, expect]] of Object.entries(values)) {
    add(`create with ${name}`, inTransaction(transaction => M.create(row, { transaction })), expect);
    add(`bulkCreate with ${name}`, inTransaction(transaction => M.bulkCreate([row], { transaction })), expect);
    add(`update with ${name}`, inTransaction(transaction => M.update(row, { where: { n: 1 }, transaction })), expect);
    add(`upsert with ${name}`, inTransaction(transaction => M.upsert({ id: 1, ...row }, { transaction })), expect);
    const [column] = Object.keys(row);
    if (column === 'n') add(`increment by ${name}`, inTransaction(transaction => M.increment('n', { by: row.n, where: { id: 1 }, transaction })), failed);
  }
  add('increment of a statement', inTransaction(transaction => M.increment('n" = 1; DROP TABLE canaries; --', { where: { id: 1 }, transaction })), refusedAs(DatabaseError));
  add('sum of a statement', () => M.sum('n"); DROP TABLE canaries; --'), refusedAs(DatabaseError));
  add('sum of constructor', () => M.sum('constructor'), refusedAs(DatabaseError));
  add('__proto__ among values', inTransaction(async transaction => (await M.create(json('{"__proto__":{"n":5},"name":"p"}'), { transaction })).n ?? null), { value: null });

  // Raw queries.
  for (const sql of [undefined, null, 5, true, Symbol('x'), () => 1, new Date(0), []]) add(`query of ${String(sql)}`, () => sequelize.query(sql), refused);
  add('a text with half of a surrogate pair', () => sequelize.query('SELECT \'\ud800\' AS a'), refusedAs(Error, /surrogate/));
  add('a bind with half of a surrogate pair', () => sequelize.query('SELECT $1 AS a', { bind: ['\ud800'] }), refusedAs(Error, /surrogate/));
  add('a replacement with half of a surrogate pair', () => sequelize.query('SELECT :a AS a', { replacements: { a: '\ud800' } }), refusedAs(Error, /surrogate/));
  add('a bind that is missing', () => sequelize.query('SELECT $2 AS a', { bind: [1] }), failed);
  add('a replacement that is missing', () => sequelize.query('SELECT :b AS a', { replacements: { a: 1 } }), refused);
  add('a replacement that is a function', () => sequelize.query('SELECT :a AS a', { replacements: { a: () => 1 } }), refused);
  add('an isolation level with a statement', () => sequelize.transaction({ isolationLevel: 'READ COMMITTED; DROP TABLE canaries; --' }, async () => 1), refused);
  const names = '1 AS "__proto__", 2 AS "constructor", 3 AS "toString", 4 AS a, 5 AS a';
  add('columns named after an object\'s own', async () => {
    const [row] = await sequelize.query(`SELECT ${names}`, { type: 'SELECT' });
    return [Object.getPrototypeOf(row) === Object.prototype, JSON.stringify(row)].join(' ');
  }, { value: 'true {"__proto__":1,"constructor":2,"toString":3,"a":5}' });
  add('nested columns that would pollute', async () => JSON.stringify(await sequelize.query('SELECT 1 AS "__proto__.polluted", 2 AS "constructor.prototype.polluted", 3 AS "a.__proto__.polluted"', { type: 'SELECT', nest: true })),
    { value: '[{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":2}},"a":{"__proto__":{"polluted":3}}}]' });
  add('an alias that would pollute', async () => JSON.stringify(await M.findAll({ attributes: [['n', '__proto__'], ['n', 'constructor']], where: { n: 1 }, raw: true })),
    { value: '[{"__proto__":1,"constructor":1}]' });
  if (!isPostgres) add('NUL is stored as it is', inTransaction(async transaction => (await (await M.create({ name: 'a\0b' }, { transaction })).reload({ transaction })).name), { value: 'a\0b' });
  return all;
}

const countOf = value => Array.isArray(value) ? value.length : value === null ? 0 : typeof value === 'number' ? value : 1;

async function judge({ run, expect }) {
  let value;
  let error;
  try {
    value = await within(10000, run());
  } catch (caught) {
    error = caught;
  }
  const shown = error ? `${error.name}: ${error.message}` : `answered ${String(JSON.stringify(value, (_, item) => typeof item === 'bigint' ? String(item) : item)).slice(0, 200)}`;
  if (typeof expect === 'function') {
    assert.ok(error !== undefined && expect(error), shown);
  } else if ('value' in expect) {
    assert.equal(error, undefined, shown);
    assert.equal(value, expect.value, shown);
  } else if (error === undefined) {
    assert.ok(countOf(value) <= expect.rows, shown);
  } else {
    assert.ok(error instanceof Error && !/ended unexpectedly|divide|panicked/.test(error.message), shown);
  }
}

async function check(t, url) {
  const sequelize = new Sequelize(url, { logging: false });
  const unhandled = [];
  const hear = error => unhandled.push(error);
  process.on('unhandledRejection', hear);
  after(() => process.off('unhandledRejection', hear));
  const M = sequelize.define('canary', {
    name: DataTypes.STRING, n: DataTypes.INTEGER, big: DataTypes.BIGINT, d: DataTypes.DATE, f: DataTypes.DOUBLE, b: DataTypes.BOOLEAN, j: DataTypes.JSON
  }, { timestamps: false });
  const Child = sequelize.define('child', { t: DataTypes.STRING }, { timestamps: false });
  M.hasMany(Child);
  Child.belongsTo(M);
  await sequelize.sync({ force: true });
  await M.bulkCreate([{ name: 'a', n: 1 }, { name: 'b', n: 2 }, { name: 'c', n: 3 }]);
  const canaries = async () => JSON.stringify(await M.findAll({ order: ['id'], raw: true }));
  const before = await canaries();

  for (const item of cases(sequelize, M, Child, url.startsWith('postgres'))) {
    await t.test(item.name, async () => {
      await judge(item);
      assert.equal(await canaries(), before, 'the canaries have changed');
      assert.equal({}.polluted, undefined);
      assert.equal(Object.hasOwn(Object.prototype, 'n'), false);
    });
  }
  await t.test('nothing was left behind', async () => {
    await new Promise(resolve => { setTimeout(resolve, 50); });
    assert.deepEqual(unhandled, []);
    assert.equal(sequelize.core.pool.using, 0);
    await within(2000, sequelize.close(), 'close()');
  });
}

describe('bad input', () => {
  test('SQLite', t => check(t, 'sqlite::memory:'));
  for (const { dialect, title } of servers) {
    test(title, async t => {
      const database = await serverDatabase(dialect, 'input');
      try {
        await check(t, database.url);
      } finally {
        await database.stop();
      }
    });
  }
});
