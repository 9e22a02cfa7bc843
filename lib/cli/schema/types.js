'use strict';
/** A column's type in the database's words to the data type that makes it. */

const { print, source } = require('../code');

/** Types without parameters. */
const PLAIN = {
  text: 'TEXT', citext: 'CITEXT', tinytext: "TEXT('tiny')", mediumtext: "TEXT('medium')", longtext: "TEXT('long')",
  smallint: 'SMALLINT', integer: 'INTEGER', bigint: 'BIGINT', 'tinyint(1)': 'BOOLEAN', tinyint: 'TINYINT', boolean: 'BOOLEAN',
  real: 'REAL', float: 'FLOAT', double: 'DOUBLE', 'double precision': 'DOUBLE', numeric: 'DECIMAL', decimal: 'DECIMAL',
  date: 'DATEONLY', datetime: 'DATE', year: 'INTEGER', tinyblob: "BLOB('tiny')", mediumblob: "BLOB('medium')", longblob: "BLOB('long')",
  'char(36) binary': 'UUID', geometry: 'GEOMETRY', point: "GEOMETRY('POINT')", linestring: "GEOMETRY('LINESTRING')", polygon: "GEOMETRY('POLYGON')", 'timestamp with time zone': 'DATE', time: 'TIME', 'time without time zone': 'TIME',
  uuid: 'UUID', json: 'JSON', jsonb: 'JSONB', bytea: 'BLOB', blob: 'BLOB', hstore: 'HSTORE', inet: 'INET', cidr: 'CIDR',
  macaddr: 'MACADDR', tsvector: 'TSVECTOR', int4range: 'RANGE(Sequelize.INTEGER)', int8range: 'RANGE(Sequelize.BIGINT)',
  numrange: 'RANGE(Sequelize.DECIMAL)', tstzrange: 'RANGE(Sequelize.DATE)', daterange: 'RANGE(Sequelize.DATEONLY)'
};

/** Types with parameters: the pattern's numbers become the data type's. */
const WITH_NUMBERS = [
  [/^(?:character varying|varchar)\((\d+)\)$/, numbers => (numbers[0] === '255' ? 'STRING' : `STRING(${numbers[0]})`)],
  [/^(?:character|char)\((\d+)\)$/, ([length]) => `CHAR(${length})`],
  [/^(?:numeric|decimal)\((\d+)\)$/, ([precision]) => `DECIMAL(${precision})`],
  [/^(?:numeric|decimal)\((\d+), ?(\d+)\)$/, ([precision, scale]) => `DECIMAL(${precision}, ${scale})`],
  [/^timestamp\((\d)\) with time zone$/, ([digits]) => `DATE(${digits})`],
  [/^datetime\((\d)\)$/, ([digits]) => `DATE(${digits})`],
  [/^varchar\((\d+)\) binary$/, ([length]) => `STRING(${length}, true)`],
  [/^char\((\d+)\) binary$/, ([length]) => `CHAR(${length}, true)`],
  // The width of a whole number is how it is shown; the sign and the zeros are its type.
  [/^(tiny|small|medium|big|)int(?:\(\d+\))?( unsigned)?( zerofill)?$/, ([size, unsigned, zerofill]) =>
    `${size ? `${size.toUpperCase()}INT` : 'INTEGER'}${unsigned ? '.UNSIGNED' : ''}${zerofill ? '.ZEROFILL' : ''}`],
  [/^(float|double|decimal)(\(\d+,\d+\))? unsigned$/, ([name, size = '']) => `${name.toUpperCase()}${size.replace(',', ', ')}.UNSIGNED`]
];

function named(text) {
  const type = text.toLowerCase();
  if (Object.hasOwn(PLAIN, type)) return PLAIN[type];
  for (const [pattern, make] of WITH_NUMBERS) {
    const match = pattern.exec(type);
    if (match) return make(match.slice(1));
  }
  return undefined;
}

/**
 * @param {{ type: string, values?: string[] }} column
 * @param {'Sequelize' | 'DataTypes'} owner
 * @returns {import('../code').Source | string} source; the database's own words where no data type makes them
 */
function typeSource({ type, values }, owner) {
  const array = /^(.*)\[\]$/.exec(type);
  if (array) {
    const inner = typeSource({ type: array[1], values }, owner);
    return typeof inner === 'string' ? type : source(`${owner}.ARRAY(${inner.code})`);
  }
  if (values) return source(`${owner}.ENUM(${values.map(value => print(value)).join(', ')})`);
  const found = named(type);
  return found === undefined ? type : source(`${owner}.${found.replace('Sequelize.', `${owner}.`)}`);
}

const TEXTUAL = /^(?:character|varchar|char|text|citext|uuid|date|time|"?enum_|inet|cidr|macaddr)/i;

/** A default in the database's words to a value, where that is plain; else to the words themselves. */
function defaultSource({ type, values, defaultText }, owner) {
  if (defaultText === null) return undefined;
  const string = /^'((?:[^']|'')*)'(?:::[\w ."()[\]]+)?$/.exec(defaultText);
  if (string && (values || TEXTUAL.test(type)) && !type.endsWith('[]')) return string[1].replace(/''/g, "'");
  if (/^-?\d{1,15}(\.\d{1,10})?$/.test(defaultText) && !/^(?:boolean|tinyint\(1\))$/i.test(type)) return Number(defaultText);
  if (/^boolean$/i.test(type) && /^(true|false)$/i.test(defaultText)) return defaultText.toLowerCase() === 'true';
  if (/^tinyint\(1\)$/i.test(type) && /^[01]$/.test(defaultText)) return defaultText === '1';
  return source(`${owner === 'Sequelize' ? 'Sequelize' : 'sequelize'}.literal(${print(defaultText)})`);
}

/** Every value of the first type is one of the second: the same type with larger numbers, or text without end. */
function widens(before, after) {
  const read = type => {
    const [, name, numbers = ''] = /^([^(]*)(?:\(([\d, ]+)\))?$/.exec(type.toLowerCase()) ?? [];
    return { name, numbers: numbers.split(',').filter(Boolean).map(Number) };
  };
  const [from, to] = [read(before), read(after)];
  if (to.name === 'text' && /char/.test(from.name ?? '')) return true;
  const whole = ['tinyint', 'smallint', 'mediumint', 'int', 'integer', 'bigint'];
  if (whole.includes(from.name) && whole.includes(to.name)) return whole.indexOf(from.name) <= whole.indexOf(to.name);
  if (from.name === undefined || from.name !== to.name || from.numbers.length !== to.numbers.length) return false;
  const [length, scale = 0] = to.numbers;
  const [oldLength = 0, oldScale = 0] = from.numbers;
  return scale >= oldScale && length - scale >= oldLength - oldScale;
}

module.exports = { defaultSource, typeSource, widens };
