// @ts-check
'use strict';
/** Values with an inside: booleans and bytes, JSON, lists, ranges, choices; and attributes that are no columns. */

const { ABSTRACT, builtIn, reject, optionsFrom, instanceOf } = require('./abstract');
const { INTEGER } = require('./numbers');
const { isPlainObject } = require('../utils/objects');
const { validator } = require('../utils/validator-extras');

/** A bit field of one byte, and the words and numbers that mean a boolean; others stay as they are. */
function toBoolean(value, words = { true: true, false: false }) {
  if (Buffer.isBuffer(value) && value.length === 1) value = value[0];
  if (value === 1) return true;
  if (value === 0) return false;
  return typeof value === 'string' && Object.hasOwn(words, value) ? words[value] : value;
}

class BOOLEAN extends ABSTRACT {
  toSql() {
    return 'TINYINT(1)';
  }

  validate(value) {
    return validator.isBoolean(String(value)) || reject('%j is not a valid boolean', value);
  }

  _sanitize(value) {
    return toBoolean(value);
  }
}

BOOLEAN.parse = BOOLEAN.prototype._sanitize;

/** Bytes of what may be text or a list of numbers. */
const toBuffer = value => Buffer.isBuffer(value) ? value : Buffer.from(Array.isArray(value) ? value : value.toString());

class BLOB extends ABSTRACT {
  /** @param {'tiny'|'medium'|'long'|{length?: string}} [length] */
  constructor(length) {
    super();
    this.options = optionsFrom(length, { length });
    this._length = this.options.length || '';
  }

  /** @this {any} */
  toSql() {
    const size = String(this._length).toUpperCase();
    return ['TINY', 'MEDIUM', 'LONG'].includes(size) ? `${size}BLOB` : this.key;
  }

  validate(value) {
    return typeof value === 'string' || Buffer.isBuffer(value) || reject('%j is not a valid blob', value);
  }

  _stringify(value) {
    return this._hexify(toBuffer(value).toString('hex'));
  }

  _hexify(hex) {
    return `X'${hex}'`;
  }

  _bindParam(value, options) {
    return options.bindParam(toBuffer(value));
  }
}

BLOB.prototype.escape = false;

class HSTORE extends ABSTRACT {
  validate(value) {
    return isPlainObject(value) || reject('%j is not a valid hstore', value);
  }
}

class JSONTYPE extends ABSTRACT {
  validate() {
    return true;
  }

  _stringify(value) {
    return JSON.stringify(value);
  }
}

class JSONB extends JSONTYPE {}

class RANGE extends ABSTRACT {
  /** @param {any} [subtype] INTEGER, BIGINT, DECIMAL, DATE or DATEONLY */
  constructor(subtype) {
    super();
    const options = isPlainObject(subtype) ? subtype : { subtype };
    options.subtype = instanceOf(options.subtype || new INTEGER());
    this._subtype = options.subtype.key;
    this.options = options;
  }

  _spec(spec) {
    spec.inner = this.options.subtype.toSpec();
    return spec;
  }

  validate(value) {
    if (!Array.isArray(value)) return reject('%j is not a valid range', value);
    return value.length === 2 || reject('A range must be an array with two elements');
  }
}

class ENUM extends ABSTRACT {
  /** @param {...any} args the choices, in lists or not; or `{ values }` */
  constructor(...args) {
    super();
    const [first] = args;
    this.options = first && typeof first === 'object' && !Array.isArray(first) ? first : { values: args.flat() };
    this.values = this.options.values;
  }

  _spec(spec) {
    spec.values = (this.values ?? []).map(String);
    return spec;
  }

  validate(value) {
    return this.values.includes(value) || reject('%j is not a valid choice in %j', value, this.values);
  }
}

class ARRAY extends ABSTRACT {
  /** @param {any} type the elements' type, or `{ type }` */
  constructor(type) {
    super();
    this.options = isPlainObject(type) ? type : { type };
    this.type = instanceOf(this.options.type);
  }

  toSql() {
    return `${this.type.toSql()}[]`;
  }

  _spec(spec) {
    const inner = this.type;
    if (inner) spec.inner = typeof inner === 'string' ? { key: 'RAW', sql: inner } : inner.toSpec();
    return spec;
  }

  validate(value) {
    return Array.isArray(value) || reject('%j is not a valid array', value);
  }

  /** The elements as what is bound, or printed into an array literal. */
  _value(values, options = {}) {
    const { escape = item => item } = options;
    return values.map(value => {
      if (options.bindParam && this.type?._value) return this.type._value(value, options);
      if (!this.type?.stringify) return escape(value);
      const text = this.type.stringify(value, options);
      return this.type.escape === false ? text : escape(text);
    });
  }

  /** The literal is the core's. */
  _stringify(values) {
    return require('../native').Core.forDialect('postgres').escape(values, this);
  }

  _bindParam(values, options) {
    return options.bindParam(this._value(values, options));
  }

  /** Whether a type is a list of another. */
  static is(obj, type) {
    return obj instanceof ARRAY && obj.type instanceof type;
  }
}

ARRAY.prototype.escape = false;

class VIRTUAL extends ABSTRACT {
  /**
   * @param {any} [ReturnType]
   * @param {string[]} [fields] attributes that the getter reads
   */
  constructor(ReturnType, fields) {
    super();
    this.returnType = instanceOf(ReturnType);
    this.fields = fields;
  }

  _spec(spec) {
    if (this.returnType?.toSpec) spec.inner = this.returnType.toSpec();
    return spec;
  }
}

builtIn(BOOLEAN, BLOB, ARRAY);

module.exports = { toBoolean, toBuffer, BOOLEAN, BLOB, HSTORE, JSON: JSONTYPE, JSONB, RANGE, ENUM, ARRAY, VIRTUAL };
