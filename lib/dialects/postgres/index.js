// @ts-check
'use strict';

// The postgres dialect object.

const AbstractDialect = require('../abstract');
const ConnectionManager = require('./connection-manager');
const Query = require('./query');
const QueryGenerator = require('./query-generator');
const { PostgresQueryInterface } = require('./query-interface');
const DataTypes = require('../../data-types').postgres;

class PostgresDialect extends AbstractDialect {
  constructor(sequelize) {
    super();
    this._assemble(sequelize, { ConnectionManager, QueryGenerator, QueryInterface: PostgresQueryInterface });
  }

  canBackslashEscape() {
    return !this.sequelize.options.standardConformingStrings;
  }
}

AbstractDialect.describeDialect(PostgresDialect, {
  name: 'postgres',
  defaultVersion: '9.5.0',
  ticks: ['"', '"', '"'],
  Query,
  DataTypes,
  randomFunction: 'RANDOM',
  failureAbortsTransaction: true,
  driverOptions: {
    honoured: [
      'application_name', 'clientMinMessages', 'client_encoding', 'connectionTimeoutMillis', 'idle_in_transaction_session_timeout',
      'keepAlive', 'keepAliveInitialDelayMillis', 'lock_timeout', 'options', 'prependSearchPath', 'query_timeout', 'ssl',
      'statementCacheSize', 'statement_timeout'
    ],
    restated: ['user', 'password', 'host', 'port', 'database', 'sslmode', 'sslcert', 'sslkey', 'sslrootcert'],
    refused: {
      binary: 'it chooses the form in which values are sent by itself, and answers the same values in either',
      stream: 'it opens its sockets itself, outside of JavaScript: reach the server by host and port, or by a local proxy'
    }
  },
  supports: {
    'DEFAULT VALUES': true,
    EXCEPTION: true,
    'ON DUPLICATE KEY': false,
    'ORDER NULLS': true,
    returnValues: { returning: true },
    bulkDefault: true,
    schemas: true,
    lock: true,
    lockOf: true,
    lockKey: true,
    lockOuterJoinFailure: true,
    skipLocked: true,
    forShare: 'FOR SHARE',
    index: { concurrently: true, using: 2, where: true, functionBased: true, operator: true },
    inserts: {
      onConflictDoNothing: ' ON CONFLICT DO NOTHING',
      updateOnDuplicate: ' ON CONFLICT DO UPDATE SET',
      conflictFields: true,
      onConflictWhere: true
    },
    NUMERIC: true,
    ARRAY: true,
    RANGE: true,
    GEOMETRY: true,
    REGEXP: true,
    GEOGRAPHY: true,
    JSON: true,
    JSONB: true,
    HSTORE: true,
    TSVECTOR: true,
    deferrableConstraints: true,
    searchPath: true,
    escapeStringConstants: true
  }
});

module.exports = PostgresDialect;
module.exports.default = PostgresDialect;
module.exports.PostgresDialect = PostgresDialect;
