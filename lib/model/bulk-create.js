// @ts-check
'use strict';
/** Model.bulkCreate: many rows in one statement, their included rows before and after. */

const Utils = require('../utils');
const { AggregateError, BulkRecordError } = require('../errors');
const BelongsToMany = require('../associations/belongs-to-many');
const { intersection, difference } = require('./lists');
const { joinTransaction } = require('./current-transaction');
const { readIncludes } = require('./instance/build');
const { renameFields } = require('./instance/save');
const { isOwner, isOwned, optionsFor, throughValues, attach } = require('./instance/save-included');

async function bulkCreate(Model, records, options = {}) {
  if (!records.length) return [];
  const now = Utils.now(Model.sequelize.options.dialect);
  options = Utils.cloneDeep(options);
  joinTransaction(Model, options);
  options.model = Model;
  readIncludes(Model, options);

  const instances = records.map(values => Model.build(values, { isNewRecord: true, include: options.include }));
  return createAll(instances, options, now);
}

/** Creates instances of `options.model`; calls itself for included models. */
async function createAll(instances, options, now) {
  options = { validate: false, hooks: true, individualHooks: false, ignoreDuplicates: false, ...options };
  const { model } = options;
  if (options.returning === undefined) options.returning = !options.association;
  checkDuplicateOptions(model, options);
  options.fields = options.fields || Object.keys(model.rawAttributes);
  if (options.updateOnDuplicate !== undefined) chooseUpdated(model, options);

  if (options.hooks) await model.runHooks('beforeBulkCreate', instances, options);
  if (options.validate) await validateAll(instances, options);

  const hasIncludes = options.include && options.include.length > 0;
  if (options.individualHooks) {
    await saveEach(instances, options);
  } else {
    if (hasIncludes) await createOwners(instances, options, now);
    await insertAll(model, instances, options, now);
  }
  if (hasIncludes) await createOwned(instances, options, now);

  for (const instance of instances) settle(model, instance);
  if (options.hooks) await model.runHooks('afterBulkCreate', instances, options);
  return instances;
}

function checkDuplicateOptions({ sequelize }, options) {
  const { inserts } = sequelize.dialect.supports;
  const { dialect } = sequelize.options;
  if (options.ignoreDuplicates && !inserts.ignoreDuplicates && !inserts.onConflictDoNothing) {
    throw new Error(`${dialect} does not support the ignoreDuplicates option.`);
  }
  if (options.updateOnDuplicate && !inserts.updateOnDuplicate) {
    throw new Error(`${dialect} does not support the updateOnDuplicate option.`);
  }
}

/** The time of creation is no change. */
function chooseUpdated(model, options) {
  if (!Array.isArray(options.updateOnDuplicate) || !options.updateOnDuplicate.length) {
    throw new Error('updateOnDuplicate option only supports non-empty array.');
  }
  const updatable = difference(Object.keys(model.tableAttributes), [model._timestampAttributes.createdAt]);
  options.updateOnDuplicate = intersection(updatable, options.updateOnDuplicate);
}

async function validateAll(instances, options) {
  const errors = [];
  const validateOptions = { ...options, hooks: options.individualHooks };
  await Promise.all(instances.map(async instance => {
    try {
      await instance.validate(validateOptions);
    } catch (error) {
      errors.push(new BulkRecordError(error, instance));
    }
  }));
  delete options.skip;
  if (errors.length) throw new AggregateError(errors);
}

async function saveEach(instances, options) {
  await Promise.all(instances.map(instance => {
    const saveOptions = { ...options, validate: false, hooks: true };
    delete saveOptions.fields;
    delete saveOptions.individualHooks;
    delete saveOptions.ignoreDuplicates;
    return instance.save(saveOptions);
  }));
}

async function createOwners(instances, options, now) {
  await Promise.all(options.include.filter(isOwner).map(async include => {
    const owned = instances.filter(instance => instance.get(include.as));
    if (!owned.length) return;
    const owners = await createAll(owned.map(instance => instance.get(include.as)), optionsFor(include, options), now);
    for (const [index, owner] of owners.entries()) {
      await include.association.set(owned[index], owner, { save: false, logging: options.logging });
    }
  }));
}

async function createOwned(instances, options, now) {
  await Promise.all(options.include.filter(isOwned).map(async include => {
    const { association } = include;
    const isMany = association instanceof BelongsToMany;
    const children = [];
    const parents = [];
    for (const instance of instances) {
      for (const child of [].concat(instance.get(include.as))) {
        if (!child) continue;
        if (!isMany) attach(association, instance, child);
        children.push(child);
        parents.push(instance);
      }
    }
    if (!children.length) return;

    const created = await createAll(children, optionsFor(include, options), now);
    if (!isMany) return;
    const rows = created.map((child, index) => throughValues(association, parents[index], child));
    const throughOptions = optionsFor(include, options, undefined, ['association', 'attributes']);
    throughOptions.model = association.throughModel;
    await createAll(association.throughModel.bulkBuild(rows, throughOptions), throughOptions, now);
  }));
}

async function insertAll(model, instances, options, now) {
  const records = instances.map(instance => recordOf(model, instance, options, now));
  const byField = {};
  for (const attribute of Object.keys(model.tableAttributes)) {
    byField[model.rawAttributes[attribute].field || attribute] = model.rawAttributes[attribute];
  }
  mapToFields(model, options);

  const rows = await model.queryInterface.bulkInsert(model.getTableName(options), records, options, byField);
  if (Array.isArray(rows)) takeOver(model, instances, rows);
}

/** The columns of one instance as hooks and validation left it. */
function recordOf(model, instance, options, now) {
  const values = instance.dataValues;
  const { createdAt, updatedAt } = model._timestampAttributes;
  for (const name of [createdAt, updatedAt]) {
    if (!name || values[name]) continue;
    values[name] = now;
    if (!options.fields.includes(name)) options.fields.push(name);
  }
  const record = Utils.mapValueFieldNames(values, options.fields, model);
  for (const name of model._virtualAttributes) delete record[name];
  return record;
}

/** Names of attributes in the options become names of columns. */
function mapToFields(model, options) {
  const fieldOf = name => model.rawAttributes[name].field || name;
  if (options.updateOnDuplicate) {
    options.updateOnDuplicate = options.updateOnDuplicate.map(fieldOf);
    options.upsertKeys = options.conflictAttributes ? options.conflictAttributes.map(fieldOf) : conflictColumns(model);
  }
  if (Array.isArray(options.returning)) {
    options.returning = options.returning.map(name => model.rawAttributes[name] && model.rawAttributes[name].field || name);
  }
}

/** The columns a conflict may arise on: unique indexes and the first unique key, else the primary key. */
function conflictColumns(model) {
  const columns = model._indexes.filter(index => index.unique && !index.where).flatMap(index => index.fields);
  const uniqueKey = Object.values(model.uniqueKeys).find(key => key.fields.length > 0);
  if (uniqueKey) columns.push(...uniqueKey.fields);
  return columns.length > 0 ? columns : Object.values(model.primaryKeys).map(attribute => attribute.field);
}

/** The values that the database made. */
function takeOver(model, instances, rows) {
  const names = new Map();
  for (const attribute of Object.values(model.rawAttributes)) {
    for (const key of [attribute.fieldName, attribute.field]) {
      if (!names.has(key)) names.set(key, attribute.fieldName);
    }
  }
  const key = model.primaryKeyAttribute;
  // Without RETURNING the keys are counted up from the first one, also where they were given.
  const areKeysGuessed = !model.sequelize.dialect.supports.returnValues;

  rows.forEach((row, index) => {
    const instance = instances[index];
    if (!instance) return;
    for (const column of Object.keys(row)) {
      if (areKeysGuessed && column === key && instance.get(key)) continue;
      instance.dataValues[names.get(column) || column] = row[column];
    }
  });
}

function settle(model, instance) {
  renameFields(model, instance.dataValues);
  for (const name of Object.keys(model.rawAttributes)) {
    instance._previousDataValues[name] = instance.dataValues[name];
    instance.changed(name, false);
  }
  instance.isNewRecord = false;
}

module.exports = { bulkCreate };
