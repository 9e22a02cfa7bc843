// @ts-check
'use strict';
/** findOrBuild, findOrCreate, findCreateFind: the row that is there, or a new one. */

const Utils = require('../utils');
const { logger } = require('../utils/logger');
const { EmptyResultError, UniqueConstraintError } = require('../errors');
const { isPlainObject } = require('../utils/objects');
const { joinTransaction } = require('./current-transaction');

function requireWhere(options, argumentCount, method) {
  if (options && options.where && argumentCount <= 1) return;
  throw new Error(`Missing where attribute in the options parameter passed to ${method}. `
    + 'Please note that the API has changed, and is now options only (an object with where, defaults keys, transaction etc.)');
}

/** The values of the new row: the defaults, and the equalities of the condition. */
function valuesOf(options) {
  const values = { ...options.defaults };
  return isPlainObject(options.where) ? Utils.defaults(values, options.where) : values;
}

async function findOrBuild(Model, options, argumentCount) {
  requireWhere(options, argumentCount, 'findOrBuild');
  const found = await Model.findOne(options);
  return found === null ? [Model.build(valuesOf(options), options), true] : [found, false];
}

async function findOrCreate(Model, options, argumentCount) {
  requireWhere(options, argumentCount, 'findOrCreate');
  options = { ...options };
  warnOnUnknownDefaults(Model, options);
  joinTransaction(Model, options);

  const isOwnTransaction = !options.transaction;
  let transaction;
  try {
    transaction = await Model.sequelize.transaction(options);
    options.transaction = transaction;

    const found = await Model.findOne(Utils.defaults({ transaction }, options));
    if (found !== null) return [found, false];

    const values = valuesOf(options);
    options.exception = true;
    options.returning = true;
    try {
      return [await createOrThrow(Model, values, options), true];
    } catch (error) {
      if (!(error instanceof UniqueConstraintError)) throw error;
      const other = await findOther(Model, options, error, isOwnTransaction ? null : transaction);
      return [other, false];
    }
  } finally {
    if (isOwnTransaction && transaction) await transaction.commit();
  }
}

function warnOnUnknownDefaults(Model, options) {
  if (!options.defaults) return;
  const unknown = Object.keys(options.defaults).filter(name => !Object.hasOwn(Model.rawAttributes, name));
  if (unknown.length) logger.warn(`Unknown attributes (${unknown}) passed to defaults option of findOrCreate`);
}

async function createOrThrow(Model, values, options) {
  const created = await Model.create(values, options);
  // An insert that swallowed its conflict comes back without a key.
  if (created.get(Model.primaryKeyAttribute, { raw: true }) === null) throw new UniqueConstraintError();
  return created;
}

/** The row somebody else created since we looked; throws where the conflict was not about our condition. */
async function findOther(Model, options, error, transaction) {
  const conflicting = Object.keys(error.fields);
  const whereNames = Object.keys(Utils.flattenObjectDeep(options.where)).map(path => path.split('.').pop());
  const fieldOf = name => Object.hasOwn(Model.rawAttributes, name) && Model.rawAttributes[name].field || name;
  const isAboutWhere = Utils.intersects(conflicting, whereNames.map(fieldOf));

  if (isAboutWhere) {
    requireSameValues(Model, options.where, error.fields);
  } else if (options.defaults) {
    const defaultFields = Object.keys(options.defaults).filter(name => Object.hasOwn(Model.rawAttributes, name)).map(fieldOf);
    if (Utils.intersects(conflicting, defaultFields)) throw error;
  }

  const other = await Model.findOne(Utils.defaults({ transaction }, options));
  if (other === null) throw error;
  return other;
}

function requireSameValues(Model, where, fields) {
  for (const [field, value] of Object.entries(fields)) {
    const name = Model.fieldRawAttributesMap[field].fieldName;
    if (value.toString() !== where[name].toString()) {
      throw new Error(`${Model.name}#findOrCreate: value used for ${name} was not equal for both the find and the create calls, '${where[name]}' vs '${value}'`);
    }
  }
}

async function findCreateFind(Model, options) {
  if (!options || !options.where) throw new Error('Missing where attribute in the options parameter passed to findCreateFind.');

  const values = valuesOf(options);
  const found = await Model.findOne(options);
  if (found) return [found, false];

  try {
    const createOptions = { ...options };
    // Where one failed statement spoils the transaction, the insert must not fail.
    if (options.transaction && Model.sequelize.dialect.failureAbortsTransaction) createOptions.ignoreDuplicates = true;
    return [await Model.create(values, createOptions), true];
  } catch (error) {
    if (!(error instanceof UniqueConstraintError || error instanceof EmptyResultError)) throw error;
    return [await Model.findOne(options), false];
  }
}

module.exports = { findOrBuild, findOrCreate, findCreateFind };
