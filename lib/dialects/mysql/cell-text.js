// @ts-check
'use strict';
/** A value as the drivers of v6 hand it to a parser: an object that gives the server's text or its bytes. */

const { Zoned } = require('../../data-types/zoned');

function textOf(value) {
  if (value instanceof Date) {
    return new Zoned(value, '+00:00').format(value.getUTCMilliseconds() ? 'YYYY-MM-DD HH:mm:ss.SSS' : 'YYYY-MM-DD HH:mm:ss');
  }
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (Buffer.isBuffer(value)) return value.toString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function cellText(value) {
  return {
    string: () => textOf(value),
    buffer: () => Buffer.isBuffer(value) ? value : Buffer.from(textOf(value)),
    geometry: () => value
  };
}

module.exports = { cellText };
