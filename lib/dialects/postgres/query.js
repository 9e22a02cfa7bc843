// @ts-check
'use strict';

// What a run answers on postgres: v6's results per query type.

const AbstractQuery = require('../abstract/query');
const QueryTypes = require('../../query-types');
const errors = require('../../errors');
const { logger } = require('../../utils/logger');
const { bindInOrder } = require('../abstract/query/bind');
const catalog = require('./catalog');

class Query extends AbstractQuery {
  static formatBindParameters(sql, values, dialect) {
    return bindInOrder(sql, values, dialect);
  }

  _needsText() {
    return Boolean(this.options.searchPath);
  }

  _preparedText(sql) {
    if (!this.options.searchPath) return sql;
    return this.sequelize.getQueryInterface().queryGenerator.setSearchPath(this.options.searchPath) + sql;
  }

  /** Rows and count of one result, or of all results of a text with several statements. @this {any} */
  _answer(result, plan) {
    const { options } = this;
    // A plan knows its columns by their places, whatever the database calls them.
    if (this._statement && this.isSelectQuery()) return this._select(result, plan);
    const results = result.all || [result];
    const rows = results.length === 1 ? result.rows() : results.flatMap(one => one.rows());
    const count = results.reduce((sum, one) => sum + (one.affected || 0), 0);

    if (this._statement === undefined) {
      const special = catalog.byText(this.sql, rows);
      if (special !== undefined) return special;
    }
    this._refuseCaught(rows);
    switch (options.type) {
      case QueryTypes.SHOWINDEXES: return catalog.indexes(rows, text => this._fromArray(text));
      case QueryTypes.SELECT: return this.handleSelectQuery(this._recased(rows));
      case QueryTypes.DESCRIBE: return catalog.describe(rows, text => this._fromArray(text));
      case QueryTypes.VERSION: return rows[0].server_version;
    }
    if (this._statement === undefined && this.isShowOrDescribeQuery()) return rows;
    if (options.type === QueryTypes.BULKUPDATE) return options.returning ? this.handleSelectQuery(rows) : count;
    if (options.type === QueryTypes.BULKDELETE) return count;
    if (this.isInsertQuery() || this.isUpdateQuery() || this.isUpsertQuery()) return this._written(rows, count);
    if (this.isRawQuery()) return [rows, metadataOf(results)];
    return rows;
  }

  /** Unquoted names come back in lower case; the attributes know their own. */
  _recased(rows) {
    if (this.options.raw !== false || this.sequelize.options.quoteIdentifiers !== false || !this.model) return rows;
    const names = new Map(Object.keys(this.model.rawAttributes).map(name => [name.toLowerCase(), name]));
    return rows.map(row => Object.fromEntries(Object.entries(row).map(([key, value]) => [names.get(key) || key, value])));
  }

  /** `exception: true`: the violation was caught by the statement and came as a column. @this {any} */
  _refuseCaught(rows) {
    if (!rows[0] || rows[0].sequelize_caught_exception === undefined) return;
    const caught = rows[0].sequelize_caught_exception;
    if (caught !== null) throw this.formatError({ sql: this.sql, code: '23505', detail: caught, message: caught });
    for (const row of rows) delete row.sequelize_caught_exception;
  }

  /** @this {any} */
  _written(rows, count) {
    const { instance, model, options } = this;
    if (instance && instance.dataValues) {
      // No row and no error: a conflict was ignored.
      if (this.isInsertQuery() && !this.isUpsertQuery() && count === 0) throw new errors.EmptyResultError();
      if (rows[0]) this._takeOver(rows[0], instance, model);
    }
    if (this.isUpsertQuery()) return [instance, null];
    return [instance || (options.plain ? rows[0] : undefined) || rows, count];
  }

  /** What RETURNING brought goes into the instance, column names as attribute names. */
  _takeOver(row, instance, model) {
    const attributes = Object.values(model.rawAttributes);
    for (const key of Object.keys(row)) {
      const attribute = attributes.find(one => one.fieldName === key || one.field === key);
      instance.dataValues[attribute && attribute.fieldName || key] = row[key];
    }
  }

  _fromArray(text) {
    return this.sequelize.getQueryInterface().queryGenerator.fromArray(text);
  }

  getInsertIdField() {
    return 'id';
  }

  isForeignKeysQuery() {
    return /SELECT conname as constraint_name, pg_catalog\.pg_get_constraintdef\(/.test(this.sql);
  }

  /** A driver's error as v6's class. */
  formatError(error, errStack) {
    return this._fromDriver(catalog.failureOf(error), error, errStack);
  }
}

/** The commands whose tag has a number. */
const COUNTED = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'FETCH', 'MOVE', 'COPY']);

/** What a driver of v6 tells beside the rows. */
function metadataOf(results) {
  const list = results.map(one => ({
    command: one.command,
    rowCount: COUNTED.has(one.command) ? one.affected : null,
    oid: one.command === 'INSERT' ? 0 : null,
    rows: one.rows(),
    fields: one.columns
  }));
  return list.length === 1 ? list[0] : list;
}

Query.debug = logger.debugContext('sql:pg');

module.exports = Query;
module.exports.Query = Query;
module.exports.default = Query;
