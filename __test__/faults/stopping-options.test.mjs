// `signal` and `timeout` reach every query that a call makes.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { DataTypes, Sequelize } from '../../lib/index.mjs';
import { serverDatabase, servers } from './support.mjs';

const { signal } = new AbortController();
const TIMEOUT = 60000;
const o = more => ({ signal, timeout: TIMEOUT, ...more });

async function steps(sequelize) {
  const A = sequelize.define('A', {
    name: DataTypes.STRING, n: { type: DataTypes.INTEGER, defaultValue: 1 }, u: { type: DataTypes.STRING, unique: true }
  }, { paranoid: true });
  const B = sequelize.define('B', { title: DataTypes.STRING });
  const T = sequelize.define('T', { word: DataTypes.STRING });
  const AB = sequelize.define('AB', {});
  A.hasMany(B);
  B.belongsTo(A);
  A.hasOne(T);
  T.belongsTo(A);
  A.belongsToMany(T, { through: AB, as: 'tags' });
  await sequelize.sync({ force: true });
  let a;
  const steps = {
    create: async () => { a = await A.create({ name: 'x', u: 'u1' }, o()); },
    save: async () => { a.name = 'y'; await a.save(o()); },
    instUpdate: () => a.update({ name: 'z' }, o()),
    reload: () => a.reload(o()),
    instIncrement: () => a.increment('n', o()),
    instDecrement: () => a.decrement('n', o()),
    bulkCreate: () => A.bulkCreate([{ name: 'b', u: 'u2' }, { name: 'c', u: 'u3' }], o()),
    findAll: () => A.findAll(o()),
    findAllInc: () => A.findAll(o({ include: [B, T] })),
    separate: () => A.findAll(o({ include: [{ model: B, separate: true }] })),
    findOne: () => A.findOne(o()),
    findByPk: () => A.findByPk(1, o()),
    count: () => A.count(o()),
    findAndCountAll: () => A.findAndCountAll(o({ limit: 1 })),
    sum: () => A.sum('n', o()),
    max: () => A.max('n', o()),
    min: () => A.min('n', o()),
    aggregate: () => A.aggregate('n', 'avg', o({ dataType: 'float' })),
    findOrCreate: () => A.findOrCreate(o({ where: { u: 'u9' } })),
    findCreateFind: () => A.findCreateFind(o({ where: { u: 'u10' } })),
    findOrBuild: () => A.findOrBuild(o({ where: { u: 'u11' } })),
    upsert: () => A.upsert({ name: 'q', u: 'u9' }, o()),
    update: () => A.update({ name: 'r' }, o({ where: { u: 'u9' } })),
    updateHooks: () => A.update({ name: 'r' }, o({ where: { u: 'u9' }, individualHooks: true })),
    increment: () => A.increment('n', o({ where: { u: 'u9' } })),
    destroy: () => A.destroy(o({ where: { u: 'u9' } })),
    destroyHooks: () => A.destroy(o({ where: { u: 'u10' }, individualHooks: true })),
    restore: () => A.restore(o({ where: { u: 'u9' } })),
    restoreHooks: () => A.restore(o({ where: { u: 'u10' }, individualHooks: true })),
    instDestroy: () => a.destroy(o()),
    instRestore: () => a.restore(o()),
    describe: () => A.describe(undefined, o()),
    createB: () => a.createB({ title: 't' }, o()),
    getBs: () => a.getBs(o()),
    countBs: () => a.countBs(o()),
    hasBs: async () => a.hasB(await B.findOne(o()), o()),
    setBs: () => a.setBs([1], o()),
    addB: () => a.addB(1, o()),
    removeB: () => a.removeB(1, o()),
    createT: () => a.createT({ word: 'w' }, o()),
    getT: () => a.getT(o()),
    setT: () => a.setT(1, o()),
    createTag: () => a.createTag({ word: 'w' }, o()),
    getTags: () => a.getTags(o()),
    countTags: () => a.countTags(o()),
    hasTag: () => a.hasTag(1, o()),
    setTags: () => a.setTags([1], o()),
    addTag: () => a.addTag(1, o()),
    removeTag: () => a.removeTag(1, o()),
    setA: async () => { const b = await B.findOne(o()); await b.setA(a, o()); await b.getA(o()); await b.createA({ name: 'm' }, o()); },
    createInc: () => A.create({ name: 'i', Bs: [{ title: '1' }], tags: [{ word: 'x' }] }, o({ include: [B, { model: T, as: 'tags' }] })),
    bulkInc: () => A.bulkCreate([{ name: 'i', Bs: [{ title: '1' }] }], o({ include: [B] })),
    query: () => sequelize.query('SELECT 1', o()),
    queryRep: () => sequelize.query('SELECT :a', o({ replacements: { a: 1 } })),
    transaction: () => sequelize.transaction(o(), async t => { await A.findOne(o({ transaction: t })); }),
    transactionIso: () => sequelize.transaction(o({ isolationLevel: 'READ COMMITTED' }), async t => { await sequelize.transaction(o({ transaction: t }), async () => {}); }),
    authenticate: () => sequelize.authenticate(o()),
    truncate: () => AB.truncate(o()),
    sync: () => B.sync(o()),
    syncAlter: () => B.sync(o({ alter: true })),
    syncForce: () => AB.sync(o({ force: true })),
    drop: () => AB.drop(o()),
    showAllSchemas: () => sequelize.showAllSchemas(o()),
    showTables: () => sequelize.getQueryInterface().showAllTables(o()),
    version: () => sequelize.databaseVersion(o()),
  };
  return steps;
}

async function check(t, url) {
  const sequelize = new Sequelize(url, { logging: false });
  after(() => sequelize.close());
  const list = await steps(sequelize);
  const { run } = sequelize.core;
  let calls = [];
  sequelize.core.run = function runSeen(statement, options = {}) {
    calls.push([String(statement).slice(0, 90), options.signal === signal, options.timeout === TIMEOUT]);
    return run.call(this, statement, options);
  };
  for (const [name, step] of Object.entries(list)) {
    await t.test(name, async () => {
      calls = [];
      await step();
      assert.ok(calls.length > 0, 'no query was seen');
      assert.deepEqual(calls.filter(([, hasSignal, hasTimeout]) => !hasSignal || !hasTimeout), []);
    });
  }
}

describe('options that stop a query', async () => {
  test('SQLite', t => check(t, 'sqlite::memory:'));
  for (const { dialect, title } of servers) {
    test(title, async t => {
      const database = await serverDatabase(dialect, 'stopping');
      after(() => database.stop());
      await check(t, database.url);
    });
  }
});

for (const { dialect, title } of servers) test(`an aborted wait for a connection on ${title}`, async () => {
  const database = await serverDatabase(dialect, 'waiting');
  const sequelize = new Sequelize(database.url, { logging: false, pool: { max: 1 } });
  try {
    const held = await sequelize.transaction();
    const began = performance.now();
    await assert.rejects(sequelize.transaction({ signal: AbortSignal.timeout(50) }), { name: 'TimeoutError' });
    await assert.rejects(sequelize.query('SELECT 1', { signal: AbortSignal.timeout(50) }), { name: 'TimeoutError' });
    await assert.rejects(sequelize.query('SELECT 1', { timeout: 50 }), Sequelize.TimeoutError);
    assert.ok(performance.now() - began < 1000);
    await held.rollback();
    // A transaction that was begun under a signal is undone although it is aborted.
    const controller = new AbortController();
    const transaction = await sequelize.transaction({ signal: controller.signal });
    controller.abort();
    await transaction.rollback();
    assert.deepEqual(await sequelize.query('SELECT 1 AS a', { type: 'SELECT' }), [{ a: 1 }]);
  } finally {
    await sequelize.close();
    await database.stop();
  }
});
