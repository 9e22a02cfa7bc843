// @ts-check
'use strict';
/** Keys of where objects: names, and the operators' symbols, which the usual functions do not see. */

const operators = require('../operators');
const { isEmpty, isPlainObject } = require('./objects');
const { Where } = require('./expressions');

const symbols = new Set(Object.values(operators));

/** @returns {symbol[]} */
const getOperators = object => Object.getOwnPropertySymbols(object).filter(symbol => symbols.has(symbol));

/** The operators first, as v6 prints them. @returns {any[]} */
const getComplexKeys = object => [...getOperators(object), ...Object.keys(object)];

const getComplexSize = object => Array.isArray(object) ? object.length : getComplexKeys(object).length;

const isWhereEmpty = object => !!object && isEmpty(object) && getOperators(object).length === 0;

/** `$table.column$` */
const isColString = value => typeof value === 'string' && value[0] === '$' && value.at(-1) === '$';

/** A where that is an array of conditions, not `['sql', …replacements]`. */
const canTreatArrayAsAnd = array => array.some(item => isPlainObject(item) || item instanceof Where);

/** Fills what is undefined, names and operators; the first source wins. Changes and answers the first argument. */
function defaults(object, ...sources) {
  const target = Object(object);
  for (const source of sources) {
    if (!source) continue;
    for (const key of getComplexKeys(Object(source))) {
      const inherited = !Object.hasOwn(target, key) && target[key] === Object.prototype[key];
      if (target[key] === undefined || inherited) target[key] = source[key];
    }
  }
  return target;
}

module.exports = { getOperators, getComplexKeys, getComplexSize, isWhereEmpty, isColString, canTreatArrayAsAnd, defaults };
