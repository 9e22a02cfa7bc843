// @ts-check
'use strict';
/** The root of all data types: what a type answers about itself and does to a value on its way. */

const { logger } = require('../utils/logger');
const { ValidationError } = require('../errors');
const util = require('node:util');

const warned = new Set();

/** The `toSql` methods of this library; another one belongs to a class of the user. */
const ownToSql = new WeakSet();

class ABSTRACT {
  /** @this {any} */
  toString(options) {
    return this.toSql(options);
  }

  /** The type as a column definition states it. @this {any} */
  toSql() {
    return this.key;
  }

  /**
   * What the core reads (src/plan/request.rs, data_type). A class with a `toSql` of its own is given as its text.
   *
   * @returns {Record<string, any>}
   * @this {any}
   */
  toSpec() {
    if (!ownToSql.has(this.toSql)) return { key: 'CUSTOM', sql: String(this.toSql()) };
    return this._spec({ key: this.key });
  }

  /** Adds the type's options to its key. @protected @this {any} @returns {Record<string, any>} */
  _spec(spec) {
    if (this._length !== undefined && this._length !== '') spec.length = this._length;
    return spec;
  }

  /** A value as SQL text or as what will be escaped, for those who build SQL. @this {any} */
  stringify(value, options) {
    return this._stringify ? this._stringify(value, options) : value;
  }

  /** A value as a bind parameter: gives it to `options.bindParam`, answers the placeholder. @this {any} */
  bindParam(value, options) {
    return this._bindParam ? this._bindParam(value, options) : options.bindParam(this.stringify(value, options));
  }

  static toString() {
    return this.name;
  }

  /** Says once per text that a dialect lacks something. */
  static warn(link, text) {
    if (warned.has(text)) return;
    warned.add(text);
    logger.warn(`${text} \n>> Check: ${link}`);
  }

  /** The same type in a dialect's variant. @this {any} */
  static extend(oldType) {
    return new this(oldType.options);
  }
}

ABSTRACT.prototype.dialectTypes = '';

/** Marks classes whose `toSql` the core knows without asking. */
function builtIn(...classes) {
  for (const Class of classes) ownToSql.add(Class.prototype.toSql);
}
builtIn(ABSTRACT);

/** @returns {never} */
function reject(format, ...values) {
  throw new ValidationError(util.format(format, ...values), []);
}

/** An options object, or the arguments in the place of one. */
const optionsFrom = (first, named) => typeof first === 'object' && first ? first : named;

/** A type given as a class or as an instance. */
const instanceOf = type => typeof type === 'function' ? new type() : type;

module.exports = { ABSTRACT, builtIn, reject, optionsFrom, instanceOf };
