// @ts-check
'use strict';
/** The data types: a table of contents; their classes live in `data-types/`, the dialects' variants in `dialects/`. */

const { classToInvokable } = require('./utils/class-to-invokable');
const { ABSTRACT } = require('./data-types/abstract');
const { rememberOwnParsers } = require('./data-types/parsers');
const { rememberOwnMethods } = require('./data-types/custom-binds');
const text = require('./data-types/text');
const numbers = require('./data-types/numbers');
const dates = require('./data-types/dates');
const structured = require('./data-types/structured');
const { GEOMETRY, GEOGRAPHY } = require('./data-types/geometry');

const { DECIMAL, DOUBLE } = numbers;

/** In v6's order: of two names for one type the first is its key. */
const DataTypes = {
  ABSTRACT,
  STRING: text.STRING,
  CHAR: text.CHAR,
  TEXT: text.TEXT,
  NUMBER: numbers.NUMBER,
  TINYINT: numbers.TINYINT,
  SMALLINT: numbers.SMALLINT,
  MEDIUMINT: numbers.MEDIUMINT,
  INTEGER: numbers.INTEGER,
  BIGINT: numbers.BIGINT,
  FLOAT: numbers.FLOAT,
  TIME: dates.TIME,
  DATE: dates.DATE,
  DATEONLY: dates.DATEONLY,
  BOOLEAN: structured.BOOLEAN,
  NOW: dates.NOW,
  BLOB: structured.BLOB,
  DECIMAL,
  NUMERIC: DECIMAL,
  UUID: text.UUID,
  UUIDV1: text.UUIDV1,
  UUIDV4: text.UUIDV4,
  HSTORE: structured.HSTORE,
  JSON: structured.JSON,
  JSONB: structured.JSONB,
  VIRTUAL: structured.VIRTUAL,
  ARRAY: structured.ARRAY,
  ENUM: structured.ENUM,
  RANGE: structured.RANGE,
  REAL: numbers.REAL,
  'DOUBLE PRECISION': DOUBLE,
  DOUBLE,
  GEOMETRY,
  GEOGRAPHY,
  CIDR: text.CIDR,
  INET: text.INET,
  MACADDR: text.MACADDR,
  CITEXT: text.CITEXT,
  TSVECTOR: text.TSVECTOR
};

module.exports = DataTypes;

for (const [name, Type] of Object.entries(DataTypes)) {
  if (Object.hasOwn(Type, 'key')) continue;
  Object.assign(Type, { types: {}, key: name });
  Object.assign(Type.prototype, { key: name });
}

/** The dialects' variants. Of three dialects of v6, which this library has no core for, only the names are there. */
const dialects = {};
for (const name of ['postgres', 'mysql', 'mariadb', 'sqlite', 'mssql']) {
  dialects[name] = require(`./dialects/${name}/data-types`)(DataTypes);
  for (const [key, Type] of Object.entries(dialects[name])) {
    if (!Type.key) Type.key = Type.prototype.key = key;
  }
}

for (const types of [DataTypes, ...Object.values(dialects)]) {
  rememberOwnParsers(types);
  rememberOwnMethods(types);
  for (const [name, Type] of Object.entries(types)) types[name] = classToInvokable(Type);
}

Object.assign(DataTypes, dialects, { db2: {}, snowflake: {}, oracle: {} });
