// @ts-check
'use strict';

// The mariadb dialect object.

const ConnectionManager = require('./connection-manager');
const Query = require('./query');
const QueryGenerator = require('./query-generator');
const { dialectLikeMysql } = require('../mysql/dialect');
const DataTypes = require('../../data-types').mariadb;

class MariadbDialect extends dialectLikeMysql({
  name: 'mariadb',
  defaultVersion: '10.1.44',
  ConnectionManager,
  Query,
  QueryGenerator,
  DataTypes,
  supports: { schemas: true }
}) {}

module.exports = MariadbDialect;
