// @ts-check
'use strict';
/** instance.save: validate, hooks, the models it belongs to, insert or update, the models that belong to it. */

const Utils = require('../../utils');
const { OptimisticLockError } = require('../../errors');
const { pick, fillUndefined } = require('../../utils/objects');
const { union, intersection, difference } = require('../lists');
const { joinTransaction } = require('../current-transaction');
const { saveOwners, saveOwned } = require('./save-included');

async function save(instance, options, argumentCount) {
  if (argumentCount > 1) throw new Error('The second argument was removed in favor of the options object.');
  const Model = instance.constructor;
  const isNew = instance.isNewRecord;
  const hook = isNew ? 'Create' : 'Update';

  options = Utils.cloneDeep(options);
  joinTransaction(Model, options);
  fillUndefined(options, { hooks: true, validate: true });
  const updatedAt = chooseFields(instance, Model, options);
  stampTimes(instance, Model, updatedAt, options);

  if (options.validate) await instance.validate(options);
  if (options.hooks) await runBeforeHook(instance, Model, hook, updatedAt, options);
  const hasIncludes = instance._options.include && instance._options.include.length > 0;
  if (options.fields.length && instance.isNewRecord && hasIncludes) await saveOwners(instance, options);

  const stored = options.fields.filter(field => !Model._virtualAttributes.has(field));
  if (!stored.length || !instance.changed() && !instance.isNewRecord) return instance;

  const result = await write(instance, Model, options);
  if (isNew && hasIncludes) await saveOwned(instance, options);

  if (options.hooks) await Model.runHooks(`after${hook}`, result, options);
  for (const field of options.fields) {
    result._previousDataValues[field] = result.dataValues[field];
    instance.changed(field, false);
  }
  instance.isNewRecord = false;
  return result;
}

/**
 * Which attributes are written, and whether the row comes back.
 * @returns {string|false|undefined} the attribute that gets the time of this change, if one does
 */
function chooseFields(instance, Model, options) {
  const { isNewRecord } = instance;
  const { createdAt, updatedAt } = Model._timestampAttributes;
  const key = Model.primaryKeyAttribute;

  if (!options.fields) {
    const all = Object.keys(Model.rawAttributes);
    options.fields = isNewRecord ? all : intersection(instance.changed(), all);
    options.defaultFields = options.fields;
  }
  if (options.returning === undefined) {
    if (options.association) options.returning = false;
    else if (isNewRecord) options.returning = true;
  }

  const { fields } = options;
  if (fields.length > 0) {
    for (const name of [updatedAt, Model._versionAttribute]) {
      if (name && !fields.includes(name)) fields.push(name);
    }
  }
  const isSilent = options.silent === true && !(isNewRecord && instance.get(updatedAt, { raw: true }));
  while (isSilent && fields.includes(updatedAt)) fields.splice(fields.indexOf(updatedAt), 1);

  if (isNewRecord === true) {
    if (createdAt && !fields.includes(createdAt)) fields.push(createdAt);
    const attribute = key && Model.rawAttributes[key];
    if (attribute && attribute.defaultValue && !fields.includes(key)) fields.unshift(key);
  } else if (isNewRecord === false && key && instance.get(key, { raw: true }) === undefined) {
    throw new Error('You attempted to save an instance with no primary key, this is not allowed since it would result in a global update');
  }
  return isSilent ? false : updatedAt;
}

function stampTimes(instance, Model, updatedAt, options) {
  const { createdAt } = Model._timestampAttributes;
  const now = Utils.now(Model.sequelize.options.dialect);
  if (updatedAt && !options.silent && options.fields.includes(updatedAt)) {
    instance.dataValues[updatedAt] = Model._getDefaultTimestamp(updatedAt) || now;
  }
  if (instance.isNewRecord && createdAt && !instance.dataValues[createdAt]) {
    instance.dataValues[createdAt] = Model._getDefaultTimestamp(createdAt) || now;
  }
}

/** What the hook changes is written too, and validated. */
async function runBeforeHook(instance, Model, hook, updatedAt, options) {
  const before = pick(instance.dataValues, options.fields);
  // Changed before, but not asked to be written.
  let ignored = difference(instance.changed(), options.fields);
  if (updatedAt && options.fields.includes(updatedAt)) ignored = difference(ignored, [updatedAt]);

  await Model.runHooks(`before${hook}`, instance, options);
  if (!options.defaultFields || instance.isNewRecord) return;

  const after = pick(instance.dataValues, difference(instance.changed(), ignored));
  const changedByHook = Object.keys(after).filter(name => after[name] !== before[name]);
  options.fields = union(options.fields, changedByHook);
  if (!options.validate) return;

  options.skip = difference(Object.keys(Model.rawAttributes), changedByHook);
  await instance.validate(options);
  delete options.skip;
}

/** Inserts or updates the row, and takes over what the database made of it. */
async function write(instance, Model, options) {
  const version = Model._versionAttribute;
  const versionField = version && (Model.rawAttributes[version] && Model.rawAttributes[version].field || version);
  const values = Utils.mapValueFieldNames(instance.dataValues, options.fields, Model);
  const tableName = Model.getTableName(options);
  /** @type {any} */
  let where;
  let answer;

  if (instance.isNewRecord) {
    answer = await Model.queryInterface.insert(instance, tableName, values, options);
  } else {
    where = instance.where(true);
    if (version) values[versionField] = parseInt(values[versionField], 10) + 1;
    answer = await Model.queryInterface.update(instance, tableName, values, where, options);
  }

  const [result, rowsUpdated] = answer;
  if (version) {
    if (rowsUpdated < 1) throw new OptimisticLockError({ modelName: Model.name, values: /** @type {any} */ (values), where });
    result.dataValues[version] = values[versionField];
  }
  renameFields(Model, values);
  Object.assign(values, result.dataValues);
  Object.assign(result.dataValues, values);
  return result;
}

/** Column names become attribute names again. */
function renameFields(Model, values) {
  for (const name of Object.keys(Model.rawAttributes)) {
    const { field } = Model.rawAttributes[name];
    if (!field || field === name || values[field] === undefined) continue;
    values[name] = values[field];
    delete values[field];
  }
}

module.exports = { save, renameFields };
