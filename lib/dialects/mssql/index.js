// @ts-check
'use strict';

// The mssql dialect object.

const AbstractDialect = require('../abstract');
const ConnectionManager = require('./connection-manager');
const Query = require('./query');
const QueryGenerator = require('./query-generator');
const { MSSqlQueryInterface } = require('./query-interface');
const DataTypes = require('../../data-types').mssql;

class MssqlDialect extends AbstractDialect {
  constructor(sequelize) {
    super();
    this._assemble(sequelize, { ConnectionManager, QueryGenerator, QueryInterface: MSSqlQueryInterface });
  }
}

AbstractDialect.describeDialect(MssqlDialect, {
  name: 'mssql',
  defaultVersion: '12.0.2000',
  ticks: ['"', '[', ']'],
  Query,
  DataTypes,
  supports: {
    DEFAULT: true,
    'DEFAULT VALUES': true,
    'LIMIT ON UPDATE': true,
    'ORDER NULLS': false,
    lock: false,
    transactions: true,
    migrations: false,
    returnValues: { output: true },
    schemas: true,
    autoIncrement: { identityInsert: true, defaultValue: false, update: false },
    constraints: { restrict: false, default: true },
    index: { collate: false, length: false, parser: false, type: true, using: false, where: true },
    NUMERIC: true,
    tmpTableTrigger: true
  }
});

module.exports = MssqlDialect;
