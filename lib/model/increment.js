// @ts-check
'use strict';
/** Model.increment and decrement: arithmetic done by the database. */

const assert = require('node:assert');
const Utils = require('../utils');
const { isPlainObject } = require('../utils/objects');

function optionsMustContainWhere(options) {
  assert(options && options.where, 'Missing where attribute in the options parameter');
  assert(isPlainObject(options.where) || Array.isArray(options.where) || options.where instanceof Utils.SequelizeMethod,
    'Expected plain object, array or sequelize method in the options.where parameter');
}

/** @param {string|string[]|Object<string, number>} fields */
async function increment(Model, fields, options) {
  options = options || {};
  Model._injectScope(options);
  Model._optionsMustContainWhere(options);
  options = Utils.defaults({}, options, { by: 1, where: {}, increment: true });
  const isSubtraction = !options.increment;

  Utils.mapOptionFieldNames(options, Model);
  const where = isPlainObject(options.where) ? { ...options.where } : options.where;
  const amounts = amountsByField(Model, fields, options.by);
  // The version goes up even when the other columns go down.
  if (Model._versionAttribute) amounts[Model._versionAttribute] = isSubtraction ? -1 : 1;

  const method = isSubtraction ? 'decrement' : 'increment';
  const affectedRows = await Model.queryInterface[method](
    Model, Model.getTableName(options), where, amounts, touched(Model, amounts, options), options
  );
  return options.returning ? [affectedRows, affectedRows.length] : [affectedRows];
}

function amountsByField(Model, fields, by) {
  const fieldOf = name => Object.hasOwn(Model.rawAttributes, name) && Model.rawAttributes[name].field || name;
  const amounts = {};
  if (typeof fields === 'string') {
    amounts[fieldOf(fields)] = by;
  } else if (Array.isArray(fields)) {
    for (const name of fields) amounts[fieldOf(name)] = by;
  } else {
    for (const name in fields) amounts[fieldOf(name)] = fields[name];
  }
  return amounts;
}

function touched(Model, amounts, options) {
  const { updatedAt } = Model._timestampAttributes;
  if (options.silent || !updatedAt || amounts[updatedAt]) return {};
  const field = Model.rawAttributes[updatedAt].field || updatedAt;
  return { [field]: Model._getDefaultTimestamp(updatedAt) || Utils.now(Model.sequelize.options.dialect) };
}

module.exports = { increment, optionsMustContainWhere };
