// @ts-check
'use strict';
/** MySQL's variants of the data types; MariaDB's are made of the same parts. */

const { isZoneName, Zoned } = require('../../data-types/zoned');
const { fromWkb } = require('../../data-types/wkb');
const { textFromCore, variant, declareTypes } = require('../../data-types/dialect-variants');

/** The wire's column types that each data type reads. */
const serverTypes = {
  DATE: ['DATETIME'], STRING: ['VAR_STRING'], CHAR: ['STRING'], TEXT: ['BLOB'], TINYINT: ['TINY'], SMALLINT: ['SHORT'],
  MEDIUMINT: ['INT24'], INTEGER: ['LONG'], BIGINT: ['LONGLONG'], FLOAT: ['FLOAT'], TIME: ['TIME'], DATEONLY: ['DATE'],
  BOOLEAN: ['TINY'], BLOB: ['TINYBLOB', 'BLOB', 'LONGBLOB'], DECIMAL: ['NEWDECIMAL'], UUID: false, ENUM: false,
  REAL: ['DOUBLE'], DOUBLE: ['DOUBLE'], GEOMETRY: ['GEOMETRY'], JSON: ['JSON']
};

/** A wall-clock text of a named zone as a moment. */
function inZone(text, zone) {
  const guess = new Date(`${text.replace(' ', 'T')}Z`);
  const first = new Zoned(guess, zone).offset;
  const second = new Zoned(new Date(guess.getTime() - first * 60000), zone).offset;
  return new Date(guess.getTime() - second * 60000);
}

/**
 * @param {any} BaseTypes
 * @param {{dialect: string, link: string, geometries: string[]|null, alwaysFraction: boolean}} differences
 */
function variants(BaseTypes, { dialect, link, geometries, alwaysFraction }) {
  BaseTypes.ABSTRACT.prototype.dialectTypes = link;
  declareTypes(BaseTypes, dialect, serverTypes);

  class DATE extends BaseTypes.DATE {
    _stringify(date, options) {
      const zoned = date instanceof Zoned ? date : this._applyTimezone(date, options);
      return zoned.format(alwaysFraction || this._length ? 'YYYY-MM-DD HH:mm:ss.SSS' : 'YYYY-MM-DD HH:mm:ss');
    }

    static parse(value, options) {
      const text = value.string();
      if (text === null) return text;
      return isZoneName(options.timezone) ? inZone(text, options.timezone) : new Date(`${text} ${options.timezone}`);
    }
  }

  class DATEONLY extends BaseTypes.DATEONLY {
    static parse(value) {
      return value.string();
    }
  }

  class GEOMETRY extends BaseTypes.GEOMETRY {
    constructor(type, srid) {
      super(type, srid);
      if (this.type && geometries && !geometries.includes(this.type)) {
        throw new Error(`Supported geometry types are: ${geometries.join(', ')}`);
      }
      this.sqlType = this.type || this.key;
    }

    /** The server puts the reference system into four bytes of its own. */
    static parse(value) {
      const bytes = value.buffer();
      return bytes && bytes.length ? fromWkb(bytes.subarray(4)) : null;
    }
  }

  class JSONTYPE extends BaseTypes.JSON {
    _stringify(value, options) {
      return options?.operation === 'where' && typeof value === 'string' ? value : JSON.stringify(value);
    }
  }

  const [ENUM, UUID, DECIMAL] = ['ENUM', 'UUID', 'DECIMAL'].map(name => variant(BaseTypes[name]));
  textFromCore(dialect, [ENUM, DATE, UUID, GEOMETRY, DECIMAL]);
  return { ENUM, DATE, DATEONLY, UUID, GEOMETRY, DECIMAL, JSON: JSONTYPE };
}

module.exports = BaseTypes => variants(BaseTypes, {
  dialect: 'mysql',
  link: 'https://dev.mysql.com/doc/refman/5.7/en/data-types.html',
  geometries: ['POINT', 'LINESTRING', 'POLYGON'],
  alwaysFraction: false
});
module.exports.variants = variants;
