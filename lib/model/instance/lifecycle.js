// @ts-check
'use strict';
/** What can happen to a stored instance: update, reload, destroy, restore, increment; and how it is found again. */

const Utils = require('../../utils');
const QueryTypes = require('../../query-types');
const { InstanceError } = require('../../errors');
const { isEqual } = require('../../utils/objects');
const { union, intersection, difference, withoutUndefined } = require('../lists');
const { joinTransaction } = require('../current-transaction');
const { notDeletedValue } = require('../paranoid');

/** The condition that finds this row: its primary key (and version), else the condition it was found with. */
function where(instance, checkVersion) {
  const Model = instance.constructor;
  if (Model.primaryKeyAttributes.length === 0) return Model.options.whereCollection;

  const condition = {};
  for (const name of Model.primaryKeyAttributes) condition[name] = instance.get(name, { raw: true });
  const version = Model._versionAttribute;
  if (checkVersion && version) condition[version] = instance.get(version, { raw: true });
  return Utils.mapWhereFieldNames(condition, Model);
}

async function update(instance, values, options) {
  values = withoutUndefined(values);
  const changedBefore = instance.changed() || [];

  options = Utils.cloneDeep(Array.isArray(options) ? { fields: options } : options || {});
  joinTransaction(instance.constructor, options);

  const setOptions = Utils.cloneDeep(options);
  setOptions.attributes = options.fields;
  instance.set(values, setOptions);

  if (!options.fields) {
    // Setters may have changed more than what was named.
    const sideEffects = difference(instance.changed(), changedBefore);
    options.fields = intersection(union(Object.keys(values), sideEffects), instance.changed());
    options.defaultFields = options.fields;
  }
  return instance.save(options);
}

async function reload(instance, options) {
  options = Utils.defaults({ where: instance.where() }, options, { include: instance._options.include || undefined });
  const reloaded = await instance.constructor.findOne(options);
  if (!reloaded) {
    throw new InstanceError('Instance could not be reloaded because it does not exist anymore (find call returned null)');
  }
  instance._options = reloaded._options;
  instance.set(reloaded.dataValues, { raw: true, reset: !options.attributes });
  return instance;
}

function deletedAtOf(Model) {
  const name = Model._timestampAttributes.deletedAt;
  return name && { name, notDeleted: notDeletedValue(Model.rawAttributes[name]) };
}

async function destroy(instance, options) {
  const Model = instance.constructor;
  options = { hooks: true, force: false, ...options };
  joinTransaction(Model, options);

  if (options.hooks) await Model.runHooks('beforeDestroy', instance, options);
  const condition = instance.where(true);
  const deletedAt = deletedAtOf(Model);
  let result;
  if (deletedAt && options.force === false) {
    markDeleted(instance, deletedAt);
    result = await instance.save({ ...options, hooks: false });
  } else {
    const deleteOptions = { type: QueryTypes.DELETE, limit: null, ...options };
    result = await Model.queryInterface.delete(instance, Model.getTableName(options), condition, deleteOptions);
  }
  if (options.hooks) await Model.runHooks('afterDestroy', instance, options);
  return result;
}

/** The time of deletion stays where there is one already. */
function markDeleted(instance, { name, notDeleted }) {
  const current = instance.getDataValue(name);
  const areBothMissing = (current ?? null) === null && (notDeleted ?? null) === null;
  if (areBothMissing || isEqual(current, notDeleted)) instance.setDataValue(name, new Date());
}

function isSoftDeleted(instance) {
  const deletedAt = deletedAtOf(instance.constructor);
  if (!deletedAt) throw new Error('Model is not paranoid');
  return (instance.get(deletedAt.name) || null) !== deletedAt.notDeleted;
}

async function restore(instance, options) {
  const Model = instance.constructor;
  const deletedAt = deletedAtOf(Model);
  if (!deletedAt) throw new Error('Model is not paranoid');

  options = { hooks: true, force: false, ...options };
  joinTransaction(Model, options);

  if (options.hooks) await Model.runHooks('beforeRestore', instance, options);
  instance.setDataValue(deletedAt.name, deletedAt.notDeleted);
  const result = await instance.save({ ...options, hooks: false, omitNull: false });
  if (options.hooks) await Model.runHooks('afterRestore', instance, options);
  return result;
}

async function increment(instance, fields, options) {
  const identifier = instance.where();
  options = Utils.cloneDeep(options);
  options.where = { ...options.where, ...identifier };
  options.instance = instance;
  await instance.constructor.increment(fields, options);
  return instance;
}

function equals(instance, other) {
  const Model = instance.constructor;
  if (!other || !other.constructor || !(other instanceof Model)) return false;
  return Model.primaryKeyAttributes.every(name => instance.get(name, { raw: true }) === other.get(name, { raw: true }));
}

module.exports = { where, update, reload, destroy, isSoftDeleted, restore, increment, equals };
