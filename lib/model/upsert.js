// @ts-check
'use strict';
/** upsert: insert, or update the row that is in the way. */

const Utils = require('../utils');
const { pick } = require('../utils/objects');
const { joinTransaction } = require('./current-transaction');

async function upsert(Model, values, options) {
  options = { hooks: true, returning: true, validate: true, ...Utils.cloneDeep(options) };
  joinTransaction(Model, options);

  const instance = Model.build(values);
  options.model = Model;
  options.instance = instance;
  const changed = Array.from(instance._changed);
  if (!options.fields) options.fields = changed;
  if (options.validate) await instance.validate(options);

  const insertValues = Utils.mapValueFieldNames(instance.dataValues, Object.keys(instance.rawAttributes), Model);
  const updateValues = Utils.mapValueFieldNames(pick(instance.dataValues, changed), options.fields, Model);
  stampTimes(Model, insertValues, updateValues);
  if (!(Model.primaryKeyField in values || Model.primaryKeyAttribute in values)) dropEmptyKey(Model, insertValues, updateValues);

  if (options.hooks) await Model.runHooks('beforeUpsert', values, options);
  const result = await Model.queryInterface.upsert(Model.getTableName(options), insertValues, updateValues, instance.where(), options);
  result[0].isNewRecord = false;
  if (options.hooks) await Model.runHooks('afterUpsert', result, options);
  return result;
}

function stampTimes(Model, insertValues, updateValues) {
  const { createdAt, updatedAt } = Model._timestampAttributes;
  const now = Utils.now(Model.sequelize.options.dialect);
  const fieldOf = name => Model.rawAttributes[name].field || name;

  if (createdAt && !insertValues[createdAt]) {
    insertValues[fieldOf(createdAt)] = Model._getDefaultTimestamp(createdAt) || now;
  }
  if (updatedAt && !insertValues[updatedAt]) {
    insertValues[fieldOf(updatedAt)] = updateValues[fieldOf(updatedAt)] = Model._getDefaultTimestamp(updatedAt) || now;
  }
}

/** build() gave the primary key null; the database shall choose it. */
function dropEmptyKey(Model, insertValues, updateValues) {
  const key = Model.primaryKeyAttribute;
  if (!key || Model.rawAttributes[key].defaultValue) return;
  delete insertValues[Model.primaryKeyField];
  delete updateValues[Model.primaryKeyField];
}

module.exports = { upsert };
