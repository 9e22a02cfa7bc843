// @ts-check
'use strict';
/** Days, times and moments. */

const { ABSTRACT, builtIn, reject, optionsFrom } = require('./abstract');
const { Zoned } = require('./zoned');
const { validator } = require('../utils/validator-extras');

/** Whether the value is a user's, to be made uniform: not a row of the database. */
const sanitizes = options => !options || !options.raw;

class TIME extends ABSTRACT {
  toSql() {
    return 'TIME';
  }
}

class DATE extends ABSTRACT {
  /** @param {number|string|{length?: number|string}} [length] digits of a second's fraction */
  constructor(length) {
    super();
    this.options = optionsFrom(length, { length });
    this._length = this.options.length || '';
  }

  toSql() {
    return 'DATETIME';
  }

  validate(value) {
    return validator.isDate(String(value)) || reject('%j is not a valid date', value);
  }

  _sanitize(value, options) {
    return sanitizes(options) && value && !(value instanceof Date) ? new Date(value) : value;
  }

  _isChanged(value, originalValue) {
    if (value instanceof Date && originalValue instanceof Date) return value.getTime() !== originalValue.getTime();
    return value !== originalValue;
  }

  /** The moment in a time zone; its `format` writes it. */
  _applyTimezone(date, options) {
    return new Zoned(date, options?.timezone);
  }

  _stringify(date, options) {
    const zoned = date instanceof Zoned ? date : this._applyTimezone(date, options);
    return zoned.format('YYYY-MM-DD HH:mm:ss.SSS Z');
  }
}

class DATEONLY extends ABSTRACT {
  toSql() {
    return 'DATE';
  }

  _stringify(date) {
    return new Zoned(date).format('YYYY-MM-DD');
  }

  _sanitize(value, options) {
    return sanitizes(options) && value ? new Zoned(value).format('YYYY-MM-DD') : value;
  }

  _isChanged(value, originalValue) {
    return value !== originalValue;
  }
}

class NOW extends ABSTRACT {}

builtIn(TIME, DATE, DATEONLY);

module.exports = { TIME, DATE, DATEONLY, NOW };
