// @ts-check
'use strict';

// `sequelize.query(…)`: options, replacements and binds, then one attempt after another until the retry option is content.

const { Statement } = require('../native');
const QueryTypes = require('../query-types');
const { retry } = require('./retry');

const BOTH_BINDS = 'Both `sql.bind` and `options.bind` cannot be set at the same time';

/** Under this key a query's options carry the plan that its text was made from. */
const PLAN = Symbol('sequelize-native.plan');

/** Under this key a query's options carry a function: it gets the statement, which is not run and answers no rows. */
const COLLECT = Symbol('sequelize-native.collect');

/**
 * @param {object} sequelize
 * @param {unknown} sql a text, v6's `{ query, values | bind }`, or a Statement
 * @param {object} [given]
 */
async function query(sequelize, sql, given) {
  const options = completeOptions(sequelize, given);
  const { statement, text, bind } = readSql(sequelize, sql, options);
  const retryOptions = options.retry ? { ...sequelize.options.retry, ...options.retry } : sequelize.options.retry || {};
  return retry(() => attempt(sequelize, options, statement, text, bind), retryOptions);
}

function completeOptions(sequelize, given) {
  const own = sequelize.options;
  const options = { ...own.query, ...given };
  if (options.instance && !options.model) options.model = options.instance.constructor;
  if (!options.instance && !options.model) options.raw = true;
  if (options.mapToModel) options.fieldMap = options.model && options.model.fieldAttributeMap || {};
  if (options.logging === undefined) options.logging = 'logging' in own ? own.logging : console.log;
  if (options.searchPath === undefined) options.searchPath = 'searchPath' in own ? own.searchPath : 'DEFAULT';
  if (!options.type) {
    options.type = options.model || options.nest || options.plain ? QueryTypes.SELECT : QueryTypes.RAW;
  }
  const prepends = sequelize.dialect.supports.searchPath && own.dialectOptions && own.dialectOptions.prependSearchPath;
  if (!prepends || options.supportsSearchPath === false) {
    delete options.searchPath;
  } else if (!options.searchPath) {
    options.searchPath = 'DEFAULT';
  }
  return options;
}

/** What to run: a planned statement, or a text with its bind values. */
function readSql(sequelize, sql, options) {
  const plan = sql instanceof Statement ? sql : options[PLAN];
  delete options[PLAN];

  // Replacements of a planned statement are in its literals already.
  if (sql instanceof Statement) {
    if (!options.bind) return { statement: sql, text: undefined, bind: undefined };
    // Values for `$1` in a literal of the user's. Where v6 numbers the statement's own values, too, nobody could tell them apart.
    if (sql.logsPlaceholders) throw new Error(BOTH_BINDS);
    const [written, values] = sequelize.dialect.Query.formatBindParameters(String(sql), options.bind, sequelize.options.dialect);
    return { statement: undefined, text: written, bind: values };
  }
  if (sql !== null && typeof sql === 'object') {
    if (sql.values !== undefined) {
      if (options.replacements !== undefined) {
        throw new Error('Both `sql.values` and `options.replacements` cannot be set at the same time');
      }
      options.replacements = sql.values;
    }
    if (sql.bind !== undefined) {
      if (options.bind !== undefined) throw new Error(BOTH_BINDS);
      options.bind = sql.bind;
    }
    if (sql.query !== undefined) sql = sql.query;
  }
  let text = sql.trim();

  if (plan && text === textOf(plan).query.trim()) {
    // Somebody stood between the plan and its execution and left the text as it was.
    return { statement: plan, text: undefined, bind: undefined };
  }
  if (options.replacements && options.bind) throw new Error('Both `replacements` and `bind` cannot be set at the same time');
  if (options.replacements) text = sequelize.dialect.queryGenerator.injectReplacements(text, options.replacements);
  let bind;
  if (options.bind) [text, bind] = sequelize.dialect.Query.formatBindParameters(text, options.bind, sequelize.options.dialect);
  return { statement: undefined, text, bind, plan };
}

/** A statement in v6's words: `{ query, bind }` where v6 binds (single INSERT and UPDATE), values inline elsewhere. */
function textOf(statement) {
  return { query: String(statement), bind: statement.logsPlaceholders ? statement.bindText().bind : undefined };
}

function refuseFinished(transaction, options, sql) {
  if (!transaction || !transaction.finished || options.completesTransaction) return;
  const error = /** @type {Error & {sql?: string}} */ (new Error(`${transaction.finished} has been called on this transaction(${transaction.id}), you can no longer use it. (The rejected query is attached as the 'sql' property of this error)`));
  error.sql = sql === undefined ? '' : String(sql);
  throw error;
}

async function attempt(sequelize, options, statement, text, bind) {
  const Sequelize = sequelize.Sequelize;
  if (options.transaction === undefined && Sequelize._cls) options.transaction = Sequelize._cls.get('transaction');
  const { transaction } = options;
  const subject = statement === undefined ? text : statement;
  refuseFinished(transaction, options, subject);
  // Without its connection a statement would run outside of it.
  if (transaction && !transaction.connection) throw new Error('The transaction option is not a transaction that has begun (is an await missing?)');

  if (options[COLLECT]) {
    options[COLLECT](subject);
    return [];
  }

  const { Query } = sequelize.dialect;
  const manager = sequelize.connectionManager;
  const direct = !transaction && manager.isDirect(options) && Query.isOriginal;
  const connection = direct ? null : await (transaction ? transaction.connection : manager.getConnection(options));
  // Somebody's own `run` gets the text; the plan travels in the options and is found again if the text comes back as it was.
  if (statement !== undefined && !Query.isOriginal) options[PLAN] = statement;
  const run = new Query(connection, sequelize, options);
  const hooked = sequelize.hasHooks('beforeQuery') || sequelize.hasHooks('afterQuery');

  try {
    if (hooked) await sequelize.runHooks('beforeQuery', options, run);
    refuseFinished(transaction, options, subject);
    if (statement === undefined) return await run.run(text, bind);
    if (Query.isOriginal) return await run.run(statement);
    // A class that somebody put in the place of ours knows no driver.
    const written = Query.driverText ? Query.driverText(statement) : textOf(statement);
    return await run.run(written.query, written.bind);
  } finally {
    if (hooked) await sequelize.runHooks('afterQuery', options, run);
    if (!direct && !transaction) manager.releaseConnection(connection);
  }
}

/** `Sequelize.prototype.query` as this package made it; lib/sequelize.js puts it here. */
const originals = { query: undefined };

module.exports = { query, textOf, PLAN, COLLECT, originals };
