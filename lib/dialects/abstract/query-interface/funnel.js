// @ts-check
'use strict';

// Where a row method becomes a query: a plan while nobody has replaced a link of the chain, v6's text otherwise.

const { PLAN, textOf, originals } = require('../../../sequelize/query');
const AbstractQueryGenerator = require('../query-generator');
const Utils = require('../../../utils');

const PLANNED = ['selectQuery', 'insertQuery', 'bulkInsertQuery', 'updateQuery', 'deleteQuery', 'arithmeticQuery'];
const originalText = new Map(PLANNED.map(name => [name, AbstractQueryGenerator.prototype[name]]));

/** What v6 runs with its values in `bind`. */
const BOUND = new Set(['insertQuery', 'updateQuery']);

const prependsSearchPath = ({ options: { dialectOptions } }) => Boolean(dialectOptions && dialectOptions.prependSearchPath);

/**
 * The statement of one of the generator's methods. `at` is where its options stand among the arguments.
 *
 * @param {object} queryInterface
 * @param {string} method
 * @param {any[]} args
 * @param {number} at
 * @returns {unknown} a Statement, or what a replaced generator method answered
 */
function statementOf(queryInterface, method, args, at) {
  const { sequelize, queryGenerator } = queryInterface;
  if (queryGenerator[method] !== originalText.get(method) || queryGenerator._core() !== sequelize.core) {
    return queryGenerator[method](...args);
  }
  const options = args[at];
  if (options) {
    if (options.omitNull === undefined && sequelize.options.omitNull) options.omitNull = true;
    // A search path makes several statements of one text, and those take no binds.
    if (BOUND.has(method) && (options.searchPath || prependsSearchPath(sequelize))) options.bindParam = false;
  }
  const statement = queryGenerator._plan(method, ...args);
  // A request that cannot be planned says so before a connection is asked for.
  void statement.plan;
  return statement;
}

/**
 * Hands a statement to `sequelize.query`; as v6's text where somebody has replaced that method.
 *
 * @param {object} sequelize
 * @param {unknown} statement
 * @param {object} options
 */
function send(sequelize, statement, options) {
  if (sequelize.query === originals.query || !isStatement(statement)) return sequelize.query(statement, options);
  const written = textOf(statement);
  options[PLAN] = statement;
  return sequelize.query(written.bind === undefined ? written.query : written, options);
}

const isStatement = value => value !== null && typeof value === 'object' && typeof value.bindText === 'function';

/** Values are judged by their column's type before they leave, where the instance asks for it. */
function checkTypes(queryInterface, values, attributes) {
  const { queryGenerator, sequelize } = queryInterface;
  if (!sequelize.options.typeValidation || !attributes) return;
  for (const attribute of Object.values(attributes)) {
    const value = values[attribute.field] === undefined ? values[attribute.fieldName] : values[attribute.field];
    if (value === undefined || value === null || value instanceof Utils.SequelizeMethod || !attribute.type) continue;
    queryGenerator.validate(value, attribute, {});
  }
}

module.exports = { statementOf, send, checkTypes, isStatement };
