// @ts-check
'use strict';
/** Model.destroy, truncate and restore: many rows at once. */

const Utils = require('../utils');
const Op = require('../operators');
const QueryTypes = require('../query-types');
const { isPlainObject, fillUndefined } = require('../utils/objects');
const { joinTransaction } = require('./current-transaction');
const { notDeletedValue } = require('./paranoid');
const { stopping } = require('./stopping');

async function truncate(Model, options) {
  options = Utils.cloneDeep(options) || {};
  options.truncate = true;
  return Model.destroy(options);
}

async function destroy(Model, options) {
  options = Utils.cloneDeep(options);
  joinTransaction(Model, options);
  Model._injectScope(options);
  requireCondition(options);

  fillUndefined(options, { hooks: true, individualHooks: false, force: false, cascade: false, restartIdentity: false });
  options.type = QueryTypes.BULKDELETE;
  Utils.mapOptionFieldNames(options, Model);
  options.model = Model;

  if (options.hooks) await Model.runHooks('beforeBulkDestroy', options);
  const instances = options.individualHooks ? await instancesOf(Model, options) : [];
  await runForEach(Model, 'beforeDestroy', instances, options);

  const result = Model._timestampAttributes.deletedAt && !options.force
    ? await markDeleted(Model, options)
    : await Model.queryInterface.bulkDelete(Model.getTableName(options), options.where, options, Model);

  await runForEach(Model, 'afterDestroy', instances, options);
  if (options.hooks) await Model.runHooks('afterBulkDestroy', options);
  return result;
}

function requireCondition(options) {
  const { where } = options;
  if (!where && !options.truncate) {
    throw new Error('Missing where or truncate attribute in the options parameter of model.destroy.');
  }
  if (!options.truncate && !isPlainObject(where) && !Array.isArray(where) && !(where instanceof Utils.SequelizeMethod)) {
    throw new Error('Expected plain object, array or sequelize method in the options.where parameter of model.destroy.');
  }
}

const runForEach = (Model, hook, instances, options) =>
  Promise.all(instances.map(instance => Model.runHooks(hook, instance, options)));

const instancesOf = (Model, options, more) => {
  const { where, transaction, logging, benchmark } = options;
  return Model.findAll({ where, transaction, logging, benchmark, ...stopping(options), ...more });
};

/** A paranoid model is not deleted from: its rows get a time of deletion, once. */
function markDeleted(Model, options) {
  options.type = QueryTypes.BULKUPDATE;
  const attribute = Model.rawAttributes[Model._timestampAttributes.deletedAt];
  const { field } = attribute;
  const notDeleted = { [field]: notDeletedValue(attribute) };
  const values = { [field]: Utils.now(Model.sequelize.options.dialect) };
  const { where } = options;
  const condition = !where || isPlainObject(where) ? Object.assign(notDeleted, where) : { [Op.and]: [notDeleted, where] };
  return Model.queryInterface.bulkUpdate(Model.getTableName(options), values, condition, options, Model.rawAttributes);
}

async function restore(Model, options) {
  const name = Model._timestampAttributes.deletedAt;
  if (!name) throw new Error('Model is not paranoid');

  options = { hooks: true, individualHooks: false, ...options };
  joinTransaction(Model, options);
  options.type = QueryTypes.RAW;
  options.model = Model;
  Utils.mapOptionFieldNames(options, Model);

  if (options.hooks) await Model.runHooks('beforeBulkRestore', options);
  const instances = options.individualHooks ? await instancesOf(Model, options, { paranoid: false }) : [];
  await runForEach(Model, 'beforeRestore', instances, options);

  const attribute = Model.rawAttributes[name];
  const values = { [attribute.field || name]: notDeletedValue(attribute) };
  options.omitNull = false;
  const result = await Model.queryInterface.bulkUpdate(Model.getTableName(options), values, options.where, options, Model.rawAttributes);

  await runForEach(Model, 'afterRestore', instances, options);
  if (options.hooks) await Model.runHooks('afterBulkRestore', options);
  return result;
}

module.exports = { truncate, destroy, restore };
