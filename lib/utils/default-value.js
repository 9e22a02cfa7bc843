// @ts-check
'use strict';
/** Default values: what a new instance gets, and which of them the table can state itself. */

const { randomUUID, randomBytes } = require('node:crypto');
const { isPlainObject } = require('./objects');

const dataTypes = () => require('../data-types');

let clock;

/** A time-based UUID: the random node and sequence are the process's own (RFC 4122, 4.5). */
function uuidv1() {
  clock ??= { node: randomBytes(6), sequence: randomBytes(2).readUInt16BE() & 0x3fff, last: 0n };
  clock.node[0] |= 1;
  let ticks = BigInt(Date.now()) * 10000n + 0x01b21dd213814000n;
  if (ticks <= clock.last) ticks = clock.last + 1n;
  clock.last = ticks;
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(Number(ticks & 0xffffffffn), 0);
  bytes.writeUInt16BE(Number((ticks >> 32n) & 0xffffn), 4);
  bytes.writeUInt16BE(Number((ticks >> 48n) & 0x0fffn) | 0x1000, 6);
  bytes.writeUInt16BE(clock.sequence | 0x8000, 8);
  clock.node.copy(bytes, 10);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The present, in whole seconds where no dialect vouches for fractions. */
function now(dialect) {
  const date = new Date();
  if (!dialect) date.setMilliseconds(0);
  return date;
}

/** The value that a `defaultValue` stands for. */
function toDefaultValue(value, dialect) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return value;
  const { ABSTRACT, UUIDV1, UUIDV4, NOW } = dataTypes();
  if (typeof value === 'function') {
    const made = value();
    return made instanceof ABSTRACT ? made.toSql() : made;
  }
  if (value instanceof UUIDV1) return uuidv1();
  if (value instanceof UUIDV4) return randomUUID();
  if (value instanceof NOW) return now(dialect);
  if (Array.isArray(value)) return value.slice();
  return isPlainObject(value) ? { ...value } : value;
}

/** Whether a default can be stated in a table's definition. */
function defaultValueSchemable(value) {
  if (value === undefined || typeof value === 'function') return false;
  const { UUIDV1, UUIDV4, NOW } = dataTypes();
  return ![NOW, UUIDV1, UUIDV4].some(Type => value instanceof Type);
}

module.exports = { toDefaultValue, defaultValueSchemable, now, uuidv1 };
