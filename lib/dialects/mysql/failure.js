// @ts-check
'use strict';

// A driver's error (`errno`, `message`) of mysql and mariadb as a failure of the core's kind.

const DEADLOCK = 1213;
const DUPLICATE = 1062;
const REFERENCED = 1451;
const FOREIGN_KEY = new Set([REFERENCED, 1452]);

/** @param {Error & {errno?: number, code?: number|string}} error */
function failureOf(error) {
  const number = Number(error.errno || error.code);
  const base = { message: error.message, code: error.code, errno: error.errno, fields: [] };
  if (number === DUPLICATE) return { ...base, ...duplicateOf(error.message), kind: 'UniqueConstraint' };
  if (FOREIGN_KEY.has(number)) {
    return { ...base, ...keyOf(error.message), kind: 'ForeignKeyConstraint', extra: { reltype: number === REFERENCED ? 'parent' : 'child' } };
  }
  return { ...base, kind: 'Database' };
}

/** `Duplicate entry 'a-b' for key 'name'`; MySQL 8 says `table.name`, MariaDB's driver adds the statement in a new line. */
function duplicateOf(message) {
  const found = /Duplicate entry '([\s\S]*)' for key '([^'\n]*)'(?:\n|\s*$)/.exec(message);
  if (!found) return {};
  const index = found[2].split('.').pop();
  return { index, fields: [[index, found[1]]] };
}

/** ``CONSTRAINT `name` FOREIGN KEY (`column`) REFERENCES `table` (`key`)`` */
function keyOf(message) {
  const found = /CONSTRAINT ([`"])(.*)\1 FOREIGN KEY \(\1(.*)\1\) REFERENCES \1(.*)\1 \(\1(.*)\1\)/.exec(message);
  if (!found) return {};
  const [, quote, index, columns, table] = found;
  return { index, table, fields: columns.split(new RegExp(`${quote}, *${quote}`)).map(name => [name, null]) };
}

module.exports = { failureOf, DEADLOCK };
