// @ts-check
'use strict';

// Attributes as users write them -> attributes with a data type of the instance's dialect.

const DataTypes = require('../data-types');
const { isPlainObject } = require('../utils/objects');

/** A type (class or instance) as the instance's dialect knows it. */
function normalizeDataType(sequelize, Type) {
  let type = typeof Type === 'function' ? new Type() : Type;
  const own = sequelize.dialect.DataTypes || {};
  if (own[type.key]) type = own[type.key].extend(type);
  if (type instanceof DataTypes.ARRAY) {
    if (!type.type) throw new Error('ARRAY is missing type definition for its values.');
    if (own[type.type.key]) type.type = own[type.type.key].extend(type.type);
  }
  return type;
}

function normalizeAttribute(sequelize, given) {
  const attribute = isPlainObject(given) ? given : { type: given };
  if (!attribute.type) return attribute;
  attribute.type = normalizeDataType(sequelize, attribute.type);

  const generated = [DataTypes.NOW, DataTypes.UUIDV1, DataTypes.UUIDV4];
  if (typeof attribute.defaultValue === 'function' && generated.includes(attribute.defaultValue)) {
    attribute.defaultValue = new attribute.defaultValue();
  }
  if (attribute.type instanceof DataTypes.ENUM) {
    if (attribute.values) {
      attribute.type.values = attribute.type.options.values = attribute.values;
    } else {
      attribute.values = attribute.type.values;
    }
    if (!attribute.values.length) throw new Error('Values for ENUM have not been defined.');
  }
  return attribute;
}

module.exports = { normalizeDataType, normalizeAttribute };
