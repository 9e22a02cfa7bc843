'use strict';
/** `--attributes name:string,role:enum:{admin,guest},tags:array:string` to fields and types. */

const { CliError } = require('./errors');
const { didYouMean } = require('./suggest');

/** Parts between commas and spaces; those inside braces belong to the values. */
function split(text) {
  return text.match(/(?:[^\s,{]|\{[^}]*\}?)+/g) ?? [];
}

/**
 * @returns {Array<{ field: string, type: string, of?: string, values?: string[] }>} types in capitals
 */
function readAttributes(text, DataTypes) {
  const parts = split(text);
  if (parts.length === 0) throw new CliError('--attributes names no attribute: write name:string,age:integer');
  return parts.map(part => readOne(part, DataTypes));
}

function typeName(given, part, DataTypes) {
  const name = given.toUpperCase();
  const known = Object.keys(DataTypes).filter(one => /^[A-Z]/.test(one));
  if (!known.includes(name)) {
    throw new CliError(`Attribute '${part}' cannot be parsed: Unknown type '${given}'.${didYouMean(given, known.map(one => one.toLowerCase()))}`);
  }
  return name;
}

function readOne(part, DataTypes) {
  const match = /^([^:{}]+):([^:{}]+)(?::(?:\{([^}]*)\}|([^:{}]+)))?$/.exec(part);
  if (!match) throw new CliError(`Attribute '${part}' cannot be parsed: write name:type, name:enum:{a,b} or name:array:type`);
  const [, field, kind, list, inner] = match;
  const type = typeName(kind, part, DataTypes);
  if (list !== undefined) {
    if (type !== 'ENUM') throw new CliError(`Attribute '${part}' cannot be parsed: only an enum has values`);
    return { field, type, values: list.split(',').map(value => value.trim().replace(/^(['"])(.*)\1$/, '$2')).filter(value => value !== '') };
  }
  if (inner === undefined) return { field, type };
  if (type !== 'ARRAY') throw new CliError(`Attribute '${part}' cannot be parsed: only an array is of a type`);
  return { field, type, of: typeName(inner, part, DataTypes) };
}

module.exports = { readAttributes };
