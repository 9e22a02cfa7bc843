// @ts-check
'use strict';
/** A value as the sqlite3 driver would have handed it to a parser: as it is stored. */

const { Zoned } = require('../../data-types/zoned');

function cellText(value) {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'object' || Buffer.isBuffer(value)) return value;
  return value instanceof Date ? new Zoned(value, '+00:00').format('YYYY-MM-DD HH:mm:ss.SSS Z') : JSON.stringify(value);
}

module.exports = { cellText };
