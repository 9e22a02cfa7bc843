// @ts-check
'use strict';

// The mysql dialect object.

const ConnectionManager = require('./connection-manager');
const Query = require('./query');
const QueryGenerator = require('./query-generator');
const { dialectLikeMysql } = require('./dialect');
const DataTypes = require('../../data-types').mysql;

class MysqlDialect extends dialectLikeMysql({
  name: 'mysql',
  defaultVersion: '5.7.0',
  ConnectionManager,
  Query,
  QueryGenerator,
  DataTypes
}) {}

module.exports = MysqlDialect;
