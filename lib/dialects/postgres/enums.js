// @ts-check
'use strict';

// Which columns are enums, and where a type's new values stand among the old ones.

const DataTypes = require('../../data-types');

/**
 * @param {object} attributes
 * @param {{arrays?: boolean}} [options] whether an array of an enum counts
 * @returns {{name: string, field: string, type: object}[]}
 */
function enumAttributes(attributes, { arrays = true } = {}) {
  const found = [];
  for (const name of Object.keys(attributes)) {
    const { type, field = name } = attributes[name];
    if (type instanceof DataTypes.ENUM) found.push({ name, field, type });
    else if (arrays && type instanceof DataTypes.ARRAY && type.type instanceof DataTypes.ENUM) found.push({ name, field, type: type.type });
  }
  return found;
}

/**
 * What to add, in order, so that the type holds every wanted value. Old values keep their order: a new one stands
 * before the old value that follows it, or after the one in front of it when none follows.
 *
 * @param {string[]} existing
 * @param {string[]} wanted
 */
function additions(existing, wanted) {
  const known = new Set(existing);
  const steps = [];
  for (let at = 0; at < wanted.length; at++) {
    if (known.has(wanted[at])) continue;
    const next = wanted.slice(at + 1).find(value => known.has(value));
    if (next !== undefined) steps.push({ value: wanted[at], before: next });
    else if (at > 0) steps.push({ value: wanted[at], after: wanted[at - 1] });
    else steps.push({ value: wanted[at] });
    // A value that was placed is a neighbour for the ones behind it, not for the ones it was placed before.
    if (next === undefined) known.add(wanted[at]);
  }
  return steps;
}

module.exports = { enumAttributes, additions };
