// @ts-check
'use strict';
/** The operators: symbols of the global registry, so that two copies of the library understand each other. */

const names = [
  'eq', 'ne', 'gte', 'gt', 'lte', 'lt', 'not', 'is', 'in', 'notIn', 'like', 'notLike', 'iLike',
  'notILike', 'startsWith', 'endsWith', 'substring', 'regexp', 'notRegexp', 'iRegexp',
  'notIRegexp', 'between', 'notBetween', 'overlap', 'contains', 'contained', 'adjacent',
  'strictLeft', 'strictRight', 'noExtendRight', 'noExtendLeft', 'and', 'or', 'any', 'all',
  'values', 'col', 'placeholder', 'join', 'match'
];

/** @type {Record<string, symbol>} */
const Op = {};
for (const name of names) Op[name] = Symbol.for(name);

module.exports = Op;
