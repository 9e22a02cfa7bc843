// @ts-check
'use strict';

// The sqlite dialect object.

const AbstractDialect = require('../abstract');
const ConnectionManager = require('./connection-manager');
const Query = require('./query');
const QueryGenerator = require('./query-generator');
const { SQLiteQueryInterface } = require('./query-interface');
const DataTypes = require('../../data-types').sqlite;

class SqliteDialect extends AbstractDialect {
  constructor(sequelize) {
    super();
    this._assemble(sequelize, { ConnectionManager, QueryGenerator, QueryInterface: SQLiteQueryInterface });
  }
}

AbstractDialect.describeDialect(SqliteDialect, {
  name: 'sqlite',
  driverOptions: { honoured: ['mode'], restated: ['host'] },
  defaultVersion: '3.8.0',
  ticks: ['`', '`', '`'],
  Query,
  DataTypes,
  randomFunction: 'RANDOM',
  canDisableForeignKeys: true,
  supports: {
    DEFAULT: false,
    'DEFAULT VALUES': true,
    'UNION ALL': false,
    'RIGHT JOIN': false,
    inserts: {
      ignoreDuplicates: ' OR IGNORE',
      updateOnDuplicate: ' ON CONFLICT DO UPDATE SET',
      conflictFields: true,
      onConflictWhere: true
    },
    index: { using: false, where: true, functionBased: true },
    transactionOptions: { type: true },
    constraints: { addConstraint: false, dropConstraint: false },
    groupedLimit: false,
    JSON: true
  }
});

module.exports = SqliteDialect;
module.exports.SqliteDialect = SqliteDialect;
module.exports.default = SqliteDialect;
