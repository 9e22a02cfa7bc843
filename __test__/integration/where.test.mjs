// Conditions: every kind of operator finds the rows it says.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { DataTypes, Op, Sequelize } from '../../lib/index.mjs';
import { onEveryDatabase } from '../support/databases.mjs';

const { fn, col, literal, cast, where, json } = Sequelize;

onEveryDatabase('where', database => {
  let Item;
  before(async () => {
    Item = database.sequelize.define('Item', {
      name: DataTypes.STRING, price: DataTypes.INTEGER, cost: DataTypes.INTEGER, sold: DataTypes.BOOLEAN,
      on: DataTypes.DATE, meta: DataTypes.JSON
    }, { timestamps: false });
    await Item.sync({ force: true });
    await Item.bulkCreate([
      { name: 'apple', price: 1, cost: 1, sold: true, on: new Date('2024-01-01T00:00:00Z'), meta: { color: 'red', size: { cm: 7 }, tags: ['a'] } },
      { name: 'banana', price: 2, cost: 1, sold: false, on: new Date('2024-02-01T00:00:00Z'), meta: { color: 'yellow', size: { cm: 20 } } },
      { name: '50% off', price: 3, cost: 5, sold: null, on: null, meta: null },
      { name: "o'hara \\ \"x\"", price: 4, cost: 4, sold: true, on: new Date('2024-03-01T00:00:00Z'), meta: { 'a.b': 1 } }
    ]);
  });

  const cases = {
    'equality': [{ name: 'apple' }, [1]],
    'several keys': [{ sold: true, price: 4 }, [4]],
    'null': [{ sold: null }, [3]],
    'Op.ne null': [{ on: { [Op.ne]: null } }, [1, 2, 4]],
    'Op.is and Op.not': [{ sold: { [Op.not]: true } }, [2, 3]],
    'comparisons': [{ price: { [Op.gt]: 1, [Op.lte]: 3 } }, [2, 3]],
    'Op.between': [{ price: { [Op.between]: [2, 3] } }, [2, 3]],
    'Op.notBetween': [{ price: { [Op.notBetween]: [2, 3] } }, [1, 4]],
    'a list': [{ price: [1, 4] }, [1, 4]],
    'an empty list': [{ price: [] }, []],
    'Op.notIn': [{ price: { [Op.notIn]: [1, 4] } }, [2, 3]],
    'Op.notIn of nothing': [{ price: { [Op.notIn]: [] } }, [1, 2, 3, 4]],
    'Op.like': [{ name: { [Op.like]: '%an%' } }, [2]],
    'Op.startsWith': [{ name: { [Op.startsWith]: 'app' } }, [1]],
    'Op.substring': [{ name: { [Op.substring]: "o'h" } }, [4]],
    'Op.or of conditions': [{ [Op.or]: [{ price: 1 }, { name: 'banana' }] }, [1, 2]],
    'Op.or of values': [{ price: { [Op.or]: [1, { [Op.gt]: 3 }] } }, [1, 4]],
    'Op.and and Op.not': [{ [Op.and]: [{ price: { [Op.lt]: 4 } }, { [Op.not]: { name: 'apple' } }] }, [2, 3]],
    'Op.col': [{ price: { [Op.gt]: { [Op.col]: 'cost' } } }, [2]],
    'fn() as a value': [{ name: fn('lower', 'APPLE') }, [1]],
    'dates': [{ on: { [Op.gte]: new Date('2024-02-01T00:00:00Z') } }, [2, 4]],
    'fn() with where()': [where(fn('upper', col('name')), 'APPLE'), [1]],
    'fn() with an operator': [where(fn('length', col('name')), { [Op.lt]: 6 }), [1]],
    'literal()': [literal('price = cost'), [1, 4]],
    'literal() among conditions': [{ [Op.and]: [literal('price = cost'), { sold: true }, { price: 1 }] }, [1]],
    'cast()': [where(cast(col('price'), 'char'), '3'), [3]],
    'a JSON path': [{ meta: { color: 'red' } }, [1]],
    'a nested JSON path': [{ 'meta.size.cm': { [Op.gt]: 10 } }, [2]],
    'json()': [json('meta.color', 'yellow'), [2]],
    'quotes and backslashes': [{ name: "o'hara \\ \"x\"" }, [4]],
    'an attack stays a value': [{ name: "x' OR 1=1 --" }, []]
  };

  describe('operators', () => {
    for (const [name, [condition, ids]] of Object.entries(cases)) {
      test(name, async () => {
        const found = await Item.findAll({ where: condition, order: ['id'] });
        assert.deepEqual(found.map(item => item.id), ids);
        // The text that is shown asks the same.
        const text = database.sequelize.getQueryInterface().queryGenerator.selectQuery('Items', { attributes: ['id'], where: condition, order: ['id'] }, Item);
        const rows = await database.sequelize.query(text, { type: 'SELECT' });
        assert.deepEqual(rows.map(row => row.id), ids);
      });
    }
  });

  test('undefined is refused', async () => {
    await assert.rejects(Item.findAll({ where: { name: undefined } }), /WHERE parameter "name" has invalid "undefined" value/);
  });

  test('conditions nested by hundreds', async () => {
    const nest = (levels, wrap) => Array.from({ length: levels }).reduce(wrap, { price: 1 });
    assert.equal(await Item.count({ where: nest(300, inner => ({ [Op.and]: [inner, { sold: true }] })) }), 1);
    assert.equal(await Item.count({ where: nest(300, inner => ({ [Op.or]: [inner] })) }), 1);
    assert.equal(await Item.count({ where: nest(200, inner => ({ [Op.not]: inner })) }), 1);
    await assert.rejects(Item.count({ where: nest(2000, inner => ({ [Op.and]: [inner] })) }), /nested too deeply|Maximum call stack size/);
  });

  test('bind: values for $1 in a literal', async () => {
    const found = await Item.findAll({ where: [{ sold: true }, literal('price > $1')], bind: [2] });
    assert.deepEqual(found.map(item => [item.id, item.sold]), [[4, true]]);
    assert.equal(await Item.count({ where: [{ name: '50% off' }, literal('price > $least')], bind: { least: 2 } }), 1);
    await assert.rejects(Item.findAll({ where: literal('price > $least'), bind: { most: 2 } }), /"\$least" has no value/);
    // An UPDATE numbers its own values, too.
    await assert.rejects(Item.update({ cost: 9 }, { where: literal('price > $1'), bind: [2] }), /Both `sql\.bind` and `options\.bind` cannot be set/);
  });

  test('a text as a condition is refused', async () => {
    await assert.rejects(Item.findAll({ where: 'price = 1' }), /has been removed/);
  });

  test('hostile names are names', async () => {
    await assert.rejects(Item.findAll({ where: { 'price" = 1 OR 1=1 --': 1 } }), { name: 'SequelizeDatabaseError' });
    await assert.rejects(Item.findAll({ order: [['id; DROP TABLE "Items"', 'ASC']] }), { name: 'SequelizeDatabaseError' });
    await assert.rejects(Item.findAll({ order: [['id', 'ASC; DROP TABLE "Items"']] }), { name: 'SequelizeDatabaseError' });
    assert.equal(await Item.count(), 4);
  });

  if (database.isPostgres) {
    test('PostgreSQL: Op.any, Op.iLike, Op.regexp, arrays and ranges', async () => {
      const ids = async condition => (await Item.findAll({ where: condition, order: ['id'] })).map(item => item.id);
      assert.deepEqual(await ids({ price: { [Op.any]: [1, 2] } }), [1, 2]);
      assert.deepEqual(await ids({ name: { [Op.like]: { [Op.any]: ['a%', 'b%'] } } }), [1, 2]);
      assert.deepEqual(await ids({ name: { [Op.iLike]: 'APP%' } }), [1]);
      assert.deepEqual(await ids({ name: { [Op.regexp]: '^[ab]' } }), [1, 2]);
      const Listed = database.sequelize.define('Listed', { tags: DataTypes.ARRAY(DataTypes.TEXT), span: DataTypes.RANGE(DataTypes.INTEGER) }, { timestamps: false });
      await Listed.sync({ force: true });
      await Listed.create({ tags: ['a', "b'c"], span: [1, 5] });
      assert.equal(await Listed.count({ where: { tags: { [Op.contains]: ["b'c"] } } }), 1);
      assert.equal(await Listed.count({ where: { tags: { [Op.overlap]: ['x'] } } }), 0);
      assert.equal(await Listed.count({ where: { span: { [Op.contains]: 3 } } }), 1);
      assert.equal(await Listed.count({ where: { span: { [Op.overlap]: [5, 9] } } }), 0);
    });
  }
});
