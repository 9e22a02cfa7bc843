// @ts-check
'use strict';

// The mysql connection manager.

const AbstractConnectionManager = require('../abstract/connection-manager');

const DEFAULT_PORT = 3306;

class ConnectionManager extends AbstractConnectionManager {
  constructor(dialect, sequelize) {
    sequelize.config.port = sequelize.config.port || DEFAULT_PORT;
    super(dialect, sequelize);
  }
}

module.exports = ConnectionManager;
module.exports.ConnectionManager = ConnectionManager;
module.exports.default = ConnectionManager;
