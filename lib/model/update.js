// @ts-check
'use strict';
/** Model.update: one statement for many rows, or row by row where hooks made them differ. */

const Utils = require('../utils');
const QueryTypes = require('../query-types');
const { isEqual, fillUndefined, pick } = require('../utils/objects');
const { withoutUndefined, union, intersection, difference } = require('./lists');
const { joinTransaction } = require('./current-transaction');
const { stopping } = require('./stopping');

async function update(Model, values, options) {
  options = Utils.cloneDeep(options);
  joinTransaction(Model, options);
  Model._injectScope(options);
  Model._optionsMustContainWhere(options);
  fillUndefined(options, {
    validate: true, hooks: true, individualHooks: false, returning: false, force: false, sideEffects: true
  });
  options = Model._paranoidClause(Model, options);
  options.type = QueryTypes.BULKUPDATE;

  values = chooseFields(Model, withoutUndefined(values), options);
  options.model = Model;
  if (options.validate) values = await validate(Model, values, options);

  if (options.hooks) {
    options.attributes = values;
    await Model.runHooks('beforeBulkUpdate', options);
    values = options.attributes;
    delete options.attributes;
  }

  /** @type {{values: any, instances: any, result: any}} */
  const work = { values, instances: undefined, result: undefined };
  if (options.individualHooks) await prepareInstances(Model, work, options);
  if (!work.result) await execute(Model, work, options);

  if (options.individualHooks) {
    await Promise.all(work.instances.map(instance => Model.runHooks('afterUpdate', instance, options)));
    work.result[1] = work.instances;
  }
  if (options.hooks) {
    options.attributes = values;
    await Model.runHooks('afterBulkUpdate', options);
    delete options.attributes;
  }
  return work.result;
}

/** Leaves the values of `options.fields`, or sets the fields from the values; updatedAt comes along. */
function chooseFields(Model, values, options) {
  const { updatedAt } = Model._timestampAttributes;
  if (Array.isArray(options.fields)) {
    for (const key of Object.keys(values)) {
      if (!options.fields.includes(key)) delete values[key];
    }
  } else {
    options.fields = intersection(Object.keys(values), Object.keys(Model.tableAttributes));
    if (updatedAt && !options.fields.includes(updatedAt)) options.fields.push(updatedAt);
  }
  if (updatedAt && !options.silent) {
    values[updatedAt] = Model._getDefaultTimestamp(updatedAt) || Utils.now(Model.sequelize.options.dialect);
  }
  return values;
}

/** Validates the values as an instance of their own, and takes over what its setters did. */
async function validate(Model, values, options) {
  const { updatedAt } = Model._timestampAttributes;
  const instance = Model.build(values);
  if (updatedAt) instance.set(updatedAt, values[updatedAt], { raw: true });

  if (options.sideEffects) {
    Object.assign(values, pick(instance.get(), instance.changed() || []));
    options.fields = union(options.fields, Object.keys(values));
  }

  options.skip = difference(Object.keys(Model.rawAttributes), Object.keys(values));
  const validated = await instance.validate(options);
  options.skip = undefined;
  return validated && validated.dataValues ? pick(validated.dataValues, Object.keys(values)) : values;
}

/** Runs beforeUpdate on every row, and saves them one by one if the hooks changed them in different ways. */
async function prepareInstances(Model, work, options) {
  const { where, transaction, logging, benchmark, paranoid } = options;
  work.instances = await Model.findAll({ where, transaction, logging, benchmark, paranoid, ...stopping(options) });
  if (!work.instances.length) return;

  const changes = await Promise.all(work.instances.map(async instance => {
    applyValues(instance, work.values);
    await Model.runHooks('beforeUpdate', instance, options);
    return changesOf(instance);
  }));

  if (changes.every(change => isEqual(change, changes[0]))) {
    const keys = Object.keys(changes[0]);
    if (keys.length) {
      work.values = changes[0];
      options.fields = union(options.fields, keys);
    }
    return;
  }

  const saveOptions = { ...options, hooks: false, validate: false };
  delete saveOptions.individualHooks;
  work.instances = await Promise.all(work.instances.map(instance => instance.save({ ...saveOptions })));
  work.result = [work.instances.length, work.instances];
}

function applyValues(instance, values) {
  Object.assign(instance.dataValues, values);
  for (const name in values) {
    if (values[name] !== instance._previousDataValues[name]) instance.setDataValue(name, values[name]);
  }
}

function changesOf(instance) {
  const changes = {};
  for (const name in instance.dataValues) {
    if (instance.dataValues[name] !== instance._previousDataValues[name]) changes[name] = instance.dataValues[name];
  }
  return changes;
}

async function execute(Model, work, options) {
  const names = Object.keys(work.values);
  if (names.length === 0 || names.length === 1 && work.values[Model._timestampAttributes.updatedAt]) {
    work.result = [0];
    return;
  }
  const values = Utils.mapValueFieldNames(work.values, options.fields, Model);
  options = Utils.mapOptionFieldNames(options, Model);
  options.hasTrigger = Model.options ? Model.options.hasTrigger : false;

  const affected = await Model.queryInterface.bulkUpdate(Model.getTableName(options), values, options.where, options, Model.tableAttributes);
  if (options.returning) {
    work.result = [affected.length, affected];
    work.instances = affected;
  } else {
    work.result = [affected];
  }
}

module.exports = { update };
