// @ts-check
'use strict';
/** The `validator` package with v6's own rules on top: a copy, so that other users of the package do not see them. */

const validator = { ...require('validator') };

const isRegExp = value => Object.prototype.toString.call(value) === '[object RegExp]';

const extensions = {
  extend(name, fn) {
    this[name] = fn;
    return this;
  },
  notEmpty: text => !/^[\s\t\r\n]*$/.test(text),
  len(text, min, max) {
    return this.isLength(text, min, max);
  },
  isUrl(text) {
    return this.isURL(text);
  },
  isIPv6(text) {
    return this.isIP(text, 6);
  },
  isIPv4(text) {
    return this.isIP(text, 4);
  },
  notIn(text, values) {
    return !this.isIn(text, values);
  },
  regex: (text, pattern, modifiers) => String(text).match(isRegExp(pattern) ? pattern : new RegExp(pattern, modifiers)),
  notRegex(text, pattern, modifiers) {
    return !this.regex(text, pattern, modifiers);
  },
  isDecimal: text => text !== '' && /^(?:-?(?:[0-9]+))?(?:\.[0-9]*)?(?:[eE][+-]?(?:[0-9]+))?$/.test(text),
  min(text, limit) {
    const number = parseFloat(text);
    return Number.isNaN(number) || number >= limit;
  },
  max(text, limit) {
    const number = parseFloat(text);
    return Number.isNaN(number) || number <= limit;
  },
  not(text, pattern, modifiers) {
    return this.notRegex(text, pattern, modifiers);
  },
  contains: (text, part) => Boolean(part) && text.includes(part),
  notContains(text, part) {
    return !this.contains(text, part);
  },
  is(text, pattern, modifiers) {
    return this.regex(text, pattern, modifiers);
  }
};

Object.assign(validator, extensions, {
  /** The value may be set once. */
  isImmutable: (_value, _args, field, instance) =>
    instance.isNewRecord || instance.dataValues[field] === instance._previousDataValues[field],
  notNull: value => value !== null && value !== undefined,
  isNull: validator.isEmpty,
  /** Whatever `Date.parse` understands. */
  isDate: text => !Number.isNaN(Date.parse(text))
});

module.exports = { extensions, validator };
