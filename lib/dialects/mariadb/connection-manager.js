// @ts-check
'use strict';

// The mariadb connection manager.

const AbstractConnectionManager = require('../abstract/connection-manager');

class ConnectionManager extends AbstractConnectionManager {
  static defaultPort = 3306;
}

module.exports = ConnectionManager;
module.exports.ConnectionManager = ConnectionManager;
module.exports.default = ConnectionManager;
