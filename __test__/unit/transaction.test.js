'use strict';
// Transactions on SQLite: outcome, savepoints, hooks, CLS.

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { AsyncLocalStorage } = require('node:async_hooks');
const { Sequelize, DataTypes, Transaction } = require('../../lib');

async function prepared(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sn-transaction-'));
  const lines = [];
  const sequelize = new Sequelize({ dialect: 'sqlite', storage: path.join(folder, 'x.db'), logging: line => lines.push(line) });
  t.after(async () => {
    await sequelize.close();
    fs.rmSync(folder, { recursive: true });
  });
  const Item = sequelize.define('Item', { name: DataTypes.STRING }, { timestamps: false });
  await sequelize.sync();
  lines.length = 0;
  return { sequelize, Item, lines };
}

test('a callback\'s outcome decides', async t => {
  const { sequelize, Item, lines } = await prepared(t);
  assert.equal(await sequelize.transaction(async transaction => {
    await Item.create({ name: 'kept' }, { transaction });
    assert.equal(await Item.count(), 0);
    return 'answer';
  }), 'answer');
  await assert.rejects(sequelize.transaction(async transaction => {
    await Item.create({ name: 'undone' }, { transaction });
    throw new Error('no');
  }), /no/);
  assert.deepEqual((await Item.findAll()).map(item => item.name), ['kept']);
  assert.match(lines[0], /^Executing \([0-9a-f-]{36}\): BEGIN DEFERRED TRANSACTION;$/);
});

test('a savepoint is undone alone', async t => {
  const { sequelize, Item } = await prepared(t);
  const outer = await sequelize.transaction();
  await Item.create({ name: 'outer' }, { transaction: outer });
  const inner = await sequelize.transaction({ transaction: outer });
  assert.equal(inner.name, `${outer.id}-sp-1`);
  await Item.create({ name: 'inner' }, { transaction: inner });
  await inner.rollback();
  await outer.commit();
  assert.deepEqual((await Item.findAll()).map(item => item.name), ['outer']);
});

test('a finished transaction says so', async t => {
  const { sequelize, Item } = await prepared(t);
  const transaction = await sequelize.transaction({ type: Transaction.TYPES.IMMEDIATE });
  await transaction.rollback();
  await assert.rejects(transaction.commit(), /finished with state: rollback/);
  await assert.rejects(Item.create({ name: 'x' }, { transaction }), error => {
    assert.match(error.message, /rollback has been called on this transaction/);
    assert.match(error.sql, /^INSERT INTO/);
    return true;
  });
  assert.throws(() => transaction.afterCommit('x'), /"fn" must be a function/);
});

test('afterCommit runs after a commit and not after a rollback', async t => {
  const { sequelize } = await prepared(t);
  const heard = [];
  await sequelize.transaction(async transaction => {
    transaction.afterCommit(one => heard.push(one === transaction));
  });
  const undone = await sequelize.transaction();
  undone.afterCommit(() => heard.push('never'));
  await undone.rollback();
  assert.deepEqual(heard, [true]);
});

test('a failing commit closes the connection and tells why', async t => {
  const { sequelize } = await prepared(t);
  const transaction = await sequelize.transaction();
  const warn = t.mock.method(console, 'warn', () => {});
  const destroyed = t.mock.method(sequelize.connectionManager, 'destroyConnection');
  sequelize.getQueryInterface().commitTransaction = async () => {
    throw new Error('lost');
  };
  await assert.rejects(transaction.commit(), /lost/);
  delete sequelize.getQueryInterface().commitTransaction;
  assert.equal(destroyed.mock.callCount(), 1);
  assert.match(warn.mock.calls[0].arguments[0], /We are killing its connection/);
});

test('an isolation level of one\'s own making is refused', async t => {
  const { sequelize } = await prepared(t);
  await assert.rejects(sequelize.transaction({ isolationLevel: 'READ COMMITTED; DROP TABLE Items; --' }));
});

test('a CLS namespace carries the transaction', async t => {
  const { sequelize, Item } = await prepared(t);
  const storage = new AsyncLocalStorage();
  const namespace = {
    run: work => storage.run(new Map(storage.getStore()), work),
    get: key => storage.getStore()?.get(key),
    set: (key, value) => storage.getStore()?.set(key, value),
    bind: fn => fn
  };
  Sequelize.useCLS(namespace);
  t.after(() => delete Sequelize._cls);
  await sequelize.transaction(async transaction => {
    await Item.create({ name: 'inside' });
    assert.equal(namespace.get('transaction'), transaction);
    assert.equal(await Item.count({ transaction: null }), 0);
    assert.equal(await Item.count(), 1);
  });
  assert.equal(namespace.get('transaction'), undefined);
  assert.throws(() => Sequelize.useCLS({}), /Must provide CLS namespace/);
});
