// Transactions: what commits stays, what fails leaves nothing, and who sees what.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { before, beforeEach, test } from 'node:test';
import { DataTypes, Sequelize, Transaction } from '../../lib/index.mjs';
import { onEveryDatabase } from '../support/databases.mjs';

onEveryDatabase('transactions', database => {
  let sequelize;
  let Account;

  before(() => {
    ({ sequelize } = database);
    Account = sequelize.define('Account', { owner: { type: DataTypes.STRING, unique: true }, cents: DataTypes.INTEGER }, { timestamps: false });
  });
  beforeEach(() => Account.sync({ force: true }));

  const owners = async options => (await Account.findAll({ order: ['owner'], ...options })).map(a => a.owner);

  test('managed: the callback answers, the work is committed', async () => {
    const answer = await sequelize.transaction(async transaction => {
      await Account.create({ owner: 'ada' }, { transaction });
      return 42;
    });
    assert.equal(answer, 42);
    assert.deepEqual(await owners(), ['ada']);
  });

  test('managed: an exception rolls back and comes out', async () => {
    await assert.rejects(sequelize.transaction(async transaction => {
      await Account.create({ owner: 'ada' }, { transaction });
      throw new Error('no');
    }), /^Error: no$/);
    assert.deepEqual(await owners(), []);
  });

  test('unmanaged: commit, rollback, and nothing after', async () => {
    const first = await sequelize.transaction();
    await Account.create({ owner: 'ada' }, { transaction: first });
    await first.commit();
    const second = await sequelize.transaction();
    await Account.create({ owner: 'bob' }, { transaction: second });
    assert.deepEqual(await owners({ transaction: second }), ['ada', 'bob']);
    await second.rollback();
    assert.deepEqual(await owners(), ['ada']);
    await assert.rejects(Account.count({ transaction: second }), /rollback has been called on this transaction/);
    await assert.rejects(first.commit(), /cannot be committed because it has been finished with state: commit/);
  });

  test('others do not see uncommitted rows', async () => {
    const transaction = await sequelize.transaction();
    await Account.create({ owner: 'ada' }, { transaction });
    assert.deepEqual(await owners(), []);
    await transaction.commit();
    assert.deepEqual(await owners(), ['ada']);
  });

  test('nested: a savepoint rolls back alone', async () => {
    const outer = await sequelize.transaction();
    await Account.create({ owner: 'ada' }, { transaction: outer });
    const inner = await sequelize.transaction({ transaction: outer });
    await Account.create({ owner: 'bob' }, { transaction: inner });
    await inner.rollback();
    const kept = await sequelize.transaction({ transaction: outer });
    await Account.create({ owner: 'eve' }, { transaction: kept });
    await kept.commit();
    await outer.commit();
    assert.deepEqual(await owners(), ['ada', 'eve']);
  });

  test('a failed statement leaves a transaction that can be rolled back', async () => {
    await Account.create({ owner: 'ada' });
    const transaction = await sequelize.transaction();
    await Account.create({ owner: 'bob' }, { transaction });
    await assert.rejects(Account.create({ owner: 'ada' }, { transaction }), { name: 'SequelizeUniqueConstraintError' });
    await transaction.rollback();
    assert.deepEqual(await owners(), ['ada']);
  });

  test('statements of one transaction run in their order', async () => {
    await sequelize.transaction(async transaction => {
      const account = await Account.create({ owner: 'ada', cents: 0 }, { transaction });
      await Promise.all(Array.from({ length: 20 }, () => account.increment('cents', { transaction })));
    });
    assert.equal((await Account.findOne()).cents, 20);
  });

  test('afterCommit runs after the commit and never after a rollback', async () => {
    const calls = [];
    await sequelize.transaction(async transaction => {
      transaction.afterCommit(async () => calls.push(await owners()));
      await Account.create({ owner: 'ada' }, { transaction });
    });
    await sequelize.transaction(async transaction => {
      transaction.afterCommit(() => calls.push('never'));
      throw new Error('no');
    }).catch(() => {});
    assert.deepEqual(calls, [['ada']]);
  });

  test('isolation and type are told to the database', async () => {
    const texts = await database.logged(logging => sequelize.transaction({
      isolationLevel: Transaction.ISOLATION_LEVELS.SERIALIZABLE, type: Transaction.TYPES.IMMEDIATE, logging
    }, async () => {}));
    if (database.isSqlite) assert.match(texts.join('\n'), /BEGIN IMMEDIATE TRANSACTION/);
    else assert.match(texts.join('\n'), /SET TRANSACTION ISOLATION LEVEL SERIALIZABLE/);
    assert.match(texts.at(-1), /COMMIT/);
  });

  test('the pool has every connection back', async () => {
    await Promise.allSettled(Array.from({ length: 12 }, (_, i) => sequelize.transaction(async transaction => {
      await Account.findAll({ transaction });
      if (i % 2) throw new Error('no');
    })));
    assert.equal(sequelize.connectionManager.pool.using, 0);
  });

  if (!database.isSqlite) {
    test('a row lock makes others wait', async () => {
      await Account.create({ owner: 'ada', cents: 1 });
      const holder = await sequelize.transaction();
      await Account.findOne({ lock: holder.LOCK.UPDATE, transaction: holder });
      const order = [];
      const waiting = sequelize.transaction(async transaction => {
        await Account.findOne({ lock: true, transaction });
        order.push('second');
      });
      // v6 knows SKIP LOCKED of PostgreSQL only.
      if (database.isPostgres) assert.equal(await sequelize.transaction(transaction => Account.findOne({ lock: true, skipLocked: true, transaction })), null);
      order.push('first');
      await holder.commit();
      await waiting;
      assert.deepEqual(order, ['first', 'second']);
    });
  }

  test('CLS: queries inside a managed transaction belong to it', async () => {
    const storage = new AsyncLocalStorage();
    // What cls-hooked offers, on Node's own storage.
    const namespace = {
      get: key => storage.getStore()?.get(key),
      set: (key, value) => storage.getStore()?.set(key, value),
      run: work => storage.run(new Map(storage.getStore() || []), () => work(storage.getStore())),
      runAndReturn: work => storage.run(new Map(storage.getStore() || []), () => work(storage.getStore())),
      bind: (work, context) => (...args) => storage.run(context || storage.getStore() || new Map(), () => work(...args))
    };
    Sequelize.useCLS(namespace);
    try {
      await assert.rejects(sequelize.transaction(async () => {
        await Account.create({ owner: 'ada' });
        assert.deepEqual(await owners(), ['ada']);
        assert.deepEqual(await owners({ transaction: null }), []);
        throw new Error('no');
      }), /^Error: no$/);
      assert.deepEqual(await owners(), []);
    } finally {
      delete Sequelize._cls;
    }
  });
});
