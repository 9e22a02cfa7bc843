// @ts-check
'use strict';
/** Ranges between JavaScript, `[lower, upper]` with inclusiveness, and their text, `[1,5)`. */

const { isObject } = require('../../utils/objects');

function boundText(bound) {
  if (bound === null || bound === undefined) return '';
  if (bound === Infinity || bound === -Infinity) return String(bound).toLowerCase();
  return JSON.stringify(bound);
}

/** Which ends belong to the range; the lower one alone, unless said otherwise. @param {any} range */
function inclusiveness({ inclusive }) {
  if (inclusive === true) return [true, true];
  if (inclusive === false) return [false, false];
  return Array.isArray(inclusive) ? [...inclusive] : [true, false];
}

/**
 * @param {any} data bounds, each a value or `{ value, inclusive }`
 * @returns {string|null}
 */
function stringify(data) {
  if (data === null) return null;
  if (!Array.isArray(data)) throw new Error('range must be an array');
  if (data.length === 0) return 'empty';
  if (data.length !== 2) throw new Error('range array length must be 0 (empty) or 2 (lower and upper bounds)');
  const ends = inclusiveness(data);
  const bounds = data.map((bound, at) => {
    if (!isObject(bound)) return bound;
    if (Object.hasOwn(bound, 'inclusive')) ends[at] = Boolean(bound.inclusive);
    return Object.hasOwn(bound, 'value') ? bound.value : bound;
  });
  return `${ends[0] ? '[' : '('}${boundText(bounds[0])},${boundText(bounds[1])}${ends[1] ? ']' : ')'}`;
}

function parseBound(text, parser) {
  if (!text) return null;
  if (text === 'infinity') return Infinity;
  if (text === '-infinity') return -Infinity;
  return parser(text);
}

/**
 * @param {string|null} text
 * @param {(bound: string) => any} [parser]
 */
function parse(text, parser = bound => bound) {
  if (text === null) return null;
  if (text === 'empty') return [];
  const bounds = text.slice(1, -1).split(',', 2);
  if (bounds.length !== 2) return text;
  return [
    { value: parseBound(bounds[0], parser), inclusive: text.startsWith('[') },
    { value: parseBound(bounds[1], parser), inclusive: text.endsWith(']') }
  ];
}

module.exports = { stringify, parse };
