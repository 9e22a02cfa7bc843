// @ts-check
'use strict';

// Class Query: one run of one statement: logs it, hands it to the core, shapes the answer as v6 does.

const { randomUUID } = require('crypto');
const QueryTypes = require('../../query-types');
const deprecations = require('../../utils/deprecations');
const { logger } = require('../../utils/logger');
const { PLAN, textOf } = require('../../sequelize/query');
const { isStatement } = require('./query-interface/funnel');
const { formatBindParameters } = require('./query/bind');
const { groupJoinData } = require('./query/group');
const { nestDotted } = require('./query/nest');
const { fromNative, uniqueMessage } = require('../../errors/from-native');
const startLog = require('./query/log');

/** How the texts of planned statements begin. */
const FIRST_WORDS = {
  selectQuery: 'select', insertQuery: 'insert into', bulkInsertQuery: 'insert into',
  updateQuery: 'update', arithmeticQuery: 'update', deleteQuery: 'delete from'
};

class AbstractQuery {
  constructor(connection, sequelize, options) {
    this.connection = connection;
    this.instance = options.instance;
    this.model = options.model;
    this.sequelize = sequelize;
    this.options = { plain: false, raw: false, logging: console.log, ...options };
    this.checkLoggingOption();
    if (options.rawErrors) this.formatError = AbstractQuery.prototype.formatError;
  }

  /** An id of this run, for hooks that pair beforeQuery with afterQuery. */
  get uuid() {
    const value = randomUUID();
    Object.defineProperty(this, 'uuid', { value, enumerable: true, configurable: true, writable: true });
    return value;
  }

  set uuid(value) {
    Object.defineProperty(this, 'uuid', { value, enumerable: true, configurable: true, writable: true });
  }

  /** The text of this run, made when it is first read. */
  get sql() {
    if (this._sql === undefined && this._statement) this._sql = this._driverText(this._statement).query;
    return this._sql;
  }

  set sql(text) {
    this._sql = text;
  }

  /** The SQL and the bind values of a text with `$1` or `$name`. */
  static formatBindParameters(sql, values, dialect, replacementFunc, options) {
    return formatBindParameters(sql, values, dialect, replacementFunc, options);
  }

  /** A plan's text and bind values as v6 hands them to the database's driver. */
  static driverText(statement) {
    return textOf(statement);
  }

  _driverText(statement) {
    return /** @type {typeof AbstractQuery} */ (this.constructor).driverText(statement);
  }

  /** Whether nobody has replaced `run`: a planned statement may stay a plan. */
  static get isOriginal() {
    return this.prototype.run === originalRun;
  }

  /**
   * @param {any} sql a Statement or a text
   * @param {unknown} [parameters] bind values of a text
   */
  async run(sql, parameters) {
    const plan = isStatement(sql) ? sql : this.options[PLAN];
    let statement = isStatement(sql) ? sql : undefined;
    if (statement && this._needsText()) {
      const written = this._driverText(statement);
      statement = undefined;
      sql = written.query;
      parameters = written.bind;
    }
    if (!statement) {
      // Somebody may have stood between the plan and here without touching the text.
      if (plan && sql === this._driverText(plan).query && !this._needsText()) statement = plan;
      else sql = this._preparedText(sql);
    }
    this._statement = statement;
    this._sql = statement ? undefined : sql;

    const complete = this._startLog(parameters);
    if (!statement && sql.startsWith('-- ')) return undefined;
    let result;
    try {
      result = await this._send(statement === undefined ? sql : statement, parameters);
    } catch (error) {
      throw this._failed(error, parameters);
    }
    complete();
    return /** @type {any} */ (this)._answer(result, plan);
  }

  /** Whether the text has to be changed before it runs, so that a plan alone is not enough. */
  _needsText() {
    return false;
  }

  /** The last change of a text before it runs. */
  _preparedText(sql) {
    return sql;
  }

  _send(subject, parameters) {
    const { options, connection } = this;
    const parsers = this._parsers();
    // Parsers of the user read flat rows, before these become instances.
    const run = { raw: options.raw === true || parsers !== undefined, context: { model: this.model, instance: this.instance } };
    if (connection) run.connection = connection;
    else run.read = options.type === QueryTypes.SELECT && !options.useMaster;
    if (options.signal) run.signal = options.signal;
    if (options.timeout !== undefined && options.timeout !== null) run.timeout = options.timeout;
    if (typeof subject === 'string') {
      run.context.sql = subject;
      run.context.parameters = parameters;
      if (parameters && parameters.length) run.bind = parameters;
    }
    const answered = this.sequelize.core.run(subject, run);
    if (parsers === undefined) return answered;
    return answered.then(result => parsers.attach(result, { timezone: this.sequelize.options.timezone }));
  }

  /** What users' data types read by themselves, if anything. */
  _parsers() {
    const { parsers, parsesRawRows } = this.sequelize.connectionManager;
    return !parsers || parsers.isEmpty || this.options.raw && !parsesRawRows ? undefined : parsers;
  }

  _failed(error, parameters) {
    if (error && error.parent) {
      if (error.sql === undefined && this.sql !== undefined) error.sql = error.parent.sql = this.sql;
      const bound = parameters === undefined && this._statement ? this._driverText(this._statement).bind : parameters;
      if (bound !== undefined && error.parameters === undefined) error.parameters = error.parent.parameters = bound;
    }
    if (this.options.rawErrors && error && error.parent) return this.formatError(error.parent, error.stack);
    return error;
  }

  _startLog(parameters) {
    const debug = /** @type {any} */ (this.constructor).debug || defaultDebug;
    if (!this.options.logging && !debug.enabled) return nothing;
    let shown = parameters;
    if (this._statement && shown === undefined && (this.sequelize.options.logQueryParameters || this.options.logQueryParameters)) {
      shown = this._driverText(this._statement).bind;
    }
    return this._logQuery(this.sql, debug, shown);
  }

  /** Logs the start; the answer logs the end. */
  _logQuery(sql, debugContext, parameters) {
    return startLog(this, sql, debugContext, parameters);
  }

  /** Without a dialect's words an error is what it was. */
  formatError(error, errStack) {
    error.stack = errStack;
    return error;
  }

  /** A failure in the core's words becomes v6's class, with the driver's own error as its parent. */
  _fromDriver(failure, error, stack) {
    const made = /** @type {any} */ (fromNative(failure, { sql: error.sql || this.sql, model: this.model, instance: this.instance, stack }));
    if (made.parent) made.parent = made.original = error;
    return made;
  }

  checkLoggingOption() {
    if (this.options.logging !== true) return;
    deprecations.noTrueLogging();
    this.options.logging = console.log;
  }

  getInsertIdField() {
    return 'insertId';
  }

  getUniqueConstraintErrorMessage(field) {
    return uniqueMessage(this.model, field);
  }

  isInsertQuery(results, metaData) {
    if (this.options.type === QueryTypes.INSERT) return true;
    const field = this.getInsertIdField();
    return this._textStartsWith('insert into')
      && (!results || Object.hasOwn(results, field))
      && (!metaData || Object.hasOwn(metaData, field));
  }

  handleInsertQuery(results, metaData) {
    if (!this.instance) return;
    const field = this.getInsertIdField();
    this.instance[this.model.autoIncrementAttribute] = results && results[field] || metaData && metaData[field] || null;
  }

  handleShowTablesQuery(results) {
    return results.flatMap(row => Object.values(row));
  }

  isShowOrDescribeQuery() {
    return this._textStartsWith('show') || this._textStartsWith('describe');
  }

  isCallQuery() {
    return this._textStartsWith('call');
  }

  _textStartsWith(word) {
    // A statement's first words are known without its text.
    const known = this._statement && this._sql === undefined ? FIRST_WORDS[this._statement.method] : undefined;
    if (known !== undefined) return known.startsWith(word);
    const { sql } = this;
    return typeof sql === 'string' && sql.slice(0, word.length).toLowerCase() === word;
  }

  /**
   * Rows of a SELECT as plain objects or instances.
   *
   * @param {object[]} results
   */
  handleSelectQuery(results) {
    const { options } = this;
    let rows = results;
    if (options.fieldMap) rows = rows.map(row => renamed(row, options.fieldMap));
    let found;
    if (options.raw) {
      found = rows.map(row => options.nest ? nestDotted(row) : { ...row });
    } else {
      found = this._built(options.hasJoin === true ? this._grouped(rows) : rows);
    }
    return options.plain ? found.length === 0 ? null : found[0] : found;
  }

  _grouped(rows) {
    return groupJoinData(
      rows,
      { model: this.model, includeMap: this.options.includeMap, includeNames: this.options.includeNames },
      { checkExisting: this.options.hasMultiAssociation }
    );
  }

  _buildOptions() {
    const { options } = this;
    const attributes = options.originalAttributes || options.attributes;
    if (options.hasJoin !== true) return { isNewRecord: false, raw: true, attributes };
    const { include, includeNames, includeMap } = options;
    return { isNewRecord: false, raw: true, attributes, include, includeNames, includeMap, includeValidated: true };
  }

  _built(values) {
    return this.model.bulkBuild(values, this._buildOptions());
  }

  /** A SELECT's answer: instances straight from the core where it knows the shape. */
  _select(result, plan) {
    const { options } = this;
    if (!options.raw && plan && result.shape && !options.fieldMap) {
      const found = result.toInstances(this.model, this._buildOptions());
      return options.plain ? found.length === 0 ? null : found[0] : found;
    }
    return this.handleSelectQuery(result.rows());
  }

  static _groupJoinData(rows, includeOptions, options) {
    return groupJoinData(rows, includeOptions, options);
  }
}

const TYPE_TESTS = {
  isRawQuery: QueryTypes.RAW,
  isVersionQuery: QueryTypes.VERSION,
  isUpsertQuery: QueryTypes.UPSERT,
  isShowTablesQuery: QueryTypes.SHOWTABLES,
  isShowIndexesQuery: QueryTypes.SHOWINDEXES,
  isShowConstraintsQuery: QueryTypes.SHOWCONSTRAINTS,
  isDescribeQuery: QueryTypes.DESCRIBE,
  isSelectQuery: QueryTypes.SELECT,
  isBulkUpdateQuery: QueryTypes.BULKUPDATE,
  isBulkDeleteQuery: QueryTypes.BULKDELETE,
  isForeignKeysQuery: QueryTypes.FOREIGNKEYS,
  isUpdateQuery: QueryTypes.UPDATE
};
for (const [name, type] of Object.entries(TYPE_TESTS)) {
  const { [name]: value } = {
    /** @this {any} */
    [name]() {
      return this.options.type === type;
    }
  };
  Object.defineProperty(AbstractQuery.prototype, name, { value, writable: true, configurable: true, enumerable: false });
}

function renamed(row, fieldMap) {
  const result = { ...row };
  for (const [field, name] of Object.entries(fieldMap)) {
    if (result[field] === undefined || name === field) continue;
    result[name] = result[field];
    delete result[field];
  }
  return result;
}

const nothing = () => {};
const defaultDebug = logger.debugContext('sql');
const originalRun = AbstractQuery.prototype.run;

module.exports = AbstractQuery;
module.exports.AbstractQuery = AbstractQuery;
module.exports.default = AbstractQuery;
