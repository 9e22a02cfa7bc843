// @ts-check
'use strict';
/** count, min, max, sum: one value (or one per group) instead of rows. */

const Utils = require('../utils');
const DataTypes = require('../data-types');
const { noDoubleNestedGroup } = require('../utils/deprecations');
const { joinTransaction } = require('./current-transaction');

async function aggregate(Model, attribute, functionName, options) {
  options = Utils.cloneDeep(options);

  // The columns of a scope would not be aggregated: they stay out.
  const { attributes } = options;
  Model._injectScope(options);
  options.attributes = attributes;

  Model._conformIncludes(options, Model);
  if (options.include) {
    Model._expandIncludeAll(options);
    Model._validateIncludedElements(options);
  }

  const definition = Object.hasOwn(Model.rawAttributes, attribute) ? Model.rawAttributes[attribute] : undefined;
  options.attributes = aggregateColumns(Model, functionName, definition && definition.field || attribute, options);
  options.dataType = resultType(Model, definition, options);

  Utils.mapOptionFieldNames(options, Model);
  options = Model._paranoidClause(Model, options);
  return Model.queryInterface.rawSelect(Model.getTableName(options), options, functionName, Model);
}

/** The chosen attributes, the groups, and the aggregate itself; the first of an alias stays. */
function aggregateColumns(Model, functionName, field, options) {
  const { sequelize } = Model;
  let column = sequelize.col(field);
  if (options.distinct) column = sequelize.fn('DISTINCT', column);

  let { group } = options;
  if (Array.isArray(group) && Array.isArray(group[0])) {
    noDoubleNestedGroup();
    group = group.flat();
  }

  const byAlias = new Map();
  for (const list of [options.attributes, group, [[sequelize.fn(functionName, column), functionName]]]) {
    if (!Array.isArray(list)) continue;
    for (const item of list) {
      const alias = Array.isArray(item) ? item[1] : item;
      if (!byAlias.has(alias)) byAlias.set(alias, item);
    }
  }
  return Array.from(byAlias.values());
}

function resultType(Model, definition, options) {
  if (options.dataType) return Model.sequelize.normalizeDataType(options.dataType);
  return definition ? definition.type : new DataTypes.FLOAT();
}

async function count(Model, options) {
  options = Utils.cloneDeep(options);
  if (options.hooks === undefined) options.hooks = true;
  joinTransaction(Model, options);
  options.raw = true;
  if (options.hooks) await Model.runHooks('beforeCount', options);

  let column = options.col || '*';
  if (options.include) column = `${Model.name}.${options.col || Model.primaryKeyField}`;
  if (options.distinct && column === '*') column = Model.primaryKeyField;

  options.plain = !options.group;
  options.dataType = new DataTypes.INTEGER();
  options.includeIgnoreAttributes = false;
  // null and not undefined, so that no scope brings them back
  options.limit = null;
  options.offset = null;
  options.order = null;

  const result = await Model.aggregate(column, 'count', options);
  if (!Array.isArray(result)) return result;
  // Per group the database may answer a text (int8).
  return result.map(row => ({ ...row, count: Number(row.count) }));
}

module.exports = { aggregate, count };
