'use strict';
// Data types of the user, and parsers and stringifiers that users put on ours.

const test = require('node:test');
const assert = require('node:assert/strict');
const Sequelize = require('../../lib');
const { DataTypes, Op } = Sequelize;

class POINT2D extends DataTypes.ABSTRACT {
  toSql() {
    return 'VARCHAR(20)';
  }

  _stringify({ x, y }) {
    return `${x};${y}`;
  }
}
POINT2D.key = POINT2D.prototype.key = 'POINT2D';

async function withTable(attributes, use) {
  const sequelize = new Sequelize('sqlite::memory:', { logging: false });
  const Thing = sequelize.define('Thing', attributes, { timestamps: false });
  await sequelize.sync();
  try {
    await use(Thing, sequelize);
  } finally {
    await sequelize.close();
  }
}

test('a type makes its values itself, in what is written and in conditions', () => withTable({ at: new POINT2D() }, async Thing => {
  await Thing.create({ at: { x: 1, y: 2 } });
  await Thing.bulkCreate([{ at: { x: 3, y: 4 } }, { at: null }]);
  assert.deepEqual((await Thing.findAll({ raw: true, order: ['id'] })).map(row => row.at), ['1;2', '3;4', null]);
  assert.equal(await Thing.count({ where: { at: { x: 1, y: 2 } } }), 1);
  assert.equal(await Thing.count({ where: { [Op.or]: [{ at: { [Op.in]: [{ x: 1, y: 2 }, { x: 3, y: 4 }] } }, { at: null }] } }), 3);
}));

test('conditions of updates and deletes hold such values too', () => withTable({ at: new POINT2D(), n: DataTypes.INTEGER }, async Thing => {
  const thing = await Thing.create({ at: { x: 1, y: 2 }, n: 1 });
  assert.deepEqual(await Thing.update({ n: 2 }, { where: { at: { x: 1, y: 2 } } }), [1]);
  await Thing.increment('n', { where: { at: { x: 1, y: 2 } } });
  assert.equal((await thing.reload()).n, 3);
  assert.equal(await Thing.destroy({ where: { at: { x: 1, y: 2 } } }), 1);
}));

test('the text of a value is a value, never SQL', () => withTable({ at: new POINT2D() }, async Thing => {
  await Thing.create({ at: { x: "1'); DROP TABLE `Things`; --", y: 2 } });
  assert.equal(await Thing.count({ where: { at: { x: "' OR 1=1 --", y: 0 } } }), 0);
  assert.equal(await Thing.count(), 1);
}));

test('SQL around a placeholder', () => {
  class LOWER extends POINT2D {
    _bindParam(value, options) {
      return `lower(${options.bindParam(value)})`;
    }
  }
  const { Fn } = Sequelize.Utils;
  assert.deepEqual(new LOWER().encodeBind('A'), new Fn('lower', ['A']));
  assert.equal(new DataTypes.STRING().encodeBind, undefined);
  assert.equal(new DataTypes.postgres.DATE().encodeBind, undefined);
});

test('a parser on a type reads the rows that become instances, until it is taken off', async () => {
  const original = DataTypes.sqlite.DATE.parse;
  DataTypes.sqlite.DATE.parse = (text, { timezone }) => `read ${text} in ${timezone}`;
  try {
    await withTable({ d: DataTypes.DATE, n: DataTypes.INTEGER }, async (Thing, sequelize) => {
      await Thing.create({ d: new Date(0), n: 1 });
      const read = 'read 1970-01-01 00:00:00.000 +00:00 in +00:00';
      assert.equal((await Thing.findOne()).getDataValue('d'), read);
      assert.equal((await Thing.findOne({ raw: true })).d, '1970-01-01 00:00:00.000 +00:00');
      DataTypes.sqlite.DATE.parse = original;
      sequelize.connectionManager.refreshTypeParser(DataTypes.sqlite);
      assert.deepEqual((await Thing.findOne()).d, new Date(0));
    });
  } finally {
    DataTypes.sqlite.DATE.parse = original;
  }
});

test('a parser for what a dialect cannot parse is refused', () => {
  const sequelize = new Sequelize('sqlite::memory:', { logging: false });
  DataTypes.HSTORE.parse = value => value;
  try {
    assert.throws(() => sequelize.refreshTypes(), { message: 'Parse function not supported for type HSTORE in dialect sqlite' });
  } finally {
    delete DataTypes.HSTORE.parse;
  }
});
