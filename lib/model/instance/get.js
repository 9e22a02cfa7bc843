// @ts-check
'use strict';
/** Reading an instance: get, previous, toJSON. */

const { clone, assignKey } = require('../../utils/objects');
const { isInstance } = require('../root');

function get(instance, key, options) {
  if (options === undefined && typeof key === 'object') {
    options = key;
    key = undefined;
  }
  options = options || {};
  return key ? getOne(instance, key, options) : getAll(instance, options);
}

function getOne(instance, key, options) {
  if (!options.raw && Object.hasOwn(instance._customGetters, key)) {
    return instance._customGetters[key].call(instance, key, options);
  }
  const value = instance.dataValues[key];
  if (options.plain && instance._options.include && instance._options.includeNames.includes(key)) {
    if (Array.isArray(value)) return value.map(item => item.get(options));
    if (isInstance(value)) return value.get(options);
  }
  return value;
}

function getAll(instance, options) {
  const hasGetters = instance._hasCustomGetters;
  if (!hasGetters && !options.clone && !(options.plain && instance._options.include)) return instance.dataValues;

  const values = {};
  if (hasGetters) {
    const { attributes } = instance._options;
    for (const name of Object.keys(instance._customGetters)) {
      if (!attributes || attributes.includes(name)) values[name] = instance.get(name, options);
    }
  }
  for (const name of Object.keys(instance.dataValues)) {
    if (!Object.hasOwn(values, name)) assignKey(values, name, instance.get(name, options));
  }
  return values;
}

function previous(instance, key) {
  if (key) return instance._previousDataValues[key];
  const values = {};
  for (const name in instance._previousDataValues) {
    if (instance.changed(name)) values[name] = instance._previousDataValues[name];
  }
  return values;
}

function toJSON(instance) {
  return clone(instance.get({ plain: true }));
}

module.exports = { get, previous, toJSON };
