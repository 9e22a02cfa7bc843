// @ts-check
'use strict';
/** A value as the pg driver would have handed it to a parser: the server's text. */

const { Zoned } = require('../../data-types/zoned');

function cellText(value) {
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (typeof value !== 'object') return String(value);
  if (value instanceof Date) {
    return new Zoned(value, '+00:00').format(value.getUTCMilliseconds() ? 'YYYY-MM-DD HH:mm:ss.SSS+00' : 'YYYY-MM-DD HH:mm:ss+00');
  }
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`;
  return JSON.stringify(value);
}

module.exports = { cellText };
