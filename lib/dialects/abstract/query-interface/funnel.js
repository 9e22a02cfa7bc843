// @ts-check
'use strict';

// Where a row method becomes a query: a plan while nobody has replaced a link of the chain, v6's text otherwise.

const { PLAN, textOf, originals } = require('../../../sequelize/query');
const AbstractQueryGenerator = require('../query-generator');
const { checkConditions } = require('./check-types');

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
  if (sequelize.options.typeValidation) checkFinding(queryInterface, method, args);
  const options = args[at];
  if (options) {
    // As in v6, an INSERT asks the instance alone; an UPDATE has a word of its own.
    const omitNull = Boolean(sequelize.options.omitNull);
    if (method === 'insertQuery' ? Boolean(options.omitNull) !== omitNull : options.omitNull === undefined && omitNull) options.omitNull = omitNull;
    // A search path makes several statements of one text, and those take no binds.
    if (BOUND.has(method) && (options.searchPath || prependsSearchPath(sequelize))) options.bindParam = false;
  }
  const statement = queryGenerator._plan(method, ...args);
  // A request that cannot be planned says so before a connection is asked for.
  void statement.plan;
  return statement;
}

/** The conditions among a method's arguments. */
function checkFinding(queryInterface, method, args) {
  if (method === 'selectQuery') checkConditions(queryInterface, args[1].where, args[2], args[1].include);
  else if (method === 'updateQuery') checkConditions(queryInterface, args[2], args[3] && args[3].model);
  else if (method === 'deleteQuery') checkConditions(queryInterface, args[1], args[3]);
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

module.exports = { statementOf, send, isStatement };
