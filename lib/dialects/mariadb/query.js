// @ts-check
'use strict';

// What a run answers on mariadb, where its driver answers otherwise than mysql's.

const MysqlQuery = require('../mysql/query');
const { logger } = require('../../utils/logger');

class Query extends MysqlQuery {
  constructor(connection, sequelize, options) {
    super(connection, sequelize, { showWarnings: false, ...options });
  }

  /** A model's table is one of a schema. */
  handleShowTablesQuery(rows) {
    return rows.map(row => ({ tableName: row.TABLE_NAME, schema: row.TABLE_SCHEMA }));
  }

  /** An upsert leaves the instance's key as it is. @this {any} */
  _wrote(data) {
    return this.isUpsertQuery() ? [this.instance, data.affectedRows === 1] : super._wrote(data);
  }

  _header(result) {
    return { affectedRows: result.affected, insertId: result.lastInsertId };
  }

  /** The rows carry their columns until a raw query answers both. */
  _dataOf(result) {
    const data = super._dataOf(result);
    if (!result.hasColumns) return data;
    const meta = result.columns.map(({ name, type }) => ({ name: () => name, type }));
    return Object.defineProperty(data, 'meta', { value: meta, configurable: true, enumerable: false });
  }

  _metadata(data) {
    const { meta } = data;
    delete data.meta;
    return meta;
  }
}

Query.prototype.warningsTitle = 'MariaDB Warnings';
Query.debug = logger.debugContext('sql:mariadb');

module.exports = Query;
module.exports.Query = Query;
module.exports.default = Query;
