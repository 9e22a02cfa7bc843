// @ts-check
'use strict';
/** The arguments of the query generator's fragment methods: conditions are values, names are structure. */
const Utils = require('../utils');
const { modelId, typeSpec } = require('./catalog');

/** `{ model, prefix, field, type }`: what conditions hear of their options. */
function scope(encoder, options) {
  if (options === null || typeof options !== 'object') return 'null';
  const parts = [];
  if (options.model) parts.push(`"model":${model(encoder, options.model)}`);
  if (options.prefix) parts.push(`"prefix":${encoder.structure(options.prefix)}`);
  if (options.field) parts.push(`"field":${field(encoder, options.field)}`);
  if (isType(options.type)) parts.push(`"type":{"type":${JSON.stringify(typeSpec(options.type))}}`);
  return `{"o":{${parts.join(',')}}}`;
}

function isType(type) {
  return typeof type === 'function' || (typeof type === 'object' && type !== null && typeof type.toSql === 'function');
}

/** A model of the catalog, or any object with `rawAttributes`. */
function model(encoder, value) {
  if (typeof value === 'function') return encoder.functionValue(value);
  if (value === null || typeof value !== 'object' || !value.rawAttributes) return 'null';
  const attributes = Object.keys(value.rawAttributes)
    .map(name => `${JSON.stringify(name)}:${field(encoder, value.rawAttributes[name])}`);
  return `{"o":{"rawAttributes":{"o":{${attributes.join(',')}}}}}`;
}

/** An attribute of a model by its name; any other field by its type. */
function field(encoder, value) {
  if (value === null || typeof value !== 'object') return 'null';
  if (value._modelAttribute === true && value.Model?.rawAttributes?.[value.fieldName] === value) {
    return `{"attr":[${modelId(encoder.core, value.Model)},${JSON.stringify(value.fieldName)}]}`;
  }
  const parts = [];
  if (typeof value.field === 'string') parts.push(`"field":${JSON.stringify(value.field)}`);
  if (value.type) parts.push(`"type":{"type":${JSON.stringify(typeSpec(value.type))}}`);
  return `{"o":{${parts.join(',')}}}`;
}

function key(encoder, value) {
  return value instanceof Utils.SequelizeMethod ? encoder.method(value, true) : encoder.structure(value);
}

/** A value for a column: a JSON column takes whatever `JSON.stringify` does. */
function value(encoder, item, of) {
  const type = of?.type?.key;
  const plain = item !== null && item !== undefined && !(item instanceof Utils.SequelizeMethod);
  if (plain && (type === 'JSON' || type === 'JSONB')) return encoder.bind(JSON.stringify(item) ?? 'null', 'j');
  return encoder.value(item, false);
}

function escape(encoder, [item, of]) {
  return [value(encoder, item, of), field(encoder, of)];
}

module.exports = {
  whereQuery: (encoder, [where, options]) => [encoder.value(where, false), scope(encoder, options)],
  whereItemsQuery: (encoder, [where, options, binding]) =>
    [encoder.value(where, false), scope(encoder, options), encoder.structure(binding)],
  // Without a key a text is the caller's own SQL.
  whereItemQuery: (encoder, [name, item, options]) => [
    key(encoder, name),
    typeof item === 'string' && (name === undefined || name === null) ? JSON.stringify(item) : encoder.value(item, true),
    scope(encoder, options)
  ],
  getWhereConditions: (encoder, [where, table, owner, options, prepend]) => [
    encoder.value(where, false), encoder.structure(table), model(encoder, owner), scope(encoder, options), encoder.structure(prepend)
  ],
  handleSequelizeMethod: (encoder, [method, table, owner]) =>
    [encoder.value(method, false), encoder.structure(typeof table === 'string' ? table : null), model(encoder, owner)],
  escape,
  format: escape
};
