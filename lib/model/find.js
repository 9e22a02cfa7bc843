// @ts-check
'use strict';
/** findAll and what stands on it: findOne, findByPk, findAndCountAll. */

const Utils = require('../utils');
const { logger } = require('../utils/logger');
const { EmptyResultError, QueryError } = require('../errors');
const { isAwaited } = require('../hooks');
const { isPlainObject, isEmpty, fillUndefined } = require('../utils/objects');
const { joinTransaction } = require('./current-transaction');
const { root } = require('./root');

/** Options of finders; an attribute's name that is not among them is likely a forgotten `where`. */
const FINDER_OPTIONS = new Set([
  'where', 'attributes', 'paranoid', 'include', 'order', 'limit', 'offset', 'transaction', 'lock', 'raw', 'logging',
  'benchmark', 'having', 'searchPath', 'rejectOnEmpty', 'plain', 'scope', 'group', 'through', 'defaults', 'distinct',
  'primary', 'exception', 'type', 'hooks', 'force', 'name'
]);

function warnOnInvalidOptions(Model, options, columnNames) {
  if (!isPlainObject(options) || options.where) return;
  const misplaced = Object.keys(options).filter(key => !FINDER_OPTIONS.has(key) && columnNames.includes(key));
  if (misplaced.length > 0) {
    logger.warn(`Model attributes (${misplaced.join(', ')}) passed into finder method options of model ${Model.name}, but the options.where object is empty. Did you forget to use options.where?`);
  }
}

function checkFindAllOptions(options) {
  if (options === undefined) return;
  if (!isPlainObject(options)) {
    throw new QueryError('The argument passed to findAll must be an options object, use findByPk if you wish to pass a single primary key value');
  }
  if (options.attributes && !Array.isArray(options.attributes) && !isPlainObject(options.attributes)) {
    throw new QueryError('The attributes option must be an array of column names or an object');
  }
}

async function findAll(Model, options) {
  checkFindAllOptions(options);
  if (options === undefined || !options.where) Model.warnOnInvalidOptions(options, Object.keys(Model.rawAttributes));

  const tableNames = { [Model.getTableName(options)]: true };
  options = Utils.cloneDeep(options);
  joinTransaction(Model, options);
  if (options.hooks === undefined) options.hooks = true;
  if (!Object.hasOwn(options, 'rejectOnEmpty')) options.rejectOnEmpty = Model.options.rejectOnEmpty;

  Model._injectScope(options);
  if (options.hooks && isAwaited(Model, 'beforeFind')) await Model.runHooks('beforeFind', options);
  Model._conformIncludes(options, Model);
  Model._expandAttributes(options);
  Model._expandIncludeAll(options);

  if (options.hooks && isAwaited(Model, 'beforeFindAfterExpandIncludeAll')) await Model.runHooks('beforeFindAfterExpandIncludeAll', options);
  chooseColumns(Model, options, tableNames);

  // An instance without a primary key is updated by the condition it was found with.
  Model.options.whereCollection = options.where || null;
  Utils.mapFinderOptions(options, Model);
  options = Model._paranoidClause(Model, options);

  if (options.hooks && isAwaited(Model, 'beforeFindAfterOptions')) await Model.runHooks('beforeFindAfterOptions', options);
  const selectOptions = { ...options, tableNames: Object.keys(tableNames) };
  if (options.groupedLimit) includeThroughModel(Model, selectOptions);
  const results = await Model.queryInterface.select(Model, Model.getTableName(selectOptions), selectOptions);
  if (options.hooks && isAwaited(Model, 'afterFind')) await Model.runHooks('afterFind', results, options);

  if (options.rejectOnEmpty && isEmpty(results)) rejectEmpty(options.rejectOnEmpty);
  return root()._findSeparate(results, options);
}

function chooseColumns(Model, options, tableNames) {
  options.originalAttributes = Model._injectDependentVirtualAttributes(options.attributes);

  if (options.include) {
    options.hasJoin = true;
    Model._validateIncludedElements(options, tableNames);

    // Joined rows are folded by the primary key, so it is selected even where it was not asked for.
    const key = Model.primaryKeyAttribute;
    const isGroupedBySingles = options.group && options.hasSingleAssociation && !options.hasMultiAssociation;
    if (options.attributes && !options.raw && key && !options.attributes.includes(key) && !isGroupedBySingles) {
      options.attributes = [key].concat(options.attributes);
    }
  }

  if (!options.attributes) {
    options.attributes = Object.keys(Model.rawAttributes);
    options.originalAttributes = Model._injectDependentVirtualAttributes(options.attributes);
  }
}

/** A grouped limit through a belongsToMany joins the through model: its rows are read as an include. */
function includeThroughModel(Model, options) {
  const association = options.groupedLimit.on?.manyFromSource;
  if (!association) return;
  const joined = Model._validateIncludedElements({ include: [{ association, duplicating: false, required: true }], model: Model });
  options.hasJoin = true;
  options.hasMultiAssociation = true;
  options.includeMap = { ...joined.includeMap, ...options.includeMap };
  options.includeNames = joined.includeNames.concat(options.includeNames || []);
}

function rejectEmpty(rejectOnEmpty) {
  if (typeof rejectOnEmpty === 'function') throw new rejectOnEmpty();
  if (typeof rejectOnEmpty === 'object') throw rejectOnEmpty;
  throw new EmptyResultError();
}

/** A chosen virtual attribute brings the columns it is computed from. */
function injectDependentVirtualAttributes(Model, attributes) {
  if (!Model._hasVirtualAttributes || !Array.isArray(attributes)) return attributes;
  const all = new Set(attributes);
  for (const attribute of attributes) {
    const fields = Model._virtualAttributes.has(attribute) && Model.rawAttributes[attribute].type.fields;
    if (fields) fields.forEach(field => all.add(field));
  }
  return Array.from(all);
}

/** `attributes: { include, exclude }` becomes a list. */
function expandAttributes(Model, options) {
  if (!isPlainObject(options.attributes)) return;
  const { exclude, include } = options.attributes;
  let attributes = Object.keys(Model.rawAttributes);
  if (exclude) attributes = attributes.filter(name => !exclude.includes(name));
  if (include) attributes = attributes.concat(include);
  options.attributes = attributes;
}

async function findByPk(Model, param, options) {
  if (param === null || param === undefined) return null;

  options = Utils.cloneDeep(options) || {};
  if (!['number', 'bigint', 'string'].includes(typeof param) && !Buffer.isBuffer(param)) {
    throw new Error(`Argument passed to findByPk is invalid: ${param}`);
  }
  options.where = { [Model.primaryKeyAttribute]: param };
  return Model.findOne(options);
}

async function findOne(Model, options) {
  if (options !== undefined && !isPlainObject(options)) {
    throw new Error('The argument passed to findOne must be an options object, use findByPk if you wish to pass a single primary key value');
  }
  options = Utils.cloneDeep(options);
  joinTransaction(Model, options);
  if (options.limit === undefined && !namesOneRow(Model, options.where)) options.limit = 1;
  return Model.findAll(fillUndefined(options, { plain: true }));
}

/** A condition on the primary key or a unique column finds one row at most, without a limit. */
function namesOneRow(Model, where) {
  if (!where) return false;
  const uniqueColumns = Object.values(Model.uniqueKeys).filter(key => key.fields.length === 1).map(key => key.column);
  return Object.entries(where).some(([key, value]) =>
    (key === Model.primaryKeyAttribute || uniqueColumns.includes(key)) && (Utils.isPrimitive(value) || Buffer.isBuffer(value)));
}

async function findAndCountAll(Model, options) {
  if (options !== undefined && !isPlainObject(options)) {
    throw new Error('The argument passed to findAndCountAll must be an options object, use findByPk if you wish to pass a single primary key value');
  }
  const countOptions = Utils.cloneDeep(options);
  if (countOptions.attributes) countOptions.attributes = undefined;

  const [count, rows] = await Promise.all([Model.count(countOptions), Model.findAll(options)]);
  return { count, rows: count === 0 ? [] : rows };
}

module.exports = {
  findAll, findByPk, findOne, findAndCountAll, warnOnInvalidOptions, injectDependentVirtualAttributes, expandAttributes
};
