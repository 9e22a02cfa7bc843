// @ts-check
'use strict';

// The mssql connection manager.

const AbstractConnectionManager = require('../abstract/connection-manager');

class ConnectionManager extends AbstractConnectionManager {
  static defaultPort = 1433;
}

module.exports = ConnectionManager;
module.exports.ConnectionManager = ConnectionManager;
module.exports.default = ConnectionManager;
