// @ts-check
'use strict';
/** SQLite's variants of the data types. */

const { textFromCore, drop, without, variant, declareTypes } = require('../../data-types/dialect-variants');

/** The column types, as tables declare them, that each data type reads. */
const serverTypes = {
  DATE: ['DATETIME'], STRING: ['VARCHAR', 'VARCHAR BINARY'], CHAR: ['CHAR', 'CHAR BINARY'], TEXT: ['TEXT'], TINYINT: ['TINYINT'],
  SMALLINT: ['SMALLINT'], MEDIUMINT: ['MEDIUMINT'], INTEGER: ['INTEGER'], BIGINT: ['BIGINT'], FLOAT: ['FLOAT'], TIME: ['TIME'],
  DATEONLY: ['DATE'], BOOLEAN: ['TINYINT'], BLOB: ['TINYBLOB', 'BLOB', 'LONGBLOB'], DECIMAL: ['DECIMAL'], UUID: ['UUID'],
  ENUM: false, REAL: ['REAL'], DOUBLE: ['DOUBLE PRECISION'], GEOMETRY: false, JSON: ['JSON', 'JSONB']
};

/** NaN and the infinities are stored as text. */
const parseFloating = value => typeof value !== 'string' ? value : { NaN, Infinity, '-Infinity': -Infinity }[value];

module.exports = BaseTypes => {
  const warn = text => BaseTypes.ABSTRACT.warn('https://www.sqlite.org/datatype3.html', text);
  declareTypes(BaseTypes, 'sqlite', serverTypes);

  const plainInteger = type => {
    if (drop(type, ['unsigned', 'zerofill'])) {
      warn(`SQLite does not support '${type.key}' with UNSIGNED or ZEROFILL. Plain '${type.key}' will be used instead.`);
    }
  };
  const integers = {};
  for (const name of ['TINYINT', 'SMALLINT', 'MEDIUMINT', 'INTEGER', 'BIGINT']) integers[name] = without(BaseTypes[name], plainInteger);

  const floats = {};
  for (const name of ['FLOAT', 'REAL', 'DOUBLE PRECISION']) {
    floats[name] = variant(BaseTypes[name]);
    floats[name].parse = parseFloating;
  }

  class DATE extends BaseTypes.DATE {
    /** A text without an offset is in the connection's time zone. */
    static parse(date, options) {
      return new Date(date.includes('+') ? date : date + options.timezone);
    }
  }

  class DATEONLY extends BaseTypes.DATEONLY {
    static parse(date) {
      return date;
    }
  }

  const JSONTYPE = variant(BaseTypes.JSON);
  JSONTYPE.parse = data => JSON.parse(data);

  const [NUMBER, STRING, CHAR, CITEXT, ENUM, TEXT] = ['NUMBER', 'STRING', 'CHAR', 'CITEXT', 'ENUM', 'TEXT'].map(name => variant(BaseTypes[name]));

  textFromCore('sqlite', [NUMBER, STRING, CHAR, CITEXT, ENUM, ...Object.values(integers), ...Object.values(floats)]);
  textFromCore('sqlite', [TEXT], type => {
    if (drop(type, ['length'])) warn('SQLite does not support TEXT with options. Plain `TEXT` will be used instead.');
  });

  return { DATE, DATEONLY, STRING, CHAR, NUMBER, ...floats, ...integers, TEXT, ENUM, JSON: JSONTYPE, CITEXT };
};
