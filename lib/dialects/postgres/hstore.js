// @ts-check
'use strict';
/** The text of an hstore, `"key"=>"value", …`, and back; a value is text or null. */

const { assignKey } = require('../../utils/objects');

const quoted = text => `"${String(text).replace(/[\\"]/g, '\\$&')}"`;

function stringify(data) {
  if (data === null) return null;
  return Object.keys(data)
    .map(key => `${quoted(key)}=>${data[key] === null || data[key] === undefined ? 'NULL' : quoted(data[key])}`)
    .join(',');
}

function parse(text) {
  if (text === null) return null;
  const data = {};
  const pair = /"((?:[^"\\]|\\.)*)"\s*=>\s*(?:"((?:[^"\\]|\\.)*)"|NULL)/gsi;
  const plain = part => part.replace(/\\(.)/gs, '$1');
  for (const [, key, value] of text.matchAll(pair)) {
    assignKey(data, plain(key), value === undefined ? null : plain(value));
  }
  return data;
}

module.exports = { stringify, parse };
