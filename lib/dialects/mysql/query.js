// @ts-check
'use strict';

// What a run answers on mysql: v6's results per query type. MariaDB's class changes what its driver answers differently.

const AbstractQuery = require('../abstract/query');
const QueryTypes = require('../../query-types');
const { logger } = require('../../utils/logger');
const { bindInOrder } = require('../abstract/query/bind');
const catalog = require('./catalog');
const { failureOf, DEADLOCK } = require('./failure');

class Query extends AbstractQuery {
  static formatBindParameters(sql, values, dialect) {
    return bindInOrder(sql, values, dialect);
  }

  /** The driver knows placeholders without numbers. */
  static driverText(statement) {
    const { query, bind } = super.driverText(statement);
    if (bind === undefined) return { query, bind };
    const [text, list] = bindInOrder(query, bind, statement.core.dialect);
    return { query: text, bind: list };
  }

  /** A deadlock has ended the transaction in the database; ending it here too gives its connection back. @this {any} */
  async _send(subject, parameters) {
    const { transaction } = this.options;
    try {
      return await super._send(subject, parameters);
    } catch (error) {
      if (transaction && error.parent && error.parent.errno === DEADLOCK) {
        // It is gone there already: only what failed first is worth telling.
        await transaction.rollback().catch(() => {});
        transaction.finished = 'rollback';
      }
      throw error;
    }
  }

  /** @this {any} */
  async _answer(result, plan) {
    const answer = this._shaped(result, plan);
    return this._showsWarnings() ? this._withWarnings(answer) : answer;
  }

  /** @this {any} */
  _shaped(result, plan) {
    // A plan knows its columns by their places.
    return this._statement && this.isSelectQuery() ? this._select(result, plan) : this.formatResults(this._data(result));
  }

  /** Rows, or what a statement without rows did, as v6 answers it. @this {any} */
  formatResults(data) {
    switch (this.options.type) {
      case QueryTypes.SELECT: return this.handleSelectQuery(data);
      case QueryTypes.SHOWTABLES: return this.handleShowTablesQuery(data);
      case QueryTypes.SHOWINDEXES: return this.handleShowIndexesQuery(data);
      case QueryTypes.DESCRIBE: return catalog.describe(data);
      case QueryTypes.VERSION: return data[0].version;
      case QueryTypes.BULKUPDATE:
      case QueryTypes.BULKDELETE: return data.affectedRows;
      case QueryTypes.FOREIGNKEYS:
      case QueryTypes.SHOWCONSTRAINTS: return data;
    }
    return this._wrote(data) || this._read(data);
  }

  /** What a statement that wrote answers; undefined for others. @this {any} */
  _wrote(data) {
    let answer = this.instance;
    if (this.isInsertQuery(data)) {
      this.handleInsertQuery(data);
      if (!this.instance) answer = this._insertedKeys(data);
    }
    if (this.isUpsertQuery()) return [answer, data.affectedRows === 1];
    return this.isInsertQuery(data) || this.isUpdateQuery() ? [answer, data.affectedRows] : undefined;
  }

  /** @this {any} */
  _read(data) {
    // A procedure's rows, without what ended it.
    if (this.isCallQuery()) return data[0];
    return this.isRawQuery() ? [data, this._metadata(data)] : this.instance;
  }

  /** The second half of a raw query's answer: the same as the first. */
  _metadata(data) {
    return data;
  }

  /** A list for several statements. @this {any} */
  _data(result) {
    return result.all ? result.all.map(one => this._dataOf(one)) : this._dataOf(result);
  }

  _dataOf(result) {
    return result.hasColumns ? result.rows() : this._header(result);
  }

  /** What the driver tells about a statement without rows. @returns {object} */
  _header(result) {
    return { fieldCount: 0, affectedRows: result.affected, insertId: result.lastInsertId };
  }

  /** The keys of bulkCreate's rows are consecutive and begin with the one that the server tells. @this {any} */
  _insertedKeys({ insertId, affectedRows }) {
    const { model } = this;
    const key = model && model.autoIncrementAttribute;
    if (!key || key !== model.primaryKeyAttribute || !model.rawAttributes[key]) return insertId;
    const { field } = model.rawAttributes[key];
    return Array.from({ length: affectedRows }, (_, at) => ({ [field]: insertId + at }));
  }

  handleShowIndexesQuery(rows) {
    return catalog.indexes(rows);
  }

  /** @this {any} */
  _showsWarnings() {
    return Boolean(this.sequelize.options.showWarnings || this.options.showWarnings);
  }

  async _withWarnings(answer) {
    const text = this.sequelize.dialect.queryGenerator.showWarningsQuery();
    const result = await this.sequelize.core.run(text, { connection: this.connection, raw: true });
    if (result.rowCount > 0) this._tellWarnings([result.rows()]);
    return answer;
  }

  /** Tells what the server warned of, and hands the results on. */
  async logWarnings(results) {
    this._tellWarnings(await this.run(this.sequelize.dialect.queryGenerator.showWarningsQuery()));
    return results;
  }

  _tellWarnings(lists) {
    const messages = [];
    for (const rows of lists) {
      if (!rows || typeof rows[Symbol.iterator] !== 'function') continue;
      for (const warning of rows) {
        if (Object.hasOwn(warning, 'Message')) messages.push(warning.Message);
        else for (const key of Object.keys(warning)) messages.push(`${key}: ${warning[key]}`);
      }
    }
    const { uuid } = this.connection || {};
    this.sequelize.log(`${this.warningsTitle} (${uuid || 'default'}): ${messages.join('; ')}`, this.options);
  }

  /** A driver's error as v6's class. */
  formatError(error, errStack) {
    return this._fromDriver(failureOf(error), error, errStack);
  }
}

/** @type {string} */
Query.prototype.warningsTitle = 'MySQL Warnings';
Query.debug = logger.debugContext('sql:mysql');

module.exports = Query;
module.exports.Query = Query;
module.exports.default = Query;
