'use strict';

// The postgres connection manager.

const AbstractConnectionManager = require('../abstract/connection-manager');
const { cellText } = require('./cell-text');

const DEFAULT_PORT = 5432;

class ConnectionManager extends AbstractConnectionManager {
  constructor(dialect, sequelize) {
    sequelize.config.port = sequelize.config.port || DEFAULT_PORT;
    super(dialect, sequelize);
    this.nameOidMap = {};
    this.enumOids = { oids: [], arrayOids: [] };
    this.oidParserMap = new Map();
  }

  /** New enums have new type ids; the core describes types by itself, a prepared statement at a time. */
  async _refreshDynamicOIDs() {}

  _clearDynamicOIDs() {
    this.nameOidMap = {};
    this.enumOids = { oids: [], arrayOids: [] };
  }

  /** How a cell of this type id is read, where somebody has set it; the core reads all others. */
  getTypeParser(oid) {
    return this.oidParserMap.get(oid) || (text => text);
  }

  _clearTypeParser() {
    super._clearTypeParser();
    this.oidParserMap = new Map();
  }
}

ConnectionManager.prototype.cellText = cellText;
ConnectionManager.prototype.parsesRawRows = true;

module.exports = ConnectionManager;
module.exports.ConnectionManager = ConnectionManager;
module.exports.default = ConnectionManager;
