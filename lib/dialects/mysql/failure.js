// @ts-check
'use strict';

// A driver's error (`errno`, `message`) of mysql and mariadb as a failure of the core's kind.

const DUPLICATE = 1062;
const FOREIGN_KEY = new Set([1451, 1452]);

/**
 * @param {Error & {errno?: number, code?: number|string}} error
 * @param {object} [model] whose unique keys know their columns
 */
function failureOf(error, model) {
  /** @type {any} */
  const number = error.errno || error.code;
  const base = { message: error.message, code: error.code, errno: error.errno, fields: [] };
  if (number === DUPLICATE) {
    const found = /Duplicate entry '([\s\S]*)' for key '?([\s\S]*?)'?\s*$/.exec(error.message);
    const values = found ? found[1].split('-') : undefined;
    const key = found ? found[2].split('.').pop() : undefined;
    const unique = key === undefined || !model ? undefined : model.uniqueKeys && model.uniqueKeys[key];
    const fields = unique ? unique.fields.map((name, at) => [name, values && values[at]]) : key === undefined ? [] : [[key, found?.[1]]];
    return { ...base, kind: 'UniqueConstraint', index: key, fields };
  }
  if (FOREIGN_KEY.has(number)) {
    const found = /CONSTRAINT ([`"])(.*)\1 FOREIGN KEY \(\1(.*)\1\) REFERENCES \1(.*)\1 \(\1(.*)\1\)/.exec(error.message);
    const quote = found ? found[1] : '`';
    return {
      ...base,
      kind: 'ForeignKeyConstraint',
      index: found ? found[2] : undefined,
      fields: found ? found[3].split(`${quote}, ${quote}`).map(name => [name, null]) : [],
      table: found ? found[4] : undefined,
      extra: { reltype: number === 1451 ? 'parent' : 'child' }
    };
  }
  return { ...base, kind: 'Database' };
}

module.exports = { failureOf };
