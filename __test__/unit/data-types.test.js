'use strict';
// What the data types say of themselves and do to values; no database, no core.

const test = require('node:test');
const assert = require('node:assert/strict');
const DataTypes = require('../../lib/data-types');

test('a type works with new, without new and as a bare class', () => {
  assert.equal(String(new DataTypes.STRING(10)), 'VARCHAR(10)');
  assert.equal(String(DataTypes.STRING(10)), 'VARCHAR(10)');
  assert.equal(DataTypes.STRING.key, 'STRING');
  assert.equal(String(DataTypes.STRING), 'STRING');
  assert.equal(String(DataTypes.STRING.BINARY), 'VARCHAR(255) BINARY');
  assert.equal(String(DataTypes.INTEGER(5).UNSIGNED.ZEROFILL), 'INTEGER(5) UNSIGNED ZEROFILL');
});

test('the first of two names is the key', () => {
  assert.equal(DataTypes.NUMERIC.key, 'DECIMAL');
  assert.equal(DataTypes.DOUBLE.key, 'DOUBLE PRECISION');
});

test('toSpec is what the core reads', () => {
  assert.deepEqual(DataTypes.DECIMAL(10, 2).toSpec(), { key: 'DECIMAL', precision: 10, scale: 2 });
  assert.deepEqual(DataTypes.ENUM('a', ['b']).toSpec(), { key: 'ENUM', values: ['a', 'b'] });
  assert.deepEqual(DataTypes.ARRAY(DataTypes.STRING(3)).toSpec(), { key: 'ARRAY', inner: { key: 'STRING', length: 3 } });
  assert.deepEqual(DataTypes.GEOMETRY('POINT', 4326).toSpec(), { key: 'GEOMETRY', geometry: 'POINT', srid: 4326 });
  assert.deepEqual(DataTypes.VIRTUAL(DataTypes.BOOLEAN, ['a']).toSpec(), { key: 'VIRTUAL', inner: { key: 'BOOLEAN' } });
});

test('a class of the user is given to the core as its text', () => {
  class MONEY extends DataTypes.ABSTRACT {
    toSql() {
      return 'money';
    }
  }
  MONEY.key = MONEY.prototype.key = 'MONEY';
  assert.ok(new MONEY() instanceof MONEY);
  assert.deepEqual(new MONEY().toSpec(), { key: 'CUSTOM', sql: 'money' });
});

test('the variant of a dialect is an instance of the type', () => {
  const variant = DataTypes.postgres.STRING.extend(DataTypes.STRING(7));
  assert.ok(variant instanceof DataTypes.STRING);
  assert.ok(variant instanceof DataTypes.postgres.STRING);
  assert.deepEqual(variant.toSpec(), { key: 'STRING', length: 7 });
});

test('values that a type refuses are named in the message', () => {
  assert.throws(() => DataTypes.INTEGER().validate('1.5'), { name: 'SequelizeValidationError', message: '"1.5" is not a valid integer' });
  assert.throws(() => DataTypes.ENUM('a').validate('b'), { message: '"b" is not a valid choice in ["a"]' });
  assert.throws(() => DataTypes.RANGE().validate([1]), { message: 'A range must be an array with two elements' });
  assert.equal(DataTypes.STRING().validate(5), true);
});

test('dates are written in the zone asked for, winter and summer', () => {
  const type = new DataTypes.DATE();
  assert.equal(type.stringify(new Date('2020-01-01T00:00:00.120Z'), { timezone: '+05:30' }), '2020-01-01 05:30:00.120 +05:30');
  assert.equal(type.stringify(new Date('2020-01-01T00:00:00Z'), { timezone: 'Europe/Berlin' }), '2020-01-01 01:00:00.000 +01:00');
  assert.equal(type.stringify(new Date('2020-07-01T00:00:00Z'), { timezone: 'Europe/Berlin' }), '2020-07-01 02:00:00.000 +02:00');
  assert.equal(new DataTypes.DATEONLY().stringify('2020-02-29'), '2020-02-29');
  assert.equal(new DataTypes.mysql.DATE().stringify(new Date(0), { timezone: '+00:00' }), '1970-01-01 00:00:00');
});

test('a range between quotes goes through the escape function, whole', () => {
  const Range = new DataTypes.postgres.RANGE(DataTypes.INTEGER);
  const escape = text => `<${text}>`;
  assert.equal(Range.stringify([1, 5], { escape }), '<[1,5)>');
  assert.equal(Range.stringify("1' OR 1=1", { escape }), "<1' OR 1=1>::int4");
});

test('geometry: numbers only reach the text, EWKB comes back as GeoJSON', () => {
  const options = { escape: text => `'${text}'` };
  assert.equal(DataTypes.GEOMETRY().stringify({ type: 'Point', coordinates: [39.8, -77] }, options), "ST_GeomFromText('POINT(39.8 -77)')");
  assert.throws(() => DataTypes.GEOMETRY().stringify({ type: 'Point', coordinates: ["1'", 2] }, options));
  assert.deepEqual(DataTypes.postgres.GEOMETRY.parse('0101000000000000000000F03F0000000000000040'), { type: 'Point', coordinates: [1, 2] });
});
