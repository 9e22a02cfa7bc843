// Reads that share their trips to the database: right answers, errors that stay alone, and nobody who waits for another.
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { DataTypes, Sequelize } from '../../lib/index.mjs';
import { onEveryDatabase } from '../support/databases.mjs';

const ROWS = 200;
const numbers = Array.from({ length: ROWS }, (_, i) => i + 1);

/** A condition that takes its time, and holds. */
const SLOW = {
  postgres: '(SELECT pg_sleep(0.1)) IS NOT NULL',
  mysql: '(SELECT SLEEP(0.1)) = 0',
  mariadb: '(SELECT SLEEP(0.1)) = 0',
  sqlite: '(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT count(*) FROM n) > 0'
};

/** Fails when the work takes longer than any machine needs for it. */
const within = (ms, work, what) => {
  let timer;
  const limit = new Promise((resolve, reject) => { timer = setTimeout(() => reject(new Error(`${what}: nothing after ${ms} ms`)), ms); });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
};

onEveryDatabase('reads side by side', database => {
  let sequelize;
  let Item;
  let Other;

  before(() => {
    ({ sequelize } = database);
    const columns = { value: DataTypes.INTEGER, text: DataTypes.TEXT('medium') };
    Item = sequelize.define('Item', columns, { timestamps: false });
    Other = sequelize.define('Other', columns, { timestamps: false });
  });
  beforeEach(async () => {
    for (const Model of [Item, Other]) {
      await Model.sync({ force: true });
      await Model.bulkCreate(numbers.map(value => ({ value, text: `${Model.name} ${value}` })));
    }
    await warm();
  });

  /** Until the statements are known to be quick. */
  const warm = async () => {
    for (let round = 0; round < 5; round++) {
      await Promise.all(numbers.flatMap(i => [Item.findByPk(i), Other.findByPk(i)]));
    }
  };

  test('every answer belongs to its question', async () => {
    for (let round = 0; round < 5; round++) {
      const found = await Promise.all(numbers.flatMap(i => [
        Item.findByPk(i), Other.findOne({ where: { value: i }, raw: true }), Item.count({ where: { value: { [Sequelize.Op.lte]: i } } })
      ]));
      numbers.forEach((i, at) => {
        assert.equal(found[at * 3].text, `Item ${i}`);
        assert.equal(found[at * 3 + 1].text, `Other ${i}`);
        assert.equal(found[at * 3 + 2], i);
      });
    }
  });

  test('statements of one transaction share no trip, be one of them slow', async () => {
    await sequelize.transaction(async transaction => {
      for (let round = 0; round < 3; round++) {
        const answers = await within(60_000, Promise.all(numbers.slice(0, 12).map(async i => {
          // The fourth takes longer than a trip would wait.
          if (i % 4 === 0) await Item.findAll({ where: sequelize.literal(SLOW[database.dialect]), limit: 1, transaction });
          await Other.update({ text: sequelize.fn('concat', sequelize.col('text'), '+') }, { where: { value: i }, transaction });
          return (await Item.findOne({ where: { value: i }, transaction })).text;
        })), 'statements of a transaction');
        answers.forEach((text, at) => assert.equal(text, `Item ${at + 1}`));
      }
    });
    // Nothing was done twice.
    const changed = await Other.findAll({ where: { value: { [Sequelize.Op.lte]: 12 } } });
    changed.forEach(item => assert.equal(item.text, `Other ${item.value}+++`));
  });

  test('large answers and small ones', async () => {
    await Item.update({ text: 'x'.repeat(100_000) }, { where: { value: { [Sequelize.Op.lte]: 50 } } });
    const found = await Promise.all(numbers.map(i => Item.findByPk(i)));
    found.forEach((item, at) => assert.equal(item.text, at < 50 ? 'x'.repeat(100_000) : `Item ${at + 1}`));
  });

  test('an error stays with the one who made it', async () => {
    await Other.drop();
    const found = await Promise.allSettled(numbers.flatMap(i => [Item.findByPk(i), Other.findByPk(i)]));
    found.forEach(({ status, value, reason }, at) => {
      if (at % 2 === 0) assert.equal(value?.text, `Item ${at / 2 + 1}`, String(reason));
      else assert.ok(status === 'rejected' && reason instanceof Sequelize.DatabaseError, `${status} ${reason}`);
    });
    assert.equal((await Item.findByPk(1)).text, 'Item 1');
  });

  test('a changed table is read with its new columns', async () => {
    await Promise.all(numbers.map(i => Item.findByPk(i)));
    await sequelize.query(`ALTER TABLE ${sequelize.getQueryInterface().quoteIdentifier('Items')} ADD COLUMN note TEXT`);
    const found = await Promise.all(numbers.map(i => Item.findByPk(i)));
    found.forEach((item, at) => assert.equal(item.text, `Item ${at + 1}`));
  });

  // Only there do reads share trips, and may wait for a lock of a table.
  if (database.isPostgres) test('who waits for a lock holds up nobody', async () => {
    const holder = await sequelize.transaction();
    let blocked;
    try {
      await sequelize.query('LOCK TABLE "Items" IN ACCESS EXCLUSIVE MODE', { transaction: holder });
      const waiting = [1, 2, 3].map(i => Item.findByPk(i));
      blocked = Promise.all(waiting);
      let settled = false;
      blocked.then(() => { settled = true; }, () => { settled = true; });
      // Each of them might stand behind one that waits.
      for (let round = 0; round < 5; round++) {
        const others = await within(10_000, Promise.all(numbers.map(i => Other.findByPk(i))), 'reads of another table');
        others.forEach((other, at) => assert.equal(other.text, `Other ${at + 1}`));
      }
      assert.equal(settled, false, 'the lock is held');
    } finally {
      await holder.rollback();
    }
    assert.deepEqual((await within(10_000, blocked, 'reads of the locked table')).map(item => item.value), [1, 2, 3]);
    assert.equal(sequelize.core.pool.using, 0);
  });

  if (database.isPostgres) test('sessions that the server ends lose no answer in silence', async () => {
    const other = database.connect({ pool: { max: 1 } });
    const endSessions = () => other.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'
    );
    for (let round = 0; round < 5; round++) {
      const flood = Promise.allSettled(numbers.flatMap(i => [Item.findByPk(i), Other.findByPk(i), Item.findByPk(i)]));
      await endSessions();
      const found = await within(20_000, flood, 'reads of ended sessions');
      found.forEach(({ status, value, reason }, at) => {
        const i = Math.floor(at / 3) + 1;
        if (status === 'fulfilled') assert.equal(value.value, i);
        else assert.ok(reason instanceof Sequelize.ConnectionError, `${reason}`);
      });
      assert.equal((await Item.findByPk(1)).text, 'Item 1');
    }
    const { using, waiting } = sequelize.core.pool;
    assert.deepEqual([using, waiting], [0, 0]);
  });

  test('closing with reads under way', async () => {
    const own = new Sequelize(database.url, { logging: false });
    const Mine = own.define('Item', { value: DataTypes.INTEGER, text: DataTypes.TEXT }, { timestamps: false });
    await Promise.all(numbers.map(i => Mine.findByPk(i)));
    const flood = Promise.allSettled(numbers.map(i => Mine.findByPk(i)));
    await within(10_000, own.close(), 'close()');
    for (const { status, value, reason } of await within(10_000, flood, 'reads of a closed instance')) {
      assert.ok(status === 'fulfilled' ? value.text.startsWith('Item ') : reason instanceof Error);
    }
  });
});
