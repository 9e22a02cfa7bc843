// @ts-check
'use strict';

// Query interface: writing rows.

const QueryTypes = require('../../../query-types');
const Utils = require('../../../utils');
const { checkTypes } = require('./check-types');
const { statementOf, send } = require('./funnel');

/** The columns that an upsert's conflict stands on: a unique key that the update touches, else the primary key. */
function conflictColumns(model, updated) {
  const primaryKeys = Object.values(model.primaryKeys).map(attribute => attribute.field);
  const unique = Object.values(model.uniqueKeys).map(key => key.fields).filter(fields => fields.length > 0);
  const indexed = Object.values(model._indexes).filter(index => index.unique).map(index => index.fields).filter(fields => fields.length > 0);
  let chosen = [];
  for (const field of updated) {
    const found = [...unique, ...indexed].find(fields => fields.includes(field));
    if (found) {
      chosen = found;
      break;
    }
  }
  if (chosen.length === 0 || updated.some(field => primaryKeys.includes(field))) chosen = primaryKeys;
  return [...new Set(chosen)];
}

/** `increment` and `decrement`. */
async function arithmetic(queryInterface, operator, args) {
  const [model, tableName, where, amounts, extra, given] = args;
  const options = Utils.cloneDeep(given) || {};
  options.model = model;
  const statement = statementOf(queryInterface, 'arithmeticQuery', [operator, tableName, where, amounts, extra, options], 5);
  options.type = QueryTypes.UPDATE;
  return send(queryInterface.sequelize, statement, options);
}

module.exports = {
  async insert(instance, tableName, values, given) {
    const options = Utils.cloneDeep(given) || {};
    const model = instance && instance.constructor;
    options.hasTrigger = model && model.options.hasTrigger;
    options.type = QueryTypes.INSERT;
    options.instance = instance;
    checkTypes(this, values, model && model.rawAttributes);
    const statement = statementOf(this, 'insertQuery', [tableName, values, model && model.rawAttributes, options], 3);
    const results = await send(this.sequelize, statement, options);
    if (instance) results[0].isNewRecord = false;
    return results;
  },

  async upsert(tableName, insertValues, updateValues, where, given) {
    const options = { ...given };
    const { model } = options;
    options.type = QueryTypes.UPSERT;
    options.updateOnDuplicate = Object.keys(updateValues);
    options.upsertKeys = options.conflictFields || [];
    if (options.upsertKeys.length === 0) options.upsertKeys = conflictColumns(model, options.updateOnDuplicate);
    checkTypes(this, insertValues, model.rawAttributes);
    const statement = statementOf(this, 'insertQuery', [tableName, insertValues, model.rawAttributes, options], 3);
    return send(this.sequelize, statement, options);
  },

  async bulkInsert(tableName, records, given, attributes) {
    const options = { ...given, type: QueryTypes.INSERT };
    for (const record of records) checkTypes(this, record, attributes);
    const statement = statementOf(this, 'bulkInsertQuery', [tableName, records, options, attributes], 2);
    return (await send(this.sequelize, statement, options))[0];
  },

  async update(instance, tableName, values, identifier, given) {
    const options = { ...given };
    const model = instance.constructor;
    options.hasTrigger = model.options.hasTrigger;
    options.type = QueryTypes.UPDATE;
    options.instance = instance;
    checkTypes(this, values, model.rawAttributes);
    const statement = statementOf(this, 'updateQuery', [tableName, values, identifier, options, model.rawAttributes], 3);
    return send(this.sequelize, statement, options);
  },

  async bulkUpdate(tableName, values, identifier, given, attributes) {
    const options = Utils.cloneDeep(given) || {};
    if (typeof identifier === 'object') identifier = Utils.cloneDeep(identifier);
    const { returnValues } = this.sequelize.dialect.supports;
    // RETURNING answers columns, and instances want attributes.
    if (options.returning && returnValues && !returnValues.output) options.mapToModel = true;
    checkTypes(this, values, attributes);
    const statement = statementOf(this, 'updateQuery', [tableName, values, identifier, options, attributes], 3);
    const name = tableName !== null && typeof tableName === 'object' ? tableName.tableName : tableName;
    options.type = QueryTypes.BULKUPDATE;
    options.model = options.model || this.sequelize.modelManager.models.find(model => model.tableName === name);
    return send(this.sequelize, statement, options);
  },

  async delete(instance, tableName, identifier, given) {
    const model = instance.constructor;
    const statement = statementOf(this, 'deleteQuery', [tableName, identifier, {}, model], 2);
    const options = { ...given };
    const cascading = Object.values(model.associations || {}).filter(({ options: own }) =>
      own && own.onDelete && own.onDelete.toLowerCase() === 'cascade' && own.useHooks === true);
    for (const association of cascading) {
      const found = await instance[association.accessors.get](options);
      for (const related of found ? /** @type {any[]} */ ([]).concat(found) : []) await related.destroy(options);
    }
    options.instance = instance;
    return send(this.sequelize, statement, options);
  },

  async bulkDelete(tableName, where, given, model) {
    const options = Utils.cloneDeep(given) || {};
    if (options.limit === undefined) options.limit = null;
    if (options.truncate === true) {
      return this.sequelize.query(this.queryGenerator.truncateTableQuery(tableName, options), options);
    }
    return send(this.sequelize, statementOf(this, 'deleteQuery', [tableName, where, options, model], 2), options);
  },

  async increment(...args) {
    return arithmetic(this, '+', args);
  },

  async decrement(...args) {
    return arithmetic(this, '-', args);
  }
};

for (const name of ['increment', 'decrement']) {
  Object.defineProperty(module.exports[name], 'length', { value: 6 });
}
