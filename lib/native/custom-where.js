// @ts-check
'use strict';
/** Conditions on attributes whose data type makes its values itself: the values are made before the request is encoded. */

const Op = require('../operators');
const Utils = require('../utils');
const { isPlainObject } = require('../utils/objects');

const groups = new Set([Op.and, Op.or, Op.not]);

/** Operators whose operand is no value of the attribute's type. */
const otherOperands = new Set([Op.is, Op.col, Op.placeholder]);

const customTypes = new WeakMap();

/** Column or attribute -> type, for a model's attributes with such a type; null for nearly every model. */
function customTypesOf(model) {
  const key = model.fieldRawAttributesMap;
  if (!key) return null;
  let types = customTypes.get(key);
  if (types === undefined) {
    types = null;
    for (const name of Object.keys(model.rawAttributes)) {
      const { type, field } = model.rawAttributes[name];
      if (typeof type?.encodeBind !== 'function') continue;
      types ??= new Map();
      types.set(name, type).set(field || name, type);
    }
    customTypes.set(key, types);
  }
  return types;
}

/**
 * @param {any} where
 * @param {any} model
 * @param {{timezone?: string}} options
 */
function customWhere(where, model, options) {
  const types = model ? customTypesOf(model) : null;
  return types === null ? where : walk(where, types, options);
}

function walk(where, types, options) {
  if (Array.isArray(where)) return where.map(item => walk(item, types, options));
  if (!isPlainObject(where)) return where;
  const result = {};
  for (const key of Reflect.ownKeys(where)) {
    const type = typeof key === 'string' ? types.get(key) : undefined;
    if (type) result[key] = operand(where[key], type, options);
    else result[key] = groups.has(/** @type {symbol} */ (key)) ? walk(where[key], types, options) : where[key];
  }
  return result;
}

/** The operand of an attribute: a value, a list, or operators with theirs. */
function operand(value, type, options) {
  if (value === null || value === undefined || value instanceof Utils.SequelizeMethod) return value;
  if (isPlainObject(value) && Utils.getOperators(value).length > 0) {
    const result = {};
    for (const key of Reflect.ownKeys(value)) {
      result[key] = otherOperands.has(/** @type {symbol} */ (key)) ? value[key] : operand(value[key], type, options);
    }
    return result;
  }
  if (Array.isArray(value) && type.key !== 'ARRAY' && type.key !== 'RANGE') return value.map(item => operand(item, type, options));
  return type.encodeBind(value, { ...options, operation: 'where' });
}

module.exports = { customWhere };
