// @ts-check
'use strict';
/** Options: merged without copying models and connections in them, copied where they are plain. */

const { isPlainObject, assignKey } = require('./objects');

/** The later wins, plain objects merge, arrays are joined with the later one first; nothing is cloned. */
function merge(...objects) {
  const result = {};
  for (const object of objects) {
    for (const key of Object.keys(object ?? {})) {
      const next = object[key];
      const before = Object.hasOwn(result, key) ? result[key] : undefined;
      if (next === undefined) continue;
      if (before && isPlainObject(before) && isPlainObject(next)) assignKey(result, key, merge(before, next));
      else if (before && Array.isArray(before) && Array.isArray(next)) assignKey(result, key, next.concat(before));
      else assignKey(result, key, next);
    }
  }
  return result;
}

/** Plain objects and arrays are new, everything else is shared. */
function detached(value) {
  if (Array.isArray(value)) return value.map(detached);
  if (!isPlainObject(value)) return value;
  const copy = {};
  for (const key of Reflect.ownKeys(value)) assignKey(copy, key, detached(value[key]));
  return copy;
}

/** Adds to `target`, deep, what it does not have. Answers `target`. */
function mergeDefaults(target, source) {
  for (const key of source ? Reflect.ownKeys(source) : []) {
    const next = source[key];
    if (next === undefined || !Object.prototype.propertyIsEnumerable.call(source, key)) continue;
    // What every object inherits (`toString`, `constructor`) is not something the target has.
    const before = key in Object.prototype && !Object.hasOwn(target, key) ? undefined : target[key];
    if (before === undefined) assignKey(target, key, detached(next));
    else if (isPlainObject(before) && (isPlainObject(next) || Array.isArray(next))) mergeDefaults(before, next);
  }
  return target;
}

/** Copies arrays and plain objects, keys that are symbols too; whatever else stands in them is shared. */
function cloneDeep(value, onlyPlain) {
  if (value === undefined || value === null) return {};
  // Made with the first object inside another: most options have none.
  let seen;
  let outermost;
  const copy = item => {
    if (typeof item === 'function') return !onlyPlain && typeof item.clone === 'function' ? item.clone() : item;
    if (item === null || typeof item !== 'object') return item;
    const isArray = Array.isArray(item);
    if (!isArray && !isPlainObject(item)) return item;
    if (seen !== undefined && seen.has(item)) return seen.get(item);
    const result = isArray ? new Array(item.length) : emptyLike(item);
    if (outermost === undefined) outermost = [item, result];
    else (seen ??= new Map([outermost])).set(item, result);
    if (isArray) {
      for (let at = 0; at < item.length; at++) result[at] = copy(item[at]);
      return result;
    }
    for (const key of Object.keys(item)) assignKey(result, key, copy(item[key]));
    for (const symbol of Object.getOwnPropertySymbols(item)) result[symbol] = copy(item[symbol]);
    return result;
  };
  return copy(value || {});
}

/** An empty object of the same prototype. */
function emptyLike(item) {
  const prototype = Object.getPrototypeOf(item);
  return prototype === Object.prototype ? {} : Object.create(prototype);
}

/** `{a: {b: 1}}` becomes `{'a.b': 1}`. */
function flattenObjectDeep(value) {
  if (!isPlainObject(value)) return value;
  const flat = {};
  const walk = (object, path) => {
    for (const key of Object.keys(object)) {
      const at = path ? `${path}.${key}` : key;
      if (object[key] !== null && typeof object[key] === 'object') walk(object[key], at);
      else flat[at] = object[key];
    }
  };
  walk(value, '');
  return flat;
}

module.exports = { merge, mergeDefaults, cloneDeep, flattenObjectDeep };
