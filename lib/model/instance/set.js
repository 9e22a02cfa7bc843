// @ts-check
'use strict';
/** Writing an instance: set, setDataValue, changed, and values for included models. */

const Utils = require('../../utils');
const { isEqual, assignKey } = require('../../utils/objects');
const { isInstance } = require('../root');

function set(instance, key, value, options) {
  if (typeof key === 'object' && key !== null) setMany(instance, key, value || {});
  else setOne(instance, key, value, options || {});
  return instance;
}

function setMany(instance, values, options) {
  if (options.reset) {
    instance.dataValues = {};
    for (const key in values) instance.changed(key, false);
  }

  if (canSetAsTheyAre(instance, options)) {
    if (Object.keys(instance.dataValues).length) Object.assign(instance.dataValues, values);
    else instance.dataValues = values;
  } else if (options.attributes) {
    setNamed(instance, options.attributes, values, options);
    if (instance.constructor._hasVirtualAttributes) setNamed(instance, instance.constructor._virtualAttributes, values, options);
    if (instance._options.includeNames) setNamed(instance, instance._options.includeNames, values, options);
  } else {
    for (const key in values) instance.set(key, values[key], options);
  }

  // Raw values are what the database holds, so they count as unchanged.
  if (options.raw) instance._previousDataValues = { ...instance.dataValues };
}

/** Raw values need no look at each, where no attribute is special. */
function canSetAsTheyAre(instance, options) {
  const { _hasDateAttributes, _hasBooleanAttributes } = instance.constructor;
  return options.raw && !options.attributes && !(instance._options && instance._options.include)
    && !_hasDateAttributes && !_hasBooleanAttributes;
}

function setNamed(instance, names, values, options) {
  for (const name of names) {
    if (values[name] !== undefined) instance.set(name, values[name], options);
  }
}

function setOne(instance, key, value, options) {
  const Model = instance.constructor;
  const original = options.raw ? undefined : instance.dataValues[key];

  if (!options.raw && Object.hasOwn(instance._customSetters, key)) {
    instance._customSetters[key].call(instance, value, key);
    if (!isEqual(instance.dataValues[key], original)) markChanged(instance, key, original);
    return;
  }
  if (instance._options && instance._options.include && instance._options.includeNames.includes(key)) {
    instance._setInclude(key, value, options);
    return;
  }
  if (!options.raw && !maySet(instance, Model, key, value, original)) return;

  const isExpression = value instanceof Utils.SequelizeMethod;
  if (!isExpression && Object.hasOwn(Model._dataTypeSanitizers, key)) {
    value = Model._dataTypeSanitizers[key].call(instance, value, options);
  }
  if (!options.raw && (isExpression || isChanged(instance, Model, key, value, original, options))) {
    markChanged(instance, key, original);
  }
  assignKey(instance.dataValues, key, value);
}

/** Attributes of the model only; a primary key once; times and version never on a row that is stored. */
function maySet(instance, Model, key, value, original) {
  if (!instance._isAttribute(key)) {
    if (typeof key === 'string' && key.includes('.')) setInJson(instance, Model, key, value);
    return false;
  }
  if (original && Model._hasPrimaryKeys && Model._isPrimaryKey(key)) return false;
  return instance.isNewRecord || !Model._hasReadOnlyAttributes || !Model._readOnlyAttributes.has(key);
}

function isChanged(instance, Model, key, value, original, options) {
  const differs = Object.hasOwn(Model._dataTypeChanges, key) && Model._dataTypeChanges[key];
  return differs ? differs.call(instance, value, original, options) : !isEqual(value, original);
}

function markChanged(instance, key, original) {
  instance._previousDataValues[key] = original;
  instance.changed(key, true);
}

const FORBIDDEN_STEPS = ['__proto__', 'constructor', 'prototype'];

/** `'meta.address.city'` sets one value inside a JSON attribute. */
function setInJson(instance, Model, path, value) {
  const steps = path.split('.');
  const [name] = steps;
  if (!Model._jsonAttributes.has(name) || steps.some(step => FORBIDDEN_STEPS.includes(step))) return;

  let at = instance.dataValues;
  for (const step of steps.slice(0, -1)) {
    if (!Object.hasOwn(at, step) || (at[step] ?? null) === null) at[step] = {};
    if (typeof at[step] !== 'object') throw new Error(`Cannot set "${path}": "${step}" holds a value that is no object`);
    at = at[step];
  }
  const last = steps[steps.length - 1];
  if (isEqual(at[last], value)) return;
  at[last] = value;
  instance.changed(name, true);
}

function setDataValue(instance, key, value) {
  if (!isEqual(value, instance._previousDataValues[key])) instance.changed(key, true);
  assignKey(instance.dataValues, key, value);
}

function changed(instance, key, value) {
  const names = instance._changed;
  if (key === undefined) return names.size > 0 && Array.from(names);
  if (value === true) names.add(key);
  else if (value === false) names.delete(key);
  else return names.has(key);
  return instance;
}

/** The values of an included model become instances of it. */
function setInclude(instance, key, value, options) {
  const include = instance._options.includeMap[key];
  const { model, association, originalAttributes } = include;
  // Nothing of it was selected, so there is nothing to show.
  if (originalAttributes !== undefined && !originalAttributes.length) return;

  let values = Array.isArray(value) ? value : [value];
  if (isInstance(values[0])) values = values.map(item => item.dataValues);

  const childOptions = {
    isNewRecord: instance.isNewRecord,
    include: include.include,
    includeNames: include.includeNames,
    includeMap: include.includeMap,
    includeValidated: true,
    raw: options.raw,
    attributes: originalAttributes
  };
  const [first] = values;
  const hasNoKey = Boolean(first) && first[model.primaryKeyAttribute] === null;
  instance[key] = instance.dataValues[key] = association.isSingleAssociation
    ? hasNoKey || first === null ? null : model.build(first, childOptions)
    : hasNoKey ? [] : model.bulkBuild(values, childOptions);
}

module.exports = { set, setDataValue, changed, setInclude };
