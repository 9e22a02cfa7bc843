// @ts-check
'use strict';

// What the dialect objects of mysql and mariadb have in common.

const AbstractDialect = require('../abstract');
const driverOptions = require('./driver-options');
const { MySQLQueryInterface } = require('./query-interface');

/**
 * @param {{name: string, defaultVersion: string, ConnectionManager: any, Query: any, QueryGenerator: any, DataTypes: any, supports?: object}} own
 */
function dialectLikeMysql({ ConnectionManager, QueryGenerator, supports, ...own }) {
  class LikeMysql extends AbstractDialect {
    constructor(sequelize) {
      super();
      this._assemble(sequelize, { ConnectionManager, QueryGenerator, QueryInterface: MySQLQueryInterface });
    }

    canBackslashEscape() {
      return true;
    }
  }
  AbstractDialect.describeDialect(LikeMysql, {
    ...own,
    ticks: ['`', '`', '`'],
    QueryGenerator,
    supportsSessionVariables: true,
    driverOptions,
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
      REGEXP: true,
      ...supports
    }
  });
  return LikeMysql;
}

module.exports = { dialectLikeMysql };
