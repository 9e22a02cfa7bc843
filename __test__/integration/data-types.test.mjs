// Data types: what is written comes back the same, through models, instances, bulk writes and raw rows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataTypes, Op } from '../../lib/index.mjs';
import { onEveryDatabase } from '../support/databases.mjs';

const { BIGINT, BLOB, BOOLEAN, CHAR, DATE, DATEONLY, DECIMAL, DOUBLE, ENUM, FLOAT, INTEGER, JSON: JSON_TYPE, REAL, SMALLINT, STRING, TEXT, TIME, UUID } = DataTypes;
const instant = new Date('2024-02-29T12:34:56.789Z');
const document = { a: [1, 'x', null, { b: true }], "quo'te": '"\\\u00e9\u{1f600}', n: 1.5 };

/** name: [type, what is written, what is read where that is something else: [SQLite, PostgreSQL, MySQL, MariaDB]] */
const everywhere = {
  STRING: [STRING, 'é \u{1f600} \'" \\ \n'],
  'empty STRING': [STRING, ''],
  'STRING.BINARY': [STRING(20).BINARY, Buffer.from([0, 255, 39]), Array(2).fill(Buffer.from([0, 255, 39]))],
  CHAR: [CHAR(3), 'abc'],
  TEXT: [TEXT, 'x'.repeat(100000)],
  INTEGER: [INTEGER, -2147483648],
  SMALLINT: [SMALLINT, 32767],
  'BIGINT, small': [BIGINT, 42, [42, '42', 42, 42]],
  'BIGINT, text': [BIGINT, '9007199254740993', Array(4).fill('9007199254740993')],
  FLOAT: [FLOAT, 0.1],
  REAL: [REAL, 0.5],
  DOUBLE: [DOUBLE, 1.7976931348623157e308],
  DECIMAL: [DECIMAL(10, 2), '12.50', [12.5, '12.50', '12.50', 12.5]],
  'BOOLEAN true': [BOOLEAN, true],
  'BOOLEAN false': [BOOLEAN, false],
  DATE: [DATE(3), instant],
  'DATE before 1970': [DATE(3), new Date('1911-11-11T11:11:11.111Z')],
  DATEONLY: [DATEONLY, '2024-02-29'],
  TIME: [TIME, '12:34:56'],
  UUID: [UUID, '8f7d0b5c-2d8e-4a5b-9c3e-0123456789ab'],
  ENUM: [ENUM('a', "b'c"), "b'c"],
  BLOB: [BLOB, Buffer.from([0, 1, 2, 254, 255])],
  'empty BLOB': [BLOB, Buffer.alloc(0)],
  'JSON object': [JSON_TYPE, document],
  'JSON array': [JSON_TYPE, [1, 2]],
  'JSON text': [JSON_TYPE, 'text'],
  'JSON number': [JSON_TYPE, 1.5]
};

/** What the servers of MySQL and MariaDB have and others lack, or have otherwise. */
const mysqlLike = {
  // Bytes are BLOB there; BINARY is a collation.
  'STRING.BINARY': [STRING(20).BINARY, 'aé\'\\'],
  TEXT: [TEXT, 'x'.repeat(65535)],
  'unsigned INTEGER': [INTEGER.UNSIGNED, 4294967295],
  'TINYINT': [DataTypes.TINYINT, -128],
  'MEDIUMINT': [DataTypes.MEDIUMINT, 8388607],
  'unsigned BIGINT': [BIGINT.UNSIGNED, '18446744073709551615'],
  'TEXT, long': [TEXT('long'), 'é'.repeat(70000)],
  'BLOB, tiny': [BLOB('tiny'), Buffer.from('x')],
  GEOMETRY: [DataTypes.GEOMETRY, { type: 'Point', coordinates: [1, -2.5] }],
  'GEOMETRY POLYGON': [DataTypes.GEOMETRY('POLYGON'), { type: 'Polygon', coordinates: [[[0, 0], [0, 1], [1, 1], [0, 0]]] }]
};

const postgresOnly = {
  JSONB: [DataTypes.JSONB, document],
  'ARRAY of INTEGER': [DataTypes.ARRAY(INTEGER), [1, 2, 3]],
  'ARRAY of TEXT': [DataTypes.ARRAY(TEXT), ['a', "b'c", 'd"e', 'f,g', '{h}', 'NULL', '']],
  'ARRAY of ARRAY': [DataTypes.ARRAY(DataTypes.ARRAY(INTEGER)), [[1, 2], [3, 4]]],
  'ARRAY of ENUM': [DataTypes.ARRAY(ENUM('x', 'y')), ['y', 'x']],
  'empty ARRAY': [DataTypes.ARRAY(DATE), []],
  HSTORE: [DataTypes.HSTORE, { a: 'b', "c'd": '"e\\' }],
  INET: [DataTypes.INET, '127.0.0.1'],
  CIDR: [DataTypes.CIDR, '10.1.2.0/24'],
  MACADDR: [DataTypes.MACADDR, '01:23:45:67:89:ab'],
  CITEXT: [DataTypes.CITEXT, 'CaSe'],
  TSVECTOR: [DataTypes.TSVECTOR, 'swagger', [, "'swagger'"]],
  'RANGE of INTEGER': [DataTypes.RANGE(INTEGER), [1, 10], [, [{ value: 1, inclusive: true }, { value: 10, inclusive: false }]]],
  'RANGE of DATE': [DataTypes.RANGE(DATE), [instant, null], [, [{ value: instant, inclusive: true }, { value: null, inclusive: false }]]],
  'empty RANGE': [DataTypes.RANGE(INTEGER), []]
};

onEveryDatabase('data types', database => {
  const own = database.isSqlite ? {} : database.isPostgres ? postgresOnly : mysqlLike;
  const cases = Object.entries({ ...everywhere, ...own });
  for (const [name, [type, written, read]] of cases) {
    test(name, async () => {
      const { sequelize } = database;
      if (/HSTORE|CITEXT/.test(name)) await sequelize.query(`CREATE EXTENSION IF NOT EXISTS ${name.toLowerCase()}`);
      const expected = read ? read[['sqlite', 'postgres', 'mysql', 'mariadb'].indexOf(database.dialect)] : written;
      const Holder = sequelize.define('Holder', { value: type }, { timestamps: false });
      await Holder.sync({ force: true });
      await Holder.create({ value: written });
      await Holder.bulkCreate([{ value: written }, { value: null }]);
      await Holder.update({ value: written }, { where: { id: 2 } });
      const found = await Holder.findAll({ order: ['id'] });
      assert.deepEqual(found.map(holder => holder.value), [expected, expected, null]);
      assert.equal(await Holder.count({ where: { value: null } }), 1);
      await Holder.drop();
    });
  }

  test('now and UUID defaults are made here', async () => {
    const Made = database.sequelize.define('Made', {
      id: { type: UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 }, at: { type: DATE, defaultValue: DataTypes.NOW }
    }, { timestamps: false });
    await Made.sync({ force: true });
    const made = await Made.create();
    assert.match(made.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    const found = await Made.findByPk(made.id);
    assert.ok(Math.abs(found.at - Date.now()) < 10000);
  });

  test('dates keep their instant in every timezone', async () => {
    const Dated = database.sequelize.define('Dated', { at: DATE(3) }, { timestamps: false });
    await Dated.sync({ force: true });
    for (const timezone of ['+00:00', '+05:30', 'America/New_York']) {
      if (database.isSqlite && timezone !== '+00:00') continue;
      const elsewhere = database.connect({ timezone });
      const There = elsewhere.define('Dated', { at: DATE(3) }, { timestamps: false });
      const { id } = await There.create({ at: instant });
      assert.deepEqual((await There.findByPk(id)).at, instant);
      // MySQL's DATETIME is a wall clock's, in the zone of who writes it.
      if (!database.isMysqlLike) assert.deepEqual((await Dated.findByPk(id)).at, instant);
      assert.equal(await There.count({ where: { id, at: instant } }), 1);
    }
  });

  test('values that a type refuses', async () => {
    const Strict = database.connect({ typeValidation: true }).define('Strict', { n: INTEGER, u: UUID, d: DATE }, { timestamps: false });
    await Strict.sync({ force: true });
    for (const wrong of [{ n: 'abc' }, { u: 'abc' }, { d: 'abc' }]) {
      await assert.rejects(Strict.create(wrong), /is not a valid|ValidationError/i);
    }
    await assert.rejects(Strict.create({ n: { a: 1 } }), /cannot be an array or an object|is not a valid/);
    const conditions = [{ n: 'abc' }, { n: [1, 'abc'] }, { n: { [Op.between]: [1, 'abc'] } }, { [Op.or]: [{ n: 1 }, { [Op.not]: { u: 'abc' } }] }, { n: { [Op.or]: [1, { [Op.gt]: 'abc' }] } }];
    for (const where of conditions) {
      for (const find of [() => Strict.findAll({ where }), () => Strict.update({ n: 1 }, { where }), () => Strict.destroy({ where })]) {
        await assert.rejects(find(), { name: 'SequelizeValidationError' });
      }
    }
    assert.equal(await Strict.count({ where: { n: ['1', 2], u: { [Op.ne]: null }, d: { [Op.lt]: new Date() } } }), 0);
  });
});
