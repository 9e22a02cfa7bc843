// @ts-check
'use strict';
/** PostgreSQL's variants of the data types. */

const range = require('./range');
const hstore = require('./hstore');
const { isObject } = require('../../utils/objects');
const { toBoolean } = require('../../data-types/structured');
const { fromWkb } = require('../../data-types/wkb');
const { textFromCore, drop, without, variant, declareTypes } = require('../../data-types/dialect-variants');

const subtypes = { integer: 'int4range', decimal: 'numrange', date: 'tstzrange', dateonly: 'daterange', bigint: 'int8range' };
const castTypes = { integer: 'int4', decimal: 'numeric', date: 'timestamptz', dateonly: 'date', bigint: 'int8' };

/** The names of the server's types that each data type reads. */
const serverTypes = {
  UUID: ['uuid'], CIDR: ['cidr'], INET: ['inet'], MACADDR: ['macaddr'], TSVECTOR: ['tsvector'], JSON: ['json'], JSONB: ['jsonb'],
  TIME: ['time'], DATEONLY: ['date'], DECIMAL: ['numeric'], STRING: ['varchar'], TEXT: ['text'], CITEXT: ['citext'],
  CHAR: ['char', 'bpchar'], BOOLEAN: ['bool'], DATE: ['timestamptz'], TINYINT: ['int2'], SMALLINT: ['int2'], INTEGER: ['int4'],
  BIGINT: ['int8'], REAL: ['float4'], DOUBLE: ['float8'], BLOB: ['bytea'], GEOMETRY: ['geometry'], GEOGRAPHY: ['geography'],
  HSTORE: ['hstore'], RANGE: { subtypes, castTypes }, ENUM: [null]
};

const isInfinite = value => value === Infinity || value === -Infinity;

/** `infinity` in any case as the number; undefined for other texts. */
function infinityOf(text) {
  const match = typeof text === 'string' && /^(-?)infinity$/i.exec(text);
  return match ? Number(`${match[1]}Infinity`) : undefined;
}

const asIs = value => value;

module.exports = BaseTypes => {
  const warn = text => BaseTypes.ABSTRACT.warn('http://www.postgresql.org/docs/9.4/static/datatype.html', text);
  declareTypes(BaseTypes, 'postgres', serverTypes);

  const plainNumber = type => {
    if (drop(type, ['length', 'unsigned', 'zerofill'])) {
      warn(`PostgresSQL does not support '${type.key}' with LENGTH, UNSIGNED or ZEROFILL. Plain '${type.key}' will be used instead.`);
    }
  };
  const TINYINT = without(BaseTypes.TINYINT, plainNumber);
  const SMALLINT = without(BaseTypes.SMALLINT, plainNumber);
  const INTEGER = without(BaseTypes.INTEGER, plainNumber);
  const BIGINT = without(BaseTypes.BIGINT, plainNumber);
  const REAL = without(BaseTypes.REAL, plainNumber);
  const DOUBLE = without(BaseTypes.DOUBLE, plainNumber);
  INTEGER.parse = value => parseInt(value, 10);

  const FLOAT = without(BaseTypes.FLOAT, type => {
    if (type._decimals) {
      drop(type, ['length', 'decimals']);
      type._decimals = undefined;
      warn('PostgreSQL does not support FLOAT with decimals. Plain `FLOAT` will be used instead.');
    }
    for (const option of ['unsigned', 'zerofill']) {
      if (drop(type, [option])) warn(`PostgreSQL does not support FLOAT ${option}. \`${option.toUpperCase()}\` was removed.`);
    }
  });

  const DECIMAL = variant(BaseTypes.DECIMAL);
  const CITEXT = variant(BaseTypes.CITEXT);
  const ENUM = variant(BaseTypes.ENUM);
  for (const Type of [DECIMAL, CITEXT, ENUM]) Type.parse = asIs;

  const STRING = variant(BaseTypes.STRING);
  const CHAR = variant(BaseTypes.CHAR);
  const TEXT = variant(BaseTypes.TEXT);

  class BLOB extends BaseTypes.BLOB {
    _hexify(hex) {
      return `E'\\\\x${hex}'`;
    }
  }

  class BOOLEAN extends BaseTypes.BOOLEAN {
    _sanitize(value) {
      return toBoolean(value, { true: true, t: true, false: false, f: false });
    }
  }
  BOOLEAN.parse = BOOLEAN.prototype._sanitize;

  class DATE extends BaseTypes.DATE {
    validate(value) {
      return isInfinite(value) || super.validate(value);
    }

    _stringify(value, options) {
      return isInfinite(value) ? String(value) : super._stringify(value, options);
    }

    _sanitize(value, options) {
      if (isInfinite(value) || options?.raw) return value;
      return infinityOf(value) ?? super._sanitize(value, options);
    }
  }

  class DATEONLY extends BaseTypes.DATEONLY {
    _stringify(value, options) {
      return isInfinite(value) ? String(value) : super._stringify(value, options);
    }

    _sanitize(value, options) {
      if (isInfinite(value) || options?.raw) return value;
      return infinityOf(value) ?? super._sanitize(value, options);
    }

    static parse(value) {
      return infinityOf(value) ?? value;
    }
  }

  /** Shapes travel as GeoJSON and come back as EWKB in hexadecimal digits. */
  const shape = Base => {
    const Shape = variant(Base);
    Shape.prototype._reader = 'ST_GeomFromGeoJSON';
    Shape.prototype._text = value => JSON.stringify(value);
    Shape.prototype._bindParam = function (value, options) {
      return `${this._reader}(${options.bindParam(value)})`;
    };
    Shape.parse = value => fromWkb(Buffer.from(value, 'hex'));
    return Shape;
  };
  const GEOMETRY = shape(BaseTypes.GEOMETRY);
  const GEOGRAPHY = shape(BaseTypes.GEOGRAPHY);

  class HSTORE extends BaseTypes.HSTORE {
    _value(value) {
      return hstore.stringify(value);
    }

    _stringify(value, options) {
      return literal(this._value(value), options);
    }

    _bindParam(value, options) {
      return options.bindParam(this._value(value));
    }

    static parse(value) {
      return hstore.parse(value);
    }
  }
  HSTORE.prototype.escape = false;

  class RANGE extends BaseTypes.RANGE {
    /** A list is a range; anything else is one element of it. */
    _value(values, options) {
      const { subtype } = this.options;
      if (!Array.isArray(values)) return subtype.stringify(values, options);
      const inclusive = [true, false];
      const bounds = values.map((bound, at) => {
        let value = bound;
        if (isObject(bound) && Object.hasOwn(bound, 'value')) {
          if (Object.hasOwn(bound, 'inclusive')) inclusive[at] = bound.inclusive;
          value = bound.value;
        }
        return value === null || isInfinite(value) ? value : subtype.stringify(value, options);
      });
      return range.stringify(Object.assign(bounds, { inclusive }));
    }

    _stringify(values, options) {
      const text = literal(String(this._value(values, options)), options);
      return Array.isArray(values) ? text : `${text}::${this.toCastType()}`;
    }

    _bindParam(values, options) {
      const placeholder = options.bindParam(this._value(values, options));
      return Array.isArray(values) ? placeholder : `${placeholder}::${this.toCastType()}`;
    }

    toCastType() {
      return castTypes[this._subtype.toLowerCase()];
    }

    static parse(value, options) {
      return range.parse(value, options?.parser);
    }
  }
  RANGE.prototype.escape = false;

  textFromCore('postgres', [STRING, CHAR, BOOLEAN, DATE, GEOMETRY, GEOGRAPHY, RANGE]);
  textFromCore('postgres', [TEXT], type => {
    if (drop(type, ['length'])) warn('PostgreSQL does not support TEXT with options. Plain `TEXT` will be used instead.');
  });
  textFromCore('postgres', [BLOB], type => {
    if (drop(type, ['length'])) warn('PostgreSQL does not support BLOB (BYTEA) with options. Plain `BYTEA` will be used instead.');
  });

  return {
    DECIMAL, BLOB, STRING, CHAR, TEXT, CITEXT, TINYINT, SMALLINT, INTEGER, BIGINT, BOOLEAN, DATE, DATEONLY, REAL,
    'DOUBLE PRECISION': DOUBLE, FLOAT, GEOMETRY, GEOGRAPHY, HSTORE, RANGE, ENUM
  };
};

/** Text as a literal: the caller's escape, else the core's. Never spliced between quotes. */
function literal(text, options) {
  return options?.escape ? options.escape(text) : require('../../native').Core.forDialect('postgres').escape(text);
}
