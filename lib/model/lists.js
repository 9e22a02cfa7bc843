// @ts-check
'use strict';
/** Lists as sets, in the order of first appearance; what is not a list counts as an empty one. */

const { assignKey } = require('../utils/objects');

const asList = value => Array.isArray(value) ? value : [];

const union = (...lists) => [...new Set(lists.flatMap(asList))];

const intersection = (list, other) => union(asList(list).filter(item => asList(other).includes(item)));

const difference = (list, other) => asList(list).filter(item => !asList(other).includes(item));

/** The entries (inherited ones too) whose value is not undefined. */
function withoutUndefined(object) {
  const result = {};
  for (const key in object) {
    if (object[key] !== undefined) assignKey(result, key, object[key]);
  }
  return result;
}

module.exports = { union, intersection, difference, withoutUndefined };
