// @ts-check
'use strict';

// The mysql connection manager; MariaDB's is the same.

const AbstractConnectionManager = require('../abstract/connection-manager');
const { cellText } = require('./cell-text');

class ConnectionManager extends AbstractConnectionManager {
  static defaultPort = 3306;

  /** Warnings are told by the connection that caused them. */
  isDirect(options) {
    return super.isDirect(options) && !this.sequelize.options.showWarnings && !(options && options.showWarnings);
  }
}

ConnectionManager.prototype.cellText = cellText;
ConnectionManager.prototype.parsesRawRows = true;

module.exports = ConnectionManager;
module.exports.ConnectionManager = ConnectionManager;
module.exports.default = ConnectionManager;
