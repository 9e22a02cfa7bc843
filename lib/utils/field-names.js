// @ts-check
'use strict';
/** From attributes, as the model names them, to fields, as the table names them: in attributes, where and values. */

const { isPlainObject } = require('./objects');
const { getComplexKeys } = require('./keys');
const { cloneDeep } = require('./merge');

/** Virtual attributes give way to what they depend on; then names are mapped. Changes and answers `options`. */
function mapFinderOptions(options, Model) {
  if (Array.isArray(options.attributes)) {
    options.attributes = Model._injectDependentVirtualAttributes(options.attributes)
      .filter(attribute => !Model._virtualAttributes.has(attribute));
  }
  return mapOptionFieldNames(options, Model);
}

function mapOptionFieldNames(options, Model) {
  if (Array.isArray(options.attributes)) {
    options.attributes = options.attributes.map(attribute => {
      if (typeof attribute !== 'string') return attribute;
      if (!Object.hasOwn(Model.rawAttributes, attribute)) return attribute;
      const { field } = Model.rawAttributes[attribute];
      return field !== attribute ? [field, attribute] : attribute;
    });
  }
  if (options.where && isPlainObject(options.where)) {
    options.where = mapWhereFieldNames(options.where, Model);
  }
  return options;
}

/** Answers a copy; a renamed key moves to the end, as v6's SQL text shows. */
function mapWhereFieldNames(where, Model) {
  if (!where) return where;
  return renameIn(cloneDeep(where), Model);
}

function renameIn(where, Model) {
  for (const key of getComplexKeys(where)) {
    const attribute = typeof key === 'string' && Object.hasOwn(Model.rawAttributes, key) ? Model.rawAttributes[key] : undefined;
    if (attribute && attribute.field !== attribute.fieldName) {
      where[attribute.field] = where[key];
      delete where[key];
      continue;
    }
    const value = where[key];
    if (isPlainObject(value)) {
      if (!attribute || !holdsObjects(attribute.type)) renameIn(value, Model);
    } else if (Array.isArray(value)) {
      for (const item of value) if (isPlainObject(item)) renameIn(item, Model);
    }
  }
  return where;
}

/** The keys under such an attribute are the value's own. */
function holdsObjects(type) {
  const DataTypes = require('../data-types');
  return type instanceof DataTypes.HSTORE || type instanceof DataTypes.JSON;
}

function mapValueFieldNames(dataValues, fields, Model) {
  const values = {};
  for (const name of fields) {
    if (dataValues[name] === undefined || Model._virtualAttributes.has(name)) continue;
    values[Model.rawAttributes[name]?.field || name] = dataValues[name];
  }
  return values;
}

module.exports = { mapFinderOptions, mapOptionFieldNames, mapWhereFieldNames, mapValueFieldNames };
