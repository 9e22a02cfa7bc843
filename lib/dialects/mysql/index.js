// @ts-check
'use strict';

// The mysql dialect object.

const AbstractDialect = require('../abstract');
const ConnectionManager = require('./connection-manager');
const Query = require('./query');
const QueryGenerator = require('./query-generator');
const { MySQLQueryInterface } = require('./query-interface');
const DataTypes = require('../../data-types').mysql;

class MysqlDialect extends AbstractDialect {
  constructor(sequelize) {
    super();
    this._assemble(sequelize, { ConnectionManager, QueryGenerator, QueryInterface: MySQLQueryInterface });
  }

  canBackslashEscape() {
    return true;
  }
}

AbstractDialect.describeDialect(MysqlDialect, {
  name: 'mysql',
  defaultVersion: '5.7.0',
  ticks: ['`', '`', '`'],
  Query,
  QueryGenerator,
  DataTypes,
  supportsSessionVariables: true,
  supports: {
    'VALUES ()': true,
    'LIMIT ON UPDATE': true,
    lock: true,
    forShare: 'LOCK IN SHARE MODE',
    settingIsolationLevelDuringTransaction: false,
    inserts: { ignoreDuplicates: ' IGNORE', updateOnDuplicate: ' ON DUPLICATE KEY UPDATE' },
    index: { collate: false, length: true, parser: true, type: true, using: 1 },
    constraints: { dropConstraint: false, check: false },
    indexViaAlter: true,
    indexHints: true,
    NUMERIC: true,
    GEOMETRY: true,
    JSON: true,
    REGEXP: true
  }
});

module.exports = MysqlDialect;
