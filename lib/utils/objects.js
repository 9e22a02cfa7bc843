// @ts-check
'use strict';
/** Plain objects and values: what is one, copy, compare, pick. The library uses these in the place of lodash. */

/** An object made by `{}`, `new Object` or `Object.create(null)`, of any realm. */
function isPlainObject(value) {
  if (value === null || typeof value !== 'object') return false;
  if (Object.prototype.toString.call(value) !== '[object Object]') return false;
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  // Another realm's Object.prototype: the root of its chain, with a constructor named Object.
  return Object.getPrototypeOf(prototype) === null
    && Object.hasOwn(prototype, 'constructor')
    && typeof prototype.constructor === 'function'
    && Function.prototype.toString.call(prototype.constructor) === Function.prototype.toString.call(Object);
}

/** Anything that may have properties. */
function isObject(value) {
  return value !== null && (typeof value === 'object' || typeof value === 'function');
}

/** Nothing in it: no items, no entries, or no thing that could have any. */
function isEmpty(value) {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string' || Array.isArray(value) || Buffer.isBuffer(value)) return value.length === 0;
  if (value instanceof Map || value instanceof Set) return value.size === 0;
  if (typeof value !== 'object' && typeof value !== 'function') return true;
  return Object.keys(value).length === 0;
}

const tag = value => Object.prototype.toString.call(value);

function isEqualIn(a, b, seen) {
  if (Object.is(a, b) || a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (tag(a) !== tag(b)) return false;
  if (a instanceof Date) return Object.is(a.getTime(), b.getTime());
  if (a instanceof RegExp) return String(a) === String(b);
  if (a instanceof Number || a instanceof String || a instanceof Boolean) return Object.is(a.valueOf(), b.valueOf());
  if (a instanceof Error) return a.name === b.name && a.message === b.message;
  if (ArrayBuffer.isView(a)) {
    return a.byteLength === b.byteLength
      && Buffer.compare(Buffer.from(a.buffer, a.byteOffset, a.byteLength), Buffer.from(b.buffer, b.byteOffset, b.byteLength)) === 0;
  }
  if (seen.get(a) === b) return true;
  seen.set(a, b);
  if (a instanceof Map) return a.size === b.size && isEqualIn([...a], [...b], seen);
  if (a instanceof Set) return a.size === b.size && [...a].every(item => b.has(item) || [...b].some(other => isEqualIn(item, other, seen)));
  if (Array.isArray(a)) return a.length === b.length && a.every((item, at) => isEqualIn(item, b[at], seen));
  if (a.constructor !== b.constructor && typeof a.constructor === 'function' && typeof b.constructor === 'function'
    && 'constructor' in a && 'constructor' in b) return false;
  const keys = ownKeys(a);
  return keys.length === ownKeys(b).length && keys.every(key => Object.hasOwn(b, key) && isEqualIn(a[key], b[key], seen));
}

const ownKeys = object => Reflect.ownKeys(object).filter(key => Object.prototype.propertyIsEnumerable.call(object, key));

/** Equal in value: dates by time, bytes by content, objects by own keys (symbols too). */
function isEqual(a, b) {
  return isEqualIn(a, b, new Map());
}

/** Sets a property without ever touching the prototype. */
function assignKey(target, key, value) {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, configurable: true, enumerable: true, writable: true });
  } else {
    target[key] = value;
  }
}

function cloneIn(value, customizer, seen) {
  if (typeof value !== 'object' || value === null) {
    return customizer?.(value) ?? value;
  }
  if (seen.has(value)) return seen.get(value);
  const custom = customizer?.(value);
  if (custom !== undefined) return custom;
  if (isOrdinary(value)) return cloneEntries(value, customizer, seen);
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof RegExp) return new RegExp(value.source, value.flags);
  if (Buffer.isBuffer(value)) return Buffer.from(value);
  if (ArrayBuffer.isView(value)) return 'slice' in value ? /** @type {any} */ (value).slice() : value;
  if (uncloneable.some(Class => value instanceof Class)) return value;
  return cloneMembers(value, item => cloneIn(item, customizer, seen), seen);
}

/** Most of what is copied: arrays, and objects that were written as literals. */
const isOrdinary = value => Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;

function cloneEntries(value, customizer, seen) {
  const copy = Array.isArray(value) ? new Array(value.length) : {};
  seen.set(value, copy);
  const copyOf = item => customizer === undefined && (typeof item !== 'object' || item === null) ? item : cloneIn(item, customizer, seen);
  const keys = Object.keys(value);
  if (Array.isArray(value) && keys.length === value.length) {
    for (let at = 0; at < keys.length; at++) copy[at] = copyOf(value[at]);
  } else {
    for (let at = 0; at < keys.length; at++) assignKey(copy, keys[at], copyOf(value[keys[at]]));
  }
  for (const symbol of Object.getOwnPropertySymbols(value)) {
    if (Object.prototype.propertyIsEnumerable.call(value, symbol)) copy[symbol] = copyOf(value[symbol]);
  }
  return copy;
}

const uncloneable = [Error, Promise, WeakMap, WeakSet];

function cloneMembers(value, copyOf, seen) {
  if (value instanceof Map || value instanceof Set) {
    const copy = /** @type {any} */ (value instanceof Map ? new Map() : new Set());
    seen.set(value, copy);
    value.forEach((item, key) => value instanceof Map ? copy.set(key, copyOf(item)) : copy.add(copyOf(item)));
    return copy;
  }
  const copy = Array.isArray(value) ? new Array(value.length) : Object.create(Object.getPrototypeOf(value));
  seen.set(value, copy);
  for (const key of ownKeys(value)) assignKey(copy, key, copyOf(value[key]));
  return copy;
}

/** A deep copy; what `customizer` answers (other than undefined) is taken as it is. Functions are shared. */
function cloneDeepWith(value, customizer) {
  return cloneIn(value, customizer, new Map());
}

/** A deep copy of data: dates, buffers, arrays, objects with their prototypes. */
function clone(value) {
  return cloneIn(value, undefined, new Map());
}

/** Fills keys that are undefined from the sources, the first source wins. Strings keys only; inherited ones too, as lodash. */
function fillUndefined(target, ...sources) {
  const result = Object(target);
  for (const source of sources) {
    for (const key in source ?? {}) {
      if (result[key] === undefined || (result[key] === Object.prototype[key] && !Object.hasOwn(result, key))) assignKey(result, key, source[key]);
    }
  }
  return result;
}

function pick(object, keys) {
  const result = {};
  for (const key of keys) if (object && key in Object(object)) assignKey(result, key, object[key]);
  return result;
}

/** Own and inherited enumerable entries without some keys. Symbol keys stay. */
function omit(object, keys) {
  const leave = new Set(/** @type {any[]} */ ([]).concat(keys));
  const result = {};
  for (const key in object ?? {}) if (!leave.has(key)) assignKey(result, key, object[key]);
  for (const symbol of object ? Object.getOwnPropertySymbols(object) : []) {
    if (!leave.has(symbol) && Object.prototype.propertyIsEnumerable.call(object, symbol)) result[symbol] = object[symbol];
  }
  return result;
}

const toPath = path => Array.isArray(path) ? path : String(path).split(/[.[\]]+/).filter(part => part !== '');

/** The value at a path, `fallback` where it is undefined. */
function get(object, path, fallback) {
  let at = object;
  for (const key of toPath(path)) {
    if (at === null || at === undefined) return fallback;
    at = at[key];
  }
  return at === undefined ? fallback : at;
}

/** Sets the value at a path, making objects on the way; never through a prototype. */
function set(object, path, value) {
  const keys = toPath(path);
  let at = object;
  keys.forEach((key, index) => {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') throw new Error(`Invalid path "${keys.join('.')}"`);
    if (index === keys.length - 1) at[key] = value;
    else {
      if (!isObject(at[key]) || !Object.hasOwn(at, key)) at[key] = {};
      at = at[key];
    }
  });
  return object;
}

function mapValues(object, fn) {
  const result = {};
  for (const key of Object.keys(object ?? {})) assignKey(result, key, fn(object[key], key));
  return result;
}

const upperFirst = text => text.charAt(0).toUpperCase() + text.slice(1);
const lowerFirst = text => text.charAt(0).toLowerCase() + text.slice(1);

/** The items once each, in the order of their first appearance. */
const uniq = items => [...new Set(items)];

module.exports = {
  isPlainObject, isObject, isEmpty, isEqual, assignKey, cloneDeepWith, clone, fillUndefined,
  pick, omit, get, set, mapValues, upperFirst, lowerFirst, uniq
};
