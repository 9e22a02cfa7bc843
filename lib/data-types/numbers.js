// @ts-check
'use strict';
/** Numbers, whole, floating and exact. */

const { ABSTRACT, builtIn, reject, optionsFrom } = require('./abstract');
const { validator } = require('../utils/validator-extras');

class NUMBER extends ABSTRACT {
  /** @param {number|{length?: number, zerofill?: boolean, decimals?: number, precision?: number, scale?: number, unsigned?: boolean}} [options] */
  constructor(options = {}) {
    super();
    this.options = typeof options === 'number' ? { length: options } : options;
    const { length, zerofill, decimals, precision, scale, unsigned } = this.options;
    this._length = length;
    this._zerofill = zerofill;
    this._decimals = decimals;
    this._precision = precision;
    this._scale = scale;
    this._unsigned = unsigned;
  }

  /** @this {any} */
  toSql() {
    const digits = [this._length, this._decimals].filter(part => typeof part === 'number' || part);
    const size = this._length ? `(${digits.join(',')})` : '';
    return `${this.key}${size}${this._unsigned ? ' UNSIGNED' : ''}${this._zerofill ? ' ZEROFILL' : ''}`;
  }

  _spec(spec) {
    if (this._length) spec.length = this._length;
    if (this._precision) spec.precision = this._precision;
    const scale = this._scale || this._decimals;
    if (typeof scale === 'number') spec.scale = scale;
    if (this._unsigned) spec.unsigned = true;
    if (this._zerofill) spec.zerofill = true;
    return spec;
  }

  /** @this {any} */
  validate(value) {
    return validator.isFloat(String(value)) || reject(`%j is not a valid ${this.key.toLowerCase()}`, value);
  }

  _stringify(number) {
    if (number === null || ['number', 'bigint', 'boolean', 'undefined'].includes(typeof number)) return number;
    return typeof number.toString === 'function' ? number.toString() : number;
  }

  get UNSIGNED() {
    this._unsigned = true;
    this.options.unsigned = true;
    return this;
  }

  get ZEROFILL() {
    this._zerofill = true;
    this.options.zerofill = true;
    return this;
  }

  static get UNSIGNED() {
    return new this().UNSIGNED;
  }

  static get ZEROFILL() {
    return new this().ZEROFILL;
  }
}

class INTEGER extends NUMBER {
  /** @this {any} */
  validate(value) {
    return validator.isInt(String(value)) || reject(`%j is not a valid ${this.key.toLowerCase()}`, value);
  }
}

class TINYINT extends INTEGER {}

class SMALLINT extends INTEGER {}

class MEDIUMINT extends INTEGER {}

class BIGINT extends INTEGER {}

/** Floating numbers know NaN and the infinities, which SQL has no number literal for. */
class FLOATING extends NUMBER {
  /**
   * @param {number|object} [length]
   * @param {number} [decimals]
   */
  constructor(length, decimals) {
    super(optionsFrom(length, { length, decimals }));
  }

  _value(value) {
    if (Number.isNaN(Number(value))) return 'NaN';
    if (!Number.isFinite(Number(value))) return value < 0 ? '-Infinity' : 'Infinity';
    return value;
  }

  _stringify(value) {
    return `'${this._value(value)}'`;
  }

  _bindParam(value, options) {
    return options.bindParam(this._value(value));
  }
}

FLOATING.prototype.escape = false;

class FLOAT extends FLOATING {
  validate(value) {
    return validator.isFloat(String(value)) || reject('%j is not a valid float', value);
  }
}

class REAL extends FLOATING {}

class DOUBLE extends FLOATING {}

class DECIMAL extends NUMBER {
  /**
   * @param {number|object} [precision]
   * @param {number} [scale]
   */
  constructor(precision, scale) {
    super(optionsFrom(precision, { precision, scale }));
  }

  toSql() {
    const digits = [this._precision, this._scale].filter(Boolean);
    return digits.length ? `DECIMAL(${digits.join(',')})` : 'DECIMAL';
  }

  validate(value) {
    return validator.isDecimal(String(value)) || reject('%j is not a valid decimal', value);
  }
}

builtIn(NUMBER, DECIMAL);

module.exports = { NUMBER, INTEGER, TINYINT, SMALLINT, MEDIUMINT, BIGINT, FLOAT, REAL, DOUBLE, DECIMAL };
