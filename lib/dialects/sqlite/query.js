// @ts-check
'use strict';

// What a run answers on sqlite: v6's results per query type and per PRAGMA.

const AbstractQuery = require('../abstract/query');
const QueryTypes = require('../../query-types');
const { logger } = require('../../utils/logger');
const { bindInOrder } = require('../abstract/query/bind');
const { parseConstraints, describe, failureOf } = require('./catalog');

class Query extends AbstractQuery {
  /** @this {any} */
  static formatBindParameters(sql, values, dialect) {
    return bindInOrder(sql, values, dialect);
  }

  /** @this {any} */
  getInsertIdField() {
    return 'lastID';
  }

  /** The driver of v6 has its values by name: so they are shown. @this {any} */
  _logQuery(sql, debugContext, parameters) {
    const shown = Array.isArray(parameters) ? Object.fromEntries(parameters.map((value, at) => [`$${at + 1}`, value])) : parameters;
    return super._logQuery(sql, debugContext, shown);
  }

  /** @this {any} */
  _answer(result, plan) {
    const { options } = this;
    if (this.isSelectQuery()) return this._statement ? this._select(result, plan) : this.handleSelectQuery(this._parsed(this._rows(result)));

    const query = this;
    // The text is made when somebody reads it.
    const metadata = { get sql() { return query.sql; }, lastID: result.lastInsertId, changes: result.affected };
    let answer = this.instance;
    if (this.isInsertQuery(undefined, metadata) || this.isUpsertQuery()) {
      this.handleInsertQuery(undefined, metadata);
      if (!this.instance) answer = this._insertedKeys(metadata);
    }
    switch (options.type) {
      case QueryTypes.SHOWTABLES: return this._rows(result).map(row => row.name);
      case QueryTypes.SHOWCONSTRAINTS: return this._constraints(this._rows(result));
      case QueryTypes.VERSION: return this._rows(result)[0].version;
      case QueryTypes.BULKUPDATE:
      case QueryTypes.BULKDELETE: return metadata.changes;
    }
    if (this._statement === undefined) {
      const special = this._byText(result);
      if (special !== undefined) return special;
    }
    if (options.type === QueryTypes.RAW) return [this._ran() ? undefined : this._rows(result), metadata];
    if (this.isUpsertQuery()) return [answer, null];
    if (this.isUpdateQuery() || this.isInsertQuery(undefined, metadata)) return [answer, metadata.changes];
    return answer;
  }

  /** @this {any} */
  _rows(result) {
    return result.all ? result.all.flatMap(one => one.rows()) : result.rows();
  }

  /** @this {any} */
  _isWrite() {
    return this.isInsertQuery() || this.isUpdateQuery() || this.isUpsertQuery() || this.isBulkUpdateQuery();
  }

  /** Rows of a user's text in the types of the model's attributes. */
  _parsed(rows) {
    return rows;
  }

  /** bulkCreate's rows have consecutive keys that end with the last one. */
  _insertedKeys({ lastID, changes }) {
    const { model } = this;
    const key = model && model.autoIncrementAttribute;
    if (!key || key !== model.primaryKeyAttribute || !model.rawAttributes[key]) return lastID;
    const { field } = model.rawAttributes[key];
    return Array.from({ length: changes }, (_, at) => ({ [field]: lastID - changes + 1 + at }));
  }

  _constraints(rows) {
    return rows[0] && rows[0].sql ? this.parseConstraintsFromSql(rows[0].sql) : rows;
  }

  _byText(result) {
    const { sql } = this;
    if (this.isShowOrDescribeQuery()) return this._rows(result);
    if (sql.includes('PRAGMA INDEX_LIST')) return this.handleShowIndexesQuery(this._rows(result));
    if (sql.includes('PRAGMA INDEX_INFO')) return this._rows(result);
    if (sql.includes('PRAGMA TABLE_INFO')) return describe(this._rows(result));
    if (sql.includes('PRAGMA foreign_keys;')) return this._rows(result)[0];
    if (sql.includes('PRAGMA foreign_keys') || sql.includes('PRAGMA foreign_key_list')) return this._rows(result);
    return undefined;
  }

  /** Whether v6 would have run the text for its effect and not for rows. */
  _ran() {
    return this.getDatabaseMethod() === 'run';
  }

  /** @this {any} */
  getDatabaseMethod() {
    const runs = this._isWrite() || this.isBulkDeleteQuery() || /create temporary table/i.test(this.sql);
    return runs ? 'run' : 'all';
  }

  /** Indexes in the order of their definition, each with its columns. */
  async handleShowIndexesQuery(data) {
    const { queryGenerator } = this.sequelize.getQueryInterface();
    const columnsOf = name => this.run(queryGenerator.indexInfoQuery(name));
    const indexes = [];
    for (const row of data.reverse()) {
      const fields = [];
      for (const column of await columnsOf(row.name)) {
        fields[column.seqno] = { attribute: column.name, length: undefined, order: undefined };
      }
      indexes.push({ ...row, fields, primary: false, unique: Boolean(row.unique), constraintName: row.name });
    }
    return indexes;
  }

  parseConstraintsFromSql(sql) {
    return parseConstraints(sql);
  }

  /** A driver's error as v6's class. @this {any} */
  formatError(error, errStack) {
    return this._fromDriver(failureOf(error), error, errStack);
  }
}

Query.debug = logger.debugContext('sql:sqlite');

module.exports = Query;
module.exports.Query = Query;
module.exports.default = Query;
