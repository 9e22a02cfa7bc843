// @ts-check
'use strict';
/** Types whose `stringify` or `bindParam` is the user's: their values are made in JavaScript, before the core sees them. */

const { ABSTRACT } = require('./abstract');

const { stringify, bindParam } = ABSTRACT.prototype;

/** `_stringify` and `_bindParam` of this library: the core does their work. */
const ownMethods = new WeakSet();

function rememberOwnMethods(types) {
  for (const Type of Object.values(types)) {
    for (let prototype = Type.prototype; prototype && prototype !== Object.prototype; prototype = Object.getPrototypeOf(prototype)) {
      for (const name of ['_stringify', '_bindParam']) {
        if (Object.hasOwn(prototype, name)) ownMethods.add(prototype[name]);
      }
    }
  }
}

/** Whether a type makes its bind values itself. */
function isCustom(type) {
  return type.stringify !== stringify
    || type.bindParam !== bindParam
    || (type._stringify !== undefined && !ownMethods.has(type._stringify))
    || (type._bindParam !== undefined && !ownMethods.has(type._bindParam));
}

const PLACE = '$place';

/**
 * What a type gives to `options.bindParam`; SQL text around the placeholder becomes an expression object.
 *
 * @this {any}
 * @param {any} value
 * @param {{timezone?: string, field?: any, operation?: string}} [options]
 */
function encodeBind(value, options) {
  const { Cast, Fn, Literal } = require('../utils/expressions');
  let bound;
  let isBound = false;
  const context = {
    timezone: '+00:00',
    ...options,
    escape: item => item,
    bindParam: item => {
      bound = item;
      isBound = true;
      return PLACE;
    }
  };
  const text = this.bindParam(value, context);
  if (!isBound) return new Literal(text);
  if (text === PLACE && this.key === 'RANGE' && Array.isArray(value)) {
    // A text for a range column would be taken for one element of it; the same text as ever is better left to the core.
    return bound === this._value?.(value, context) ? value : new Cast(bound, this.toSql());
  }
  if (text === PLACE) return bound;
  const call = /^(\w+)\(\$place\)$/.exec(text);
  if (call) return new Fn(call[1], [bound]);
  const cast = /^\$place::(.+)$/s.exec(text) ?? /^CAST\(\$place AS (.+)\)$/is.exec(text);
  if (cast) return new Cast(bound, cast[1]);
  throw new Error(`bindParam of ${this.key} with SQL around its placeholder (${text}) is not supported yet by sequelize-native`);
}

/** A function for types that make their values themselves, undefined for all others: lib/native/encode.js asks for it. */
Object.defineProperty(ABSTRACT.prototype, 'encodeBind', {
  configurable: true,
  get() {
    return isCustom(this) ? encodeBind : undefined;
  }
});

module.exports = { isCustom, rememberOwnMethods };
